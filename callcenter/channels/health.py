"""How a channel is: what came last, what waits, what went wrong."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from callcenter.channels.emergencies import ALARM, unacknowledged
from integrations.channel import Delivers, Pulls, Receives, Stored, channels, load
from models import channels as states
from models import clock, inbox
from models.channels import ChannelState
from models.outbox import Delivery, PausedTarget, target_of


@dataclass(frozen=True)
class ChannelHealth:
    """One channel. lag_s: since the oldest message came that is not processed; backlog: messages that wait;
    undelivered: notices that wait; given_up: notices that a person must look at."""

    name: str
    chinese: str
    stored: Stored
    last_message_at: datetime | None
    lag_s: float
    backlog: int
    dead: int
    pulled_at: datetime | None
    next_pull_at: datetime | None
    failures: int
    error_code: str | None
    error_at: datetime | None
    undelivered: int
    given_up: int
    paused: bool
    pulls: bool
    receives: bool
    delivers: bool


def health(session: Session) -> list[ChannelHealth]:
    """Of every channel, by name."""
    backlogs, held = inbox.backlogs(session), states.all_states(session)
    late = {one.channel: _Error(ALARM, one.since) for one in reversed(unacknowledged(session))}
    open_deliveries, last_errors = _deliveries(session), _last_errors(session)
    paused = set(session.scalars(select(PausedTarget.target)))
    now = clock.now()
    found = []
    for name, channel in channels().items():
        backlog, state = backlogs.get(name, inbox.Backlog()), held.get(name)
        error = late.get(name) or _error(state, last_errors.get(target_of(name)))
        lag = (now - backlog.oldest_at).total_seconds() if backlog.oldest_at else 0.0
        found.append(
            ChannelHealth(
                name=name,
                chinese=channel.chinese,
                stored=load(session, name, channel.settings),
                last_message_at=backlog.last_at,
                lag_s=max(lag, 0.0),
                backlog=backlog.received,
                dead=backlog.dead,
                pulled_at=state.pulled_at if state else None,
                next_pull_at=state.next_pull_at if state else None,
                failures=state.failures if state else 0,
                error_code=error.code if error else None,
                error_at=error.at if error else None,
                undelivered=open_deliveries.get((target_of(name), False), 0),
                given_up=open_deliveries.get((target_of(name), True), 0),
                paused=target_of(name) in paused,
                pulls=isinstance(channel, Pulls),
                receives=isinstance(channel, Receives),
                delivers=isinstance(channel, Delivers),
            )
        )
    return found


@dataclass(frozen=True)
class _Error:
    code: str
    at: datetime | None


def _error(state: ChannelState | None, of_delivery: _Error | None) -> _Error | None:
    """What went wrong on the way in, else on the way out."""
    if state is not None and state.error_code:
        return _Error(state.error_code, state.error_at)
    return of_delivery


def _last_errors(session: Session) -> dict[str, _Error]:
    """Target -> what its newest open delivery failed for. When, its row does not tell."""
    newest = (
        select(func.max(Delivery.id))
        .where(Delivery.state.in_(("waiting", "sending", "dead")), Delivery.error_code.is_not(None))
        .group_by(Delivery.target)
    )
    failed = select(Delivery.target, Delivery.error_code).where(Delivery.id.in_(newest))
    return {target: _Error(code or "", None) for target, code in session.execute(failed).all()}


def _deliveries(session: Session) -> dict[tuple[str, bool], int]:
    """(target, given up) -> how many."""
    counted = select(Delivery.target, Delivery.state, func.count()).where(
        Delivery.state.in_(("waiting", "sending", "dead"))
    )
    found: dict[tuple[str, bool], int] = {}
    for target, state, many in session.execute(counted.group_by(Delivery.target, Delivery.state)).all():
        key = (target, state == "dead")
        found[key] = found.get(key, 0) + many
    return found
