"""Running processes take up a newer version of the city's data: what routes, what hears the bell."""

import asyncio
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from callcenter import city_bell
from callcenter.assist import adviser_process
from callcenter.assist.current import CurrentAdviser
from callcenter.settings import Settings
from callcenter.web.adviser import adviser as of_web
from models.catalogue import Author, Source, versions
from models.catalogue.sheets import SHEETS
from models.database import Store
from routing.advice import Advice
from tests.callcenter.browser import client, password_hash, person, settings

__all__ = ["client", "password_hash", "person", "settings"]


def say(store: Store, sheet: str, key: str, **cells: str) -> int:
    """The next version, with one row changed or added."""
    with store.transaction() as session:
        book = versions.present(session)
        rows = book.keyed[sheet]
        empty = {column.name: column.default for column in SHEETS[sheet].columns}
        changed = book.with_rows(sheet, list({**rows, key: {**empty, **rows.get(key, {}), **cells}}.values()))
        return versions.apply(session, changed, Author(None, "管理员甲"), Source("控制台")).number


@pytest.fixture
def adviser(store: Store, settings: Settings, classifiers: Path, monkeypatch: pytest.MonkeyPatch) -> CurrentAdviser:
    monkeypatch.setattr(Settings, "classifiers", property(lambda self: classifiers))
    return CurrentAdviser(settings, store)


def _dangers(advice: Advice) -> list[str]:
    return [one.detail for one in advice.evidence if one.kind == "urgent"]


def test_the_next_question_knows_the_new_version(adviser: CurrentAdviser, store: Store) -> None:
    words = "温泉街道潜山路的堤坝渗水了，请派人来看看"
    before = adviser.advise(words)
    assert (_dangers(before), before.urgency) == ([], "一般")
    new = {"code": "W90", "level": "特急", "meaning": "堤坝险情", "match": "words", "pattern": "堤坝.{0,4}渗水"}
    say(store, "urgent_signals", "W90", **new)
    after = adviser.advise(words)
    assert (_dangers(after), after.urgency) == (["特急：堤坝险情"], "特急")
    say(store, "departments", "421202", name="咸宁市咸安区人民政府办")
    lead = adviser.advise("咸安区永安街道的路灯不亮了好几天").departments.lead
    assert lead is not None
    assert lead.name == "咸宁市咸安区人民政府办"


def test_without_the_database_it_goes_on_with_what_it_has(
    adviser: CurrentAdviser, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(self: Store) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    known = adviser.now()
    monkeypatch.setattr(Store, "reading", away)
    assert adviser.now() is known


def test_the_bell_rings_once_for_each_newer_version(store: Store, database_url: str) -> None:
    async def listen() -> list[int]:
        heard: asyncio.Queue[int] = asyncio.Queue()

        async def ear() -> None:
            async for number in city_bell.rings(database_url):
                heard.put_nowait(number)

        task = asyncio.create_task(ear())
        await asyncio.to_thread(_listening, store)
        found = []
        for hours in ("5x8", "7x24"):
            await asyncio.to_thread(say, store, "city", "hours", value=hours)
            found.append(await asyncio.wait_for(heard.get(), 20))
        task.cancel()
        return found

    assert asyncio.run(listen()) == [2, 3]


def _listening(store: Store) -> None:
    """Waits until somebody has looked at the version and listens for the next."""
    looked = text("SELECT count(*) FROM pg_stat_activity WHERE query = :said AND state = 'idle'")
    for _ in range(400):
        with store.reading() as session:
            if session.scalar(looked, {"said": city_bell._HEAD}):
                return
        time.sleep(0.05)
    raise AssertionError("nobody listens")


def test_the_web_applications_adviser_follows(store: Store, client: TestClient, adviser: CurrentAdviser) -> None:
    held = client.app.state.hotline  # type: ignore[attr-defined]
    first = of_web(held)
    assert of_web(held) is first
    say(store, "city", "hours", value="5x8")
    second = of_web(held)
    assert second is not first
    assert second.classifier is first.classifier


def test_the_call_handlers_process_follows(
    store: Store, settings: Settings, adviser: CurrentAdviser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What runs in the process beside the calls, here in this one."""
    monkeypatch.setattr(adviser_process, "_adviser", None)
    words = "堤坝渗水了，请派人来看看"
    assert _dangers(adviser_process._advise(settings, words)) == []
    say(store, "urgent_signals", "W90", level="特急", meaning="堤坝险情", match="sound", pattern="堤坝渗水", code="W90")
    assert _dangers(adviser_process._advise(settings, words)) == ["特急：堤坝险情"]
