"""How routing does, on the wire: figures of some weeks, the model's versions, the proposals for one order."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from callcenter.api.advice import AdviceBody
from callcenter.api.fields import CategoryRef, Instant, Listing, Person, Reason
from models.learning import CorrectionKind


class ConfusionBody(BaseModel):
    """So many decided orders were proposed as one category and ended in another."""

    proposed: CategoryRef
    final: CategoryRef
    orders: int


class WeekBody(BaseModel):
    """A week from Monday on (local). unsure: proposals for which a person had to look; corrected: orders in which
    another category stands; drift: how far the proposed second-level categories are from those of the other weeks
    (Jensen-Shannon divergence, 0 the same, 1 nothing in common), null with fewer than 30 orders."""

    monday: Instant
    until: Instant
    proposals: int
    unsure: int
    corrected: int
    drift: float | None


class CorrectionsBody(BaseModel):
    """Orders of a final category in which a correction stands, by its kind."""

    category: CategoryRef
    counts: dict[CorrectionKind, int]


class CoverageBody(BaseModel):
    """sent: dispatched orders; automatic: without a person; kept: of those, neither given back nor moved on."""

    sent: int
    automatic: int
    kept: int


class RuleBody(BaseModel):
    """A rule of the duty catalogue in force, and how often it named the proposed lead."""

    code: str
    basis: str
    hits: int


class RoutingFigures(Listing):
    """The window, and all figures in it. right, wrong: decided orders that ended in the proposed category, or not."""

    since: Instant
    until: Instant
    right: int
    wrong: int
    confusions: list[ConfusionBody]
    weeks: list[WeekBody]
    corrections: list[CorrectionsBody]
    coverage: CoverageBody
    rules: list[RuleBody]


class ShadowBody(BaseModel):
    """A candidate beside the model in use: on how many orders, agreeing on the category; decided: whose category is
    final, and how many of those each had right."""

    orders: int
    agreeing: int
    decided: int
    candidate_right: int
    active_right: int


class ModelVersion(BaseModel):
    """A version. state: active, shadow, or "" for one that is kept; card: see docs/routing.md."""

    name: str
    state: Literal["active", "shadow", ""]
    card: dict[str, Any]
    shadow: ShadowBody


class ModelDecision(BaseModel):
    """A change of what is in use. act: promoted, kept, rolled_back."""

    at: Instant
    act: str
    name: str
    before: str
    by: str
    reason: str


class NightBody(BaseModel):
    """One night's training."""

    at: Instant
    model: str | None
    promoted: bool
    reason: str


class ModelList(Listing):
    """active null: the cold start is in use."""

    active: str | None
    shadow: str | None
    versions: list[ModelVersion]
    history: list[ModelDecision]
    nights: list[NightBody]


class ModelChange(BaseModel):
    """Why another version comes into use. active: what was in use as it was read; another is a conflict."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason
    active: Annotated[str | None, Field(max_length=60)] = None


class ShadowProposalBody(BaseModel):
    """What a candidate proposed."""

    model: str
    at: Instant
    advice: AdviceBody


class OrderCorrectionBody(BaseModel):
    """What a person changed against the proposal; proposed and chosen by name where they are codes."""

    kind: CorrectionKind
    chinese: str
    proposed: str
    chosen: str
    at: Instant
    by: Person | None
    model: str


class OrderProposals(Listing):
    """All that was proposed for an order, and what people made of it."""

    advice: AdviceBody | None
    shadow: list[ShadowProposalBody]
    corrections: list[OrderCorrectionBody]
