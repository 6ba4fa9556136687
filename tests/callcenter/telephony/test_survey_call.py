"""Acceptance: a bad rating by DTMF over a real call starts the loop; the call is recorded beside the order."""

import asyncio
from pathlib import Path

import pytest
import soundfile
from sqlalchemy import select, text

from callcenter.calls.dialer import Dialer
from callcenter.calls.storing import Storing
from callcenter.calls.survey import Pace
from models import orders
from models.callbacks import CallbackAnswer, CallbackAttempt
from models.calls import Call, Recording
from models.database import Store
from tests.callcenter.floor import QUICK, Floor, ScriptedAdviser
from tests.callcenter.telephony.callee import Callee
from tests.callcenter.telephony.conftest import RealExchange
from tests.models.callbacks.walk import answered, verbs

pytestmark = [pytest.mark.asterisk, pytest.mark.anyio, pytest.mark.slow]

PACE = Pace(ring=10, hello=0.3, key=6.0, comment=2.0, pause=0.5)
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


async def test_a_bad_rating_by_keys_over_a_real_call(store: Store, exchange: RealExchange, sound: Path) -> None:
    with Callee() as citizen:
        number = answered(store, caller_phone=str(citizen.port))
        with store.transaction() as session:  # whatever hour it is
            session.execute(text("UPDATE callback_task SET next_at = created_at, hours = '00:00-23:59'"))
        switch = exchange.switch()
        asked: list[str] = []  # a key counts only once its question is being asked
        play = switch.play

        async def heard(leg_id: str, prompt: str) -> str:
            playing = await play(leg_id, prompt)
            asked.append(prompt)
            return playing

        switch.play = heard  # type: ignore[method-assign]
        async with Floor(store, exchange.folder, ScriptedAdviser(), switch=switch) as floor:  # type: ignore[arg-type]
            floor.prompts.update(dict.fromkeys(PROMPTS, sound))
            dialer = Dialer(floor.services, Storing(store, QUICK), "12345", at_once=1, every_s=0.1, pace=PACE)
            task = asyncio.create_task(dialer.run())
            try:
                assert await asyncio.to_thread(citizen.answered.wait, 15)
                await floor.until(lambda: len(asked) == 1)
                citizen.press("3")
                await floor.until(lambda: len(asked) == 2)
                citizen.press("5")
                assert await asyncio.to_thread(citizen.over.wait, 20)
                await floor.until(lambda: _recorded(store))
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
    with store.reading() as session:
        after = orders.get(session, number)
        (attempt,) = session.scalars(select(CallbackAttempt))
        (answer,) = session.scalars(select(CallbackAnswer))
        (call,) = session.scalars(select(Call))
        (recording,) = session.scalars(select(Recording))
    assert (after.state, after.callback_score, after.callback_solved) == ("redo", 1, "未解决")
    assert after.rating_unverified
    assert verbs(store, number)[-1] == "record_callback"
    assert (attempt.way, attempt.result, attempt.conversation_id) == ("automatic", "reached", call.conversation_id)
    assert (answer.score, answer.method) == (1, "语音")
    assert (call.direction, call.order_id, call.outcome) == ("outbound", after.id, "talked")
    samples, _ = soundfile.read(exchange.recordings / recording.path)
    assert samples.shape[1] == 2
    assert abs(samples[:, 1]).max() > 0.01  # what he heard: the prompts


def _recorded(store: Store) -> bool:
    with store.reading() as session:
        return session.scalars(select(Recording)).first() is not None
