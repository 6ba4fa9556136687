"""Looking for tampering in all timelines: chains, heads, signed roots, and rows that no longer equal their timeline."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models.attachments import Attachment, facts
from models.callbacks.tables import CallbackAnswer
from models.orders.replay import PARTS, replay, row
from models.orders.roots import TimelineHead, TimelineRoot, root_is_whole
from models.orders.seal import vouched_wrongly
from models.orders.tables import OrderEvent, Overlay, WorkOrder
from models.orders.timeline import first_broken
from models.privacy import KeyRingMissing, SealBroken

_BATCH = 500


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. subject: an order's number, or `root N`; code: stable, for programs."""

    subject: str
    code: str
    message: str


@dataclass
class Checked:
    """How much was looked at."""

    orders: int = 0
    steps: int = 0
    roots: int = 0


def findings(session: Session, checked: Checked) -> Iterator[Finding]:
    """Every sign of tampering in the database; `checked` is counted up on the way."""
    yield from _of_roots(session, checked)
    yield from _of_heads(session)
    yield from _of_lost_orders(session)
    last = 0
    behind = select(WorkOrder.id).order_by(WorkOrder.id).limit(_BATCH)
    while ids := session.scalars(behind.where(WorkOrder.id > last)).all():
        last = ids[-1]
        try:
            yield from _of_orders(session, _read(session, ids), checked)
        except (SealBroken, KeyRingMissing):  # one of them cannot be opened: look at each alone
            for order_id in ids:
                yield from _of_order(session, order_id, checked)
        session.expunge_all()


def _of_roots(session: Session, checked: Checked) -> Iterator[Finding]:
    before: TimelineRoot | None = None
    for root in session.scalars(select(TimelineRoot).order_by(TimelineRoot.id)).all():
        checked.roots += 1
        if not root_is_whole(session, root, before):
            yield Finding(f"root {root.id}", "root-broken", "根签名、链接或所含流转记录与当时不符")
        before = root


def _of_heads(session: Session) -> Iterator[Finding]:
    """Heads that a root has seen and whose step is gone or is another one now."""
    same = (OrderEvent.order_id == TimelineHead.order_id) & (OrderEvent.seq == TimelineHead.seq)
    lost = select(TimelineHead.order_id, TimelineHead.seq, TimelineHead.root_id).outerjoin(OrderEvent, same)
    lost = lost.where(OrderEvent.hash.is_distinct_from(TimelineHead.hash)).order_by(TimelineHead.order_id)
    for order_id, seq, root_id in session.execute(lost):
        yield Finding(f"order id {order_id}", "head-rewritten", f"第 {seq} 步与根 {root_id} 所签不符")


def _of_lost_orders(session: Session) -> Iterator[Finding]:
    """Steps whose order has vanished (a foreign key forbids it; somebody may have taken that away)."""
    orphans = select(OrderEvent.order_no, func.count()).outerjoin(WorkOrder, WorkOrder.id == OrderEvent.order_id)
    for number, _ in session.execute(orphans.where(WorkOrder.id.is_(None)).group_by(OrderEvent.order_no)):
        yield Finding(number, "order-lost", "有流转记录，但工单不在了")


def _read(session: Session, ids: Sequence[int]) -> list[WorkOrder]:
    wanted = select(WorkOrder).where(WorkOrder.id.in_(ids)).order_by(WorkOrder.id)
    return list(session.scalars(wanted.options(joinedload(WorkOrder.assignments))).unique())


def _of_order(session: Session, order_id: int, checked: Checked) -> Iterator[Finding]:
    try:
        orders = _read(session, [order_id])
    except (SealBroken, KeyRingMissing):
        number = session.scalars(select(WorkOrder.order_no).where(WorkOrder.id == order_id)).one()
        checked.orders += 1
        yield Finding(number, "seal-broken", "加密的个人信息被改动，或密钥不对")
        return
    yield from _of_orders(session, orders, checked)


def _of_orders(session: Session, batch: list[WorkOrder], checked: Checked) -> Iterator[Finding]:
    ids = [order.id for order in batch]
    wanted = select(OrderEvent).where(OrderEvent.order_id.in_(ids)).order_by(OrderEvent.order_id, OrderEvent.seq)
    steps = {order_id: list(group) for order_id, group in groupby(session.scalars(wanted), lambda e: e.order_id)}
    attached = _attached(session, ids)
    laid = select(Overlay).where(Overlay.order_id.in_(ids)).order_by(Overlay.order_id, Overlay.id)
    overlays = {order_id: list(group) for order_id, group in groupby(session.scalars(laid), lambda o: o.order_id)}
    said = _said(session, ids)
    for order in batch:
        own = steps.get(order.id, [])
        checked.orders, checked.steps = checked.orders + 1, checked.steps + len(own)
        broken = first_broken(order, own)
        if broken is not None:
            yield Finding(order.order_no, "timeline-broken", f"第 {broken} 步被改动、缺失或错位")
            continue
        held, told = row(order), replay(own)
        held[PARTS], told[PARTS] = _alike(held[PARTS], told[PARTS])
        wrong = sorted(name for name in held if held[name] != told.get(name))
        wrong += vouched_wrongly(order, own, overlays.get(order.id, []), said.get(order.id, {}))
        if wrong:
            yield Finding(order.order_no, "row-altered", f"与流转记录不符的内容：{'、'.join(wrong)}")
        if attached.get(order.id, {}) != _told_attachments(own):
            yield Finding(order.order_no, "attachment-altered", "附件与流转记录不符：有附件被改动、增减或恢复")


def _alike(held: list[list[Any]], told: list[list[Any]]) -> tuple[list[list[Any]], list[list[Any]]]:
    """Parts as far as the timeline tells of them: older ones knew unit, role and state alone."""
    known = min((len(part) for part in told), default=3)
    return [part[:known] for part in held], [part[:known] for part in told]


def _said(session: Session, ids: list[int]) -> dict[int, dict[int, str | None]]:
    """By order: what the citizen said to his ratings, by the step that tells of it."""
    found: dict[int, dict[int, str | None]] = {}
    wanted = select(CallbackAnswer.order_id, CallbackAnswer.seq, CallbackAnswer.words)
    for order_id, seq, words in session.execute(wanted.where(CallbackAnswer.order_id.in_(ids))):
        found.setdefault(order_id, {})[seq] = words
    return found


def _attached(session: Session, ids: list[int]) -> dict[int, dict[int, Any]]:
    """By order: every attachment's facts, and whether it is withdrawn."""
    found: dict[int, dict[int, Any]] = {}
    for one in session.scalars(select(Attachment).where(Attachment.order_id.in_(ids), Attachment.seq.is_not(None))):
        assert one.order_id is not None
        found.setdefault(one.order_id, {})[one.id] = (facts(one), one.withdrawn_seq is not None)
    return found


def _told_attachments(steps: list[OrderEvent]) -> dict[int, Any]:
    """The same out of the timeline."""
    found: dict[int, Any] = {}
    for step in steps:
        if step.verb in ("attach", "detach"):
            before, after = step.changes["attachment"]
            told = after or before
            found[told["id"]] = (told, after is None)
    return found
