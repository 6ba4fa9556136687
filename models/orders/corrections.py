"""What people made of routing's proposal: every difference is kept with the model that proposed, for routing to learn.

A row is written with the step that decided (REPORT 2.7). The newest row of an order and kind holds; one whose `chosen`
is the proposal again takes the correction back.
"""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models.learning.tables import CorrectionKind, OrderCorrection
from models.orders.step import Step
from models.orders.tables import WorkOrder
from models.orders.workflow import SYSTEM_ROLE

_FIELDS: Final[Mapping[CorrectionKind, tuple[str, tuple[str, ...]]]] = {
    "category": ("category_code", ("category", "code")),
    "lead": ("lead_code", ("departments", "lead", "code")),
    "request_type": ("request_type", ("request_type",)),
    "urgency": ("urgency", ("urgency",)),
}
_DECIDES: Final = frozenset({"create", "edit", "submit", "approve", "dispatch", "rule"})
"""Steps by which a person takes the form as it stands for his own."""


def note(step: Step) -> None:
    """Keeps how the order now differs from its proposal, after a step of a person; of a return, who gave it back."""
    found = _returned(step) if step.rule.name == "agree_return" else _differing(step)
    if found:
        order = step.order
        common = {
            "order_id": order.id,
            "seq": order.version,
            "at": step.at,
            "actor_id": step.actor.user_id,
            "category_code": order.category_code,
            "model": str((order.advice or {}).get("model") or ""),
        }
        step.session.execute(insert(OrderCorrection), [common | row for row in found])


def _returned(step: Step) -> list[dict[str, Any]]:
    return [{"kind": "returned", "proposed": step.order.lead_code or "", "chosen": None}]


def _differing(step: Step) -> list[dict[str, Any]]:
    order = step.order
    if step.actor.role == SYSTEM_ROLE or step.rule.name not in _DECIDES or not order.advice:
        return []
    now = {kind: (_said(order.advice, path), getattr(order, name)) for kind, (name, path) in _FIELDS.items()}
    held = {} if step.rule.name == "create" else _held(step.session, order)
    return [
        {"kind": kind, "proposed": proposed, "chosen": chosen}
        for kind, (proposed, chosen) in now.items()
        if proposed and chosen and chosen != held.get(kind, proposed)
    ]


def _held(session: Session, order: WorkOrder) -> dict[str, str | None]:
    """Kind -> what stands as chosen."""
    wanted = select(OrderCorrection.kind, OrderCorrection.chosen).where(OrderCorrection.order_id == order.id)
    return dict(session.execute(wanted.order_by(OrderCorrection.id)).all())


def _said(advice: Mapping[str, Any], path: tuple[str, ...]) -> str:
    value: Any = advice
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else ""
