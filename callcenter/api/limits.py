"""When an order would be due if it were dispatched now: for the form in which it is still being written."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from callcenter.api.fields import Instant, Listing, RequestType, Urgency
from callcenter.web.access import Access, allowed
from callcenter.web.permissions import Right
from callcenter.web.transaction import Transaction
from models import clock
from models.calendar import CalendarGap, due_at
from models.catalogue.tables import SlaPolicy
from models.clocks import read_terms
from models.intake import Channel
from models.orders import WorkOrder

router = APIRouter(prefix="/limits", tags=["orders"])

Drafter = Annotated[Access, Depends(allowed(Right.ORDERS_DRAFT))]


class DuePreview(Listing):
    """due_at null: this kind of demand has no reply limit. guessed: the calendar does not know the year yet.

    code, basis: the policy's row and where it comes from; null and empty for the city's general limit.
    """

    due_at: Instant | None
    guessed: bool
    code: str | None
    basis: str


@router.get("/preview")
def preview(
    *,
    _: Drafter,
    transaction: Transaction,
    request_type: RequestType,
    urgency: Urgency,
    category_code: Annotated[str | None, Query(max_length=6, pattern=r"^\d+$")] = None,
    lead_code: Annotated[str | None, Query(max_length=40, pattern=r"^[0-9A-Za-z]+$")] = None,
    place_code: Annotated[str | None, Query(max_length=12, pattern=r"^\d+$")] = None,
    channel: Channel = Channel.PHONE,
) -> DuePreview:
    """The reply's due date by the limits of today. Changes nothing."""
    now = clock.now()
    # an order that is never stored: whatever a limit may hang on, it has
    order = WorkOrder(
        request_type=request_type,
        urgency=urgency,
        category_code=category_code,
        lead_code=lead_code,
        place_code=place_code,
        channel=channel.value,
    )
    terms = read_terms(transaction, order, now)
    term = terms.by_kind.get("reply")
    if term is None:
        return DuePreview(due_at=None, guessed=False, code=None, basis="")
    try:
        due, guessed = due_at(now, term.limit, terms.calendar), False
    except CalendarGap:
        due, guessed = due_at(now, term.limit, terms.calendar.weekends_only()), True
    row = transaction.get(SlaPolicy, term.code) if term.code else None
    return DuePreview(due_at=due, guessed=guessed, code=term.code, basis=row.basis if row else "")
