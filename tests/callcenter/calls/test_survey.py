"""The automatic call-back on a scripted exchange: keys, comment, and every way of not being reached."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from callcenter.calls.dialer import Dialer
from callcenter.calls.storing import Storing
from callcenter.calls.survey import PROMPTS, Pace
from callcenter.telephony.scripted import Telephone
from models import clock, orders
from models.callbacks import CallbackAnswer, CallbackAttempt, CallbackTask, calling
from models.callbacks.calling import commented
from models.calls import Call
from models.database import Store
from models.orders import WorkOrder
from tests.callcenter.floor import PATIENCE_S, QUICK, Floor, ScriptedAdviser, speech
from tests.models.callbacks.walk import answered

pytestmark = pytest.mark.anyio

PHONE = "13812345678"
PACE = Pace(ring=0.3, machine=1.5, hello=0.1, quiet=0.05, key=0.15, comment=1.0, pause=0.2)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def floor(store: Store, tmp_path: Path) -> AsyncIterator[Floor]:
    async with Floor(store, tmp_path, ScriptedAdviser()) as held:
        held.prompts.update({key: tmp_path / "prompts" / key for key in PROMPTS})
        yield held


@pytest.fixture
async def number(store: Store, floor: Floor) -> AsyncIterator[str]:
    """An answered order whose citizen is to be called now; a dialer is at work."""
    made = answered(store)
    at_any_hour(store)
    async with dialling(store, floor):
        yield made


def at_any_hour(store: Store) -> None:
    with store.transaction() as session:
        session.execute(text("UPDATE callback_task SET next_at = created_at, hours = '00:00-23:59'"))


@asynccontextmanager
async def dialling(store: Store, floor: Floor) -> AsyncIterator[None]:
    dialer = Dialer(floor.services, Storing(store, QUICK), "12345", at_once=1, every_s=0.02, rest_s=0.05, pace=PACE)
    task = asyncio.create_task(dialer.run())
    yield
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def order(store: Store, number: str) -> WorkOrder:
    with store.reading() as session:
        return orders.get(session, number)


def attempts(store: Store) -> list[tuple[str, str]]:
    with store.reading() as session:
        rows = session.scalars(select(CallbackAttempt).order_by(CallbackAttempt.id))
        return [(row.way, row.result) for row in rows]


def task(store: Store) -> CallbackTask:
    with store.reading() as session:
        return session.scalars(select(CallbackTask)).one()


async def press(floor: Floor, prompt: str, key: str) -> None:
    sound = str(floor.prompts[prompt])
    await floor.until(lambda: any(played == sound for _, played in floor.switch.played))
    leg = next(one for one, played in floor.switch.played if played == sound)
    floor.switch.press(leg, key)


async def test_a_bad_rating_by_keys_begins_the_loop(store: Store, floor: Floor, number: str) -> None:
    floor.switch.citizens[PHONE] = Telephone()
    await press(floor, "survey_solved", "3")
    await press(floor, "survey_grade", "9")  # means nothing: asked again
    await press(floor, "survey_grade_again", "5")
    await floor.until(lambda: order(store, number).state == "redo")
    after = order(store, number)
    assert (after.callback_score, after.callback_solved, after.rating_unverified) == (1, "未解决", True)
    with store.reading() as session:
        (answer,) = session.scalars(select(CallbackAnswer))
        call = session.scalars(select(Call)).one()
    assert (answer.method, answer.conversation_id, answer.score) == ("语音", call.conversation_id, 1)
    assert (call.direction, call.order_id, call.dialled) == ("outbound", after.id, "12345")
    await floor.until(lambda: _ended(store))
    assert attempts(store) == [("automatic", "reached")]
    with store.transaction() as session:
        assert commented(session, call.conversation_id, "晚上还是不亮")
    with store.reading() as session:
        assert session.scalars(select(CallbackAnswer)).one().words == "晚上还是不亮"
        assert session.scalars(select(WorkOrder)).one().order_no == number  # its words are no new demand


def _ended(store: Store) -> bool:
    with store.reading() as session:
        return session.scalars(select(Call.state)).all() == ["ended"]


@pytest.mark.parametrize(
    ("telephone", "result"),
    [
        (Telephone(refuses=True), "busy"),
        (Telephone(refuses=True, cause=21), "no_answer"),  # turned away, which does not close the order
        (Telephone(refuses=True, cause=28), "wrong_number"),
        (Telephone(answers_after_s=None), "no_answer"),
        (Telephone(), "no_answer"),  # answers, and presses nothing
    ],
)
async def test_who_is_not_reached(store: Store, floor: Floor, number: str, telephone: Telephone, result: str) -> None:
    floor.switch.citizens[PHONE] = telephone
    await floor.until(lambda: attempts(store) == [("automatic", result)])
    assert (order(store, number).state, order(store, number).callback_tries) == ("callback", 1)


async def test_a_number_without_a_way_is_a_persons_and_was_not_tried(store: Store, floor: Floor, number: str) -> None:
    await floor.until(lambda: task(store).way == "person")
    assert (task(store).state, task(store).attempts, attempts(store)) == ("waiting", 0, [])
    assert order(store, number).callback_tries == 0


@pytest.mark.parametrize("cause", [34, 38, 41, 42, 27, 20])
async def test_whom_the_trunk_did_not_ring_was_not_tried(
    store: Store, floor: Floor, number: str, caplog: pytest.LogCaptureFixture, cause: int
) -> None:
    floor.switch.citizens[PHONE] = Telephone(refuses=True, cause=cause)
    await floor.until(lambda: caplog.text.count(f"cause-{cause}") >= 2)  # rested between them, and called again
    assert attempts(store) == []
    assert (order(store, number).state, order(store, number).callback_tries) == ("callback", 0)
    floor.switch.citizens[PHONE] = Telephone(refuses=True)
    await floor.until(lambda: attempts(store) == [("automatic", "busy")])
    with store.reading() as session:
        assert session.scalars(select(Call.state).where(Call.outcome == "failed")).all().count("ended") >= 2


async def test_one_number_without_a_way_is_a_persons_and_many_wait(
    store: Store, floor: Floor, caplog: pytest.LogCaptureFixture
) -> None:
    made = [answered(store, caller_phone=f"1381234567{place}") for place in range(4)]
    at_any_hour(store)
    async with dialling(store, floor):
        await floor.until(lambda: caplog.text.count("citizen-unreachable") >= 6)
        assert ways(store) == ["person"] + ["automatic"] * 3
        floor.switch.citizens["13812345673"] = Telephone(refuses=True)  # the trunk is back; two numbers have no way
        await floor.until(lambda: attempts(store) == [("automatic", "busy")])
        await floor.until(lambda: ways(store)[:2] == ["person", "person"])
    assert [order(store, one).callback_tries for one in made] == [0, 0, 0, 1]


def ways(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(select(CallbackTask.way).order_by(CallbackTask.id)))


async def test_nobody_is_called_without_words_for_him(
    store: Store, floor: Floor, caplog: pytest.LogCaptureFixture
) -> None:
    answered(store)
    at_any_hour(store)
    floor.switch.citizens[PHONE] = Telephone(refuses=True)
    sound = floor.prompts.pop("survey_grade_again")
    async with dialling(store, floor):
        await floor.until(lambda: "survey-prompts-missing: survey_grade_again" in caplog.text)
        await asyncio.sleep(0.2)
        assert (task(store).state, attempts(store)) == ("waiting", [])
        assert caplog.text.count("survey-prompts-missing") == 1
        floor.prompts["survey_grade_again"] = sound
        await floor.until(lambda: attempts(store) == [("automatic", "busy")])


async def test_what_breaks_ends_neither_the_calls_nor_their_records(
    store: Store, floor: Floor, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(store)
    at_any_hour(store)
    floor.switch.citizens[PHONE] = Telephone()
    claim, broken = calling.claim, iter([True])

    def breaks_once(*given: Any) -> Any:
        if next(broken, False):
            raise ZeroDivisionError
        return claim(*given)

    async def deaf(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(calling, "claim", breaks_once)
    monkeypatch.setattr(floor.switch, "tap", deaf)
    async with dialling(store, floor):
        await floor.until(lambda: attempts(store) == [("automatic", "failed")])
        await floor.until(lambda: _ended(store))
    assert "survey-claim-failed" in caplog.text
    assert "survey-broke" in caplog.text
    assert not floor.switch.legs


async def test_an_exchange_that_is_away_costs_the_citizen_no_attempt(
    store: Store, floor: Floor, number: str, caplog: pytest.LogCaptureFixture
) -> None:
    floor.switch.citizens[PHONE] = Telephone(refuses=True)
    floor.switch.disconnect()
    await floor.until(lambda: "survey-not-dialled" in caplog.text)
    await floor.until(lambda: task(store).state == "waiting")
    assert (task(store).way, task(store).next_at, attempts(store)) == ("automatic", task(store).created_at, [])
    floor.switch.reconnect()
    await floor.until(lambda: attempts(store) == [("automatic", "busy")])


async def test_an_exchange_that_comes_back_leaves_the_call_alone(
    floor: Floor, number: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "callcenter.calls.handler")
    floor.switch.citizens[PHONE] = Telephone()
    await floor.until(lambda: any(leg.outbound for leg in floor.switch.legs.values()))
    ours = next(leg for leg in floor.switch.legs.values() if leg.outbound)
    stray = replace(ours, id="out-stray", conversation=str(uuid4()))
    floor.switch.legs[stray.id] = stray
    floor.switch.reconnect()
    await floor.until(lambda: stray.id not in floor.switch.legs)
    orphaned = [one.getMessage() for one in caplog.records if "leg-orphaned" in one.getMessage()]
    assert orphaned == [f"leg-orphaned: caller of {stray.conversation}"]


async def test_a_call_ends_with_its_hang_up_however_long_its_result_waits(
    store: Store, floor: Floor, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    back, waiting, survey = asyncio.Event(), asyncio.Event(), floor.services.ledger.survey

    async def late(*given: Any) -> None:
        waiting.set()
        await back.wait()
        await survey(*given)

    monkeypatch.setattr(floor.services.ledger, "survey", late)
    floor.switch.citizens[PHONE] = Telephone(refuses=True)
    await asyncio.wait_for(waiting.wait(), PATIENCE_S)
    over_at = clock.now()
    back.set()
    await floor.until(lambda: _ended(store))
    with store.reading() as session:
        ended_at = session.scalars(select(Call.ended_at)).one()
    assert ended_at is not None
    assert ended_at <= over_at


async def test_a_machine_is_known_by_its_long_greeting(store: Store, floor: Floor, number: str) -> None:
    floor.switch.citizens[PHONE] = Telephone()
    await floor.until(lambda: any(leg.outbound and leg.up for leg in floor.switch.legs.values()))
    leg = next(leg for leg in floor.switch.legs.values() if leg.outbound)
    await floor.until(lambda: floor.switch._sinks.get(leg.id))
    floor.switch.speak(leg.id, speech(3.0))
    await floor.until(lambda: attempts(store) == [("automatic", "machine")])
    assert not any("survey" in sound for _, sound in floor.switch.played)
