"""Hot issues of a period: the matters that were asked most, and what many people asked about one thing."""

from typing import Final

from sqlalchemy import Select, func, select

from callcenter.matters.public_titles import public_title
from callcenter.reports.asked import Asking, comparing_cells, comparing_columns, number
from callcenter.reports.content import Block, Cell, Column, Number, Table
from callcenter.reports.days import within
from callcenter.reports.forms import Part
from models.figures import METRICS
from models.hot_issues import HotIssue, HotIssueOrder
from models.orders import WorkOrder
from models.orders.publicity import MAY_BE_SHOWN

_ISSUES: Final = 10
_LEAST: Final = 3
"""Demands of a period below which nothing is hot."""


def hot(asking: Asking, part: Part) -> list[Block]:
    """Two tables."""
    key = part.metrics[0]
    metric, table = METRICS[key], asking.table(part)
    top = [row for row in table.rows if row.key][: part.most]
    if not top:
        return ["本期没有已分类的诉求，无法列出热点。"]
    called = asking.called(part, [row.key for row in top])
    columns = (
        Column("序号", 0.7), Column("事项", 2.1, number=False), Column(metric.name, 1.3), Column("占比"),
        *comparing_columns(part.compare, figures_too=False),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            str(place),
            called[row.key],
            number(metric, row.values[key]),
            Number(row.values[key].share, "percent"),
            *comparing_cells(metric, row.values[key], part.compare, figures_too=False),
        )
        for place, row in enumerate(top, 1)
    ]
    return [Table(f"诉求量前 {len(top)} 位的事项", columns, tuple(rows)), _issues(asking)]


def _issues(asking: Asking) -> Block:
    """Counted are the demands of the period alone: what came later does not change an old report."""
    count = func.count(WorkOrder.id)
    wanted = (
        select(HotIssue.id, HotIssue.title, count, func.count(WorkOrder.citizen_id.distinct()))
        .join(HotIssueOrder, HotIssueOrder.issue_id == HotIssue.id)
        .join(WorkOrder, WorkOrder.id == HotIssueOrder.order_id)
        .where(within(WorkOrder.accepted_at, asking.period), MAY_BE_SHOWN, HotIssue.merged_into.is_(None))
        .where(*asking.of_topic())
        .group_by(HotIssue.id)
        .having(count >= _LEAST)
        .order_by(count.desc(), HotIssue.id)
        .limit(_ISSUES)
    )
    found = asking.session.execute(wanted).all()
    if not found:
        return f"本期没有 {_LEAST} 件以上诉求集中反映的同一问题。"
    columns = (Column("集中反映的问题", 3.2, number=False), Column("诉求量", 0.8), Column("人数", 0.8))
    rows = tuple(
        (
            public_title(asking.session, title, WorkOrder.id.in_(_orders(issue))),
            Number(float(many), "count"),
            Number(float(people), "count"),
        )
        for issue, title, many, people in found
    )
    return Table("集中反映的问题", columns, rows, note="人数按可识别的联系方式计，匿名诉求不计。")


def _orders(issue: str) -> Select[int]:
    return select(HotIssueOrder.order_id).where(HotIssueOrder.issue_id == issue)
