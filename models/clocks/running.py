"""Starting, stopping, pausing and moving the clocks of an order as its verbs go by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, get_args

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from models.calendar import WorkingDays
from models.clocks.policy import Term, Terms, earlier, read_terms
from models.clocks.tables import HOTLINE, ClockKind, OrderClock
from models.database.store import core_insert
from models.orders.tables import PendingClaim, WorkOrder
from models.orders.workflow.states import STATES

# In which states a clock of each kind runs.
RUNS: Final[Mapping[ClockKind, frozenset[str]]] = {
    "review": frozenset({"review"}),
    "dispatch": frozenset({"pending_dispatch"}),
    "sign": frozenset({"dispatched"}),
    "return": frozenset({"dispatched", "handling"}),
    # 首接负责: asking for a return does not end it
    "first_contact": frozenset({"dispatched", "handling", "listed", "return_requested", "arbitration"}),
    "reply": frozenset({"dispatched", "return_requested", "arbitration", "handling", "listed"}),
    "progress": frozenset({"handling", "listed"}),
    "listing": frozenset({"listed"}),
    "arbitration": frozenset({"return_requested", "arbitration"}),
    "reply_review": frozenset({"replied"}),
    "callback": frozenset({"callback"}),
    "redo": frozenset({"redo"}),
    "archive": frozenset({"direct_answered", "emergency", "not_accepted", "closed", "cancelled"}),
    "listed_progress": frozenset({"listed"}),
    "claim": frozenset(STATES) - {"draft", "archived"},
}
_UNITS: Final = frozenset[ClockKind](
    {"sign", "return", "first_contact", "reply", "progress", "listing", "listed_progress"}
)
# With these the unit's time begins anew.
DISPATCHING: Final = frozenset({"dispatch", "rule", "redo", "reopen"})
_ONCE_DISPATCHED: Final = frozenset[ClockKind]({"return", "first_contact"})
_STOPS: Final[Mapping[str, frozenset[ClockKind]]] = {
    "contact": frozenset({"first_contact"}),
    "report_progress": frozenset({"progress", "listed_progress"}),  # and it starts again
}
# After these an order that could not be archived in time may be.
_FREES_ARCHIVE: Final = frozenset(
    {
        "lift_supervision", "verify_ended", "try_verification",
        *(f"{act}_{claim}" for act in ("grant", "refuse") for claim in get_args(PendingClaim)),
    }
)  # fmt: skip
CLOCKED: Final = frozenset().union(*RUNS.values())
_INSERT = core_insert(OrderClock)


_RUNNING: Final = (
    select(OrderClock)
    .where(OrderClock.order_id == bindparam("order_id"), OrderClock.stopped_at.is_(None))
    .execution_options(populate_existing=True)
)


def running(session: Session, order_id: int) -> Sequence[OrderClock]:
    """An order's clocks that have not stopped, read anew."""
    return session.scalars(_RUNNING, {"order_id": order_id}).all()


@dataclass(frozen=True)
class Followed:
    """gap: of the calendar, where one was met; begun: rows of clocks, to be written after those that have stopped."""

    gap: str | None = None
    begun: tuple[dict[str, Any], ...] = ()

    def write(self, session: Session) -> None:
        """Once the session has been flushed."""
        if self.begun:
            session.execute(_INSERT, list(self.begun))


def follow(session: Session, order: WorkOrder, verb: str, before: str, terms: Terms | None) -> Followed:
    """The clocks after `verb` brought the order from the state `before` to where it is.

    terms: where the verb has read them already. May move `order.due_at` (a pause that has ended).
    """
    if order.state not in CLOCKED and before not in CLOCKED:
        return Followed()
    if any(isinstance(one, OrderClock) for one in session.dirty):
        session.flush()  # a limit that the verb has moved is written before it is read anew
    with session.no_autoflush:  # the order is written later and once, with its step's hash
        return _followed(session, order, verb, before, terms)


