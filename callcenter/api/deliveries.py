"""The outbox: what is told to the outside, what did not arrive, pausing a target and sending again."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from callcenter.api import cursor as cursors
from callcenter.api.fields import Instant, Listing, Paged, Reason
from callcenter.channels.webhooks import target as webhook_target
from callcenter.reports.archive import TARGET as REPORTS
from callcenter.web.access import Access, allowed
from callcenter.web.idempotency import Once
from callcenter.web.permissions import Right
from callcenter.web.problem import Problem
from callcenter.web.transaction import Transaction
from integrations.channel import channels
from integrations.channel.errors import in_words
from models import outbox
from models.orders import WorkOrder
from models.outbox import Delivery, DeliveryState, PausedTarget, Webhook, target_of

router = APIRouter(tags=["deliveries"])

Reader = Annotated[Access, Depends(allowed(Right.CHANNELS_READ))]
Worker = Annotated[Access, Depends(allowed(Right.DELIVERIES_WORK))]
_TARGET = r"^((channel|report):[a-z0-9_]+|webhook:\d{1,18})$"
DeliveryId = Annotated[int, Path(ge=1, le=2**62)]
Target = Annotated[str, Path(max_length=60, pattern=_TARGET, examples=["channel:app"])]


class DeliveryRow(BaseModel):
    """One thing that is told. Its words stay inside: they may be somebody's."""

    id: int
    target: str
    target_name: str
    kind: str
    order_no: str | None
    state: DeliveryState
    attempts: int
    created_at: Instant
    next_at: Instant
    sent_at: Instant | None
    error_code: str | None
    error: str | None
    receipt: str | None


class DeliveryPage(Paged):
    items: list[DeliveryRow]


class TargetRow(BaseModel):
    """Somebody who is told."""

    target: str
    name: str
    paused: bool
    paused_by: str | None
    paused_at: Instant | None
    reason: str | None


class Targets(Listing):
    items: list[TargetRow]


class Wanted(BaseModel):
    """Which deliveries."""

    model_config = ConfigDict(extra="forbid")

    state: DeliveryState | None = None
    target: Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9_:]*$")] = ""
    cursor: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 30


class Range(BaseModel):
    """Which of the dead ones: those for a target, made between two instants; without them all."""

    model_config = ConfigDict(extra="forbid")

    target: Annotated[str, Field(max_length=60, pattern=_TARGET)]
    since: Instant | None = None
    until: Instant | None = None


class Replayed(BaseModel):
    """count: how many go out again."""

    target: str
    count: int
    version: int = 0


class Pause(BaseModel):
    """Why nothing is to go out; written beside the target."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason


@router.get("/deliveries")
def listing(wanted: Annotated[Wanted, Query()], _: Reader, transaction: Transaction) -> DeliveryPage:
    """Newest first; `state=dead` are those that wait for a person."""
    before = cursors.number(wanted.cursor)
    found = outbox.listing(
        transaction,
        state=wanted.state,
        target=wanted.target or None,
        before=int(before) if before else None,
        limit=wanted.limit,
    )
    more = len(found) == wanted.limit
    return DeliveryPage(items=_rows(transaction, found), next=cursors.packed(str(found[-1].id)) if more else None)


@router.post("/deliveries/replay")
def replay_range(request: Range, _: Worker, transaction: Transaction, once: Once) -> Replayed:
    """Sends everything once more that was given up for a target, or the part of it between two instants."""

    def write() -> Replayed:
        target = _target(transaction, request.target).target
        again = outbox.replay_range(transaction, target, since=request.since, until=request.until)
        return Replayed(target=target, count=again)

    return once(Replayed, write)


@router.post("/deliveries/{delivery_id}/replay")
def replay(delivery_id: DeliveryId, _: Worker, transaction: Transaction, once: Once) -> DeliveryRow:
    """Sends what was given up once more, under the same key."""
    return once(DeliveryRow, lambda: _rows(transaction, [outbox.replay(transaction, delivery_id)])[0])


@router.post("/deliveries/{delivery_id}/cancel")
def cancel(delivery_id: DeliveryId, _: Worker, transaction: Transaction, once: Once) -> DeliveryRow:
    """It is not sent any more."""
    return once(DeliveryRow, lambda: _rows(transaction, [outbox.cancel(transaction, delivery_id)])[0])


@router.get("/targets")
def targets(_: Reader, transaction: Transaction) -> Targets:
    """Who is told: channels and webhooks, and which of them are paused."""
    return Targets(items=_targets(transaction))


@router.post("/targets/{target}/pause")
def pause(target: Target, request: Pause, access: Worker, transaction: Transaction, once: Once) -> TargetRow:
    """Nothing goes out to the target; what is to be told is kept."""

    def write() -> TargetRow:
        row = _target(transaction, target)
        outbox.pause(transaction, row.target, access.user.name, request.reason)
        return _target(transaction, target)

    return once(TargetRow, write)


@router.post("/targets/{target}/resume")
def resume(target: Target, _: Worker, transaction: Transaction, once: Once) -> TargetRow:
    """What was kept goes out, in order."""

    def write() -> TargetRow:
        outbox.resume(transaction, _target(transaction, target).target)
        return _target(transaction, target)

    return once(TargetRow, write)


def _target(session: Session, target: str) -> TargetRow:
    found = next((row for row in _targets(session) if row.target == target), None)
    if found is None:
        raise Problem("target-not-found")
    return found


def _targets(session: Session) -> list[TargetRow]:
    session.expire_all()
    paused = {row.target: row for row in session.scalars(select(PausedTarget))}
    return [
        TargetRow(
            target=target,
            name=name,
            paused=target in paused,
            paused_by=paused[target].by_name if target in paused else None,
            paused_at=paused[target].at if target in paused else None,
            reason=paused[target].reason if target in paused else None,
        )
        for target, name in _names(session).items()
    ]


def _names(session: Session) -> dict[str, str]:
    hooks = session.execute(select(Webhook.id, Webhook.name).order_by(Webhook.id)).all()
    known = {target_of(name): channel.chinese for name, channel in channels().items()}
    known[REPORTS] = "报表邮件"
    return known | {webhook_target(row.id): row.name for row in hooks}


def _rows(session: Session, found: Sequence[Delivery]) -> list[DeliveryRow]:
    ids = {one.order_id for one in found if one.order_id is not None}
    rows = session.execute(select(WorkOrder.id, WorkOrder.order_no).where(WorkOrder.id.in_(ids))).all() if ids else []
    numbers = {row.id: row.order_no for row in rows}
    names = _names(session)
    return [
        DeliveryRow(
            **{name: getattr(one, name) for name in DeliveryRow.model_fields if hasattr(one, name)},
            target_name=names.get(one.target, one.target),
            order_no=numbers.get(one.order_id or 0),
            error=in_words(one.error_code, one.state == "dead") if one.error_code else None,
        )
        for one in found
    ]
