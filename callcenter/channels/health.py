"""How a channel is: what came last, what waits, what went wrong."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from integrations.channel import Delivers, Pulls, Receives, Stored, channels, load
from models import channels as states
from models import clock, inbox
from models.outbox import Delivery, PausedTarget


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


def target_of(name: str) -> str:
    """The channel's name as a target of the outbox."""
    return f"channel:{name}"


def health(session: Session) -> list[ChannelHealth]:
    """Of every channel, by name."""
    backlogs, held = inbox.backlogs(session), states.all_states(session)
    open_deliveries = _deliveries(session)
    paused = set(session.scalars(select(PausedTarget.target)))
    now = clock.now()
    found = []
    for name, channel in channels().items():
        backlog, state = backlogs.get(name, inbox.Backlog()), held.get(name)
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
                error_code=state.error_code if state else None,
                error_at=state.error_at if state else None,
                undelivered=open_deliveries.get((target_of(name), False), 0),
                given_up=open_deliveries.get((target_of(name), True), 0),
                paused=target_of(name) in paused,
                pulls=isinstance(channel, Pulls),
                receives=isinstance(channel, Receives),
                delivers=isinstance(channel, Delivers),
            )
        )
    return found


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
