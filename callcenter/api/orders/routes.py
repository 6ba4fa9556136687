"""Orders: list, draft, page, verbs, timeline, and personal data in clear with a reason."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import FileResponse
from sqlalchemy import inspect

from callcenter.api import cursor as cursors
from callcenter.api.calls.visible import visible as visible_call
from callcenter.api.orders import export as export_file
from callcenter.api.orders import present
from callcenter.api.orders.fields import given, originals
from callcenter.api.orders.shapes import (
    DisclosureEntry,
    Disclosures,
    DraftEdit,
    NewDraft,
    OrderBody,
    OrderPage,
    Revealed,
    RevealRequest,
    SimilarOrders,
    Timeline,
    VerbRequest,
)
from callcenter.api.orders.visible import shown, visible
from callcenter.api.orders.wanted import Wanted, WantedPage, reach
from callcenter.intake.proposal import in_force
from callcenter.web.access import Access, allowed
from callcenter.web.excel_file import XLSX, answer
from callcenter.web.idempotency import Once
from callcenter.web.one_go import OneGo
from callcenter.web.permissions import Right, Scope
from callcenter.web.problem import Problem
from callcenter.web.transaction import Transaction
from models import calls, clock, orders, search
from models.clock import LOCAL
from models.orders import WorkOrder

router = APIRouter(prefix="/orders", tags=["orders"], route_class=OneGo)
verbs = APIRouter(prefix="/orders", tags=["orders"], route_class=OneGo)
"""The verbs by their names: sought after every other address below an order's."""

Reader = Annotated[Access, Depends(allowed(Right.ORDERS_READ))]
Exporter = Annotated[Access, Depends(allowed(Right.ORDERS_EXPORT))]
Drafter = Annotated[Access, Depends(allowed(Right.ORDERS_DRAFT))]
Worker = Annotated[Access, Depends(allowed(Right.ORDERS_WORK))]
Auditor = Annotated[Access, Depends(allowed(Right.ORDERS_AUDIT))]
Revealer = Annotated[Access, Depends(allowed(Right.ORDERS_REVEAL))]
OrderNo = Annotated[str, Path(max_length=40, pattern=r"^[0-9A-Za-z]+$")]
VerbName = Annotated[str, Path(max_length=40, pattern=r"^[a-z_]+$", examples=["dispatch"])]


@router.get("")
def listing(wanted: Annotated[WantedPage, Query()], access: Reader, transaction: Transaction) -> OrderPage:
    """Orders, newest first unless `sort` says otherwise; a unit's people see those in which their unit has a part."""
    within = reach(transaction, access, wanted)
    if within is None:
        return OrderPage(items=[], total_estimate=0)
    page = orders.listing(transaction, within, cursors.sorted_by(wanted.sort, wanted.cursor), wanted.limit, wanted.sort)
    return OrderPage(
        items=present.summaries(transaction, page.items),
        next=cursors.packed(wanted.sort, page.next) if page.next else None,
        total_estimate=page.total,
    )


@router.get("/export.xlsx", response_class=FileResponse, responses={200: {"content": {XLSX: {}}}})
def export(wanted: Annotated[Wanted, Query()], access: Exporter, transaction: Transaction) -> FileResponse:
    """The list as an Excel file, at most 50,000 orders; masked as on the screen, and written down."""
    path = export_file.written(transaction, access, wanted)
    name = f"orders-{clock.now().astimezone(LOCAL):%Y%m%d-%H%M%S}.xlsx"
    return answer(path, name)


@router.post("", status_code=201)
def draft(request: NewDraft, access: Drafter, transaction: Transaction, once: Once) -> OrderBody:
    """A draft by hand. Of a call: its number is the caller's; where it has its draft, that comes back unchanged."""

    def write() -> OrderBody:
        if request.conversation_id is None:
            order = orders.create_draft(transaction, access.actor, channel=request.channel, **given(request))
        else:
            order = _of_call(transaction, access, request.conversation_id, request)
        if "assignments" in inspect(order).unloaded:  # the call had its order before
            return _shown(transaction, access, order)
        return present.body(transaction, order, access.actor)

    return once(OrderBody, write)


