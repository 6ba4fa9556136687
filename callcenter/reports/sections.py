"""The kinds of sections: each makes blocks of a part. A section without anything to say says why."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from callcenter.reports.asked import COMPARED, Asking, change, comparing_cells, comparing_columns, number
from callcenter.reports.cases import cases
from callcenter.reports.content import SMALL_NOTE, Block, Cell, Column, Number, Table, has_small
from callcenter.reports.forms import Kind, Part
from callcenter.reports.hot import hot
from callcenter.reports.matters import categories
from callcenter.reports.overdue import overdue
from callcenter.reports.ranking import lists
from models.catalogue.choices import REQUEST_TYPES
from models.figures import DIMENSIONS, METRICS, Value
from models.figures.definition import TIMES
from models.figures.question import Compared

_SPOKEN: Final = 5
"""Figures that the paragraph names; the table has all."""
_CLAUSES: Final[Mapping[str, str]] = {
    "33358": "GB/T 33358-2016",
    "33357": "GB/T 33357-2016",
    "53号": "国办发〔2020〕53号",
    "66号": "国办函〔2025〕66号",
    "51号": "国办发〔2019〕51号",
}
_COUNTED: Final[Mapping[str, str]] = {"calls": "通", "answered": "通", "missed": "通"}


def summary(asking: Asking, part: Part) -> list[Block]:
    """A paragraph and a table: a row a figure."""
    table = asking.table(part)
    rows: list[tuple[Cell, ...]] = []
    for key in part.metrics:
        metric, value = METRICS[key], table.total.values[key]
        rows.append(
            (metric.name, number(metric, value), *comparing_cells(metric, value, part.compare, figures_too=True))
        )
    columns = (
        Column("指标", 2.0, number=False),
        Column("本期", 1.1),
        *comparing_columns(part.compare, figures_too=True),
    )
    there = [key for key in part.metrics if table.total.values[key].value is not None]
    said = "；".join(_in_words(key, table.total.values[key], part.compare) for key in there[:_SPOKEN])
    return [f"{asking.period.name}，{said}。", Table("", columns, tuple(rows), note=_note(rows))]


def _in_words(key: str, value: Value, compare: tuple[Compared, ...]) -> str:
    metric = METRICS[key]
    counted = _COUNTED.get(key, "件") if metric.unit == "count" else ""
    told = f"{metric.name} {number(metric, value).said()}{counted}"
    changes = []
    for name in compare:
        found = change(metric, value, name)
        if found.value is not None:
            word = "持平" if abs(found.value) < 0.00005 else f"{'上升' if found.value > 0 else '下降'} {_plain(found)}"
            changes.append(f"{COMPARED[name][1]}{word}")
    return told + (f"（{'，'.join(changes)}）" if changes else "")


def _plain(found: Number) -> str:
    return found.said().lstrip("+-")


def split(asking: Asking, part: Part) -> list[Block]:
    """A row for each key of a dimension; the first figure leads, with its share where it is a count."""
    table = asking.table(part)
    shown = table.rows[: part.most] if part.most else table.rows
    if not any(row.values[part.metrics[0]].numerator for row in shown):
        return [f"本期没有可按{DIMENSIONS[part.by]}列出的数据。"]
    called = asking.called(part, [row.key for row in shown])
    first = METRICS[part.metrics[0]]
    shares = first.unit == "count" and part.by not in TIMES
    columns = [Column(DIMENSIONS[part.by], 2.0, number=False), Column(first.name, 1.25)]
    columns += [Column("占比")] if shares else []
    columns += comparing_columns(part.compare, figures_too=False)
    columns += [Column(METRICS[key].name, 1.2) for key in part.metrics[1:]]

    def cells(name: str, values: Mapping[str, Value]) -> tuple[Cell, ...]:
        value = values[first.key]
        share: list[Cell] = [Number(value.share, "percent")] if shares else []
        rest = [number(METRICS[key], values[key]) for key in part.metrics[1:]]
        return (
            name,
            number(first, value),
            *share,
            *comparing_cells(first, value, part.compare, figures_too=False),
            *rest,
        )

    rows = [cells(called[row.key], row.values) for row in shown]
    whole = {key: replace(value, share=1.0) for key, value in table.total.values.items()}
    rows.append(cells("合计", whole))
    left = len(table.rows) - len(shown)
    notes = [f"另有 {left} 项未列出，合计包含全部。"] if left > 0 else []
    return [Table("", tuple(columns), tuple(rows), total=True, note=_note(rows, *notes))]


def cross(asking: Asking, part: Part) -> list[Block]:
    """By a dimension down and by the type of request across, with shares (宜春月报)."""
    (key,) = part.metrics
    table = asking.table(part)
    if not table.total.values[key].numerator:
        return ["本期没有诉求。"]
    by_type = {
        kind: asking.table(part, filters=replace(asking.filters, request_type=(kind,))) for kind in REQUEST_TYPES
    }
    kinds = [kind for kind in REQUEST_TYPES if by_type[kind].total.values[key].numerator]
    called = asking.called(part, [row.key for row in table.rows])
    found = {kind: {row.key: row.values[key].numerator for row in by_type[kind].rows} for kind in kinds}
    columns = (
        Column(DIMENSIONS[part.by], 2.0, number=False), *(Column(kind, 0.8) for kind in kinds), Column("合计", 0.9),
        Column("占比", 0.9),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            called[row.key],
            *(Number(found[kind].get(row.key, 0.0), "count") for kind in kinds),
            Number(row.values[key].numerator, "count"),
            Number(row.values[key].share, "percent"),
        )
        for row in table.rows
    ]
    total = table.total.values[key].numerator
    sums = [by_type[kind].total.values[key].numerator for kind in kinds]
    rows.append(("占比", *(Number(one / total, "percent") for one in sums), Number(1.0, "percent"), ""))
    rows.append(("合计", *(Number(one, "count") for one in sums), Number(total, "count"), Number(1.0, "percent")))
    return [Table("", columns, tuple(rows), total=True)]


def matter(asking: Asking, part: Part) -> list[Block]:
    """One matter alone: from which categories it is taken, its figures, what was asked most."""
    taken = categories(asking.session, part.matter)
    if not taken:
        words = f"本市事项分类中没有名称含“{part.matter}”的类别，城市数据也未指定（参数 report-{part.matter}）"
        return [f"{words}，无法单列统计。"]
    about = replace(asking, filters=replace(asking.filters, category=tuple(taken)))
    said, figures = summary(about, part)
    named = "、".join(f"“{name}”（{code}）" for code, name in taken.items())
    most = split(about, replace(part, metrics=part.metrics[:1], by="category3", compare=part.compare[:1]))
    asked = [replace(one, caption=f"{part.matter}反映最多的事项") for one in most if isinstance(one, Table)]
    return [f"本节按事项分类{named}统计。{said}", figures, *asked]


def definitions(asking: Asking, part: Part, used: tuple[str, ...] = ()) -> list[Block]:
    """What each figure of the report is, by its one definition."""
    columns = (
        Column("指标", 1.3, number=False), Column("版本", 0.5), Column("口径", 3.0, number=False),
        Column("依据", 1.5, number=False),
    )  # fmt: skip
    rows = []
    for key in used:
        metric = METRICS[key]
        told = metric.formula + (f"。{metric.exclusions}" if metric.exclusions else "")
        clause = metric.clause
        for short, full in _CLAUSES.items():
            clause = clause.replace(short, full)
        rows.append((metric.name, f"{metric.version}", told, clause))
    return [
        "环比为与上一同长时段相比，同比为与上年同期相比；比率的变化以百分点表示，没有可比数据的以“—”表示。",
        Table("", columns, tuple(rows)),
    ]


def _note(rows: list[tuple[Cell, ...]], *more: str) -> str:
    return "".join([SMALL_NOTE if has_small(rows) else "", *more])


SECTIONS: Final[Mapping[Kind, Callable[[Asking, Part], list[Block]]]] = {
    "summary": summary,
    "split": split,
    "cross": cross,
    "hot": hot,
    "matter": matter,
    "cases": cases,
    "lists": lists,
    "overdue": overdue,
    "definitions": definitions,
}
