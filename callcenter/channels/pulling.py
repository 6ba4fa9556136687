"""Asking pulling channels what is new: a page at a time, stored together with the place where to go on."""

import hashlib
import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from callcenter.jobs import defer
from integrations.channel import Channel, ChannelError, Pulled, Pulls, channels, load
from integrations.channel.decoding import storable
from models import channels as states
from models import clock, intake
from models.database import Store
from models.intake import Arrival

log = logging.getLogger(__name__)

PAGES: Final = 50
"""Pages in one go; the rest comes the next time."""
_FIRST_WAIT: Final = timedelta(minutes=1)
_LONGEST_WAIT: Final = timedelta(hours=1)
_EVERY: Final = timedelta(minutes=5)
_ID_LENGTH: Final = 200


def due(store: Store) -> list[str]:
    """The enabled pulling channels whose time has come."""
    with store.reading() as session:
        held = states.all_states(session)
        now = clock.now()
        return [
            name
            for name, channel in channels().items()
            if isinstance(channel, Pulls)
            and load(session, name, channel.settings).enabled
            and not ((state := held.get(name)) and state.next_pull_at and state.next_pull_at > now)
        ]


def pull(store: Store, name: str) -> int:
    """Pull from one channel until it has nothing more; returns how many messages were new.

    A failure is noted and tried again after 1, 2, 4 ... 60 minutes; what had been stored before it stays.
    """
    channel = channels()[name]
    assert isinstance(channel, Pulls)
    with store.transaction() as session:
        stored = load(session, name, channel.settings)
        position = states.state_of(session, name).position
    if not stored.enabled or stored.values is None:
        return 0
    new = 0
    try:
        for _ in range(PAGES):
            pulled = channel.pull(stored.values, position)
            took = _take(store, channel, pulled, position, stored.values)
            if took is None:
                return new
            new, position = new + took, pulled.position
            if not pulled.more:
                break
    except ChannelError as error:
        _failed(store, name, error.code)
        log.warning("pull-failed: %s: %s", name, error)
    except Exception:
        _failed(store, name, "processing-failed")
        log.exception("pull-failed: %s", name)
    return new


def _take(store: Store, channel: Channel, pulled: Pulled, position: dict[str, Any], settings: Any) -> int | None:
    """None: another worker was quicker; its place holds."""
    with store.transaction() as session:
        state = states.state_of(session, channel.name, lock=True)
        if state.position != position:
            return None
        arrivals = [_named(arrival) for arrival in pulled.arrivals]
        known = intake.arrived(session, channel.name, [one.external_id for one in arrivals])  # looked at again
        new = sum(_arrived(session, channel.name, one) for one in arrivals if one.external_id not in known)
        state.position, state.failures, state.error_code = pulled.position, 0, None
        state.pulled_at = clock.now()
        every = timedelta(minutes=settings.every_minutes) if hasattr(settings, "every_minutes") else _EVERY
        state.next_pull_at = state.pulled_at + every
    return new


def _named(arrival: Arrival) -> Arrival:
    """With a number that can be kept; without a good one of its own, a hash of the bytes."""
    given = storable(arrival.external_id).strip()
    if not given or len(given) > _ID_LENGTH:
        given = f"sha256-{hashlib.sha256(arrival.raw).hexdigest()}"
    return replace(arrival, external_id=given)


def _arrived(session: Session, name: str, arrival: Arrival) -> bool:
    accepted = intake.arrive(session, name, arrival)
    if accepted.new:
        defer.process_message(session, accepted.message_id)
    return accepted.new


def _failed(store: Store, name: str, code: str) -> None:
    with store.transaction() as session:
        state = states.state_of(session, name, lock=True)
        wait = min(_FIRST_WAIT * 2 ** min(state.failures, 10), _LONGEST_WAIT)
        state.failures += 1
        state.error_code, state.error_at = code, clock.now()
        state.next_pull_at = state.error_at + wait
