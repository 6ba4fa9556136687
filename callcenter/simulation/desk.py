"""The hotline's own desk: reviewers, dispatchers and the supervisor work off the queues that the API gives them."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from callcenter.simulation import lines
from callcenter.simulation.application import Application
from callcenter.simulation.sheet import Sheet
from callcenter.simulation.staff import Colleague, Staff
from models.catalogue.vocabulary import Vocabulary
from models.people import Role

_RINGS: Final[Mapping[str, str]] = {
    "draft": "waiting", "review": "review", "pending_dispatch": "pending", "return_requested": "returns",
    "arbitration": "arbitration", "replied": "replies", "redo": "redo",
}  # fmt: skip
"""State of an order -> the queue in which it then is."""
_ASKED: Final[Mapping[str, str]] = {
    "request_extension": "requests", "request_listing": "requests", "return_part": "part_returns",
}  # fmt: skip
_MINUTES: Final[Mapping[str, float]] = {
    "waiting": 14, "review": 12, "pending": 9, "returns": 60, "arbitration": 180, "requests": 90, "part_returns": 60,
    "replies": 100, "redo": 120,
}  # fmt: skip
"""How long an order waits in a queue until somebody takes it, on average."""


class Desk:
    """Reviewers and dispatchers day and night, as the hotline is open."""

    def __init__(self, application: Application, staff: Staff, vocabulary: Vocabulary) -> None:
        self._application, self._staff, self._vocabulary = application, staff, vocabulary
        self._world = application.world
        self._draws = application.world.draws("desk")
        self._rung: set[str] = set()
        self._taken: set[str] = set()
        self._works: Mapping[str, Callable[[str], None]] = {
            "waiting": self._waiting,
            "review": self._review,
            "pending": self._pending,
            "returns": self._returns,
            "arbitration": self._arbitration,
            "requests": self._requests,
            "part_returns": self._part_returns,
            "replies": self._replies,
            "redo": self._redo,
        }

    def heard(self, number: str, state: str, verb: str, lead: str | None) -> None:
        """A bell."""
        for queue in (_RINGS.get(state), _ASKED.get(verb)):
            if queue is not None:
                self._rung.add(queue)

    def look(self) -> None:
        """The queues in which something is new."""
        for queue in sorted(self._rung):
            found, more = self._application.queue(self._staff.office[Role.DISPATCHER][0], queue)
            fresh = [number for number in found if number not in self._taken]
            for number in fresh:
                self._take(queue, number)
            if not more or not fresh:
                self._rung.discard(queue)

    def _take(self, queue: str, number: str) -> None:
        self._taken.add(number)

        def work() -> None:
            self._taken.discard(number)
            self._works[queue](number)

        self._world.after(60 * self._draws.expovariate(1 / _MINUTES[queue]), work)

    def _waiting(self, number: str) -> None:
        """A draft that the machine did not send."""
        dispatcher = self._staff.one(Role.DISPATCHER, self._draws)
        order = self._application.look(dispatcher, number)
        if order.state != "draft" or not order.waits:
            return
        if order.wait_reason in ("no-demand", "no-words"):
            self._application.do(dispatcher, number, "cancel", reason=lines.CANCELLED)
        elif not self._merged(dispatcher, order):
            self._sends(dispatcher, order)

    def _review(self, number: str) -> None:
        reviewer = self._staff.one(Role.SENIOR_AGENT, self._draws)
        order = self._application.look(reviewer, number)
        if order.state != "review":
            return
        drawn = self._draws.random()
        if drawn < self._application.behaviour.not_accepted * 3:  # what comes to the reviewer is a third of all
            self._application.do(reviewer, number, "reject", reject_code="13", route_told=lines.ROUTE_TOLD)
        elif drawn > 1 - self._application.behaviour.sent_back_to_agent:
            self._application.do(reviewer, number, "send_back_draft", reason=lines.SENT_BACK_DRAFT)
            self._world.after(self._draws.uniform(300, 3600), lambda: self._handed_in_again(number))
        elif not self._merged(reviewer, order):
            self._application.do(reviewer, number, "approve")

    def _handed_in_again(self, number: str) -> None:
        """The agent has asked the caller."""
        agent = self._draws.choice(self._staff.shifts["morning"])
        self._application.do(agent, number, "submit", reason=lines.REVIEWED)

    def _pending(self, number: str) -> None:
        order = self._application.look(self._staff.office[Role.DISPATCHER][0], number)
        if order.state == "pending_dispatch":
            self._sends(self._staff.one(Role.DISPATCHER, self._draws), order)

    def _sends(self, dispatcher: Colleague, order: Sheet) -> None:
        lead, assist, guidance = self._units(dispatcher, order)
        wrong = order.return_count == 0 and self._draws.random() < self._application.behaviour.wrong_lead
        if wrong:
            lead, assist, guidance = self._draws.choice(sorted(self._vocabulary.departments)), [], None
        given: dict[str, Any] = {"lead_code": lead, "assist_codes": assist, "guidance_code": guidance}
        self._application.do(dispatcher, order.order_no, "dispatch", **given)

    def _units(self, dispatcher: Colleague, order: Sheet) -> tuple[str, list[str], str | None]:
        """The first of the candidates beside the order that has not returned it; else who governs the place."""
        for one in self._application.choices(dispatcher, order):
            if not one.returned:
                guidance = one.guidance if one.guidance != one.lead else None
                return one.lead, [code for code in one.assist if code != one.lead], guidance
        local = self._vocabulary.territory(order.place or "")
        if local is not None and local.code not in order.returned:
            return local.code, [], None
        left = sorted(set(self._vocabulary.departments) - order.returned - {order.accused or ""})
        return self._draws.choice(left), [], None

    def _merged(self, who: Colleague, order: Sheet) -> bool:
        """Whether a merge suggestion beside the order was taken."""
        for pair in self._application.suggestions(who, order):
            if pair.state != "open" or pair.child != order.order_no:
                continue
            if self._draws.random() < 0.2:
                self._application.keep_apart(who, pair)
                continue
            state = self._application.take_suggestion(who, pair)
            if state is not None:
                return state == "merged"
        return False

    def _returns(self, number: str) -> None:
        """By the duty catalogue: is it the unit's or not?"""
        dispatcher = self._staff.one(Role.DISPATCHER, self._draws)
        order = self._application.look(dispatcher, number)
        if order.state != "return_requested":
            return
        its_own = order.lead in [one.lead for one in self._application.choices(dispatcher, order)]
        if its_own:
            self._application.do(dispatcher, number, "refuse_return", reason=lines.RETURN_REFUSED, forbid_return=True)
        else:
            self._application.do(dispatcher, number, "agree_return")

    def _arbitration(self, number: str) -> None:
        dispatcher = self._staff.one(Role.DISPATCHER, self._draws)
        order = self._application.look(dispatcher, number)
        if order.state != "arbitration":
            return
        lead, assist, guidance = self._units(dispatcher, order)
        given: dict[str, Any] = {"lead_code": lead, "assist_codes": assist, "guidance_code": guidance}
        self._application.do(dispatcher, number, "rule", arbitration_opinion=lines.OPINION, **given)

    def _requests(self, number: str) -> None:
        dispatcher = self._staff.one(Role.DISPATCHER, self._draws)
        order = self._application.look(dispatcher, number)
        kind = order.pending_request
        if kind not in ("extension", "listing"):
            return
        granted = kind == "listing" or self._draws.random() < self._application.behaviour.extension_granted
        if granted and self._application.do(dispatcher, number, f"grant_{kind}") is not None:
            return
        self._application.do(dispatcher, number, f"refuse_{kind}", reason=lines.EXTENSION_REFUSED)

    def _part_returns(self, number: str) -> None:
        dispatcher = self._staff.one(Role.DISPATCHER, self._draws)
        order = self._application.look(dispatcher, number)
        for part in order.parts:
            if part.role == "assist" and part.state == "return_requested":
                self._application.do(dispatcher, number, "agree_part_return", part_unit=part.unit)

    def _replies(self, number: str) -> None:
        reviewer = self._staff.one(Role.SENIOR_AGENT, self._draws)
        if self._draws.random() < self._application.behaviour.reply_sent_back:
            self._application.do(reviewer, number, "send_back_reply", reason=lines.SENT_BACK_REPLY)
        else:
            self._application.do(reviewer, number, "accept_reply")

    def _redo(self, number: str) -> None:
        """What the call-back left for the supervisor: once more under supervision, or closed with an explanation."""
        supervisor = self._staff.one(Role.SUPERVISOR, self._draws)
        order = self._application.look(supervisor, number)
        if order.state != "redo":
            return
        if order.redo_count < 2:
            self._application.do(supervisor, number, "redo", lead_code=order.lead, reason=lines.REDONE)
        else:
            self._application.do(supervisor, number, "close", reason=lines.CLOSED_AFTER)
