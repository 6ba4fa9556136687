"""The live events that every console hears: they say who has something new, and what the application did by itself.

A browser hears `order.changed` and fetches its queue again; so do the actors. What changed without any act of theirs
(by the clocks, the automatic dispatch, a merged order that takes its master's answer) goes into the ledger as `seen`.
"""

from collections.abc import Callable
from typing import Final

from callcenter.simulation.application import Application
from callcenter.simulation.sheet import Told
from callcenter.simulation.staff import Colleague

Heard = Callable[[str, str, str, str | None], None]
"""Told of an order's number, its state, the verb, the unit that leads."""
SENDING: Final = frozenset({"dispatch", "rule", "redo", "reopen"})
"""With these an order goes to a unit, and its limits begin anew."""


class Bells:
    """One listener for all consoles. opens: who opens the page of what has come to a unit."""

    def __init__(self, application: Application, opens: Colleague) -> None:
        self._application, self._opener = application, opens
        self.heard: list[Heard] = []

    def listen(self) -> None:
        """Everything since the last time."""
        application = self._application
        for event in application.news("order.changed"):
            number, data = event.subject, event.data
            if data["verb"] in SENDING:
                self._opens(number, data["version"])
            if (number, data["version"]) in application.own:
                application.own.discard((number, data["version"]))
            else:
                self._seen(event)
            for told in self.heard:
                told(number, data["state"], data["verb"], data["lead_code"])

    def _opens(self, number: str, version: int) -> None:
        """The unit's console fetches what has come: the order's page tells its limits."""
        application = self._application
        limits = application.limits(self._opener, number)
        application.ledger.happened("console", "limits", number, version=version, limits=limits)

    def listen_for_red(self) -> None:
        """The limits that have run out, as the application tells all consoles."""
        for event in self._application.news("clock.overdue"):
            facts = {"limit": event.data["kind"], "due": event.data["due"]}
            self._application.ledger.seen("overdue", event.subject, event.at, **facts)

    def _seen(self, event: Told) -> None:
        data = event.data
        facts = {"state": data["state"], "version": data["version"], "lead": data["lead_code"]}
        self._application.ledger.seen(str(data["verb"]), event.subject, event.at, **facts)
