"""The rows behind a number: the postings that were added up, each with what it counts."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from models.figures.asking import ROWS_OF, unit_classes, wanted_of
from models.figures.definition import DIMENSIONS, TIMES, Metric, Source
from models.figures.grains import COLUMNS
from models.figures.periods import Period, around, split
from models.figures.question import FigureNotSplit, Question, metric
from models.figures.summing import conditions_of, range_of

Part = Literal["numerator", "denominator"]


@dataclass(frozen=True)
class Posting:
    """One of them. counts: what it adds to the part."""

    at: datetime
    measure: str
    order_id: int | None
    conversation_id: UUID | None
    stretch_id: int | None
    unit: str
    category: str
    district: str
    channel: str
    request_type: str
    person: int
    detail: str
    counts: float


@dataclass(frozen=True)
class Behind:
    """A page of them, and of how many, with what they count together."""

    items: list[Posting]
    count: int
    total: float


def behind(session: Session, question: Question, part: Part, offset: int = 0, limit: int = 50) -> Behind:
    """Newest first. The question has one metric. Raises what `ask` raises, and `FigureNotSplit` for a composed one."""
    question = question.checked()
    one = metric(question.metrics[0])
    sources = _sources(one, part)
    counted, values = _counted(sources)
    wanted = wanted_of(question, sorted({source.measure for source in sources}), unit_classes(session))
    where = {name: codes for name, codes in wanted.where.items() if codes}
    conditions, more = conditions_of(wanted, where, question.period)
    of_row, its = _of_row(question)
    chosen = f"FROM figure_posting WHERE {conditions} AND {of_row} AND {counted} <> 0"
    values |= more | its
    count, total = session.execute(
        text(f"SELECT count(*), coalesce(sum({counted}), 0) {chosen}"),
        values,
    ).one()
    page = text(
        "SELECT at, measure, order_id, conversation_id, stretch_id, unit, category, district, channel, request_type,"
        f" person, detail, {counted} AS counts {chosen} ORDER BY day DESC, at DESC, order_id DESC, conversation_id,"
        " stretch_id, measure OFFSET :offset LIMIT :limit"
    )  # noqa: RUF100, S608 - values are parameters
    rows = session.execute(page, {**values, "offset": offset, "limit": limit})
    return Behind([Posting(**{**row, "counts": float(row["counts"])}) for row in rows.mappings()], count, float(total))


def narrowed(question: Question, key: str) -> Question:
    """The question about one row of its table, whatever it filters besides. key: of the row.

    Raises `FigureNotSplit` where no such row can be.
    """
    by = question.by
    if by is None:
        return question
    if by == "agent":
        known = not key or (key.isascii() and key.isdigit())
    else:
        known = by not in TIMES or key in split(question.period, by)
    if not known:
        raise FigureNotSplit(f"“{key}”不是按{DIMENSIONS[by]}划分的一行，请从表中选择")
    question = replace(question, by=None)
    if by not in TIMES or by == "hour":
        return replace(question, row=(by, key))
    whole, asked = around(date.fromisoformat(key), by), question.period
    period = Period(max(whole.begin, asked.begin), min(whole.end, asked.end))
    return replace(question, period=period)


def _of_row(question: Question) -> tuple[str, dict[str, Any]]:
    """The condition that a posting is of the question's row, as the table's rows are made (`summing`)."""
    if question.row is None:
        return "true", {}
    by, key = question.row
    if by == "hour":
        return "hour = :row_key", {"row_key": int(key)}
    if by == "agent":
        return "person = :row_key", {"row_key": int(key or "0")}
    name, digits = ROWS_OF.get(by, (by, 0))
    column = COLUMNS.get(name, name)
    condition, values = f"{f'left({column}, {digits})' if digits else column} = :row_key", {"row_key": key}
    if key and (digits or name == "county"):  # a range besides, which an index serves
        wide, more = range_of("district" if name == "county" else name, key, "row")
        condition, values = f"{condition} AND {wide}", values | more
    return condition, values


def _sources(one: Metric, part: Part) -> tuple[Source, ...]:
    sources = one.numerator if part == "numerator" else one.denominator
    if not sources:
        raise FigureNotSplit(f"“{one.name}”的{'分子' if part == 'numerator' else '分母'}没有明细，请查看组成它的指标")
    return sources


def _counted(sources: tuple[Source, ...]) -> tuple[str, dict[str, Any]]:
    """What a posting adds, as SQL."""
    values: dict[str, Any] = {}
    terms = []
    for place, source in enumerate(sources):
        adds = "1" if source.adds == "rows" else "amount / 1000.0"
        fits = f"measure = :measure_{place}"
        values |= {f"measure_{place}": source.measure, f"weight_{place}": source.weight}
        if source.details:
            fits += f" AND detail = ANY(:details_{place})"
            values[f"details_{place}"] = list(source.details)
        terms.append(f"CASE WHEN {fits} THEN CAST(:weight_{place} AS numeric) * {adds} ELSE 0 END")
    return f"({' + '.join(terms)})", values
