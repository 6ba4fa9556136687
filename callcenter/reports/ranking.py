"""红黑榜: the first and the last of each class of units, never across classes (66号), never with too small a sample."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from callcenter.reports.asked import Asking, number
from callcenter.reports.content import Block, Cell, Column, Table
from callcenter.reports.forms import Part
from models.catalogue.choices import KINDS
from models.figures import METRICS, Row

_EACH: Final = 3
"""Units on either list of a class at most, and never more than a third of those ranked."""
_FEWEST: Final = 4
"""Ranked units of a class below which there is no list: with three, the last would be the third best."""


def lists(asking: Asking, part: Part) -> list[Block]:
    """A table for each class: the red, then the black, by the first figure."""
    rows = asking.table(part, by="unit").rows
    return listed(rows, asking.called(replace(part, by="unit"), [row.key for row in rows]), part.metrics)


def listed(rows: Sequence[Row], called: Mapping[str, str], metrics: Sequence[str]) -> list[Block]:
    """rows: of units, ranked by the first of `metrics` inside their class."""
    key = metrics[0]
    metric = METRICS[key]
    blocks: list[Block] = [
        f"按{metric.name}在同类单位内排名，样本不足 {metric.least} 件的单位不参加排名；"
        f"同类参加排名的单位不足 {_FEWEST} 个的不列榜，与榜外单位名次并列的也不列榜。"
    ]
    columns = (
        Column("榜", 0.6, number=False), Column("名次", 0.6), Column("单位", 2.4, number=False),
        *(Column(METRICS[one].name, 1.1) for one in metrics),
    )  # fmt: skip
    for kind in KINDS:
        ranked = [row for row in rows if row.unit_class == kind and row.values[key].rank is not None]
        ranked.sort(key=lambda row: (row.values[key].rank or 0, row.key))
        if len(ranked) < _FEWEST:
            blocks.append(f"{kind}：参加排名的单位 {len(ranked)} 个，不列榜。")
            continue
        chosen = _ends(ranked, key)
        if not chosen:
            blocks.append(f"{kind}：参加排名的单位 {len(ranked)} 个，名次并列，不列榜。")
            continue
        told: list[tuple[Cell, ...]] = [
            (
                name,
                f"{row.values[key].rank}",
                called[row.key],
                *(number(METRICS[one], row.values[one]) for one in metrics),
            )
            for name, row in chosen
        ]
        blocks.append(Table(f"{kind}（参加排名 {len(ranked)} 个单位）", columns, tuple(told)))
    return blocks


def _ends(ranked: Sequence[Row], key: str) -> list[tuple[str, Row]]:
    """The red and the black of a class. Who shares a place with one outside a list is not on it either: the code of a
    unit decides nothing, and nobody who is among the best is among the last.
    """

    def place(row: Row) -> int:
        return row.values[key].rank or 0

    many = min(_EACH, len(ranked) // 3)
    after_red, before_black = place(ranked[many]), place(ranked[-many - 1])
    red = [("红榜", row) for row in ranked[:many] if place(row) < after_red]
    return red + [("黑榜", row) for row in ranked[-many:] if place(row) > before_black]
