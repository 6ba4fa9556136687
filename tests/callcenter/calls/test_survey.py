"""The automatic call-back on a scripted exchange: keys, comment, and every way of not being reached."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from callcenter.calls.dialer import Dialer
from callcenter.calls.storing import Storing
from callcenter.calls.survey import Pace
from callcenter.telephony.scripted import Telephone
from models import orders
from models.callbacks import CallbackAnswer, CallbackAttempt, CallbackTask
from models.callbacks.calling import commented
from models.calls import Call
from models.database import Store
from models.orders import WorkOrder
from tests.callcenter.floor import QUICK, Floor, ScriptedAdviser, speech
from tests.models.callbacks.walk import answered

pytestmark = pytest.mark.anyio

PHONE = "13812345678"
PACE = Pace(ring=0.3, machine=1.5, hello=0.1, quiet=0.05, key=0.15, comment=1.0, pause=0.2)
PROMPTS = (
    "survey_solved",
    "survey_solved_again",
    "survey_grade",
    "survey_grade_again",
    "survey_comment",
    "survey_thanks",
)


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
    with store.transaction() as session:  # whatever hour it is
        session.execute(text("UPDATE callback_task SET next_at = created_at, hours = '00:00-23:59'"))
    storing = Storing(store, QUICK)
    dialer = Dialer(floor.services, storing, "12345", at_once=1, every_s=0.02, rest_s=0.05, pace=PACE)
    task = asyncio.create_task(dialer.run())
    yield made
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


async def test_a_machine_is_known_by_its_long_greeting(store: Store, floor: Floor, number: str) -> None:
    floor.switch.citizens[PHONE] = Telephone()
    await floor.until(lambda: any(leg.outbound and leg.up for leg in floor.switch.legs.values()))
    leg = next(leg for leg in floor.switch.legs.values() if leg.outbound)
    await floor.until(lambda: floor.switch._sinks.get(leg.id))
    floor.switch.speak(leg.id, speech(3.0))
    await floor.until(lambda: attempts(store) == [("automatic", "machine")])
    assert not any("survey" in sound for _, sound in floor.switch.played)
