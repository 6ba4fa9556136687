"""The five alarms of the exchange (REPORT 3.3): what is wrong at this moment, found anew every few minutes.

silent: nothing has come for hours; no_number: what was sent has no number of the far side; near_deadline: the date of
the platform above comes near; return_failed: a return did not get through; closed_unnoticed: closed above, still open
here. A table gives each its words and how it is found.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from callcenter.channels.reconciling import FINISHED
from integrations.channel import Pulls, Receives, channels, load
from models import channel_alarms, clock, inbox, reconciliations
from models import channels as states
from models.channel_alarms import AlarmKind, Cause
from models.database import Store
from models.orders import WorkOrder
from models.outbox import Delivery, PausedTarget, target_of

log = logging.getLogger(__name__)

_ANSWERED: Final = FINISHED | {"callback"}
UNCONFIRMED: Final = timedelta(minutes=30)
NEAR: Final = timedelta(hours=24)
_LOOK_BACK: Final = timedelta(days=2)
_MOST: Final = 200
"""Alarms of one kind that name orders; more tell nothing more."""
_RETURNS: Final = ("returned", "not_accepted")

Found = tuple[Cause, dict[str, Any]]


@dataclass(frozen=True)
class Alarm:
    """name: for people; next_step: what to do; find: its causes now."""

    name: str
    next_step: str
    find: Callable[[Session, datetime], Iterator[Found]]


def look(store: Store) -> tuple[int, int]:
    """One round; returns how many were raised and how many are over."""
    with store.transaction() as session:
        now = clock.now()
        causes = {cause: facts for alarm in ALARMS.values() for cause, facts in alarm.find(session, now)}
        raised, over = channel_alarms.keep(session, causes)
    if raised or over:
        log.warning("channel-alarms: raised=%d over=%d", raised, over)
    return raised, over


def _silent(session: Session, now: datetime) -> Iterator[Found]:
    """An enabled channel that has brought nothing, and whose far side has not even answered, for too long."""
    backlogs, held = inbox.backlogs(session), states.all_states(session)
    for row in states.all_settings(session):
        channel: object = channels().get(row.channel)
        if not row.enabled or not isinstance(channel, Pulls | Receives):
            continue
        values = load(session, row.channel, channels()[row.channel].settings).values
        hours = values.silent_after_h if values is not None else 0
        pulled = held[row.channel].pulled_at if row.channel in held else None
        came = backlogs[row.channel].last_at if row.channel in backlogs else None
        last = max(at for at in (row.updated_at, pulled, came) if at is not None)
        if hours and now - last >= timedelta(hours=hours):
            yield Cause("silent", row.channel), {"hours": hours, "last_at": last.isoformat()}


def _no_number(session: Session, now: datetime) -> Iterator[Found]:
    """Sent without an answer for half an hour, or answered without the number that this far side always gives."""
    paused = select(PausedTarget.target)
    waiting = (
        select(Delivery.target, func.count(), func.min(Delivery.created_at))
        .where(Delivery.state.in_(("waiting", "sending")), Delivery.created_at < now - UNCONFIRMED)
        .where(Delivery.attempts > 0, Delivery.target.not_in(paused))
    )
    counted = {target: (many, since) for target, many, since in session.execute(waiting.group_by(Delivery.target))}
    for name, channel in channels().items():
        if not channel.capabilities.numbers:
            continue
        unnumbered = select(func.count(), func.min(Delivery.sent_at)).where(
            Delivery.target == target_of(name),
            Delivery.state == "sent",
            Delivery.receipt.is_(None),
            Delivery.sent_at.between(now - _LOOK_BACK, now - UNCONFIRMED),
        )
        many, since = session.execute(unnumbered).one()
        if since is not None:
            before, earlier = counted.get(target_of(name), (0, since))
            counted[target_of(name)] = before + many, min(earlier, since)
    for target, (many, since) in counted.items():
        yield Cause("no_number", target.removeprefix("channel:")), {"count": many, "since": since.isoformat()}


def _near_deadline(session: Session, now: datetime) -> Iterator[Found]:
    near = (
        select(WorkOrder.order_no, WorkOrder.channel, WorkOrder.upstream_due_at)
        .where(WorkOrder.upstream_due_at < now + NEAR)
        .where(WorkOrder.state.not_in(_ANSWERED))
    )
    for order_no, channel, due in session.execute(near.order_by(WorkOrder.upstream_due_at).limit(_MOST)):
        yield Cause("near_deadline", channel, order_no), {"due_at": due.isoformat() if due else ""}


def _return_failed(session: Session, now: datetime) -> Iterator[Found]:
    failed = (
        select(Delivery.target, WorkOrder.order_no, Delivery.error_code)
        .join(WorkOrder, WorkOrder.id == Delivery.order_id)
        .where(Delivery.state == "dead", Delivery.kind.in_(_RETURNS), Delivery.target.like("channel:%"))
    )
    for target, order_no, code in session.execute(failed.order_by(Delivery.id.desc()).limit(_MOST)):
        yield Cause("return_failed", target.removeprefix("channel:"), order_no), {"error_code": code}


def _closed_unnoticed(session: Session, now: datetime) -> Iterator[Found]:
    """By the last report of each channel: the far side holds it closed, and no withdrawal or close has come."""
    for name in channels():
        for report in reconciliations.reports(session, name, limit=1):
            numbers = [one.order_no for one in report.found() if one.kind == "closed_there"]
            still = select(WorkOrder.order_no).where(WorkOrder.order_no.in_(numbers), WorkOrder.state.not_in(FINISHED))
            for order_no in session.scalars(still.limit(_MOST)):
                yield Cause("closed_unnoticed", name, order_no), {"day": report.day.isoformat()}


ALARMS: Final[Mapping[AlarmKind, Alarm]] = {
    "silent": Alarm("长时间没有收件", "请核对对方系统和渠道设置，必要时立即取件", _silent),
    "no_number": Alarm("已发出，对方没有回编号", "请联系对方核实是否收到，再决定是否重发", _no_number),
    "near_deadline": Alarm("临近上级期限", "请催办承办单位，或向上级申请延期", _near_deadline),
    "return_failed": Alarm("退回上级失败", "请查看未送达的通知，更正后重发", _return_failed),
    "closed_unnoticed": Alarm("上级已办结，我方未收到通知", "请向上级核实，再办结或说明情况", _closed_unnoticed),
}
