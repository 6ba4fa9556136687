"""A call as lists and events show it (`CallSummary` of the API); the number is masked."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.calls import Call
from models.orders import WorkOrder
from models.people import User


def call_summary(session: Session, call: Call) -> dict[str, Any]:
    """JSON-ready: instants as ISO 8601 in UTC."""
    agent = session.get(User, call.agent_id) if call.agent_id else None
    order_no = None
    if call.order_id:
        order_no = session.scalar(select(WorkOrder.order_no).where(WorkOrder.id == call.order_id))
    return {
        "conversation_id": str(call.conversation_id),
        "state": call.state,
        "direction": call.direction,
        "caller": call.caller_masked,
        "dialled": call.dialled,
        "started_at": _instant(call.started_at),
        "answered_at": _instant(call.answered_at),
        "ended_at": _instant(call.ended_at),
        "agent": {"id": agent.id, "name": agent.name} if agent else None,
        "outcome": call.outcome,
        "transcript_state": call.transcript_state,
        "order_no": order_no,
    }


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
