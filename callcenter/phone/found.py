"""What became of a telephone call, read from the running hotline's database: the order, the words, the recording.

Only plain columns are read; the citizen's encrypted data stay closed.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.calls import Call, Recording, TranscriptSegment
from models.catalogue.tables import Category, Department
from models.database import Store
from models.events import Event
from models.orders import Assignment, WorkOrder

ORDER_S = 60.0
"""An order must exist so soon after the call."""
SETTLED_S = 660.0
"""Dispatch waits for the final transcript, at most ten minutes; then a person has it."""
_STEP_S = 0.2


@dataclass(frozen=True)
class Spoke:
    """When the first and the last frame with speech were sent."""

    first: datetime
    last: datetime


def wait_for_order(store: Store, conversation: UUID, within_s: float = ORDER_S) -> bool:
    """True once the call's order is in the database."""
    return _wait(store, lambda session: _order(session, conversation) is not None, within_s)


def wait_until_settled(store: Store, conversation: UUID, within_s: float = SETTLED_S) -> bool:
    """True once the order is dispatched, or waits for a person."""

    def settled(session: Session) -> bool:
        order = _order(session, conversation)
        intake = session.scalar(select(Call.intake).where(Call.conversation_id == conversation))
        return order is not None and (order.state != "draft" or order.waits_for_person or intake == "agent")

    return _wait(store, settled, within_s)


def result(store: Store, recordings: Path, conversation: UUID, spoke: Spoke | None) -> dict[str, Any]:
    """The fields of `hotline call` (docs/commands.md); the order must exist."""
    with store.reading() as session:
        order = _order(session, conversation)
        assert order is not None
        path = session.scalar(
            select(Recording.path)
            .where(Recording.conversation_id == conversation)
            .order_by(Recording.id.desc())
            .limit(1)
        )
        shown = _first_words_at(session, conversation)
        return {
            "conversation_id": str(conversation),
            "order_no": order.order_no,
            "state": order.state,
            "transcript": _words(session, conversation),
            "category": _category(session, order.category_code or _proposed(order.advice, "category")),
            "departments": {
                "lead": _department(session, order.lead_code or _proposed(order.advice, "departments", "lead")),
                "assist": _assisting(session, order),
            },
            "confidence": order.confidence,
            "first_words_s": _seconds(spoke.first if spoke else None, shown),
            "order_s": _seconds(spoke.last if spoke else None, order.created_at),
            "recording": str(recordings / path) if path else None,
        }


def _order(session: Session, conversation: UUID) -> Any:
    columns = (
        *(WorkOrder.id, WorkOrder.order_no, WorkOrder.state, WorkOrder.category_code, WorkOrder.lead_code),
        *(WorkOrder.confidence, WorkOrder.advice, WorkOrder.created_at, WorkOrder.waits_for_person),
    )
    return session.execute(select(*columns).where(WorkOrder.conversation_id == conversation)).one_or_none()


def _words(session: Session, conversation: UUID) -> str:
    said = (
        select(TranscriptSegment.text)
        .where(TranscriptSegment.conversation_id == conversation, TranscriptSegment.speaker == "caller")
        .where(TranscriptSegment.final)
        .order_by(TranscriptSegment.start_s)
    )
    return "".join(session.scalars(said))


def _first_words_at(session: Session, conversation: UUID) -> datetime | None:
    """When the caller's first words were shown: the live event, else the stored segment."""
    live = select(func.min(Event.at)).where(Event.topic == "segment", Event.subject == str(conversation))
    stored = select(func.min(TranscriptSegment.created_at)).where(TranscriptSegment.conversation_id == conversation)
    return session.scalar(live.where(Event.data["speaker"].astext == "caller")) or session.scalar(
        stored.where(TranscriptSegment.speaker == "caller")
    )


def _category(session: Session, code: str | None) -> dict[str, Any] | None:
    if not code:
        return None
    levels = [code[:length] for length in (2, 4, 6) if length <= len(code)]
    names = session.scalars(select(Category.name).where(Category.code.in_(levels)).order_by(Category.code))
    return {"code": code, "path": list(names)}


def _department(session: Session, code: str | None) -> dict[str, str] | None:
    name = session.scalar(select(Department.name).where(Department.code == code)) if code else None
    return {"code": code, "name": name} if code and name else None


def _assisting(session: Session, order: Any) -> list[dict[str, str]]:
    assigned = select(Assignment.department_code).where(Assignment.order_id == order.id, Assignment.role == "assist")
    proposed = ((order.advice or {}).get("departments") or {}).get("assist") or []
    codes = list(session.scalars(assigned)) or [entry["code"] for entry in proposed]
    return [department for code in codes if (department := _department(session, code))]


def _proposed(advice: dict[str, Any] | None, *path: str) -> str | None:
    part: Any = advice or {}
    for name in path:
        part = part.get(name) or {}
    code: str | None = part.get("code")
    return code


def _seconds(begun: datetime | None, ended: datetime | None) -> float | None:
    return round((ended - begun).total_seconds(), 2) if begun and ended else None


def _wait(store: Store, true: Callable[[Session], bool], within_s: float) -> bool:
    until = time.monotonic() + within_s
    while True:
        with store.reading() as session:
            if true(session):
                return True
        if time.monotonic() > until:
            return False
        time.sleep(_STEP_S)