def _followed(session: Session, order: WorkOrder, verb: str, before: str, terms: Terms | None) -> Followed:
    at = order.updated_at
    going = [] if before == "draft" else running(session, order.id)
    keeps: list[ClockKind] = []
    for one in going:
        anew = (verb in DISPATCHING and one.kind != "claim") or one.kind in _STOPS.get(verb, ())
        if one.paused_at is not None and one.pause_in != order.state and not anew:
            # also one that stops now: what was done during a pause was not late
            terms = terms or read_terms(session, order, at)
            _resume(order, one, at, terms)
        if anew or order.state not in RUNS[one.kind] or not _holds(order, one.kind):
            one.stopped_at, one.paused_at, one.next_at = at, None, None
            continue
        keeps.append(one.kind)
        if one.kind == "archive" and one.red_at is not None and verb in _FREES_ARCHIVE:
            one.next_at = at
        if one.pause_in == order.state and one.paused_at is None:
            one.paused_at = at
        if one.kind in _UNITS and order.lead_code:
            one.owner = order.lead_code
    wanted = [kind for kind, states in RUNS.items() if order.state in states and kind not in keeps]
    wanted = [kind for kind in wanted if _starts(order, kind, verb)]
    rows: list[dict[str, Any]] = []
    if wanted:
        terms = terms or read_terms(session, order, at)
        rows = [row for kind in wanted if (row := _row(order, kind, at, terms)) is not None]
    return Followed(terms.gap if terms else None, tuple(rows))


def move_reply(session: Session, order: WorkOrder, terms: Terms) -> None:
    """The reply clock takes over the dates that the order has been given; it may warn and turn red again."""
    for one in running(session, order.id):
        if one.kind == "reply" and order.due_at is not None and order.warn_at is not None:
            begun = order.dispatched_at or one.started_at
            one.guessed_from = one.guessed_from or terms.guessed_from(begun, order.due_at, WorkingDays(1))
            one.due, one.warn_at, one.next_at = order.due_at, order.warn_at, order.warn_at
            one.original_due = order.original_due_at or order.due_at
            one.warned_at = one.red_at = one.escalated_at = None


def _starts(order: WorkOrder, kind: ClockKind, verb: str) -> bool:
    if kind in _ONCE_DISPATCHED and verb not in DISPATCHING:
        return False
    return _holds(order, kind)


def _holds(order: WorkOrder, kind: ClockKind) -> bool:
    """Whether the order, beside its state, has what the clock is about."""
    if kind == "claim":
        return order.pending_claim is not None
    return not (kind == "first_contact" and order.first_contact_at is not None)


def _row(order: WorkOrder, kind: ClockKind, at: datetime, terms: Terms) -> dict[str, Any] | None:
    if kind == "reply":
        return _reply_row(order, terms)
    if kind == "listing":
        due = order.listed_until
        return _filled(order, kind, due, terms.warn(at, due, WorkingDays(2)), None) if due else None
    term = terms.by_kind.get(kind)
    if term is None:
        return None
    due = terms.due(at, term.limit)
    if kind == "return":
        order.return_until = due
    row = _filled(order, kind, due, terms.warn(at, due, term.limit), term)
    return row | {"guessed_from": terms.guessed_from(at, due, term.limit)}


def _reply_row(order: WorkOrder, terms: Terms) -> dict[str, Any] | None:
    """The order's own due date: after a reply that was sent back the unit has what was left, not a new limit."""
    if order.due_at is None or order.warn_at is None:
        return None
    term = terms.by_kind.get("reply")
    row = _filled(order, "reply", order.due_at, order.warn_at, term)
    guessed = terms.guessed_from(order.dispatched_at or order.updated_at, order.due_at, terms.limit("reply"))
    return row | {"original_due": order.original_due_at or order.due_at, "guessed_from": guessed}


def _filled(order: WorkOrder, kind: ClockKind, due: datetime, warn: datetime, term: Term | None) -> dict[str, Any]:
    at = order.updated_at
    return {
        "order_id": order.id,
        "kind": kind,
        "owner": (order.lead_code or HOTLINE) if kind in _UNITS else HOTLINE,
        "policy": term.code if term else None,
        "pause_in": term.pause_in if term else None,
        "started_at": at,
        "due": due,
        "original_due": due,
        "warn_at": warn,
        "next_at": warn,
        "guessed_from": None,
        "paused_at": at if term and term.pause_in == order.state else None,
    }


def _resume(order: WorkOrder, one: OrderClock, at: datetime, terms: Terms) -> None:
    assert one.paused_at is not None
    limit = terms.limit(one.kind)
    by_days = isinstance(limit, WorkingDays)
    one.due = terms.shifted(one.due, one.paused_at, at, by_days)
    one.warn_at = max(at, terms.shifted(one.warn_at, one.paused_at, at, by_days))
    if one.kind == "reply" and (due := earlier(one.due, order.upstream_due_at)) != one.due:
        # the platform above us knows of no pause
        one.due, one.warn_at = due, max(at, terms.warn(one.started_at, due, limit))
    one.paused_at = None
    one.guessed_from = one.guessed_from or terms.guessed_from(at, one.due, limit)
    if one.red_at is None:
        one.next_at = one.due if one.warned_at else one.warn_at
    if one.kind == "reply":
        order.due_at, order.warn_at = one.due, one.warn_at
