"""What the database remembers of calls that this process does not have: after a restart of ours or of the exchange."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from callcenter.calls.ending import Ending
from callcenter.calls.recording import RecordingMissing
from callcenter.calls.storing import Storing
from models import clock
from models.calls import Call, CallEvent, CallOutcome, CallState, Intake, Recording, TranscriptState

_LOOK_BACK = timedelta(days=7)


@dataclass(frozen=True)
class Remembered:
    """A call's row, as far as taking it up or finishing it needs it."""

    conversation: str
    state: CallState
    started_at: datetime
    answered_at: datetime | None
    agent_answered_at: datetime | None
    intake: Intake | None
    outcome: CallOutcome | None
    transcript_state: TranscriptState
    missing: bool
    """Nothing of its sound was found on the disk when it was looked for."""

    @property
    def began_s_ago(self) -> float:
        """Age of its recording, which begins with the answer."""
        return max((clock.now() - (self.answered_at or self.started_at)).total_seconds(), 0.0)

    def as_lost(self) -> Ending:
        """The end of a call whose legs are gone and whose end nobody saw."""
        answered, agent = self.answered_at, self.agent_answered_at
        return Ending(
            conversation=self.conversation,
            ended_at=None,
            ended_by="lost",
            cause=None,
            outcome="talked" if agent else None if answered else "failed",
            intake=self.intake,
            spoke=None,
            answered=answered is not None,
            live_words=False,
            recording_began=answered,
            tap_starts={"agent": (agent - answered).total_seconds()} if agent and answered else {},
        )


class Recovery:
    """Reads the calls that want finishing."""

    def __init__(self, storing: Storing) -> None:
        self._storing = storing

    async def of(self, conversations: Collection[str]) -> dict[str, Remembered]:
        """Those of these conversations that have a row."""
        ids = [UUID(conversation) for conversation in conversations]
        return await self._read(Call.conversation_id.in_(ids))

    async def unfinished(self, living: Collection[str]) -> list[Remembered]:
        """Calls that are not on the line (`living`) and yet live in the database, or ended without their recording."""
        found = await self._read(or_(Call.state == "live", _unrecorded()))
        return [call for call in found.values() if call.conversation not in living]

    async def unrecorded(self, since_s: float) -> list[Remembered]:
        """Calls that ended without their recording in the last days, and at least `since_s` seconds ago."""
        ended = Call.ended_at < clock.now() - timedelta(seconds=since_s)
        return list((await self._read(and_(_unrecorded(), ended))).values())

    async def _read(self, which: ColumnElement[bool]) -> dict[str, Remembered]:
        columns = (
            Call.conversation_id,
            Call.state,
            Call.started_at,
            Call.answered_at,
            Call.agent_answered_at,
            Call.intake,
            Call.outcome,
            Call.transcript_state,
            exists().where(CallEvent.conversation_id == Call.conversation_id, CallEvent.kind == RecordingMissing.code),
        )

        def work(session: Session) -> dict[str, Remembered]:
            rows = session.execute(select(*columns).where(which).order_by(Call.started_at)).all()
            return {str(row[0]): Remembered(str(row[0]), *row[1:]) for row in rows}

        return await self._storing.do(work, patient=True)


def _unrecorded() -> ColumnElement[bool]:
    return and_(
        Call.answered_at.is_not(None),
        Call.ended_at > clock.now() - _LOOK_BACK,
        ~exists().where(Recording.conversation_id == Call.conversation_id),
    )
