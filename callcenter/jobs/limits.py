"""The minute's round of the clocks, and the hour's signature under the timelines."""

import logging

from callcenter.channels import emergencies
from models import clocks, orders
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


def sign_timelines(store: Store) -> None:
    """Signs the heads that have changed. The root goes to the log too: cutting roots off is seen there."""
    with store.transaction() as session:
        root = orders.sign_root(session)
    if root is not None:
        log.info("timeline-root: %d heads=%d %s", root.id, root.heads, root.hash.hex())
