"""The city over HTTP: real logins, pages, doors and live events; its ledger tells the same as the tables."""

from datetime import datetime
from pathlib import Path

import pytest

from callcenter.simulation import checking, citizens, counting
from callcenter.simulation.city import Plan
from callcenter.simulation.ledger import entries
from callcenter.simulation.over_http import day, spoken
from callcenter.simulation.reckoning import postings
from callcenter.simulation.stories import Teller
from models.clock import LOCAL
from models.database import Store
from models.people import WebSession
from tests.callcenter.simulation.test_city import TROUBLED

MONDAY = datetime(2026, 3, 2, 8, tzinfo=LOCAL)


def test_a_morning_over_http_is_told_alike_by_its_ledger_and_by_the_application(
    store: Store, database_url: str, classifiers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setattr(citizens, "CALLS_A_YEAR", 75_000)  # half of them write, so that few hours show all doors
    book, data = tmp_path / "ledger.jsonl", tmp_path / "data"
    data.mkdir()
    (data / "classifiers").symlink_to(classifiers)
    day.live(data, Plan(MONDAY, 4 / 24, 0.1, 7, TROUBLED), book, spoken=0, into_database_url=True)
    lines = list(entries(book))
    stories = Teller().read(lines)
    with store.reading() as session:
        assert counting.differences(session, stories) == []
        assert checking.differences(session, postings(stories), MONDAY.date(), MONDAY.date()) == []
        signed_in = session.query(WebSession.user_id).distinct().count()
    done = {(entry.does, entry.facts.get("channel")) for entry in lines if entry.kind == "act" and entry.done}
    assert {("create", "phone"), ("write", "website"), ("write", "app"), ("write", "board")} <= done
    assert {does for does, _ in done} >= {"told_number", "answer", "dispatch", "sign", "contact", "submit", "approve"}
    assert signed_in > 5
    assert not (data / "simulated-clock").exists()


@pytest.mark.asterisk
@pytest.mark.speech
@pytest.mark.slow
def test_a_citizen_who_speaks_is_in_the_store_with_recording_words_and_order(
    store: Store, database_url: str, classifiers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    book, data = tmp_path / "ledger.jsonl", tmp_path / "data"
    data.mkdir()
    (data / "classifiers").symlink_to(classifiers)
    day.live(data, Plan(MONDAY, 0.5 / 24, 0.1, 1), book, spoken=1, into_database_url=True)
    lines = list(entries(book))
    spoken_ones = [entry for entry in lines if "spoken" in entry.facts]
    stories = Teller().read(lines)
    assert len(spoken_ones) == 1
    assert stories.calls[spoken_ones[0].to].outcome == "automatic"
    with store.reading() as session:
        assert list(spoken.differences(session, lines, data / "recordings")) == []
        assert counting.differences(session, stories) == []
        assert checking.differences(session, postings(stories), MONDAY.date(), MONDAY.date()) == []
        named = {one.what[-2:] for one in spoken.differences(session, lines, tmp_path)}
    assert named == {"录音"}
