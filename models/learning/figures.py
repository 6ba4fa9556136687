"""How routing does, over the orders of some weeks. Every figure is a count of orders that the list shows by a filter.

Confidential orders are left out. An order is in the window by its `accepted_at`; weeks begin on Monday, local time.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import log2
from typing import Final

from sqlalchemy import ColumnElement, Date, case, cast, func, select
from sqlalchemy.orm import Session

from models.catalogue.tables import DutyRule
from models.learning.tables import CorrectionKind, OrderCorrection, OrderProposal, ShadowProposal
from models.orders.tables import WorkOrder
from models.search.routed import agreeing, automatic, confirmed, kept, stands, unsure

CONFUSIONS: Final = 60
FEWEST_A_WEEK: Final = 30
"""With fewer orders a week's shares say nothing: it has no drift."""
_LEVEL: Final = 4  # digits: the second level


@dataclass(frozen=True)
class Confusion:
    """So many orders were proposed as one category and ended in another."""

    proposed: str
    final: str
    orders: int


@dataclass(frozen=True)
class Week:
    """proposals: orders with one; unsure: of them, those for which a person had to look. drift: Jensen-Shannon
    divergence (bits, 0..1) between the shares of proposed second-level categories in this week and in all other weeks
    of the window; None with too few orders."""

    monday: date
    proposals: int
    unsure: int
    corrected: int
    drift: float | None


@dataclass(frozen=True)
class Coverage:
    """sent: dispatched orders; automatic: by the system; kept: of those, neither given back nor moved to
    another lead."""

    sent: int
    automatic: int
    kept: int


@dataclass(frozen=True)
class RuleUse:
    """How often a rule of the duty catalogue named the proposed lead."""

    code: str
    basis: str
    hits: int


@dataclass(frozen=True)
class ShadowFigures:
    """orders: with a proposal of the candidate beside that of the model in use; agreeing: on the category; decided:
    whose category is final; of those right: by the candidate, by the model in use."""

    orders: int
    agreeing: int
    decided: int
    candidate_right: int
    active_right: int


def confusions(session: Session, since: datetime, until: datetime) -> tuple[list[Confusion], int, int]:
    """The most frequent pairs, and how many decided orders ended as proposed, and otherwise."""
    pair = (OrderProposal.category_code, WorkOrder.category_code)
    query = (
        select(*pair, func.count())
        .join(OrderProposal, OrderProposal.order_id == WorkOrder.id)
        .where(*_within(since, until), confirmed(), *(code.is_not(None) for code in pair))
        .group_by(*pair)
    )
    found = [Confusion(str(said), str(final), count) for said, final, count in session.execute(query)]
    right = sum(one.orders for one in found if one.proposed == one.final)
    wrong = sorted((one for one in found if one.proposed != one.final), key=lambda one: -one.orders)
    return wrong[:CONFUSIONS], right, sum(one.orders for one in wrong)


def weeks(session: Session, since: datetime, until: datetime, unsure_below: float) -> list[Week]:
    """Every week of the window, the oldest first."""
    monday = cast(func.date_trunc("week", func.timezone("Asia/Shanghai", WorkOrder.accepted_at)), Date)
    area = func.left(OrderProposal.category_code, _LEVEL)
    changed = select(OrderCorrection.id).where(
        OrderCorrection.order_id == WorkOrder.id, OrderCorrection.kind == "category", stands()
    )
    query = (
        select(monday, area, func.count(), _count(unsure(unsure_below)), _count(changed.exists()))
        .join(OrderProposal, OrderProposal.order_id == WorkOrder.id)
        .where(*_within(since, until))
        .group_by(monday, area)
    )
    shares: dict[date, dict[str, int]] = defaultdict(dict)
    totals: dict[date, list[int]] = defaultdict(lambda: [0, 0, 0])
    for day, code, *counts in session.execute(query):
        shares[day][code or ""] = counts[0]
        totals[day] = [a + b for a, b in zip(totals[day], counts, strict=True)]
    return [
        Week(day, proposals, doubtful, moved, _drift(shares, day))
        for day, (proposals, doubtful, moved) in sorted(totals.items())
    ]


