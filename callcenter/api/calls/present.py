"""From the store's rows to calls on the wire: masked, joined with agents' names and order numbers in one query each."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcenter.api.advice import advice_body
from callcenter.api.calls.shapes import CallBody, CallEventBody, CallSummary, RecordingBody, SegmentBody
from callcenter.api.fields import Person
from callcenter.web.masking import masked, masked_text
from models import calls
from models.calls import Call, CallEvent, TranscriptSegment
from models.orders import WorkOrder
from models.people import User


def summaries(session: Session, rows: Sequence[Call]) -> list[CallSummary]:
    """The rows as list items, in their order."""
    names = _names(session, {call.agent_id for call in rows if call.agent_id})
    orders = _order_nos(session, {call.order_id for call in rows if call.order_id})
    return [
        CallSummary(
            conversation_id=str(call.conversation_id),
            state=call.state,
            direction=call.direction,
            caller=call.caller_masked,
            dialled=call.dialled,
            started_at=call.started_at,
            answered_at=call.answered_at,
            ended_at=call.ended_at,
            agent=Person(id=call.agent_id, name=names[call.agent_id]) if call.agent_id else None,
            outcome=call.outcome,
            transcript_state=call.transcript_state,
            order_no=orders.get(call.order_id) if call.order_id else None,
        )
        for call in rows
    ]


def body(session: Session, call: Call) -> CallBody:
    """The whole call."""
    order = session.get(WorkOrder, call.order_id) if call.order_id else None
    proposal = order.advice if order and order.advice else call.notes.get("advice")
    return CallBody(
        **summaries(session, [call])[0].model_dump(),
        intake=call.intake,
        hangup_cause=call.hangup_cause,
        ended_by=call.ended_by,
        transcript_until=call.transcript_until,
        segments=[segment(row) for row in calls.segments(session, call.conversation_id)],
        recording=_recording(session, call),
        advice=advice_body(masked(proposal)),
        events=[
            CallEventBody(at=row.at, kind=row.kind, detail=masked(row.detail))
            for row in session.scalars(
                select(CallEvent).where(CallEvent.conversation_id == call.conversation_id).order_by(CallEvent.id)
            )
        ],
    )


def segment(row: TranscriptSegment) -> SegmentBody:
    """One stretch of speech, numbers in it masked."""
    return SegmentBody(
        id=row.id,
        speaker=row.speaker,
        start=row.start_s,
        end=row.end_s,
        text=masked_text(row.text),
        confidence=row.confidence,
        final=row.final,
    )


def _recording(session: Session, call: Call) -> RecordingBody | None:
    row = calls.recording(session, call.conversation_id)
    if row is None:
        return None
    return RecordingBody(
        url=f"/api/v1/calls/{call.conversation_id}/recording",
        seconds=row.seconds,
        sha256=row.sha256,
        channels=row.channels,
        whole=row.whole,
    )


def _names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    return dict(session.execute(select(User.id, User.name).where(User.id.in_(ids))).all())


def _order_nos(session: Session, ids: Iterable[int]) -> dict[int, str]:
    return dict(session.execute(select(WorkOrder.id, WorkOrder.order_no).where(WorkOrder.id.in_(ids))).all())