def _of_call(transaction: Transaction, access: Access, conversation_id: UUID, request: NewDraft) -> WorkOrder:
    call = visible_call(transaction, access.user, conversation_id)
    heard = tuple(row.text for row in calls.segments(transaction, conversation_id))
    fields = {"caller_phone": call.caller_number, **given(request, ("".join(heard), *heard))}
    fields |= in_force(transaction, conversation_id)
    fields = {name: value for name, value in fields.items() if value is not None}
    order = orders.create_draft(transaction, access.actor, conversation_id=conversation_id, **fields)
    if call.order_id is None:
        calls.update(transaction, conversation_id, order_id=order.id)
    return order


@router.get("/{order_no}")
def one(order_no: OrderNo, access: Reader, transaction: Transaction) -> OrderBody:
    """The whole order. Who looks at a confidential one is written down."""
    return present.body(transaction, shown(transaction, access, order_no), access.actor)


@router.patch("/{order_no}")
def edit(order_no: OrderNo, request: DraftEdit, access: Drafter, transaction: Transaction, once: Once) -> OrderBody:
    """Changes a draft."""
    return once(OrderBody, lambda: _apply(transaction, access, order_no, "edit", request))


@router.get("/{order_no}/timeline")
def timeline(order_no: OrderNo, access: Reader, transaction: Transaction) -> Timeline:
    """The order's life, oldest first."""
    order = shown(transaction, access, order_no)
    return Timeline(items=present.entries(transaction, order, access.actor))


@router.get("/{order_no}/similar")
def similar(order_no: OrderNo, access: Reader, transaction: Transaction) -> SimilarOrders:
    """Earlier orders with similar words, the likest first; a unit's people get those of their unit."""
    order = visible(transaction, access, order_no)
    found = search.similar(
        transaction,
        f"{order.title}。{order.content}",
        10,
        besides=order.id,
        units=(access.actor.units or {"-"}) if access.scope is Scope.DEPARTMENT else (),
    )
    return SimilarOrders(items=present.alike(transaction, found))


@router.get("/{order_no}/disclosures")
def disclosures(order_no: OrderNo, access: Auditor, transaction: Transaction) -> Disclosures:
    """Who looked at the order's personal data, or at a confidential order, and why."""
    order = visible(transaction, access, order_no)
    found = orders.disclosures(transaction, order.id)
    return Disclosures(items=[DisclosureEntry.model_validate(one, from_attributes=True) for one in found])


@router.post("/{order_no}/reveal")
def reveal(order_no: OrderNo, request: RevealRequest, access: Revealer, transaction: Transaction) -> Revealed:
    """Personal data in clear, for the fields that are named; who looked and why is written down."""
    order = visible(transaction, access, order_no)
    shown = orders.reveal(transaction, access.actor, order.order_no, sorted(set(request.fields)), request.reason)
    return Revealed(fields=shown)


@verbs.post("/{order_no}/{verb}")
def work(
    *, order_no: OrderNo, verb: VerbName, request: VerbRequest, access: Worker, transaction: Transaction, once: Once
) -> OrderBody:
    """A verb of the workflow (GET /workflow lists them). The order's `verbs` tell which are possible now."""
    return once(OrderBody, lambda: _apply(transaction, access, order_no, verb, request))


def _apply(
    transaction: Transaction, access: Access, order_no: str, verb: str, request: DraftEdit | VerbRequest
) -> OrderBody:
    order = visible(transaction, access, order_no)
    fields = given(request, originals(transaction, order))
    rule = orders.VERBS.get(verb)
    if order.conversation_id and order.advice is None and rule is not None and "advice" in rule.takes:
        fields |= in_force(transaction, order.conversation_id)
    try:
        orders.apply(transaction, access.actor, order_no, verb, request.version, **fields)
    except orders.VersionConflict as conflict:
        # the lock has read the row anew
        raise Problem("version-conflict", str(conflict), version=order.version) from None
    return _shown(transaction, access, order)


def _shown(transaction: Transaction, access: Access, order: WorkOrder) -> OrderBody:
    number = order.order_no
    transaction.flush()
    transaction.expire(order)  # units that the verb added are read with the rest
    return present.body(transaction, orders.get(transaction, number), access.actor)
