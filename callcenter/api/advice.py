"""The shape of routing's proposal (routing/advice.py) on the wire."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, Field

from callcenter.api.fields import CategoryRef, Ref, RequestType, Urgency


class AdvisedDepartments(BaseModel):
    """Who should handle it: 主办, 协办, 业务指导."""

    lead: Ref | None = None
    assist: list[Ref] = []
    guidance: Ref | None = None


class AdvisedPlace(BaseModel):
    """A place found in the words; span are its character positions."""

    code: str
    name: str
    span: tuple[int, int] | None = None
    confidence: float


class Reason(BaseModel):
    """One reason of the proposal, in Chinese for people."""

    kind: Literal["rule", "words", "place", "similar", "urgent", "gap"]
    detail: str
    weight: float = 0.0
    span: tuple[int, int] | None = None
    ref: str = ""


class AdviceBody(BaseModel):
    """A proposal with its reasons. confidence is calibrated (0..1); alternatives: category, probability."""

    category: CategoryRef | None = None
    departments: AdvisedDepartments = Field(default_factory=AdvisedDepartments)
    request_type: RequestType
    urgency: Urgency
    place: AdvisedPlace | None = None
    confidence: float
    demand: bool
    title: str
    evidence: list[Reason] = []
    alternatives: list[tuple[CategoryRef, float]] = []
    model: str = ""


def advice_body(stored: Mapping[str, Any] | None) -> AdviceBody | None:
    """From the stored JSON of `Advice.as_dict()`."""
    return AdviceBody.model_validate(stored) if stored else None
