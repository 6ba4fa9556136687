"""What actors are shown and fill in: an order's page, rows of queues, a proposal; the same whichever way is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models.orders import Assignment, WorkOrder
from routing.advice import Advice


@dataclass(frozen=True)
class Part:
    """A unit's part in an order."""

    unit: str
    role: str
    state: str


@dataclass(frozen=True)
class Sheet:
    """An order as the answer to an act shows it (`OrderBody` of the API). parts: where its page was opened."""

    order_no: str
    state: str
    version: int
    request_type: str
    urgency: str
    lead: str | None
    due: datetime | None
    place: str | None
    is_secret: bool
    anonymous: bool
    waits: bool
    wait_reason: str | None
    accepted: datetime
    category: str | None
    accused: str | None
    return_count: int
    redo_count: int
    pending_request: str | None
    first_contact_at: datetime | None
    parts: tuple[Part, ...] = ()

    @classmethod
    def of(cls, order: WorkOrder, parts: Sequence[Assignment] = ()) -> "Sheet":
        return cls(
            order_no=order.order_no,
            state=order.state,
            version=order.version,
            request_type=order.request_type,
            urgency=order.urgency,
            lead=order.lead_code,
            due=order.due_at,
            place=order.place_code,
            is_secret=order.is_secret,
            anonymous=order.is_anonymous,
            waits=order.waits_for_person,
            wait_reason=order.wait_reason,
            accepted=order.accepted_at,
            category=order.category_code,
            accused=order.accused_code,
            return_count=order.return_count,
            redo_count=order.redo_count,
            pending_request=order.pending_request,
            first_contact_at=order.first_contact_at,
            parts=tuple(Part(one.department_code, one.role, one.state) for one in parts),
        )

    @property
    def returned(self) -> set[str]:
        """Units that have given it back."""
        return {part.unit for part in self.parts if part.state == "returned"}

    def told(self) -> dict[str, Any]:
        """As the ledger keeps it."""
        return {
            "order": self.order_no,
            "state": self.state,
            "version": self.version,
            "type": self.request_type,
            "urgency": self.urgency,
            "lead": self.lead,
            "due": self.due,
            "secret": self.is_secret,
            "anonymous": self.anonymous,
        }

    def begun(self) -> dict[str, Any]:
        """Of an order that the ledger hears of for the first time, and that nobody of us has written."""
        return {**self.told(), "accepted": self.accepted, "category": self.category}


@dataclass(frozen=True)
class Row:
    """An order in a unit's queue, with the unit's own part."""

    order_no: str
    urgency: str
    role: str
    state: str


@dataclass(frozen=True)
class Choice:
    """Units to which an order could go; returned: the lead has given it back before."""

    lead: str
    assist: tuple[str, ...] = ()
    guidance: str | None = None
    returned: bool = False


@dataclass(frozen=True)
class Alike:
    """A merge suggestion that waits for a person. version: of the child, as it was read."""

    number: int
    kind: str
    state: str
    child: str
    version: int
    master: str


@dataclass(frozen=True)
class Asking:
    """A task of the call-back desk."""

    number: int
    kind: str
    order_no: str


@dataclass(frozen=True)
class Judged:
    """What a citizen says of what was done. score: 1..5; why: of the city's list `dissatisfied`, None: content."""

    score: int
    solved: str
    why: str | None = None


@dataclass(frozen=True)
class Attempt:
    """What came of a call-back. result: `reached`, or why not; answers: fields of `record_callback` and its kin."""

    result: str
    answers: Mapping[str, Any]
    note: str | None


@dataclass(frozen=True)
class Proposal:
    """What the adviser proposes. form: fields of a draft; advice: the whole, where it was had in process."""

    form: Mapping[str, Any] = field(default_factory=dict)
    lead: str | None = None
    assist: tuple[str, ...] = ()
    guidance: str | None = None
    advice: Advice | None = None


@dataclass(frozen=True)
class Told:
    """A live event, as consoles hear it."""

    subject: str
    at: datetime
    data: Mapping[str, Any]
