"""Looking for tampering in all timelines: chains, heads, signed roots, and rows that no longer equal their timeline."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models.attachments import Attachment, facts
from models.orders.replay import replay, row
from models.orders.roots import TimelineHead, TimelineRoot, root_is_whole
from models.orders.tables import OrderEvent, WorkOrder
from models.orders.timeline import first_broken

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
    while batch := _batch(session, last):
        last = batch[-1].id
        yield from _of_orders(session, batch, checked)
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


def _batch(session: Session, after: int) -> list[WorkOrder]:
    wanted = select(WorkOrder).where(WorkOrder.id > after).order_by(WorkOrder.id).limit(_BATCH)
    return list(session.scalars(wanted.options(joinedload(WorkOrder.assignments))).unique())


def _of_orders(session: Session, batch: list[WorkOrder], checked: Checked) -> Iterator[Finding]:
    ids = [order.id for order in batch]
    wanted = select(OrderEvent).where(OrderEvent.order_id.in_(ids)).order_by(OrderEvent.order_id, OrderEvent.seq)
    steps = {order_id: list(group) for order_id, group in groupby(session.scalars(wanted), lambda e: e.order_id)}
    attached = _attached(session, ids)
    for order in batch:
        own = steps.get(order.id, [])
        checked.orders, checked.steps = checked.orders + 1, checked.steps + len(own)
        broken = first_broken(order, own)
        if broken is not None:
            yield Finding(order.order_no, "timeline-broken", f"第 {broken} 步被改动、缺失或错位")
            continue
        held, told = row(order), replay(own)
        wrong = sorted(name for name in held if held[name] != told.get(name))
        if wrong:
            yield Finding(order.order_no, "row-altered", f"与流转记录不符的内容：{'、'.join(wrong)}")
        if attached.get(order.id, {}) != _told_attachments(own):
            yield Finding(order.order_no, "attachment-altered", "附件与流转记录不符：有附件被改动、增减或恢复")


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
