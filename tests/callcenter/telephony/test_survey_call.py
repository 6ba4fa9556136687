"""Acceptance: a bad rating by keys over a real call begins the loop; redone, a second real call ends it in a closed
order. What the citizen adds in words is recorded, recognised, and sealed beside his answer.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import soundfile
from sqlalchemy import select, text

from callcenter.calls.dialer import Dialer
from callcenter.calls.storing import Storing
from callcenter.calls.survey import Pace
from callcenter.intake import phone
from callcenter.jobs.transcript import transcribe_recording
from callcenter.settings import Settings
from models import callbacks, orders
from models.callbacks import CallbackAnswer, CallbackAttempt, CallbackTask, asking
from models.calls import Call, Recording
from models.database import Store
from tests.callcenter.floor import QUICK, Floor, ScriptedAdviser
from tests.callcenter.telephony.callee import Callee
from tests.callcenter.telephony.conftest import RealExchange
from tests.models.callbacks.walk import CALLER, CLERK, DISPATCHER, REPLY, answered, do, verbs
from transcription import audio, weights
from transcription.engine import Engine, Segment
from transcription.engines import load
from transcription.session import transcribe

pytestmark = [pytest.mark.asterisk, pytest.mark.anyio, pytest.mark.slow]

PACE = Pace(ring=10, hello=0.3, key=6.0, comment=9.0, pause=1.0)
PROMPTS = (
    "survey_solved",
    "survey_solved_again",
    "survey_grade",
    "survey_grade_again",
    "survey_comment",
    "survey_thanks",
)
SPOKEN = Path(__file__).parents[2] / "transcription" / "spoken.wav"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Recogniser:
    """The default engine in this process, for recordings."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def transcribe(self, path: Path, channel: int = 0, start_s: float = 0.0) -> list[Segment]:
        samples, _ = await asyncio.to_thread(audio.read, path, channel, start_s)
        return await asyncio.to_thread(transcribe, self._engine, samples)


@asynccontextmanager
async def calling(store: Store, exchange: RealExchange, sound: Path) -> AsyncIterator[tuple[Floor, list[str]]]:
    """A floor whose dialer calls; and what has been asked so far: a key counts only once its question is."""
    switch = exchange.switch()
    asked: list[str] = []
    play = switch.play

    async def heard(leg_id: str, prompt: str) -> str:
        playing = await play(leg_id, prompt)
        asked.append(prompt)
        return playing

    switch.play = heard  # type: ignore[method-assign]
    async with Floor(store, exchange.folder, ScriptedAdviser(), switch=switch) as floor:  # type: ignore[arg-type]
        floor.prompts.update(dict.fromkeys(PROMPTS, sound))
        await floor.until(lambda: switch._connection)  # or the first call is for an exchange away: a rest of 30 s
        dialer = Dialer(floor.services, Storing(store, QUICK), "12345", at_once=1, every_s=0.1, pace=PACE)
        task = asyncio.create_task(dialer.run())
        try:
            yield floor, asked
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def press(floor: Floor, citizen: Callee, asked: list[str], *keys: str) -> None:
    """The answers to the two questions of his call."""
    before = len(asked)
    assert await asyncio.to_thread(citizen.answered.wait, 15)
    for place, key in enumerate(keys, 1):
        await floor.until(lambda wanted=before + place: len(asked) >= wanted)  # type: ignore[misc]
        citizen.press(key)


def now(store: Store) -> None:
    """Whatever hour it is, and whatever the city asks by a person."""
    with store.transaction() as session:
        at_once = "UPDATE callback_task SET next_at = created_at, hours = '00:00-23:59' WHERE ended_at IS NULL"
        session.execute(text(at_once))
        session.execute(text("UPDATE callback_policy SET ways = '[\"automatic\"]' WHERE occasion = 'redone'"))


def recorded(store: Store) -> int:
    with store.reading() as session:
        return len(session.scalars(select(Recording)).all())


async def test_the_loop_of_a_bad_rating_by_keys_over_real_calls(
    store: Store, exchange: RealExchange, sound: Path
) -> None:
    engine = load("whisper", weights.ensure(Settings.load().cache, "whisper-base"))
    with Callee() as citizen:
        number = answered(store, caller_phone=str(citizen.port))
        now(store)
        async with calling(store, exchange, sound) as (floor, asked):
            await press(floor, citizen, asked, "3", "5")
            await floor.until(lambda: len(asked) == 3)  # the tone, after which he may speak
            citizen.say(audio.read(SPOKEN)[0])
            assert await asyncio.to_thread(citizen.over.wait, 30)
            await floor.until(lambda: recorded(store) == 1)
            bad = order(store, number)
            assert (bad.state, bad.callback_score, bad.callback_solved, bad.rating_unverified) == (
                "redo", 1, "未解决", True,
            )  # fmt: skip
            await the_words_join_the_answer(store, exchange, engine)

            # a person verifies, and saves it at the desk: the unit has it again
            with store.transaction() as session:
                task = callbacks.open_task(session, bad.id)
                assert task is not None
                found = {"rating_check": "confirmed", "callback_true": False}
                asking.save(session, CALLER, task.id, bad.version, "reached", note="电话核实，灯确实不亮", **found)
            assert order(store, number).state == "dispatched"
            citizen.again()
            do(store, number, "sign", CLERK)
            do(store, number, "reply", CLERK, **REPLY | {"public_reply_text": "已更换灯杆线路"})
            now(store)
            do(store, number, "accept_reply", DISPATCHER)
            now(store)
            await press(floor, citizen, asked, "1", "1")
            assert await asyncio.to_thread(citizen.over.wait, 30)
            await floor.until(lambda: recorded(store) == 2)
    good = order(store, number)
    assert (good.state, good.callback_score, good.callback_solved) == ("closed", 5, "已解决")
    loop = ["record_callback", "verify_rating", "redo", "sign", "reply", "accept_reply", "record_callback"]
    assert verbs(store, number)[-7:] == loop
    with store.reading() as session:
        tasks = [(one.kind, one.state) for one in session.scalars(select(CallbackTask).order_by(CallbackTask.id))]
        made = session.scalars(select(CallbackAttempt).order_by(CallbackAttempt.id)).all()
        attempts = [(one.way, one.result) for one in made]
    assert tasks == [("callback", "done"), ("verification", "done"), ("callback", "done")]
    assert attempts == [("automatic", "reached"), ("person", "reached"), ("automatic", "reached")]


async def the_words_join_the_answer(store: Store, exchange: RealExchange, engine: Engine) -> None:
    """As the worker does it: from the recording, sealed in the answer."""
    with store.reading() as session:
        (call,) = session.scalars(select(Call))
        (recording,) = session.scalars(select(Recording))
    assert (call.direction, call.outcome) == ("outbound", "talked")
    samples, _ = soundfile.read(exchange.recordings / recording.path)
    assert samples.shape[1] == 2
    assert abs(samples[:, 1]).max() > 0.01  # what he heard: the prompts
    await transcribe_recording(store, Recogniser(engine), exchange.recordings, call.conversation_id)
    phone.settle(store, ScriptedAdviser(), call.conversation_id, 0.7)
    with store.reading() as session:
        (answer,) = session.scalars(select(CallbackAnswer))
        sealed = str(session.execute(text("SELECT a::text FROM callback_answer a")).scalar_one())
    assert (answer.score, answer.method, answer.conversation_id) == (1, "语音", call.conversation_id)
    assert answer.words is not None
    assert "不动产" in answer.words
    assert answer.words not in sealed


def order(store: Store, number: str) -> orders.WorkOrder:
    with store.reading() as session:
        return orders.get(session, number)
