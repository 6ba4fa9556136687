"""What routing says of a demand: a proposal with its reasons. Data only; shown, stored and learned from elsewhere."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Protocol

RequestType = Literal["咨询", "求助", "投诉", "举报", "建议", "表扬", "其他"]
Urgency = Literal["一般", "紧急", "特急"]


@dataclass(frozen=True)
class CategoryRef:
    """A category: code in 2, 4 or 6 digits, and the names from the first level down."""

    code: str
    path: tuple[str, ...]


@dataclass(frozen=True)
class DepartmentRef:
    code: str
    name: str


@dataclass(frozen=True)
class Departments:
    """Who should handle it: lead (主办), assist (协办), guidance (业务指导)."""

    lead: DepartmentRef | None
    assist: tuple[DepartmentRef, ...] = ()
    guidance: DepartmentRef | None = None


@dataclass(frozen=True)
class Place:
    """A place found in the words: division code (6, 9 or 12 digits), full name, and its span in the text."""

    code: str
    name: str
    span: tuple[int, int] | None
    confidence: float


@dataclass(frozen=True)
class Evidence:
    """One reason. kind: rule (a dispatch rule), words (phrases that spoke for the category), place, similar (an order),
    urgent (a danger signal), gap (what is missing). detail is Chinese and shown to people."""

    kind: Literal["rule", "words", "place", "similar", "urgent", "gap"]
    detail: str
    weight: float = 0.0
    span: tuple[int, int] | None = None
    ref: str = ""


@dataclass(frozen=True)
class RuleFault:
    """An error in a rule of the duty catalogue. code: `duty-unit-unknown`, `duty-names-nobody`; rule: its code."""

    code: str
    rule: str
    detail: str


@dataclass(frozen=True)
class Advice:
    """The proposal. confidence: calibrated probability (0..1) that the lead department is right.

    demand: whether the words contain a demand at all; without one nobody is sent anything.
    """

    category: CategoryRef | None
    departments: Departments
    request_type: RequestType
    urgency: Urgency
    place: Place | None
    confidence: float
    demand: bool
    title: str
    evidence: tuple[Evidence, ...] = ()
    alternatives: tuple[tuple[CategoryRef, float], ...] = field(default=())
    model: str = ""
    fault: RuleFault | None = None
    """The rule that should have decided is wrong: an alarm for the administrator, and a person decides."""

    def as_dict(self) -> dict[str, Any]:
        """JSON shape: the fields of the command line's contract."""
        return asdict(self)


@dataclass(frozen=True)
class Similar:
    """An earlier order with likeness 0..1."""

    order_no: str
    title: str
    category_code: str
    department_code: str
    score: float


class Memory(Protocol):
    """Where routing finds earlier orders; callcenter fills it from the store."""

    def similar(self, text: str, limit: int = 5) -> list[Similar]: ...
