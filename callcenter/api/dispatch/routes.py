"""The dispatcher's desk: queues, what stands beside an order, who has it open, merge suggestions, hot issues."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from sqlalchemy import select
from sqlalchemy.orm import Session

from callcenter.api import cursor as cursors
from callcenter.api.dispatch import present
from callcenter.api.dispatch.shapes import (
    AlertBody,
    DeskCounts,
    DeskOrder,
    DeskQueue,
    HotIssuesBody,
    Opened,
    OrdersBehind,
    QueueCount,
    RefuseRequest,
    SuggestionBody,
    Suggestions,
    TakeRequest,
    UndoRequest,
)
from callcenter.api.orders import present as present_orders
from callcenter.api.orders.routes import OrderNo
from callcenter.api.orders.visible import sees_secret, shown, visible
from callcenter.web.access import Access, allowed
from callcenter.web.idempotency import Once
from callcenter.web.permissions import Right
from callcenter.web.problem import Problem
from callcenter.web.transaction import Transaction
from models import hot_issues, openings, orders, search, suggestions
from models.hot_issues import HotAlert
from models.orders import WorkOrder

router = APIRouter(prefix="/dispatch", tags=["dispatch"])

Dispatcher = Annotated[Access, Depends(allowed(Right.DISPATCH))]
QueueName = Annotated[str, Path(max_length=40, pattern=r"^[a-z_]+$", examples=["waiting"])]
RowNumber = Annotated[int, Path(ge=1, le=2**62)]
IssueId = Annotated[str, Path(max_length=60, pattern=r"^hot-[0-9A-Za-z]+$", examples=["hot-XNDH202611230000019"])]
_PAGE = 50


@router.get("")
def counts(access: Dispatcher, transaction: Transaction) -> DeskCounts:
    """How much waits in each queue, and elsewhere at the desk: of what this user may see."""
    secret = sees_secret(transaction, access)
    waiting = search.counts(transaction, secret=secret)
    return DeskCounts(
        queues=[QueueCount(name=name, chinese=q.chinese, count=waiting[name]) for name, q in search.QUEUES.items()],
        suggestions=suggestions.count(transaction, secret=secret),
        alerts=hot_issues.unseen(transaction),
        dead_letters=search.dead_letters(transaction),
    )


@router.get("/queues/{queue}")
def queue(
    queue: QueueName,
    access: Dispatcher,
    transaction: Transaction,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = _PAGE,
) -> DeskQueue:
    """The orders of a queue: the graver first, then the older."""
    secret = sees_secret(transaction, access)
    page = search.queue_page(transaction, queue, cursors.sorted_by(queue, cursor), limit, secret=secret)
    return DeskQueue(
        items=present.queue_items(transaction, page.items, access.user),
        next=cursors.packed(queue, page.next) if page.next else None,
    )


@router.get("/orders/{order_no}")
def beside(order_no: OrderNo, access: Dispatcher, transaction: Transaction) -> DeskOrder:
    """What units ask, the duty catalogue's text, units to choose from, merge suggestions, and who has it open."""
    return present.desk_order(transaction, shown(transaction, access, order_no), access.user)


@router.post("/orders/{order_no}/open")
def open_order(order_no: OrderNo, access: Dispatcher, transaction: Transaction) -> Opened:
    """Says that the order is open at this desk; to be repeated within a minute. It keeps nobody out."""
    order = visible(transaction, access, order_no)
    held = openings.open_order(transaction, access.user, order.id, order.order_no)
    return Opened(order_no=order_no, held_by=held[0] if held else None, held_since=held[1] if held else None)


@router.post("/orders/{order_no}/leave")
def leave_order(order_no: OrderNo, access: Dispatcher, transaction: Transaction) -> Opened:
    """Says that the order is no longer open at this desk."""
    order = visible(transaction, access, order_no)
    openings.leave_order(transaction, access.user, order.id, order.order_no)
    held = openings.holder(transaction, order.id)
    return Opened(order_no=order_no, held_by=held[0] if held else None, held_since=held[1] if held else None)


