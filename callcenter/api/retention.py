"""Archived orders past their retention: shown, proposed for erasure, erased or kept longer (ADR 0016)."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from callcenter.api.fields import Instant, Paged, Reason
from callcenter.web.access import Access, allowed
from callcenter.web.idempotency import Once
from callcenter.web.masking import masked_text
from callcenter.web.permissions import Right
from callcenter.web.transaction import Transaction
from models import orders, retention
from models.orders import WorkOrder

router = APIRouter(prefix="/retention", tags=["retention"])

Viewer = Annotated[Access, Depends(allowed(Right.RETENTION_READ))]
Keeper = Annotated[Access, Depends(allowed(Right.RETENTION_WORK))]
OrderNo = Annotated[str, Path(max_length=40, pattern=r"^[0-9A-Za-z]+$")]
Act = Literal["propose_erasure", "erase", "keep_longer"]


class RetentionItem(BaseModel):
    """An archived order that still names who asked. erasure_proposed: the administrator has asked for the decision."""

    order_no: str
    title: str
    version: int
    archived_at: Instant | None
    retain_until: Instant | None
    erasure_proposed: bool
    erased_at: Instant | None


class RetentionBody(Paged):
    """Those whose retention has ended, the oldest first. total: counted up to 1,000."""

    items: list[RetentionItem]
    total: int


class RetentionRequest(BaseModel):
    """version: as it was read; retain_until: with keep_longer."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    reason: Reason
    retain_until: AwareDatetime | None = None


@router.get("")
def listing(
    _: Viewer,
    transaction: Transaction,
    cursor: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> RetentionBody:
    """Archived orders whose retention has ended and whose personal data is still there."""
    page = retention.page(transaction, cursor, limit)
    return RetentionBody(
        items=[_item(order) for order in page.items],
        next=str(page.next) if page.next else None,
        total=retention.count(transaction),
    )


@router.post("/{order_no}/{act}")
def work(
    *, order_no: OrderNo, act: Act, request: RetentionRequest, access: Keeper, transaction: Transaction, once: Once
) -> RetentionItem:
    """propose_erasure (administrator), erase or keep_longer (supervisor): a step of the order's timeline each."""

    def write() -> RetentionItem:
        until: dict[str, Any] = {"retain_until": request.retain_until} if request.retain_until else {}
        done = orders.apply(transaction, access.actor, order_no, act, request.version, reason=request.reason, **until)
        return _item(done)

    return once(RetentionItem, write)


def _item(order: WorkOrder) -> RetentionItem:
    return RetentionItem(
        order_no=order.order_no,
        title=masked_text(order.title),
        version=order.version,
        archived_at=order.archived_at,
        retain_until=order.retain_until,
        erasure_proposed=order.erasure_proposed,
        erased_at=order.erased_at,
    )
