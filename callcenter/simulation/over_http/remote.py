"""The application over HTTP: every question is a page, every act a request of the person who does it."""

from collections.abc import Sequence
from typing import Any, Final

from callcenter.simulation.application import Application
from callcenter.simulation.inputs import Behaviour
from callcenter.simulation.ledger import ActorsLedger, Refused
from callcenter.simulation.over_http import wire
from callcenter.simulation.over_http.browsers import Browsers
from callcenter.simulation.over_http.doors import Doors, Receipt
from callcenter.simulation.over_http.live_events import LiveEvents
from callcenter.simulation.over_http.outside import MobileNetwork
from callcenter.simulation.sheet import Alike, Asking, Attempt, Choice, Judged, Proposal, Row, Sheet, Told
from callcenter.simulation.staff import Colleague
from callcenter.simulation.words import Demand
from callcenter.simulation.world import World
from models.agents import AgentState
from models.intake import Channel
from models.people import Role

_TITLE: Final = 60
_CONFLICTS: Final = 3
_AT_THE_DESK: Final = (Role.DISPATCHER, Role.SUPERVISOR)


class Remote(Application):
    """opener: a supervisor, whose console hears all; network: the text messages that citizens get."""

    def __init__(
        self, world: World, ledger: ActorsLedger, behaviour: Behaviour, opener: Colleague, *, browsers: Browsers,
        doors: Doors, network: MobileNetwork, events: LiveEvents,
    ) -> None:  # fmt: skip
        super().__init__(world, ledger, behaviour)
        self.opener, self.browsers, self.doors, self.network, self.events = opener, browsers, doors, network, events
        self._missed: set[tuple[str, int]] = set()

    # acts

    def _apply(self, who: Colleague, order_no: str, verb: str, fields: dict[str, Any]) -> Sheet:
        """Opens the order and does it; where something happened to it in between, the page is opened again."""
        left = _CONFLICTS
        while True:
            version = self._page(who, order_no)["version"]
            try:
                given = wire.form(fields) | {"version": version}
                body = self.browsers.post(who.login, f"/orders/{order_no}/{verb}", given)
            except Refused as refused:
                left -= 1
                if refused.code != "version-conflict" or not left:
                    raise
            else:
                return wire.sheet(body)

    def _create(
        self, who: Colleague, reference: str, phone: str | None, form: dict[str, Any], proposal: Proposal | None
    ) -> Sheet:
        given = {name: value for name, value in (form | {"caller_phone": phone}).items() if value is not None}
        return wire.sheet(self.browsers.post(who.login, "/orders", wire.form(given)))

    def _draft_of(self, who: Colleague, reference: str) -> Sheet | None:
        """A talk that was taken down by hand has no draft of its own."""
        return None

    def door(self, channel: Channel, demand: Demand) -> Channel:
        return self.doors.used(channel, demand)

    def _write(self, external: str, channel: Channel, demand: Demand) -> tuple[Receipt, bool]:
        return self.doors.write(channel, external, demand), True

    def _order_of(self, receipt: Receipt) -> Sheet:
        """He is told the number; what else stands on the page, a colleague reads to him."""
        return self.look(self.opener, receipt.order_no())

    def _rate(self, order_no: str, said: Judged, words: str | None) -> tuple[str, int]:
        link = self.network.rating_link(order_no)
        assert link is not None
        form = {"grade": str(said.score), "solved": said.solved, "reason": said.why or "", "words": words or ""}
        self.doors.rate(link, form)
        steps = self.browsers.get(self.opener.login, f"/orders/{order_no}/timeline")["items"]
        rated = next(step for step in reversed(steps) if step["verb"] in ("record_callback", "rate"))
        return rated["to_state"], rated["seq"]

    def _attempt(self, who: Colleague, task: Asking, version: int, made: Attempt) -> tuple[str, int]:
        self.browsers.post(who.login, f"/callbacks/{task.number}/take")
        said = {"version": version, "result": made.result, "note": made.note} | wire.attempt(made.answers)
        saved = self.browsers.post(who.login, f"/callbacks/{task.number}/attempts", said)
        return saved["order"]["state"], saved["order"]["version"]

    def _keep_apart(self, who: Colleague, pair: Alike) -> None:
        self.browsers.post(who.login, f"/dispatch/suggestions/{pair.number}/refuse", {})

    def _take_suggestion(self, who: Colleague, pair: Alike) -> tuple[str, int]:
        taken = self.browsers.post(who.login, f"/dispatch/suggestions/{pair.number}/take", {"version": pair.version})
        return taken["child"]["state"], taken["child"]["version"]

    def _presence(self, who: Colleague, state: AgentState, reason: str | None) -> None:
        self.browsers.put(who.login, "/agents/me/state", {"state": state, "reason": reason})

    # questions

    def _page(self, who: Colleague, order_no: str) -> Any:
        return self.browsers.get(who.login, f"/orders/{order_no}")

    def look(self, who: Colleague, order_no: str) -> Sheet:
        try:
            return wire.sheet(self._page(who, order_no))
        except Refused as refused:
            if refused.code != "order-not-found" or who.actor.department_code is None:
                raise
            return wire.gone(order_no, self.world.now)

    def limits(self, who: Colleague, order_no: str) -> dict[str, str]:
        return wire.limits(self._page(who, order_no))

    def may_rate(self, order_no: str) -> str | None:
        """Who got no link by text message does not rate."""
        if self.network.rating_link(order_no) is None:
            return None
        return self.look(self.opener, order_no).state

    def advise(self, who: Colleague, words: str) -> Proposal:
        body = self.browsers.post(who.login, "/advise", {"text": words})
        units = body["departments"]
        return Proposal(
            {"title": (body["title"] or words)[:_TITLE], "urgency": body["urgency"]},
            units["lead"]["code"] if units["lead"] else None,
            tuple(unit["code"] for unit in units["assist"]),
            units["guidance"]["code"] if units["guidance"] else None,
        )

    def queue(self, who: Colleague, name: str) -> tuple[Sequence[str], bool]:
        page = self.browsers.get(who.login, f"/dispatch/queues/{name}")
        return [item["order_no"] for item in page["items"]], page["next"] is not None

    def unit_queue(self, clerk: Colleague, name: str) -> tuple[Sequence[Row], bool]:
        page = self.browsers.get(clerk.login, f"/unit/queues/{name}")
        return [wire.row(item) for item in page["items"]], page["next"] is not None

    def choices(self, who: Colleague, sheet: Sheet) -> Sequence[Choice]:
        beside = self.browsers.get(who.login, f"/dispatch/orders/{sheet.order_no}")
        return [wire.choice(one) for one in beside["candidates"]]

    def suggestions(self, who: Colleague, sheet: Sheet) -> Sequence[Alike]:
        """The reviewers' page has none: they stand at the dispatcher's desk."""
        if who.actor.role not in _AT_THE_DESK:
            return []
        beside = self.browsers.get(who.login, f"/dispatch/orders/{sheet.order_no}")
        return [wire.alike(one) for one in beside["suggestions"]]

    def is_own(self, clerk: Colleague, sheet: Sheet) -> bool:
        """By the proposal on the order's page: the duty catalogue is the dispatcher's. Where there is none it stays."""
        advice = self._page(clerk, sheet.order_no)["advice"]
        units = advice["departments"] if advice else None
        if not units or not units["lead"]:
            return True
        named = [units["lead"], *units["assist"], *([units["guidance"]] if units["guidance"] else [])]
        return clerk.actor.department_code in [unit["code"] for unit in named]

    def due_askings(self, who: Colleague) -> Sequence[Asking]:
        return [wire.asking(item) for item in self.browsers.get(who.login, "/callbacks/queues/due")["items"]]

    def news(self, topic: str) -> Sequence[Told]:
        """What our own acts did must have been told of; it comes a moment after the answer."""
        if topic == "order.changed":
            self._missed |= self.events.wait_for(topic, self.own - self._missed)
        return self.events.take(topic)
