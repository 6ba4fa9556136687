"""Figures on the wire: definitions, a table, the rows behind a number, the wallboard. See docs/figures.md."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from callcenter.api.fields import Instant, Listing, Paged

Dimension = Literal[
    "unit", "unit_class", "category1", "category2", "category3", "county", "town", "channel", "request_type", "agent",
    "detail", "hour", "day", "week", "month", "quarter", "year",
]  # fmt: skip
Compared = Literal["previous", "last_year"]
Part = Literal["numerator", "denominator"]
Unit = Literal["percent", "seconds", "count", "score"]
Better = Literal["higher", "lower", "neither"]
Subject = Literal["order", "call", "stretch"]


class SourceBody(BaseModel):
    """What a part of a formula adds up. measure: a kind of posting; chinese: what one posting of it is; details: of
    these kinds alone, [] all; adds: `rows` counts postings, `amount` sums what they carry; weight: times this."""

    measure: str
    chinese: str
    details: list[str]
    adds: Literal["rows", "amount"]
    weight: float


class MetricBody(BaseModel):
    """One definition. unit: percent is a share of 1 (0.8567 is shown as 85.67 %), seconds, count, score.

    formula: in words; sql: what the store computes for one period; counted_by: the instant by which a row falls into a
    period; clause: where it comes from; exclusions: what does not count; least: the denominator below which a figure is
    marked `small_sample`; by: the dimensions by which it may be split and filtered; details: what `by=detail` gives,
    code -> name; rows: what `/figures/rows` lists.
    """

    key: str
    name: str
    group: str
    unit: Unit
    better: Better
    formula: str
    counted_by: str
    clause: str
    exclusions: str
    least: int
    version: int
    by: list[Dimension]
    details: dict[str, str]
    numerator: list[SourceBody]
    denominator: list[SourceBody]
    sql: str
    rows: list[Subject]


class DimensionBody(BaseModel):
    """By what figures are split, and what it is called."""

    key: Dimension
    name: str


class Definitions(Listing):
    """All metrics, in the order in which they are shown."""

    metrics: list[MetricBody]
    dimensions: list[DimensionBody]


class ValueBody(BaseModel):
    """A figure. value null: nothing to divide by. numerator, denominator: as they were added up (a count's denominator
    is null). previous, last_year: the same of the compared periods, null where not asked for or n/a; *_change: of a
    count, a time or a score the relative change (0.1 is 10 % more), of a share the difference (0.01 is one point);
    null where there is nothing to compare with, or the other is 0. rank: 1 is best, inside the class of the unit,
    among units with enough of a sample; null otherwise.
    """

    value: float | None
    numerator: float
    denominator: float | None
    small_sample: bool
    previous: float | None = None
    previous_change: float | None = None
    last_year: float | None = None
    last_year_change: float | None = None
    share: float | None = None
    rank: int | None = None
    ranked_of: int | None = None


class RowBody(BaseModel):
    """A row of the table. key: code of the dimension, "" for what has none; day, week (its Monday), month, quarter and
    year: the first day; hour: "00" to "23". unit_class: of a unit."""

    key: str
    label: str
    unit_class: str | None = None
    values: dict[str, ValueBody]


class PeriodBody(BaseModel):
    """Calendar days in Asia/Shanghai, both included."""

    begin: date
    end: date
    name: str


class Figures(Listing):
    """A table. folded_behind_s: how long ago the oldest change happened that these figures do not hold yet, 0: none."""

    folded_behind_s: float
    by: Dimension | None
    period: PeriodBody
    previous: PeriodBody | None
    last_year: PeriodBody | None
    rows: list[RowBody]
    total: RowBody


class SubjectRow(BaseModel):
    """One row behind a number: an order, a call, or an agent's stretch of time. masked: only counted, not for you.

    counts: what it adds to the part of the formula. title: of an order, masked as in its list.
    """

    kind: Subject
    order_no: str | None = None
    conversation_id: str | None = None
    title: str = ""
    state: str = ""
    at: Instant
    unit: str = ""
    category: str = ""
    channel: str = ""
    request_type: str = ""
    agent: str = ""
    detail: str = ""
    counts: float
    masked: bool = False


class SubjectRows(Paged):
    """A page of them, newest first. total: of all pages, the same number as the figure's part."""

    metric: str
    part: Part
    total: float
    count: int
    items: list[SubjectRow]


class AgentStates(BaseModel):
    """How many agents are in which state."""

    not_ready: int
    ready: int
    ringing: int
    talking: int
    wrap_up: int


class CountBody(BaseModel):
    """How many of what."""

    key: str
    label: str
    count: int


class TickerBody(BaseModel):
    """An order that came in, without its words; never a confidential one."""

    at: Instant
    channel: str
    category: str
    district: str


class AlarmBody(BaseModel):
    """What somebody must look at. level: red or yellow."""

    at: Instant
    level: Literal["red", "yellow"]
    text: str


class TodayBody(BaseModel):
    """Since midnight (local). overdue: orders whose unit is late now; urgent: 紧急 and 特急 received today; open:
    orders that a unit owes now."""

    received: int
    dispatched: int
    closed: int
    answered: int
    overdue: int
    urgent: int
    open: int


class Wallboard(Listing):
    """Live figures. as_of: when they were read; age_s: how old that is in this answer, at most 1.

    longest_wait_s: of the calls in the queue, 0 where there are none. rate_15s_now: of calls of the last hour; _24h: of
    the last 24 hours; null without calls. by_district: received today; top_categories: received today, third level;
    units_overdue: units with most overdue orders now.
    """

    age_s: float
    folded_behind_s: float
    queue_length: int
    longest_wait_s: float
    live_calls: int
    agents: AgentStates
    rate_15s_now: float | None
    rate_15s_24h: float | None
    answered_24h: float | None
    today: TodayBody
    by_district: list[CountBody]
    by_channel: list[CountBody]
    by_hour: list[CountBody] = Field(description="Received today by hour, 00 to 23")
    top_categories: list[CountBody]
    units_overdue: list[CountBody]
    ticker: list[TickerBody]
    alarms: list[AlarmBody]
