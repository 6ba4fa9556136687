"""The simulated city: it lives in a real store, and its ledger tells the same as the tables, without reading them."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select, text

from callcenter.simulation import checking, counting
from callcenter.simulation.city import Plan, go_on, live
from callcenter.simulation.inputs import Behaviour
from callcenter.simulation.ledger import ActorsLedger, LedgerExists, entries
from callcenter.simulation.reckoning import postings
from callcenter.simulation.saving import NotSaved
from callcenter.simulation.stories import OrderStory, Step, Stories, Teller
from models import agents, csv_export
from models.clock import LOCAL
from models.database import Store
from models.orders import SYSTEM, OrderEvent, create_draft
from tests.callcenter.simulation import recomputed

MONDAY = datetime(2026, 3, 2, 7, tzinfo=LOCAL)
TROUBLED = Behaviour(
    anonymous=0.1, secret=0.06, emergency=0.05, not_accepted=0.05, repeats_somebody=0.25, through_review=0.5,
    sent_back_to_agent=0.15, wrong_lead=0.3, idle_return=0.2, progress=0.3, asks_help=0.2, extension=0.25, listing=0.05,
    late=0.12, reply_sent_back=0.2, urged=0.2, reopened=0.2, withdrawn=0.05, rates_the_link=0.5, rates_an_answer=0.4,
    satisfied=0.5,
)  # fmt: skip
"""A city in which everything goes wrong often, so that few orders show all ways."""
PLAN = (
    Plan(datetime(2025, 1, 1, tzinfo=LOCAL), 365, 1, 1)
    if os.environ.get("HOTLINE_FULL") == "1"
    else Plan(MONDAY, 30, 0.1, 7, TROUBLED)
)
"""In full the year of the seed city: hours."""
COMMON = {
    "agree_return", "answer", "archive", "contact", "create", "dispatch", "grant_extension", "merge",
    "record_callback", "redo", "reject", "reopen", "reply", "request_return", "rule", "sign", "supervise", "urge",
}  # fmt: skip
FIRST, LAST = PLAN.begins.date(), (PLAN.begins + timedelta(days=PLAN.days)).date()


@pytest.mark.timeout(0)  # minutes here, hours in full, more on a slow machine
def test_days_of_the_city_are_told_alike_by_its_ledger_and_by_the_application(
    store: Store, classifiers: Path, tmp_path: Path
) -> None:
    book = tmp_path / "ledger.jsonl"
    assert live(store, classifiers, PLAN, book).whole
    stories = Teller().read(entries(book))
    told = list(postings(stories))
    with store.reading() as session:
        assert counting.differences(session, stories) == []
        assert checking.differences(session, told, FIRST, LAST) == []
        assert checking.differences(session, told, FIRST + timedelta(days=1), FIRST + timedelta(days=1)) == []
        fewer = [one for one in told if one.measure != "sign"]
        named = {one.what.split("（")[0] for one in checking.differences(session, fewer, FIRST, LAST)}
        moved = [replace(one, unit="无此单位") if one.measure == "sign" else one for one in told]
        astray = {one.what for one in checking.differences(session, moved, FIRST, LAST)}
        assert agents.present(session) == []
        verbs = set(session.scalars(select(OrderEvent.verb).distinct()))
    csv_export.written(store, tmp_path / "export")
    once_more = recomputed.figures(recomputed.Exported(tmp_path / "export"), FIRST, LAST)
    of_ledger = checking.figures(told, FIRST, LAST)
    assert once_more == {name: pytest.approx(of_ledger[name], abs=1e-6) for name in once_more}
    assert not {"caller_name", "caller_phone", "masked_phone", "content", "title"} & _columns(tmp_path / "export")
    assert named == {"按时签收率 sign_on_time_rate"}
    assert "按时签收率 sign_on_time_rate（承办单位 无此单位）" in astray
    assert all("单位" in what for what in astray)
    assert verbs >= COMMON
    assert any(call.picked_up for call in stories.calls.values())
    assert of_ledger["inspected"][0] > 0


def _columns(folder: Path) -> set[str]:
    return {name for file in folder.iterdir() for name in file.read_text().split("\n", 1)[0].split(",")}


def test_a_survey_call_rings_nobody_back(tmp_path: Path) -> None:
    now = MONDAY
    with ActorsLedger(tmp_path / "ledger.jsonl", lambda: now) as ledger:
        for number in ("13800000001", "13800000002"):
            with ledger.act("caller", "ring", f"of {number}", number=number):
                pass
            with ledger.act("caller", "hang_up", f"of {number}", outcome="abandoned"):
                pass
        now += timedelta(minutes=10)
        with ledger.act("exchange", "survey_call", "survey", number="13800000001"):
            pass
        with ledger.act("wangfang", "call_back_missed", "recall", number="13800000002"):
            pass
    told = postings(Teller().read(entries(tmp_path / "ledger.jsonl")))
    assert [one.amount for one in told if one.measure == "missed"] == [0, 1000]


def test_an_answer_that_is_taken_back_keeps_its_rating() -> None:
    days = [MONDAY + timedelta(days=number) for number in range(5)]
    lines = (
        ("answer", "direct_answered", {}), ("rate", "direct_answered", {"callback_score": 1}),
        ("verify_ended", "review", {"rating_check": "confirmed"}), ("answer", "direct_answered", {}),
        ("rate", "direct_answered", {"callback_score": 5}),
    )  # fmt: skip
    steps = [
        Step(at, verb, state, version, "", facts=facts)
        for version, (at, (verb, state, facts)) in enumerate(zip(days, lines, strict=True), 1)
    ]
    story = OrderStory("XN1", MONDAY, "phone", steps=steps)
    told = [(one.measure, one.at, one.detail) for one in postings(Stories({story.number: story}))]
    assert ("dissatisfied", days[1], "") in told
    assert [one for one in told if one[0] == "rating"] == [("rating", days[1], "1"), ("rating", days[4], "5")]


def test_an_order_that_the_ledger_does_not_know_is_named(store: Store, tmp_path: Path) -> None:
    book = tmp_path / "ledger.jsonl"
    with ActorsLedger(book, lambda: MONDAY) as ledger:
        ledger.seen("sign", "XNDH202603020000000", MONDAY, state="handling", version=3, lead=None)
    with store.transaction() as session:
        order = create_draft(session, SYSTEM, title="路灯不亮", content="路灯不亮")
        named = [one.what for one in counting.differences(session, Teller().read(entries(book)))]
    assert named == ["渠道 phone", f"工单 {order.order_no}"]


def test_a_ledger_is_written_before_the_answer_and_never_again(tmp_path: Path) -> None:
    book = tmp_path / "ledger.jsonl"
    with ActorsLedger(book, lambda: MONDAY) as ledger:
        with ledger.act("clerk", "sign", "XN1") as answer:
            assert '"does":"sign"' in book.read_text()
            answer.shows(state="handling")
        with pytest.raises(RuntimeError), ledger.act("clerk", "reply", "XN1"):
            raise RuntimeError
    one, other = entries(book)
    assert (one.does, one.answer, one.done) == ("sign", {"state": "handling"}, True)
    assert (other.does, other.refused) == ("reply", "unanswered")
    with pytest.raises(LedgerExists):
        ActorsLedger(book, lambda: MONDAY)


def test_a_city_that_was_stopped_goes_on_as_if_it_had_not_been(
    store: Store, another_store: Store, classifiers: Path, tmp_path: Path
) -> None:
    whole, parts, saved = tmp_path / "whole.jsonl", tmp_path / "parts.jsonl", tmp_path / "city.saved"
    plan = Plan(MONDAY, 0.25, 0.1, 3, TROUBLED)
    with somebody_writes(store):
        assert live(store, classifiers, plan, whole).whole
    acts = count()
    first = live(another_store, classifiers, plan, parts, stops=lambda: next(acts) == 150, saved=saved)
    assert (first.whole, first.until < MONDAY + timedelta(days=0.25)) == (False, True)
    assert saved.stat().st_mode & 0o777 == 0o600
    acts = count()
    second = go_on(another_store, classifiers, parts, stops=lambda: next(acts) == 80, saved=saved)
    assert (second.whole, second.lines > first.lines) == (False, True)
    assert go_on(another_store, classifiers, parts, saved=saved).whole
    assert parts.read_bytes() == whole.read_bytes()
    with pytest.raises(NotSaved):
        go_on(another_store, classifiers, parts, saved=saved)


@contextmanager
def somebody_writes(store: Store) -> Iterator[None]:
    """Transactions of somebody else, as a vacuum's: while one is open, later events may not be read."""
    over = threading.Event()

    def write() -> None:
        while not over.wait(0.02):
            with store.transaction() as session:
                session.execute(text("SELECT pg_current_xact_id()"))
                over.wait(0.1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()
