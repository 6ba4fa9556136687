"""Who may see a live event. One table by topic; what the event itself does not say is looked up once per batch."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcenter.web.permissions import Right, Scope, scope_of
from models import clock
from models.calls import Call
from models.catalogue.units import heirs
from models.events import Event
from models.orders import Assignment, Sight, WorkOrder, hidden_from
from models.people import Role

Kind = Literal["public", "call", "order", "dispatch", "quality", "alarm"]

TOPICS: Final[dict[str, Kind]] = {
    "agent.state": "public",
    "catalogue.changed": "public",
    "speech.lag": "public",
    "call.started": "call",
    "call.offered": "call",
    "call.answered": "call",
    "call.ended": "call",
    "call.recorded": "call",
    "call.transcribed": "call",
    "segment": "call",
    "draft.proposed": "call",
    "order.changed": "order",
    "attachment.scanned": "order",
    "clock.warned": "order",
    "clock.overdue": "order",
    "clock.escalated": "order",
    "order.opened": "dispatch",
    "suggestion.changed": "dispatch",
    "hot.alert": "dispatch",
    "quality.changed": "quality",
    "alarm": "alarm",
}
"""A topic that is not here is for the inside of the platform and reaches no browser."""

_ALARMED: Final = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
"""Who can mend what an alarm tells: a year missing in the calendar, a limit whose act was refused."""
_RIGHT: Final = {
    "call": Right.CALLS_READ,
    "order": Right.ORDERS_READ,
    "dispatch": Right.DISPATCH,
    "quality": Right.QUALITY_READ,
}


@dataclass(frozen=True)
class Viewer:
    """The signed-in user behind one browser."""

    user_id: int
    role: str
    department_code: str | None


@dataclass(frozen=True)
class Audience:
    """Whom an event concerns: agents whose call it is, departments that take part in the order.

    hidden_from: roles for which it does not exist, as it is of a confidential order, or of the call of one; the agent
    whose own call it is knows it anyhow.
    """

    kind: Kind
    agents: frozenset[int] = field(default=frozenset())
    departments: frozenset[str] = field(default=frozenset())
    hidden_from: frozenset[str] = field(default=frozenset())

    def includes(self, viewer: Viewer) -> bool:
        """Whether `viewer` gets the event."""
        if self.kind == "public":
            return True
        if self.kind == "alarm":
            return viewer.role in _ALARMED - self.hidden_from
        scope = scope_of(viewer.role, _RIGHT[self.kind])
        if scope is Scope.OWN:
            return viewer.user_id in self.agents
        if viewer.role in self.hidden_from:
            return False
        if scope is Scope.DEPARTMENT:
            return viewer.department_code in self.departments
        return scope is Scope.ALL


def audiences(session: Session, events: Sequence[Event]) -> list[Audience | None]:
    """For each event its audience; None for topics that reach no browser."""
    agents, reports = _calls(session, {e.subject for e in events if TOPICS.get(e.topic) == "call"})
    departments, secret = _departments(session, {number for e in events if (number := _order_no(e))})
    hidden = hidden_from(session) if secret else frozenset()
    unheard = hidden_from(session, Sight.MASKED) if reports else frozenset()
    found: list[Audience | None] = []
    for event in events:
        kind = TOPICS.get(event.topic)
        if kind is None:
            found.append(None)
            continue
        # the agent who is being rung, or whose inspection it is, is in the event
        named = event.data.get("agent_id") if kind in ("call", "quality") else None
        own = agents.get(event.subject, frozenset()) | ({named} if isinstance(named, int) else frozenset())
        units = departments.get(event.subject, frozenset())
        of_report = kind == "call" and event.subject in reports
        excluded = unheard if of_report else hidden if _order_no(event) in secret else frozenset()
        found.append(Audience(kind, frozenset(own), units, excluded))
    return found


def _order_no(event: Event) -> str | None:
    """The order that the event is about; an alarm may name one."""
    match TOPICS.get(event.topic):
        case "order":
            return event.subject
        case "alarm":
            return event.data.get("order_no")
    return None


def _calls(session: Session, conversations: set[str]) -> tuple[dict[str, frozenset[int]], set[str]]:
    """By call its agent; and the calls of confidential orders: their words and times tell who asked."""
    if not conversations:
        return {}, set()
    rows = session.execute(
        select(Call.conversation_id, Call.agent_id, WorkOrder.is_secret)
        .outerjoin(WorkOrder, WorkOrder.id == Call.order_id)
        .where(Call.conversation_id.in_(conversations))
    ).all()
    agents = {str(conversation): frozenset({agent} if agent else ()) for conversation, agent, _ in rows}
    return agents, {str(conversation) for conversation, _, is_secret in rows if is_secret}


def _departments(session: Session, order_nos: set[str]) -> tuple[dict[str, frozenset[str]], set[str]]:
    """By order the units that take part, and those that have their work; and which orders are confidential.

    The unit that a confidential order accuses, and its successor, are not among them.
    """
    if not order_nos:
        return {}, set()
    rows = session.execute(
        select(
            WorkOrder.order_no,
            WorkOrder.lead_code,
            Assignment.department_code,
            WorkOrder.is_secret,
            WorkOrder.accused_code,
        )
        .outerjoin(Assignment, Assignment.order_id == WorkOrder.id)
        .where(WorkOrder.order_no.in_(order_nos))
    ).all()
    today = clock.today()
    now = heirs(session, {code for row in rows for code in (row.lead_code, row[2], row.accused_code) if code}, today)
    codes: dict[str, set[str]] = {}
    for order_no, lead, department, is_secret, accused in rows:
        named = {code for unit in (lead, department) if unit for code in (unit, now.get(unit, unit))}
        against = {accused, now.get(accused)} if is_secret and accused else set()
        codes.setdefault(order_no, set()).update(named - against)
    secret = {row.order_no for row in rows if row.is_secret}
    return {order_no: frozenset(found) for order_no, found in codes.items()}, secret
