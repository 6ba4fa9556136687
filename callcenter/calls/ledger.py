"""A call's writes: its row, its detail record, its words, its recording; and the events that listeners get of them."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.orm import Session

from callcenter.agents.desk import Offer
from callcenter.calls.ending import Ending
from callcenter.calls.journal import Journal
from callcenter.calls.recording import Finished
from callcenter.calls.storing import Storing
from callcenter.calls.summary import call_summary
from callcenter.calls.tracks import Party
from callcenter.intake.phone import draft_order
from callcenter.jobs import defer
from callcenter.telephony.switch import CallRefused, Leg
from models import agents, calls, clock, events
from models.calls import Call, NewSegment, TranscriptSegment, TranscriptState
from transcription.service import HeardSegment


class Ledger:
    """While a call goes on its writes pass through the journal, in order; its end is waited for."""

    def __init__(self, storing: Storing, journal: Journal) -> None:
        self._storing, self._journal = storing, journal
        self._partials: dict[tuple[str, Party], dict[str, Any]] = {}

    async def began(self, leg: Leg, at: datetime, patience_s: float) -> None:
        """The call's row. A database that is away does not keep the caller waiting longer than `patience_s`."""

        def work(session: Session) -> None:
            _announce(
                session,
                "call.started",
                calls.begin(session, UUID(leg.conversation), leg.number, leg.dialled, started_at=at),
            )

        self._journal.put(work)
        await self._journal.written(patience_s)

    async def dialled(self, leg: Leg, at: datetime, order_id: int, patience_s: float) -> None:
        """The row of a call that we make to the citizen of an order; waits for the database as `began` does."""

        def work(session: Session) -> None:
            conversation = UUID(leg.conversation)
            calls.begin(session, conversation, leg.number, leg.dialled, direction="outbound", started_at=at)
            _announce(session, "call.started", calls.update(session, conversation, order_id=order_id))

        self._journal.put(work)
        await self._journal.written(patience_s)

    async def survey(self, work: Callable[[Session], None]) -> None:
        """What came of an automatic call-back; what is said is not lost for a database that is away."""
        await self._journal.written()
        await self._storing.do(work, patient=True)

    async def shown(self, patience_s: float) -> None:
        """Wait until listeners can see all that was written so far, `patience_s` at most."""
        await self._journal.written(patience_s)

    def refused(self, call: CallRefused) -> None:
        """A call that the exchange turned away: its record is all there is of it."""
        conversation, at = uuid4(), clock.now()

        def work(session: Session) -> None:
            calls.begin(session, conversation, call.number, call.dialled, started_at=at)
            cause = f"{call.status} {call.reason}"
            ended = calls.end(session, conversation, "failed", ended_by="system", hangup_cause=cause, ended_at=at)
            _announce(session, "call.ended", ended)

        self._journal.put(work)

    async def strayed(self, conversation: str, began: datetime) -> None:
        """The row of a call of which only the sound is there: who called, and which number, nobody knows."""

        def work(session: Session) -> None:
            calls.begin(session, UUID(conversation), None, "", started_at=began)
            calls.update(session, UUID(conversation), answered_at=began, transcript_state="live")
            calls.log(session, UUID(conversation), "unheard", {})

        await self._storing.do(work, patient=True)

    def note(self, conversation: str, kind: str, **detail: Any) -> None:
        """Append to the call detail record. No personal data in `detail`."""
        at = clock.now()
        self._journal.put(lambda session: calls.log(session, UUID(conversation), kind, detail, at))

    def answered(self, conversation: str, at: datetime | None = None) -> None:
        """at: when, if not now; the recording counts from there."""
        self._change(conversation, "call.answered", answered_at=at or clock.now(), transcript_state="live")
        self.note(conversation, "answered")

    def offered(self, conversation: str, offer: Offer) -> None:
        """An agent's telephone is about to ring; the event says whose."""
        at = clock.now()

        def work(session: Session) -> None:
            call = calls.update(session, UUID(conversation), agent_offered_at=at)
            _announce(session, "call.offered", call, agent_id=offer.user_id)

        self._journal.put(work)
        self.note(conversation, "offered", agent_id=offer.user_id)

    def picked_up(self, conversation: str, offer: Offer) -> None:
        """The agent answers and talks; caller and agent are joined next, whether this is written by then or not."""
        self._journal.put(lambda session: agents.picked_up(session, UUID(conversation)))
        self._change(
            conversation, "call.answered", agent_id=offer.user_id, agent_answered_at=clock.now(), intake="agent"
        )
        self.note(conversation, "agent-answered", agent_id=offer.user_id)

    def automatic(self, conversation: str) -> None:
        """The automatic intake takes the demand."""
        self._change(conversation, None, intake="automatic")
        self.note(conversation, "automatic-intake")

    def heard(self, conversation: str, speaker: Party, start_s: float, segment: HeardSegment) -> None:
        """Words: final ones are stored, partial ones only shown. start_s: where the stream lies in the recording."""
        data = {
            "speaker": speaker,
            "start": round(start_s + segment.start, 3),
            "end": round(start_s + segment.end, 3),
            "text": segment.text,
            "confidence": segment.confidence,
            "final": segment.final,
            "segment_id": None,
        }
        key = conversation, speaker
        if segment.final:
            self._partials.pop(key, None)
            self._journal.put(lambda session: _store_words(session, conversation, speaker, data))
        elif key in self._partials:
            self._partials[key] = data  # the one that waits to be shown is replaced: only the newest is of use
        else:
            self._partials[key] = data
            self._journal.put(lambda session: self._show_partial(session, key))

    def moved(self, conversation: str, speaker: Party, by_s: float) -> None:
        """The live words lie `by_s` seconds later in the recording than was thought."""
        self._journal.put(
            lambda session: session.execute(
                update(TranscriptSegment)
                .where(
                    TranscriptSegment.conversation_id == UUID(conversation),
                    TranscriptSegment.speaker == speaker,
                    TranscriptSegment.source == "live",
                )
                .values(start_s=TranscriptSegment.start_s + by_s, end_s=TranscriptSegment.end_s + by_s)
            )
        )

    async def ended(self, ending: Ending) -> None:
        """The call is over: its row, its draft order where the caller spoke, the event. Waits for the database."""
        await self._journal.written()
        await self._storing.do(lambda session: _end(session, ending), patient=True)

    async def recorded(self, conversation: str, finished: Finished, recordings: Path) -> None:
        """The recording is whole on disk."""

        def work(session: Session) -> None:
            path = str(finished.path.relative_to(recordings))
            row = calls.attach_recording(
                session,
                UUID(conversation),
                path,
                sha256=finished.sha256,
                seconds=finished.seconds,
                whole=finished.whole,
            )
            if finished.repaired_s:
                calls.log(session, row.conversation_id, "recording-mended", finished.repaired_s)
            data = {"path": path, "seconds": row.seconds, "sha256": row.sha256, "channels": row.channels}
            events.publish(session, "call.recorded", conversation, data)

        await self._storing.do(work, patient=True)

    async def transcribed(self, conversation: str, until_s: float | None, complete: bool, can_retry: bool) -> None:
        """The recogniser has said its last live word; the next job follows.

        until_s: second of the recording up to which the caller's words are there. can_retry: there is a recording
        from which incomplete words can be taken again.
        """
        state: TranscriptState = "complete" if complete else "pending" if can_retry else "failed"

        def work(session: Session) -> None:
            call = calls.update(session, UUID(conversation), transcript_state=state, transcript_until=until_s)
            calls.log(session, call.conversation_id, "transcript", {"state": state, "until_s": until_s})
            (defer.transcribe_recording if state == "pending" else defer.settle_call)(session, conversation)

        await self._journal.written()
        await self._storing.do(work, patient=True)

    def _change(self, conversation: str, topic: str | None, **fields: Any) -> None:
        def work(session: Session) -> None:
            call = calls.update(session, UUID(conversation), **fields)
            if topic:
                _announce(session, topic, call)

        self._journal.put(work)

    def _show_partial(self, session: Session, key: tuple[str, Party]) -> None:
        data = self._partials.pop(key, None)
        if data is not None:
            events.publish(session, "segment", key[0], data, ephemeral=True)


def _announce(session: Session, topic: str, call: Call, **more: Any) -> None:
    events.publish(session, topic, str(call.conversation_id), {**call_summary(session, call), **more})


def _store_words(session: Session, conversation: str, speaker: Party, data: dict[str, Any]) -> None:
    words = NewSegment(data["start"], data["end"], data["text"], data["confidence"])
    row = calls.add_segment(session, UUID(conversation), speaker, words)
    events.publish(session, "segment", conversation, {**data, "segment_id": row.id})


def _end(session: Session, ending: Ending) -> None:
    conversation = UUID(ending.conversation)
    lived = session.get_one(Call, conversation).state == "live"
    fields: dict[str, Any] = {"intake": ending.intake} if ending.intake else {}
    call = calls.end(
        session,
        conversation,
        ending.outcome or "failed",
        ending.ended_by,
        str(ending.cause) if ending.cause is not None else None,
        ended_at=ending.ended_at,
        transcript_state="pending" if ending.answered else "none",
        **fields,
    )
    if ending.spoke and call.direction == "inbound":
        draft_order(session, call)
    if lived:
        _announce(session, "call.ended", call)
