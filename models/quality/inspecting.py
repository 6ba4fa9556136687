"""What is done about an inspection: it is scored, its agent may appeal once, and somebody else decides.

Each is a step that is only added, with who and when, and the event `quality.changed`. No step changes an order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import clock, events
from models.orders import Actor, FieldMissing, RoleNotAllowed
from models.quality import sheets
from models.quality.errors import InspectionNotFound, InspectionNotOpen
from models.quality.tables import SEQ, Act, QualityInspection, QualityStep, State

CHANGED: Final = "quality.changed"


@dataclass(frozen=True)
class Course:
    """An inspection with its steps, in their order."""

    inspection: QualityInspection
    steps: tuple[QualityStep, ...]

    @property
    def state(self) -> State:
        return self.steps[-1].act if self.steps else "waiting"

    @property
    def effective(self) -> QualityStep | None:
        """The scoring that holds: the last one."""
        return next((step for step in reversed(self.steps) if step.score is not None), None)


def course(session: Session, inspection_id: int, *, lock: bool = False) -> Course:
    """Raises `InspectionNotFound`."""
    inspection = session.get(QualityInspection, inspection_id, with_for_update=lock)
    if inspection is None:
        raise InspectionNotFound("没有这项质检")
    wanted = select(QualityStep).where(QualityStep.inspection_id == inspection_id).order_by(QualityStep.seq)
    return Course(inspection, tuple(session.scalars(wanted)))


def score(session: Session, actor: Actor, inspection_id: int, given: Mapping[str, int], words: str = "") -> Course:
    """The first marks, by the sheet of now. Nobody inspects himself.

    Raises `InspectionNotFound`, `InspectionNotOpen`, `RoleNotAllowed`, `FieldMissing`, `FieldInvalid`.
    """
    held = _open(session, inspection_id, "waiting", "这项质检已经评分，请刷新后查看结果")
    if held.inspection.agent_id == actor.user_id:
        raise RoleNotAllowed("不能给自己的通话或工单评分，请由其他质检员评分")
    marked = sheets.marked(sheets.sheet_of(session, held.inspection.kind), given)
    return _add(session, actor, held, "scored", words, marked=marked)


def appeal(session: Session, actor: Actor, inspection_id: int, reason: str) -> Course:
    """The agent's own, once. Raises `InspectionNotFound`, `InspectionNotOpen`, `RoleNotAllowed`, `FieldMissing`."""
    held = _open(session, inspection_id, "scored", "这项质检还没有评分，或者已经申诉过，不能再申诉")
    if held.inspection.agent_id != actor.user_id:
        raise RoleNotAllowed("只有被质检的话务员本人可以申诉")
    if not reason.strip():
        raise FieldMissing("请填写申诉理由", "reason")
    return _add(session, actor, held, "appealed", reason)


def decide(
    session: Session, actor: Actor, inspection_id: int, reason: str, given: Mapping[str, int] | None = None
) -> Course:
    """Upholds the marks, or gives new ones by the sheet by which it was scored. Not by whoever scored or appealed.

    Raises `InspectionNotFound`, `InspectionNotOpen`, `RoleNotAllowed`, `FieldMissing`, `FieldInvalid`.
    """
    held = _open(session, inspection_id, "appealed", "这项质检没有待裁定的申诉，请刷新后查看")
    first = held.steps[0]
    if actor.user_id in (first.actor_id, held.inspection.agent_id):
        raise RoleNotAllowed("评分人和申诉人不能裁定自己的申诉，请由其他主管裁定")
    if not reason.strip():
        raise FieldMissing("请填写裁定理由", "reason")
    if given is None:
        return _add(session, actor, held, "upheld", reason)
    sheet = sheets.kept(held.inspection.kind, first.city_version or 0, first.pass_mark or 0, first.items or ())
    return _add(session, actor, held, "revised", reason, marked=sheets.marked(sheet, given))


def _open(session: Session, inspection_id: int, state: State, otherwise: str) -> Course:
    held = course(session, inspection_id, lock=True)
    if held.state != state:
        raise InspectionNotOpen(otherwise)
    return held


def _add(
    session: Session, actor: Actor, held: Course, act: Act, words: str, *, marked: sheets.Marked | None = None
) -> Course:
    scoring: dict[str, Any] = {}
    if marked is not None:
        scoring = {
            "items": marked.stored(),
            "city_version": marked.sheet.version,
            "pass_mark": marked.sheet.pass_mark,
            "score": marked.score,
            "passed": marked.passed,
        }
    step = QualityStep(
        inspection_id=held.inspection.id,
        seq=SEQ[act],
        at=clock.now(),
        act=act,
        actor_id=actor.user_id,
        actor_name=actor.name,
        words=words.strip() or None,
        **scoring,
    )
    session.add(step)
    session.flush()
    told = {"state": act, "agent_id": held.inspection.agent_id}
    events.publish(session, CHANGED, str(held.inspection.id), told)
    return Course(held.inspection, (*held.steps, step))
