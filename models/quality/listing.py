"""Lists of inspections: what waits for its marks, the results, the appeals; what a role may not see is not in them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased, join

from models.calls import Call
from models.orders import Sight, WorkOrder
from models.quality.inspecting import Course
from models.quality.tables import Kind, QualityInspection, QualityStep, State

_scored, _appealed, _decided = (aliased(QualityStep, name=name) for name in ("scored", "appealed", "decided"))


def _step(step: type[QualityStep], seq: int) -> ColumnElement[bool]:
    return and_(step.inspection_id == QualityInspection.id, step.seq == seq)


_JOINED: Final = (
    join(QualityInspection, _scored, _step(_scored, 1), isouter=True)
    .outerjoin(_appealed, _step(_appealed, 2))
    .outerjoin(_decided, _step(_decided, 3))
    .outerjoin(Call, Call.conversation_id == QualityInspection.conversation_id)
    .outerjoin(WorkOrder, WorkOrder.id == func.coalesce(QualityInspection.order_id, Call.order_id))
)
"""Inspections with their steps, and the order that each is about."""


@dataclass(frozen=True)
class Filter:
    """states, none: all; agent_id: whose work; verdict: of the scoring that holds; sight: of confidential orders."""

    sight: Sight
    states: Collection[State] = ()
    agent_id: int | None = None
    kind: Kind | None = None
    passed: bool | None = None


def inspections(session: Session, wanted: Filter, cursor: int | None, limit: int) -> Sequence[Course]:
    """What waits oldest first, anything else newest first. cursor: the number of the last one before."""
    oldest = set(wanted.states) == {"waiting"}
    number = QualityInspection.id
    chosen = select(QualityInspection, _scored, _appealed, _decided).select_from(_JOINED).where(*_conditions(wanted))
    if cursor is not None:
        chosen = chosen.where(number > cursor if oldest else number < cursor)
    rows = session.execute(chosen.order_by(number if oldest else number.desc()).limit(limit)).all()
    return [Course(row[0], tuple(step for step in row[1:] if step is not None)) for row in rows]


def counts(session: Session, wanted: Filter) -> dict[str, int]:
    """How many there are in each state, whatever `wanted.states` says."""
    every = Filter(wanted.sight, (), wanted.agent_id, wanted.kind, wanted.passed)
    state = func.coalesce(_decided.act, _appealed.act, _scored.act, "waiting")
    counted = select(state, func.count()).select_from(_JOINED).where(*_conditions(every)).group_by(state)
    return dict(session.execute(counted).all())


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.states:
        conditions.append(or_(*(_is(state) for state in wanted.states)))
    if wanted.agent_id is not None:
        conditions.append(QualityInspection.agent_id == wanted.agent_id)
    if wanted.kind is not None:
        conditions.append(QualityInspection.kind == wanted.kind)
    if wanted.passed is not None:
        conditions.append(func.coalesce(_decided.passed, _scored.passed) == wanted.passed)
    if wanted.sight < Sight.MASKED:
        plain = func.coalesce(WorkOrder.is_secret, False).is_(False)
        only_orders = QualityInspection.kind == "order"
        conditions.append(plain if wanted.sight is Sight.HIDDEN else or_(plain, only_orders))
    return conditions


def _is(state: State) -> ColumnElement[bool]:
    after: dict[State, ColumnElement[bool]] = {
        "waiting": _scored.seq.is_(None),
        "scored": and_(_scored.seq.is_not(None), _appealed.seq.is_(None)),
        "appealed": and_(_appealed.seq.is_not(None), _decided.seq.is_(None)),
        "upheld": _decided.act == "upheld",
        "revised": _decided.act == "revised",
    }
    return after[state]
