"""The live events that every console hears: they say who has something new, and what the application did by itself.

A browser hears `order.changed` and fetches its queue again; so do the actors. What changed without any act of theirs
(by the clocks, the automatic dispatch, a merged order that takes its master's answer) goes into the ledger as `seen`.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from callcenter.simulation.application import Application
from models import clocks, events, orders

Heard = Callable[[str, str, str, str | None], None]
"""Told of an order's number, its state, the verb, the unit that leads."""
_AT_ONCE: Final = 1_000
SENDING: Final = frozenset({"dispatch", "rule", "redo", "reopen"})
"""With these an order goes to a unit, and its limits begin anew."""


class Bells:
    """One listener for all consoles."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._seq = self._red = application.ask(events.head)
        self.heard: list[Heard] = []

    def listen(self) -> None:
        """Everything since the last time."""
        application = self._application
        while True:
            seq = self._seq
            found, reached = application.ask(lambda session: events.of_topic(session, "order.changed", seq, _AT_ONCE))  # noqa: B023
            for event in found:
                data = event.data
                if data["verb"] in SENDING:
                    self._opens(event.subject, data["version"])
                if (event.subject, data["version"]) in application.own:
                    application.own.discard((event.subject, data["version"]))
                else:
                    self._seen(event.subject, event.at, data)
                for told in self.heard:
                    told(event.subject, data["state"], data["verb"], data["lead_code"])
            self._seq = reached
            if len(found) < _AT_ONCE:
                return

    def _opens(self, number: str, version: int) -> None:
        """The unit's console fetches what has come: the order's page tells its limits."""
        application = self._application
        limits = application.ask(lambda session: _limits(session, number))
        application.ledger.happened("console", "limits", number, version=version, limits=limits)

    def listen_for_red(self) -> None:
        """The limits that have run out, as the application tells all consoles."""
        application, seq = self._application, self._red
        found, self._red = application.ask(lambda session: events.of_topic(session, "clock.overdue", seq, 100_000))
        for event in found:
            facts = {"limit": event.data["kind"], "due": event.data["due"]}
            application.ledger.seen("overdue", event.subject, event.at, **facts)

    def _seen(self, number: str, at: datetime, data: dict[str, object]) -> None:
        facts = {"state": data["state"], "version": data["version"], "lead": data["lead_code"]}
        self._application.ledger.seen(str(data["verb"]), number, at, **facts)


def _limits(session: Session, number: str) -> dict[str, str]:
    """Kind of limit -> when it ends, as the order's page shows them."""
    order = orders.get(session, number)
    return {one.kind: one.due.isoformat() for one in clocks.running(session, order.id)}
