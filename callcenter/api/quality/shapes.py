"""Quality inspection on the wire. See docs/quality.md."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from callcenter.api.fields import Code, Instant, Listing, Paged, Person, Reason, Words

Kind = Literal["call", "order"]
State = Literal["waiting", "scored", "appealed", "upheld", "revised"]
Act = Literal["scored", "appealed", "upheld", "revised"]
Given = Annotated[dict[Code, Annotated[int, Field(ge=0, le=100)]], Field(max_length=200)]


class ItemBody(BaseModel):
    """An item of a score sheet. points: what it gives at most; of a fatal one 0. given: null as long as none is."""

    code: str
    name: str
    points: int
    fatal: bool
    standard: str
    given: int | None = None


class DrawRequest(BaseModel):
    """A sample of the days `begin` to `end`, both included: per_agent of each agent, or share percent of each's."""

    kind: Kind
    begin: date
    end: date
    per_agent: int | None = None
    share: int | None = None


class DrawBody(BaseModel):
    """A draw. seed, digest: by which it can be repeated; eligible: from how many; secret: confidential ones too."""

    id: int
    at: Instant
    by: str
    kind: Kind
    kind_name: str
    begin: date
    end: date
    per_agent: int | None
    share: int | None
    seed: str
    digest: str
    secret: bool
    eligible: int
    drawn: int


class DrawPage(Paged):
    """Draws, newest first."""

    items: list[DrawBody]


class RepeatBody(Listing):
    """The draw once more. same_population: there is still what there was; same_sample: the same comes of it."""

    same_population: bool
    same_sample: bool
    eligible: int


class StepBody(BaseModel):
    """What was done, by whom, and why. items, score, passed, pass_mark, city_version: of a scoring."""

    at: Instant
    act: Act
    act_name: str
    by: str
    words: str
    items: list[ItemBody] | None
    score: float | None
    passed: bool | None
    pass_mark: int | None
    city_version: int | None


class InspectionItem(BaseModel):
    """An inspection. subject_at: when the call or the demand came in; score, passed: those that hold, null: none."""

    id: int
    kind: Kind
    kind_name: str
    state: State
    state_name: str
    agent: Person
    drawn_at: Instant
    subject_at: Instant
    conversation_id: str | None
    order_no: str | None
    title: str
    score: float | None
    passed: bool | None
    scored_at: Instant | None


class WantedInspections(BaseModel):
    """A list as it is asked for. state: any of them, none: all; agent: whose work; passed: by the marks that hold."""

    state: Annotated[list[State], Field(max_length=5)] = []
    kind: Kind | None = None
    agent: Annotated[int, Field(ge=1, le=2**62)] | None = None
    passed: bool | None = None
    cursor: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class InspectionPage(Paged):
    """What waits oldest first, else newest first."""

    items: list[InspectionItem]


class StateCount(BaseModel):
    """How many inspections are in a state."""

    state: State
    chinese: str
    count: int


class QualityCounts(Listing):
    """All states, in their order."""

    states: list[StateCount]


class InspectionBody(InspectionItem):
    """With everything beside it. hearable: the call's recording and words are for this user.

    sheet: the items to fill in: of one that waits the city's present ones, else those of its marks; pass_mark: theirs;
    may: what this user can do now.
    """

    hearable: bool
    sheet: list[ItemBody]
    pass_mark: int
    draw: DrawBody | None
    steps: list[StepBody]
    may: list[Literal["score", "appeal", "decide"]]


class ScoreRequest(BaseModel):
    """The marks: code of the item -> points; of a fatal item 1 where it happened, else 0. Every item has one."""

    given: Given
    words: Words = ""


class AppealRequest(BaseModel):
    """Why the agent thinks otherwise."""

    reason: Reason


class DecisionRequest(BaseModel):
    """Why, and the new marks; without them the first ones are upheld."""

    reason: Reason
    given: Given | None = None
