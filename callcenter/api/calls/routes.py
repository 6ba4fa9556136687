"""Calls: the list, one call with its words, its recording, the caller's earlier orders, the end of after-call work."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from sqlalchemy import select, tuple_
from starlette.responses import FileResponse

from callcenter.api import cursor as cursors
from callcenter.api.agents import Presence
from callcenter.api.calls import present
from callcenter.api.calls.shapes import CallBody, CallerOrders, CallPage
from callcenter.api.calls.visible import shown, visible
from callcenter.api.orders.present import summaries as order_summaries
from callcenter.web.access import Access, allowed
from callcenter.web.permissions import Right, Scope
from callcenter.web.problem import Problem
from callcenter.web.state import web
from callcenter.web.transaction import Transaction
from models import agents, calls, orders
from models.calls import Call
from models.orders import WorkOrder

router = APIRouter(prefix="/calls", tags=["calls"])

Reader = Annotated[Access, Depends(allowed(Right.CALLS_READ))]
Listener = Annotated[Access, Depends(allowed(Right.CALLS_LISTEN))]
Handler = Annotated[Access, Depends(allowed(Right.CALLS_HANDLE))]


@router.get("")
def listing(
    access: Reader,
    transaction: Transaction,
    state: Literal["live", "ended"] | None = None,
    cursor: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CallPage:
    """Calls, newest first; an agent sees the own ones."""
    chosen = select(Call).order_by(Call.started_at.desc(), Call.conversation_id.desc()).limit(limit + 1)
    if state:
        chosen = chosen.where(Call.state == state)
    if access.scope is Scope.OWN:
        chosen = chosen.where(Call.agent_id == access.user.id)
    elif orders.policy(transaction, "secret", access.user.role) < orders.Sight.MASKED:
        secret = select(WorkOrder.id).where(WorkOrder.id == Call.order_id, WorkOrder.is_secret)
        chosen = chosen.where(~secret.exists())
    if cursor:
        chosen = chosen.where(tuple_(Call.started_at, Call.conversation_id) < _position(cursor))
    rows = transaction.scalars(chosen).all()
    more = rows[limit - 1] if len(rows) > limit else None
    return CallPage(
        items=present.summaries(transaction, rows[:limit]),
        next=cursors.packed(more.started_at.isoformat(), str(more.conversation_id)) if more else None,
    )


def _position(cursor: str) -> tuple[datetime, UUID]:
    started_at, conversation_id = cursors.unpacked(cursor, 2)
    try:
        instant = datetime.fromisoformat(started_at)
        if instant.tzinfo is None:
            raise ValueError(started_at)
        return instant, UUID(conversation_id)
    except ValueError:
        raise Problem("invalid-cursor") from None


@router.get("/{conversation_id}")
def one(conversation_id: UUID, access: Reader, transaction: Transaction) -> CallBody:
    """The whole call."""
    return present.body(transaction, shown(transaction, access, conversation_id))


@router.get(
    "/{conversation_id}/recording",
    response_class=FileResponse,
    responses={200: {"content": {"audio/wav": {}}}, 206: {"description": "the range that was asked for"}},
)
def recording(conversation_id: UUID, access: Listener, transaction: Transaction, request: Request) -> FileResponse:
    """The stereo recording (caller left, agent right), with Range. Who listened stands in the call's record."""
    call = shown(transaction, access, conversation_id)
    row = calls.recording(transaction, call.conversation_id)
    home = web(request).settings.recordings.resolve()
    path = (home / row.path).resolve() if row else home
    if row is None or not path.is_relative_to(home) or not path.is_file():
        raise Problem("recording-not-found")
    if request.headers.get("range", "bytes=0-").startswith("bytes=0-"):  # a player asks for many ranges: noted once
        calls.log(transaction, call.conversation_id, "recording.played", {"user_id": access.user.id})
    return FileResponse(path, media_type="audio/wav", headers={"Cache-Control": "private, no-store"})


@router.get("/{conversation_id}/caller-orders")
def caller_orders(conversation_id: UUID, access: Reader, transaction: Transaction) -> CallerOrders:
    """Earlier orders of the same number, newest first: those of which this user may know who asked."""
    call = visible(transaction, access.user, conversation_id)
    found = orders.by_citizen(transaction, call.caller_number) if call.caller_number else []
    earlier = [
        order
        for order in found
        if order.conversation_id != call.conversation_id
        and orders.sight(transaction, order, access.actor) >= orders.Sight.MASKED
    ]
    return CallerOrders(items=order_summaries(transaction, earlier))


class WrapUp(BaseModel):
    """What the agent does next."""

    next: Literal["ready", "not_ready"] = "ready"


@router.post("/{conversation_id}/wrap-up")
def wrap_up(conversation_id: UUID, access: Handler, transaction: Transaction, choice: WrapUp | None = None) -> Presence:
    """Ends the after-call work of this call; the agent is ready for the next one (or not)."""
    call = visible(transaction, access.user, conversation_id)
    agent = transaction.get(agents.AgentSession, access.user.id, with_for_update=True)
    if agent is None or agent.state == "offline":
        raise Problem("not-on-duty")
    if call.state == "live" and agent.conversation_id == call.conversation_id:
        raise Problem("call-still-live")
    if agent.state == "wrap_up":
        calls.log(transaction, call.conversation_id, "wrap-up.ended", {"user_id": access.user.id})
        agent = agents.set_state(transaction, access.user.id, (choice or WrapUp()).next)
    return Presence.model_validate(agent, from_attributes=True)
