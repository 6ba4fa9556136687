"""What a list of orders shows: the filter, and its conditions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, and_, exists, false, func, literal, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY

from models import clock
from models.orders.numbering import is_order_number
from models.orders.tables import Assignment, WorkOrder
from models.search.bigrams import tsquery
from models.search.routed import Routed, routed
from models.search.tables import OrderWords

DueColour = Literal["none", "green", "yellow", "red"]
PROPOSED = ("draft", "review")
"""States in which an order's unit is only proposed."""
OWED = ("dispatched", "handling", "return_requested", "arbitration")
"""States in which a unit still owes its reply: only these have a colour."""


@dataclass(frozen=True)
class OrderFilter:
    """What a list shows; None: whatever.

    q: an order's number, or words that its texts hold, all of them. category, place: a code or the beginning of one;
    units: one of them has any part in it. accepted_from (inclusive), accepted_to (exclusive): instants.
    secret: None shows both, False hides confidential orders; not_accusing: units, those against which are hidden.
    routed: how it was routed, None: whatever.
    """

    states: tuple[str, ...] | None = None
    q: str | None = None
    units: tuple[str, ...] = ()
    category: str | None = None
    place: str | None = None
    channel: str | None = None
    waiting: bool | None = None
    due: DueColour | None = None
    accepted_from: datetime | None = None
    accepted_to: datetime | None = None
    secret: bool | None = None
    not_accusing: tuple[str, ...] = ()
    routed: Routed | None = None


def conditions(wanted: OrderFilter) -> list[ColumnElement[bool]]:
    """The filter as conditions on `WorkOrder`."""
    found: list[ColumnElement[bool]] = []
    if wanted.states:
        found.append(WorkOrder.state.in_(wanted.states))
    if wanted.q and wanted.q.strip():
        found.append(_text(wanted.q.strip()))
    if wanted.units:
        found.append(_takes_part(wanted.units, wanted.states))
    if wanted.category:
        found.append(WorkOrder.category_code.startswith(wanted.category, autoescape=True))
    if wanted.place:
        found.append(WorkOrder.place_code.startswith(wanted.place, autoescape=True))
    if wanted.channel:
        found.append(WorkOrder.channel == wanted.channel)
    if wanted.waiting is not None:
        # not IS TRUE: the index knows it by the bare column
        flag: ColumnElement[bool] = WorkOrder.waits_for_person.expression
        found.append(flag if wanted.waiting else ~flag)
    if wanted.due:
        found.append(_due(wanted.due))
    if wanted.accepted_from is not None:
        found.append(WorkOrder.accepted_at >= wanted.accepted_from)
    if wanted.accepted_to is not None:
        found.append(WorkOrder.accepted_at < wanted.accepted_to)
    if wanted.secret is not None:
        found.append(WorkOrder.is_secret.is_(wanted.secret))
    if wanted.not_accusing:
        found.append(not_accusing(wanted.not_accusing))
    return found + (routed(wanted.routed) if wanted.routed else [])


def not_accusing(units: Collection[str]) -> ColumnElement[bool]:
    """Not a confidential order about one of these units."""
    return ~and_(WorkOrder.is_secret, func.coalesce(WorkOrder.accused_code, "").in_(units))


def words_of(wanted: OrderFilter) -> str | None:
    """The words that are sought, as a tsquery; None where there are none, or it is an order's number."""
    words = (wanted.q or "").strip()
    return None if not words or is_order_number(words.upper()) else tsquery(words)


def _text(words: str) -> ColumnElement[bool]:
    if is_order_number(words.upper()):
        return WorkOrder.order_no == words.upper()
    query = tsquery(words)
    if query is None:  # signs alone, or a number that is masked: nothing is found by it
        return false()
    return WorkOrder.id.in_(select(OrderWords.order_id).where(OrderWords.words.op("@@")(literal(query).cast(TSQUERY))))


def _takes_part(units: tuple[str, ...], states: tuple[str, ...] | None) -> ColumnElement[bool]:
    """Its units; of one not dispatched yet, whose unit is only a proposal, the proposed lead."""
    parts = exists().where(Assignment.order_id == WorkOrder.id, Assignment.department_code.in_(units))
    if states and not set(PROPOSED) & set(states):
        return parts
    return or_(and_(WorkOrder.state.in_(PROPOSED), WorkOrder.lead_code.in_(units)), parts)


def _due(colour: DueColour) -> ColumnElement[bool]:
    at, owed = clock.now(), and_(WorkOrder.state.in_(OWED), WorkOrder.due_at.is_not(None))
    match colour:
        case "red":
            return and_(owed, WorkOrder.due_at < at)
        case "yellow":
            return and_(owed, WorkOrder.due_at >= at, WorkOrder.warn_at <= at)
        case "green":
            return and_(owed, WorkOrder.warn_at > at)
        case "none":
            return ~owed
