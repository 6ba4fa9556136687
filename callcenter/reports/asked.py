"""Figures for a report: asked, named, and turned into the cells of a table with 环比 and 同比."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session

from callcenter.api.figures.labels import labels
from callcenter.reports.content import Cell, Column, Number, NumberKind
from callcenter.reports.forms import Part
from models import figures
from models.figures import METRICS, Filters, Metric, Period, Question, Table, Value
from models.figures.question import Compared, measures_of
from models.orders import WorkOrder

COMPARED: Final[Mapping[Compared, tuple[str, str]]] = {"previous": ("上期", "环比"), "last_year": ("去年同期", "同比")}


@dataclass(frozen=True)
class Asking:
    """What the whole report, or a part, asks of. filters: of what alone."""

    session: Session
    period: Period
    filters: Filters

    def table(self, part: Part, **instead: object) -> Table:
        """The figures of a part. Raises what `models.figures.ask` raises."""
        question = Question(part.metrics, self.period, part.by or None, part.compare, self.filters)
        return figures.ask(self.session, replace(question, **instead))  # type: ignore[arg-type] # fields of it

    def of_topic(self) -> list[ColumnElement[bool]]:
        """The condition that an order is of the report's own matters; none where it is about all."""
        codes = [WorkOrder.category_code.startswith(code) for code in self.filters.category]
        return [or_(*codes)] if codes else []

    def called(self, part: Part, keys: Sequence[str]) -> dict[str, str]:
        """What the rows of a part are called."""
        return labels(self.session, part.by, keys, measures_of([METRICS[key] for key in part.metrics]))


def number(metric: Metric, value: Value) -> Number:
    """A figure as a cell."""
    kind: NumberKind = metric.unit
    return Number(value.value, kind, value.small_sample)


def change(metric: Metric, value: Value, with_what: Compared) -> Number:
    """环比 or 同比: of shares in points, else in parts."""
    found = value.previous_change if with_what == "previous" else value.last_year_change
    return Number(found, "points" if metric.unit == "percent" else "change")


def before(metric: Metric, value: Value, with_what: Compared) -> Number:
    """The figure that it is compared with."""
    return Number(value.previous if with_what == "previous" else value.last_year, metric.unit)


def comparing_columns(compare: Sequence[Compared], *, figures_too: bool) -> list[Column]:
    """上期, 环比, 去年同期, 同比; without the figures only the changes."""
    columns = []
    for name in compare:
        figure, changed = COMPARED[name]
        columns += [Column(figure)] if figures_too else []
        columns.append(Column(changed, 1.5))
    return columns


def comparing_cells(metric: Metric, value: Value, compare: Sequence[Compared], *, figures_too: bool) -> list[Cell]:
    """The cells below `comparing_columns`."""
    cells: list[Cell] = []
    for name in compare:
        cells += [before(metric, value, name)] if figures_too else []
        cells.append(change(metric, value, name))
    return cells