@router.get("/suggestions")
def suggested(
    access: Dispatcher,
    transaction: Transaction,
    decided: bool = False,
    limit: Annotated[int, Query(ge=1, le=100)] = _PAGE,
) -> Suggestions:
    """Merge suggestions that wait for a person; `decided`: what people made of the last ones."""
    secret, asked = sees_secret(transaction, access), suggestions.decided if decided else suggestions.page
    found = asked(transaction, limit, secret=secret)
    return Suggestions(items=present.pairs(transaction, found))


@router.post("/suggestions/{suggestion_id}/take")
def take(
    suggestion_id: RowNumber, request: TakeRequest, access: Dispatcher, transaction: Transaction, once: Once
) -> SuggestionBody:
    """Merges the child into the master; a repeated call urges the open order."""

    def write() -> SuggestionBody:
        pair = _pair(transaction, access, suggestion_id)
        try:
            taken = suggestions.take(transaction, access.actor, suggestion_id, request.version)
        except orders.VersionConflict as conflict:
            raise Problem("version-conflict", str(conflict), version=pair.child.version) from None
        return present.pairs(transaction, [taken])[0]

    return once(SuggestionBody, write)


@router.post("/suggestions/{suggestion_id}/refuse")
def refuse(
    suggestion_id: RowNumber, request: RefuseRequest, access: Dispatcher, transaction: Transaction, once: Once
) -> SuggestionBody:
    """The two stay apart; the pair is not suggested again."""

    def write() -> SuggestionBody:
        _pair(transaction, access, suggestion_id)
        refused = suggestions.refuse(transaction, access.actor, suggestion_id, request.note)
        return present.pairs(transaction, [refused])[0]

    return once(SuggestionBody, write)


@router.post("/suggestions/{suggestion_id}/undo")
def undo(
    suggestion_id: RowNumber, request: UndoRequest, access: Dispatcher, transaction: Transaction, once: Once
) -> SuggestionBody:
    """Takes the merger back: the child is reviewed again."""

    def write() -> SuggestionBody:
        _pair(transaction, access, suggestion_id)
        undone = suggestions.undo(transaction, access.actor, suggestion_id, request.reason)
        return present.pairs(transaction, [undone])[0]

    return once(SuggestionBody, write)


def _pair(session: Session, access: Access, suggestion_id: int) -> suggestions.Pair:
    """The suggestion, where the user may see its orders. Raises `suggestion-not-found`."""
    pair = suggestions.get(session, suggestion_id)
    if not _shown(session, access, [pair.child]):
        raise suggestions.SuggestionNotFound("没有这条并案建议")
    return pair


def _shown(session: Session, access: Access, rows: Sequence[WorkOrder]) -> list[WorkOrder]:
    """Those that the user may see."""
    secret = sees_secret(session, access)
    return [order for order in rows if secret or not order.is_secret]


@router.get("/hot")
def hot(_: Dispatcher, transaction: Transaction) -> HotIssuesBody:
    """Alerts and hot issues of the last days."""
    return HotIssuesBody(
        alerts=present.alerts(transaction, hot_issues.alerts(transaction)),
        issues=present.issues(transaction, hot_issues.listing(transaction)),
    )


@router.get("/hot/{issue_id}/orders")
def behind_issue(issue_id: IssueId, access: Dispatcher, transaction: Transaction) -> OrdersBehind:
    """The orders of an issue."""
    rows = _shown(transaction, access, hot_issues.orders_of(transaction, issue_id))
    return OrdersBehind(items=present_orders.summaries(transaction, rows))


@router.get("/alerts/{alert_id}/orders")
def behind_alert(alert_id: RowNumber, access: Dispatcher, transaction: Transaction) -> OrdersBehind:
    """The orders of an alert."""
    alert = transaction.get(HotAlert, alert_id)
    if alert is None:
        raise hot_issues.AlertNotFound("没有这条预警")
    rows = transaction.scalars(
        select(WorkOrder).where(WorkOrder.order_no.in_(alert.order_nos)).order_by(WorkOrder.id.desc())
    ).all()
    return OrdersBehind(items=present_orders.summaries(transaction, _shown(transaction, access, rows)))


@router.post("/alerts/{alert_id}/see")
def see(alert_id: RowNumber, access: Dispatcher, transaction: Transaction, once: Once) -> AlertBody:
    """Takes note of an alert; the first one stays."""

    def write() -> AlertBody:
        return present.alerts(transaction, [hot_issues.see(transaction, alert_id, access.user.id)])[0]

    return once(AlertBody, write)
