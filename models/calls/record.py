"""The record of a call: begun, changed, ended.

Telling listeners (`call.started` and so on) is the call handler's work.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models import clock, privacy
from models.calls.tables import Call, CallEvent, CallOutcome, Direction


class CallUnknown(Exception):
    """There is no call with this conversation id. Code: `call-not-found`."""

    code = "call-not-found"


def begin(
    session: Session,
    conversation_id: UUID,
    caller_number: str | None,
    dialled: str,
    *,
    direction: Direction = "inbound",
    started_at: datetime | None = None,
    notes: dict[str, Any] | None = None,
) -> Call:
    """The call's row, live. Idempotent: a call that was begun before, even if it has ended, is returned unchanged."""
    number = caller_number or None
    row = insert(Call).values(
        conversation_id=conversation_id,
        direction=direction,
        caller_number=number,
        caller_index=privacy.blind_index(privacy.ring(), "phone", number) if number else None,
        dialled=dialled,
        state="live",
        started_at=started_at or clock.now(),
        transcript_state="none",
        notes=notes or {},
    )
    made = session.scalars(row.on_conflict_do_nothing().returning(Call)).first()
    if made is None:
        return _get(session, conversation_id)
    log(session, conversation_id, "began", {"dialled": dialled, "direction": direction})
    return made


def update(session: Session, conversation_id: UUID, **fields: Any) -> Call:
    """Sets columns of the call, `notes` is merged with what is there."""
    call = _get(session, conversation_id, lock=True)
    if "notes" in fields:
        fields["notes"] = {**call.notes, **fields["notes"]}
    for name, value in fields.items():
        if name not in Call.__table__.columns:
            raise AttributeError(f"a call has no column {name!r}")
        setattr(call, name, value)
    session.flush()
    return call


def end(
    session: Session,
    conversation_id: UUID,
    outcome: CallOutcome,
    ended_by: str | None = None,
    hangup_cause: str | None = None,
    *,
    ended_at: datetime | None = None,
    **fields: Any,
) -> Call:
    """The call has ended. Idempotent: the first end counts, a later one changes nothing."""
    call = _get(session, conversation_id, lock=True)
    if call.state == "ended":
        return call
    closing = {"outcome": outcome, "ended_by": ended_by, "hangup_cause": hangup_cause}
    update(session, conversation_id, state="ended", ended_at=ended_at or clock.now(), **closing, **fields)
    log(session, conversation_id, "ended", closing)
    return call


def log(session: Session, conversation_id: UUID, kind: str, detail: dict[str, Any] | None = None) -> None:
    """Appends to the call detail record. No personal data in `detail`."""
    session.add(CallEvent(conversation_id=conversation_id, at=clock.now(), kind=kind, detail=detail or {}))
    session.flush()


def live(session: Session) -> Sequence[Call]:
    """The calls that have not ended, oldest first."""
    return session.scalars(select(Call).where(Call.state == "live").order_by(Call.started_at)).all()


def _get(session: Session, conversation_id: UUID, lock: bool = False) -> Call:
    call = session.get(Call, conversation_id, with_for_update=lock)
    if call is None:
        raise CallUnknown(f"no call {conversation_id}")
    return call
