"""The record of a call: begun, changed, ended.

Telling listeners (`call.started` and so on) is the call handler's work.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import bindparam, select
from sqlalchemy import update as sql_update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from models import clock, privacy
from models.calls.tables import Call, CallOutcome, Direction
from models.database.store import send


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
    call = _changed(session, conversation_id, fields)
    if call is None:
        raise CallUnknown(f"no call {conversation_id}")
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
    closing = {"outcome": outcome, "ended_by": ended_by, "hangup_cause": hangup_cause}
    changes = {"state": "ended", "ended_at": ended_at or clock.now(), **closing, **fields}
    call = _changed(session, conversation_id, changes, living=True)
    if call is None:
        return _get(session, conversation_id, anew=True)
    log(session, conversation_id, "ended", closing)
    return call


_LOG: Final = (
    "INSERT INTO call_event (conversation_id, at, kind, detail)"
    " VALUES (%(conversation_id)s, %(at)s, %(kind)s, %(detail)s::jsonb)"
)


def log(
    session: Session, conversation_id: UUID, kind: str, detail: dict[str, Any] | None = None, at: datetime | None = None
) -> None:
    """Appends to the call detail record. No personal data in `detail`; at: default now."""
    told = orjson.dumps(detail or {}).decode()
    send(session, _LOG, {"conversation_id": conversation_id, "at": at or clock.now(), "kind": kind, "detail": told})


def live(session: Session) -> Sequence[Call]:
    """The calls that have not ended, oldest first."""
    return session.scalars(select(Call).where(Call.state == "live").order_by(Call.started_at)).all()


def _changed(session: Session, conversation_id: UUID, fields: dict[str, Any], *, living: bool = False) -> Call | None:
    """The call as it is after one statement; None where there is no such one. living: only one that has not ended."""
    if unknown := fields.keys() - Call.__table__.columns.keys():
        raise AttributeError(f"a call has no column {', '.join(sorted(unknown))}")
    changed = _change_of(frozenset(fields), living)
    return session.scalars(
        changed,
        {"of": conversation_id, **{f"new_{name}": value for name, value in fields.items()}},
        execution_options=_AS_WRITTEN,
    ).one_or_none()


@lru_cache
def _change_of(names: frozenset[str], living: bool) -> ReturningUpdate[Call]:
    """The statement that sets these columns, made once."""
    values: dict[str, Any] = {name: bindparam(f"new_{name}", type_=Call.__table__.columns[name].type) for name in names}
    if "notes" in values:
        values["notes"] = Call.notes.op("||")(values["notes"])
    changed = sql_update(Call).where(Call.conversation_id == bindparam("of")).values(values)
    return (changed.where(Call.state != "ended") if living else changed).returning(Call)


_AS_WRITTEN: Final = {"synchronize_session": False, "populate_existing": True}


def _get(session: Session, conversation_id: UUID, *, anew: bool = False) -> Call:
    call = session.get(Call, conversation_id, populate_existing=anew)
    if call is None:
        raise CallUnknown(f"no call {conversation_id}")
    return call
