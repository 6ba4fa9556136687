"""The minute's rounds of the clocks and of the call-backs, and the hour's signature under the timelines."""

import logging

from callcenter.channels import emergencies
from models import callbacks, clocks, orders, retention
from models.database import Store

log = logging.getLogger(__name__)


def fire_all(store: Store) -> int:
    """Does all that is due, batch by batch, each in a transaction of its own; returns how many steps were taken."""
    taken = 0
    while True:
        with store.transaction() as session:
            fired = clocks.fire(session)
        taken += fired.warned + fired.overdue + fired.escalated
        if fired:
            log.info("clocks: warned=%d overdue=%d escalated=%d", fired.warned, fired.overdue, fired.escalated)
        if not (fired and fired.more):
            return taken


def alarm_of_emergencies(store: Store) -> None:
    """Where a service has not taken an emergency in time."""
    with store.transaction() as session:
        emergencies.alarm(session)


def recount_all(store: Store) -> int:
    """Counts again what was counted by weekends alone and need not be any more; returns how many orders."""
    counted = 0
    while True:
        with store.transaction() as session:
            taken = clocks.recount(session)
        counted += taken
        if not taken:
            break
    if counted:
        log.info("clocks: recounted=%d", counted)
    return counted


def remind_of_retention(store: Store) -> None:
    """Tells once a day that archived orders have outlived their retention; erases nothing."""
    with store.transaction() as session:
        found = retention.remind(session)
    if found:
        log.info("retention: due=%d", found)


def advance_callbacks(store: Store, *, calls: bool = True) -> int:
    """Invitations, and what nobody is asked about, until nothing is left that can be done now; returns how many."""
    taken = 0
    while True:
        with store.transaction() as session:
            done = callbacks.advance(session, calls=calls)
        taken += done
        if done:
            log.info("callbacks: %d", done)
        if not done:
            return taken


def sign_timelines(store: Store) -> None:
    """Signs the heads that have changed. The root goes to the log too: cutting roots off is seen there."""
    with store.transaction() as session:
        root = orders.sign_root(session)
    if root is not None:
        log.info("timeline-root: %d heads=%d %s", root.id, root.heads, root.hash.hex())
