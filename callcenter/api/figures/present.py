"""Figures on the wire, from what the store gives."""

from collections.abc import Collection
from dataclasses import asdict
from typing import Final, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcenter.api.figures.labels import details, labels
from callcenter.api.figures.shapes import (
    Definitions,
    Dimension,
    DimensionBody,
    Figures,
    MetricBody,
    PeriodBody,
    RowBody,
    SourceBody,
    Subject,
    SubjectRow,
    SubjectRows,
    ValueBody,
)
from callcenter.api.figures.wanted import WantedRows
from callcenter.api.orders.visible import sees_secret
from callcenter.web.access import Access
from callcenter.web.masking import masked_text
from callcenter.web.permissions import Scope
from models import clock
from models.catalogue.choices import CHANNELS
from models.figures import DIMENSIONS, MEASURES, METRICS, Metric, Period, Posting, Row, Source, Table, Value, splits
from models.figures.behind import Behind
from models.figures.formula import sql_of
from models.figures.question import measures_of
from models.orders import STATES, Assignment, WorkOrder
from models.search.filters import not_accusing


def definitions(session: Session) -> Definitions:
    """Every metric."""
    return Definitions(
        metrics=[_metric(session, one) for one in METRICS.values()],
        dimensions=[DimensionBody(key=cast(Dimension, key), name=name) for key, name in DIMENSIONS.items()],
    )


def _metric(session: Session, one: Metric) -> MetricBody:
    by = splits(one)
    measures = measures_of([one])
    return MetricBody(
        key=one.key,
        name=one.name,
        group=one.group,
        unit=one.unit,
        better=one.better,
        formula=one.formula,
        counted_by="、".join(dict.fromkeys(MEASURES[key].counted_by for key in measures)),
        clause=one.clause,
        exclusions=one.exclusions,
        least=one.least,
        version=one.version,
        by=[cast(Dimension, name) for name in by],
        details=details(session, measures) if "detail" in by else {},
        numerator=[_source(source) for source in one.numerator],
        denominator=[_source(source) for source in one.denominator],
        sql=sql_of(one),
        rows=cast(list[Subject], sorted({MEASURES[key].subject for key in measures})) if not one.mix else [],
    )


def _source(source: Source) -> SourceBody:
    return SourceBody(
        measure=source.measure,
        chinese=MEASURES[source.measure].chinese,
        details=list(source.details),
        adds=source.adds,
        weight=source.weight,
    )


def table(session: Session, found: Table) -> Figures:
    """A table with names."""
    question = found.question
    measures = measures_of([METRICS[key] for key in question.metrics])
    called = labels(session, question.by, [row.key for row in found.rows], measures) if question.by else {}
    return Figures(
        as_of=found.as_of,
        folded_behind_s=round(found.behind_s, 3),
        by=cast("Dimension | None", question.by),
        period=_period(question.period),
        previous=_period(found.previous) if found.previous else None,
        last_year=_period(found.last_year) if found.last_year else None,
        rows=[_row(row, called[row.key]) for row in found.rows],
        total=_row(found.total, "合计"),
    )


def _period(period: Period) -> PeriodBody:
    return PeriodBody(begin=period.begin, end=period.end, name=period.name)


def _row(row: Row, label: str) -> RowBody:
    values = {key: _value(value) for key, value in row.values.items()}
    return RowBody(key=row.key, label=label, unit_class=row.unit_class, values=values)


def _value(value: Value) -> ValueBody:
    return ValueBody(**asdict(value))


_MASKED: Final = "保密工单，仅计入数量"


def rows(session: Session, access: Access, wanted: WantedRows, found: Behind, next_page: str | None) -> SubjectRows:
    """The rows behind a number; an order that is not for this user is counted and not shown."""
    ids = {row.order_id for row in found.items if row.order_id is not None}
    orders = {order.id: order for order in session.scalars(select(WorkOrder).where(WorkOrder.id.in_(ids)))}
    seen = _seen(session, access, ids)
    measures = {row.measure for row in found.items}
    units = labels(session, "unit", {row.unit for row in found.items})
    categories = labels(session, "category3", {row.category for row in found.items})
    people = labels(session, "agent", {str(row.person or "") for row in found.items})
    kinds = details(session, measures)

    def one(row: Posting) -> SubjectRow:
        of_order = row.order_id is not None
        told = SubjectRow(
            kind="order" if of_order else "call" if row.conversation_id is not None else "stretch",
            at=row.at,
            channel=CHANNELS.get(row.channel, row.channel),
            request_type=row.request_type,
            counts=row.counts,
            detail=kinds.get(row.detail, row.detail),
        )
        if of_order and row.order_id not in seen:
            return told.model_copy(update={"title": _MASKED, "masked": True})
        order = orders.get(row.order_id or 0)
        return told.model_copy(
            update={
                "order_no": order.order_no if order else None,
                "conversation_id": str(row.conversation_id) if row.conversation_id else None,
                "title": masked_text(order.title) if order else "",
                "state": STATES[order.state] if order else "",
                "unit": units[row.unit] if row.unit else "",
                "category": categories[row.category] if row.category else "",
                "agent": people[str(row.person)] if row.person else "",
            }
        )

    return SubjectRows(
        as_of=clock.now(),
        next=next_page,
        metric=wanted.metric,
        part=wanted.part,
        total=found.total,
        count=found.count,
        items=[one(row) for row in found.items],
    )


def _seen(session: Session, access: Access, ids: Collection[int]) -> set[int]:
    """Those of the orders that this user may see in a list."""
    wanted = select(WorkOrder.id).where(WorkOrder.id.in_(ids))
    if not sees_secret(session, access):
        wanted = wanted.where(WorkOrder.is_secret.is_(False))
    if access.scope is Scope.DEPARTMENT:
        own = tuple(access.actor.units)
        parts = select(Assignment.order_id).where(Assignment.department_code.in_(own))
        wanted = wanted.where(WorkOrder.id.in_(parts), not_accusing(own))
    return set(session.scalars(wanted))
