"""The verbs: the only way an order changes. Each checks state, role, fields and version, then leaves a step in the
timeline and the event `order.changed`, all in the caller's transaction.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import clock, events
from models.orders import dispatch, timeline
from models.orders.actor import Actor
from models.orders.errors import OrderError, OrderNotFound, VerbUnknown, VersionConflict
from models.orders.form import checked, demand_fields, fill
from models.orders.rights import refusal
from models.orders.tables import WorkOrder
from models.orders.workflow import VERBS


def apply(
    session: Session,
    actor: Actor,
    order_no: str,
    verb: str,
    version: int | None,
    *,
    reason: str | None = None,
    text: str | None = None,
    **fields: Any,
) -> WorkOrder:
    """Does `verb` to the order; returns it changed, with its assignments.

    version: what the actor saw, a newer one is a conflict; None only for automatic steps that hold whatever there is.
    reason, text: for the timeline. fields: those that the verb takes (see `workflow.VERBS`).
    Raises `OrderNotFound`, `VerbUnknown`, `VersionConflict`, `VerbNotAllowed`, `RoleNotAllowed`, `FieldMissing`,
    `FieldInvalid`; then nothing has changed.
    """
    rule = VERBS.get(verb)
    if rule is None or not rule.from_states:
        raise VerbUnknown(f"没有“{verb}”这个操作")
    taken = checked(rule, fields)
    order = _locked(session, order_no)
    if version is not None and version != order.version:
        raise VersionConflict("工单已被他人更新，请刷新后重试")
    refused = refusal(order, actor, rule)
    if refused is not None:
        raise refused
    before, due_before = order.state, order.due_at
    try:
        with session.no_autoflush:
            changes = fill(order, taken)
            demand_fields(order, rule, reason)
            effect = _EFFECTS.get(verb)
            if effect is not None:
                changes |= effect(session, order)
    except OrderError:
        session.expire(order)  # the caller may go on in this transaction: nothing half-done is written
        raise
    at = clock.now()
    order.state, order.version, order.updated_at = rule.to_state or order.state, order.version + 1, at
    step = timeline.chained(
        order.head_hash,
        order_no=order.order_no,
        seq=order.version,
        at=at,
        **actor.signature,
        verb=rule.name,
        from_state=before,
        to_state=order.state,
        reason=reason,
        text=text,
        changes=changes,
        due_before=due_before,
        due_after=order.due_at,
    )
    order.head_hash = step["hash"]
    session.flush()
    timeline.append(session, order.id, step)
    announce(session, order, rule.name)
    return order


def announce(session: Session, order: WorkOrder, verb: str) -> None:
    """Publishes `order.changed`."""
    facts = {
        "state": order.state,
        "version": order.version,
        "verb": verb,
        "lead_code": order.lead_code,
        "conversation_id": str(order.conversation_id) if order.conversation_id else None,
    }
    events.publish(session, "order.changed", order.order_no, facts)


def _locked(session: Session, order_no: str) -> WorkOrder:
    wanted = (
        select(WorkOrder)
        .where(WorkOrder.order_no == order_no)
        .options(joinedload(WorkOrder.assignments))
        .with_for_update(of=WorkOrder)
        .execution_options(populate_existing=True)
    )
    order = session.scalars(wanted).unique().one_or_none()
    if order is None:
        raise OrderNotFound(f"没有工单 {order_no}")
    return order


def _sign(session: Session, order: WorkOrder) -> dict[str, Any]:
    order.signed_at = clock.now()
    _parts_to(order, "working", signed_at=order.signed_at)
    return {}


def _reply(session: Session, order: WorkOrder) -> dict[str, Any]:
    order.replied_at = clock.now()
    _parts_to(order, "submitted", replied_at=order.replied_at)
    return {}


def _close(session: Session, order: WorkOrder) -> dict[str, Any]:
    order.closed_at = clock.now()
    for part in order.assignments:
        part.state = "ended"
    order.waits_for_person, order.wait_reason = False, None
    return {}


def _parts_to(order: WorkOrder, state: Any, **times: Any) -> None:
    for part in order.assignments:
        if part.role == "lead":
            part.state = state
            for name, value in times.items():
                setattr(part, name, value)


_EFFECTS: Mapping[str, Callable[[Session, WorkOrder], dict[str, Any]]] = {
    "dispatch": dispatch.send,
    "sign": _sign,
    "reply": _reply,
    "close": _close,
    "cancel": _close,
}