def corrections(session: Session, since: datetime, until: datetime) -> dict[str, dict[CorrectionKind, int]]:
    """Final category -> kind -> orders in which such a correction stands."""
    query = (
        select(WorkOrder.category_code, OrderCorrection.kind, func.count(WorkOrder.id.distinct()))
        .join(OrderCorrection, OrderCorrection.order_id == WorkOrder.id)
        .where(*_within(since, until), WorkOrder.category_code.is_not(None), stands())
        .group_by(WorkOrder.category_code, OrderCorrection.kind)
    )
    found: dict[str, dict[CorrectionKind, int]] = defaultdict(dict)
    for code, kind, count in session.execute(query):
        found[str(code)][kind] = count
    return dict(sorted(found.items(), key=lambda item: -sum(item[1].values())))


def coverage(session: Session, since: datetime, until: datetime) -> Coverage:
    """What went out without a person, and how much of it stayed where it was sent."""
    query = (
        select(func.count(), _count(automatic()), _count(automatic() & kept()))
        .select_from(WorkOrder)
        .where(*_within(since, until), WorkOrder.dispatched_at.is_not(None))
    )
    return Coverage(*session.execute(query).one())


def rules(session: Session, since: datetime, until: datetime) -> list[RuleUse]:
    """Every rule that is in force, those without a hit first."""
    hits = (
        select(OrderProposal.rule_code, func.count().label("hits"))
        .join(WorkOrder, WorkOrder.id == OrderProposal.order_id)
        .where(*_within(since, until))
        .group_by(OrderProposal.rule_code)
        .subquery()
    )
    used = func.coalesce(hits.c.hits, 0)
    query = (
        select(DutyRule.code, DutyRule.basis, used)
        .outerjoin(hits, hits.c.rule_code == DutyRule.code)
        .where(DutyRule.active)
        .order_by(used, DutyRule.id)
    )
    return [RuleUse(*row) for row in session.execute(query)]


def shadow(session: Session, model: str) -> ShadowFigures:
    """How a candidate did beside the model in use."""
    final = confirmed() & WorkOrder.category_code.is_not(None)
    query = (
        select(
            func.count(),
            _count(agreeing()),
            _count(final),
            _count(final & (ShadowProposal.category_code == WorkOrder.category_code)),
            _count(final & (OrderProposal.category_code == WorkOrder.category_code)),
        )
        .select_from(ShadowProposal)
        .join(OrderProposal, OrderProposal.order_id == ShadowProposal.order_id)
        .join(WorkOrder, WorkOrder.id == ShadowProposal.order_id)
        .where(ShadowProposal.model == model, ~WorkOrder.is_secret)
    )
    return ShadowFigures(*session.execute(query).one())


def _within(since: datetime, until: datetime) -> Sequence[ColumnElement[bool]]:
    return WorkOrder.accepted_at >= since, WorkOrder.accepted_at < until, ~WorkOrder.is_secret


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _drift(shares: Mapping[date, Mapping[str, int]], day: date) -> float | None:
    here = shares[day]
    elsewhere: dict[str, int] = defaultdict(int)
    for other, counts in shares.items():
        if other != day:
            for code, count in counts.items():
                elsewhere[code] += count
    here_all, elsewhere_all = sum(here.values()), sum(elsewhere.values())
    if min(here_all, elsewhere_all) < FEWEST_A_WEEK:
        return None
    divergence = 0.0
    for code in {*here, *elsewhere}:
        p, q = here.get(code, 0) / here_all, elsewhere.get(code, 0) / elsewhere_all
        middle = (p + q) / 2
        divergence += sum(0.5 * share * log2(share / middle) for share in (p, q) if share)
    return round(divergence, 4)
