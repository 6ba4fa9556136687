"""The exchange with other platforms, watched: alarms of channels, and the reports of daily reconciliations."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from callcenter.api.fields import Instant, Listing, Reason
from callcenter.channels.alarms import ALARMS
from callcenter.channels.reconciling import reconciler
from callcenter.jobs import defer
from callcenter.web.access import Access, allowed
from callcenter.web.idempotency import Once
from callcenter.web.permissions import Right
from callcenter.web.problem import Problem
from callcenter.web.transaction import Transaction
from integrations.channel import channels
from integrations.channel.errors import CODES
from models import channel_alarms, clock, reconciliations
from models.channel_alarms import AlarmKind, ChannelAlarm
from models.outbox import Webhook
from models.reconciliations import DIFFERENCES, DifferenceKind, Reconciliation, ReconciliationState

router = APIRouter(tags=["channels"])

Reader = Annotated[Access, Depends(allowed(Right.CHANNELS_READ))]
Worker = Annotated[Access, Depends(allowed(Right.DELIVERIES_WORK))]
AlarmId = Annotated[int, Path(ge=1, le=2**62)]
Name = Annotated[str, Path(max_length=40, pattern=r"^[a-z0-9_]+$", examples=["province"])]
_NEXT_STEPS: dict[DifferenceKind, str] = {
    "missing_here": "请联系对方按此编号重新下发",
    "unknown_there": "请向对方核实是否已撤回；确系误收的，办理前先确认",
    "differs": "请打开工单与对方逐项核对，以对方最后一次下发为准",
    "not_arrived": "请在未送达的通知或推送记录中重发，或联系对方补录",
    "not_sent": "请联系对方核实来源，确认是否他人冒用编号",
    "closed_there": "请向对方核实后办结，或说明仍在办理的原因",
}
_OVER: int = 20
_OLDEST: timedelta = timedelta(days=92)


class AlarmRow(BaseModel):
    """One alarm. facts: hours, count, since, due_at, last_at, day, error_code, as its kind has them."""

    id: int
    kind: AlarmKind
    name: str
    next_step: str
    channel: str
    channel_name: str
    order_no: str | None
    facts: dict[str, str | int | None]
    raised_at: Instant
    cleared_at: Instant | None
    acknowledged_at: Instant | None
    acknowledged_by: str | None
    note: str | None


class Alarms(Listing):
    """items: what is wrong now, oldest first; over: the last ones that are not any more."""

    items: list[AlarmRow]
    over: list[AlarmRow]


class Acknowledgement(BaseModel):
    """Who sees to it says how."""

    model_config = ConfigDict(extra="forbid")

    note: Reason


class DifferenceRow(BaseModel):
    """Something that stands with one side alone, or otherwise. number: the message's, as both sides know it."""

    kind: DifferenceKind
    name: str
    next_step: str
    number: str
    order_no: str | None


class ReportRow(BaseModel):
    """The report of one day. total: differences in all, of which the first thousand are listed."""

    id: int
    channel: str
    day: date
    at: Instant
    state: ReconciliationState
    error_code: str | None
    error: str | None
    counts: dict[str, int] = Field(description="down_here, down_there, up_here, up_there")
    total: int
    differences: list[DifferenceRow]


class Reports(Listing):
    """The newest day first."""

    items: list[ReportRow]


class DayWanted(BaseModel):
    """Which day is to be compared, by the city's calendar."""

    model_config = ConfigDict(extra="forbid")

    day: date


class ReconciliationOrdered(BaseModel):
    """The report stands there as soon as the far side has answered."""

    channel: str
    day: date
    version: int = 0


@router.get("/channel-alarms")
def alarms(_: Reader, transaction: Transaction) -> Alarms:
    """What is wrong with the exchange; a cause that is over clears its alarm by itself."""
    return Alarms(
        items=_alarms(transaction, channel_alarms.open_alarms(transaction)),
        over=_alarms(transaction, channel_alarms.over(transaction, _OVER)),
    )


@router.post("/channel-alarms/{alarm_id}/acknowledge")
def acknowledge(
    alarm_id: AlarmId, request: Acknowledgement, access: Worker, transaction: Transaction, once: Once
) -> AlarmRow:
    """Somebody sees to it; the alarm stays until its cause is over."""

    def write() -> AlarmRow:
        row = channel_alarms.acknowledge(transaction, alarm_id, access.user.name, request.note)
        return _alarms(transaction, [row])[0]

    return once(AlarmRow, write)


@router.get("/channels/{name}/reconciliations")
def reports(name: Name, _: Reader, transaction: Transaction) -> Reports:
    """The reports of the last month."""
    _reconcilable(name)
    return Reports(items=[_report(row) for row in reconciliations.reports(transaction, name)])


@router.post("/channels/{name}/reconciliations", status_code=202)
def reconcile(name: Name, request: DayWanted, _: Worker, transaction: Transaction, once: Once) -> ReconciliationOrdered:
    """Compares a day now, or once more."""
    _reconcilable(name)
    today = clock.today()
    if not today - _OLDEST <= request.day <= today:
        raise Problem("invalid-request", "只能核对今天及以前 92 天内的日期")

    def write() -> ReconciliationOrdered:
        defer.reconcile(transaction, name, request.day)
        return ReconciliationOrdered(channel=name, day=request.day)

    return once(ReconciliationOrdered, write)


def _reconcilable(name: str) -> None:
    if reconciler(name) is None:
        raise Problem("channel-not-found")


def _report(row: Reconciliation) -> ReportRow:
    return ReportRow(
        **{
            name: getattr(row, name)
            for name in ("id", "channel", "day", "at", "state", "error_code", "counts", "total")
        },
        error=CODES.get(row.error_code, row.error_code) if row.error_code else None,
        differences=[
            DifferenceRow(
                kind=one.kind,
                name=DIFFERENCES[one.kind],
                next_step=_NEXT_STEPS[one.kind],
                number=one.number,
                order_no=one.order_no or None,
            )
            for one in row.found()
        ],
    )


def _alarms(session: Session, rows: Sequence[ChannelAlarm]) -> list[AlarmRow]:
    hooks = session.execute(select(Webhook.id, Webhook.name)).all()
    names = {name: channel.chinese for name, channel in channels().items()}
    names |= {f"webhook:{row.id}": row.name for row in hooks}
    same = ("id", "kind", "channel", "facts", "raised_at", "cleared_at", "acknowledged_at", "acknowledged_by", "note")
    return [
        AlarmRow(
            **{name: getattr(row, name) for name in same},
            name=ALARMS[row.kind].name,
            next_step=ALARMS[row.kind].next_step,
            channel_name=names.get(row.channel, row.channel),
            order_no=row.subject or None,
        )
        for row in rows
    ]
