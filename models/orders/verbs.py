"""The verbs: the only way an order changes. Each checks state, role, fields and version, then leaves a step in the
timeline and the event `order.changed`, all in the caller's transaction.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from models import clock, events
from models.callbacks.following import follow as call_back
from models.clocks.running import follow
from models.database.store import core_insert
from models.orders import choosing, corrections, timeline
from models.orders.actor import SYSTEM, Actor
from models.orders.effects import EFFECTS
from models.orders.effects.afterwards import close
from models.orders.errors import FieldInvalid, OrderError, OrderNotFound, VerbUnknown, VersionConflict
from models.orders.form import checked, demand_fields, fill
from models.orders.guards import CHECKS, TURNS, Given
from models.orders.replay import changed, facts
from models.orders.rights import refusal
from models.orders.seal import MARK, overlay_digest, said_digest, sealed_digest_of
from models.orders.step import Step
from models.orders.tables import Overlay, WorkOrder
from models.orders.workflow import FIELDS, STATES, VERBS

_OVERLAY = core_insert(Overlay)


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
    fields, reason = choosing.reasoned(session, rule, fields, reason)
    taken, extras = checked(rule, fields)
    _lock_master(session, order_no, verb, extras)
    order = _locked(session, order_no)
    if version is not None and version != order.version:
        raise VersionConflict("工单已被他人更新，请刷新后重试")
    refused = refusal(order, actor, rule)
    if refused is not None:
        raise refused
    choosing.category(session, taken.get("category_code"), order.category_code)
    before, due_before, known = order.state, order.due_at, facts(order)
    step = Step(session, order, actor, rule, clock.now(), Given(reason, text, extras, frozenset(taken)))
    try:
        with session.no_autoflush:
            marks = fill(order, taken)
            _work(step)
    except OrderError:
        session.expire(order)  # the caller may go on in this transaction: nothing half-done is written
        raise
    clocks = follow(session, order, verb, before, step.terms)
    if clocks.gap:
        step.told["calendar_gap"] = clocks.gap
    if marks:
        step.told["sealed"] = [None, sealed_digest_of(order)]
    if step.overlays:
        step.told["overlays"] = [None, overlay_digest(step.overlays)]
    if extras.get("callback_reason") and not extras.get("callback_call"):  # of a call, words may still be recognised
        step.told["said"] = [None, said_digest(extras["callback_reason"])]
    _write(step, before, due_before, marks | changed(known, facts(order)) | _said(extras) | step.told)
    clocks.write(session)
    corrections.note(step)
    call_back(step, before)
    if order.state in _ENDS_FOR_CHILDREN:
        _children(session, order)
    if step.then is not None:
        following, why = step.then
        return apply(session, SYSTEM, order_no, following, None, reason=why)
    return order


def _work(step: Step) -> None:
    """Fields, checks, the effect, and the state in which it leaves the order."""
    order, rule = step.order, step.rule
    demand_fields(order, rule, step.given)
    for name in rule.checks:
        if fault := CHECKS[name](order, step.given):
            raise FieldInvalid(*fault)
    turned = [state for name, state in rule.turns if TURNS[name](order, step.given)]
    effect = EFFECTS.get(rule.name)
    if effect is not None:
        effect(step)
    order.state = turned[0] if turned else rule.to_state or order.state
    if order.state == "closed" and order.closed_at is None:
        close(step)
    order.version, order.updated_at = order.version + 1, step.at


def _write(step: Step, before: str, due_before: datetime | None, changes: dict[str, Any]) -> None:
    order = step.order
    row = timeline.chained(
        order.head_hash,
        order_no=order.order_no,
        seq=order.version,
        at=step.at,
        **step.actor.signature,
        verb=step.rule.name,
        from_state=before,
        to_state=order.state,
        reason=step.given.reason,
        text=step.given.text,
        changes=changes,
        due_before=due_before,
        due_after=order.due_at,
    )
    order.head_hash = row["hash"]
    step.session.flush()
    timeline.append(step.session, order.id, row)
    if step.overlays:
        step.session.execute(_OVERLAY, [{**overlay, "seq": order.version} for overlay in step.overlays])
    announce(step.session, order, step.rule.name)


def _said(extras: dict[str, Any]) -> dict[str, Any]:
    """What stays with the step, in the shape of a change; of what is sealed, that it was there."""
    return {name: [None, _told(name, value)] for name, value in extras.items() if value is not None}


def _told(name: str, value: Any) -> Any:
    if FIELDS[name].sealed:
        return MARK
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _lock_master(session: Session, order_no: str, verb: str, extras: dict[str, Any]) -> None:
    """Locks the order that another is to be merged into: always the master before its children."""
    number = extras.get("master_no")
    if verb == "merge" and number and number != order_no:
        session.execute(select(WorkOrder.id).where(WorkOrder.order_no == number).with_for_update())


# An answered master answers its children, each by a step of its own; one that ends unanswered lets them go.
_ENDS_FOR_CHILDREN: Mapping[str, str] = {
    "direct_answered": "take_answer",
    "callback": "take_answer",
    "closed": "take_answer",
    "emergency": "unmerge",
    "not_accepted": "unmerge",
    "merged": "unmerge",
    "cancelled": "unmerge",
}


_MERGED: Final = (
    select(WorkOrder.order_no)
    .where(WorkOrder.master_id == bindparam("master"), WorkOrder.state == "merged")
    .order_by(WorkOrder.id)
)


def _children(session: Session, master: WorkOrder) -> None:
    verb = _ENDS_FOR_CHILDREN[master.state]
    for number in session.scalars(_MERGED, {"master": master.id}).all():
        apply(session, SYSTEM, number, verb, None, reason=f"主工单 {master.order_no} {STATES[master.state]}")


def announce(session: Session, order: WorkOrder, verb: str) -> None:
    """Publishes `order.changed`."""
    told = order_changed(order.state, order.version, verb, order.lead_code, order.conversation_id)
    events.publish(session, "order.changed", order.order_no, told)


def order_changed(
    state: str, version: int, verb: str, lead_code: str | None, conversation_id: UUID | None
) -> dict[str, Any]:
    """What the event tells."""
    return {
        "state": state,
        "version": version,
        "verb": verb,
        "lead_code": lead_code,
        "conversation_id": str(conversation_id) if conversation_id else None,
    }


_LOCKED: Final = (
    select(WorkOrder)
    .where(WorkOrder.order_no == bindparam("order_no"))
    .options(joinedload(WorkOrder.assignments))
    .with_for_update(of=WorkOrder)
    .execution_options(populate_existing=True)
)


def _locked(session: Session, order_no: str) -> WorkOrder:
    order = session.scalars(_LOCKED, {"order_no": order_no}).unique().one_or_none()
    if order is None:
        raise OrderNotFound(f"没有工单 {order_no}")
    return order
