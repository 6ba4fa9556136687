"""What follows a reply: citizens rate the link they got, or press keys when the exchange calls; people call the rest.

Bad ratings are verified, and what is not good enough goes round again. Some call by themselves, to urge or to complain.
"""

from typing import Any, Final

from callcenter.simulation import lines
from callcenter.simulation.application import Application
from callcenter.simulation.sheet import Asking, Attempt
from callcenter.simulation.staff import Staff
from callcenter.simulation.survey import Opinion, SurveyCalls
from models.people import Role

_BEGIN, _END = 8.5, 20.0
_IN_VAIN: Final = {"no_answer": 0.7, "busy": 0.12, "machine": 0.1, "wrong_number": 0.08}


class Aftercare:
    """Everybody who asks, and everybody who is asked. surveys: None where the exchange asks nobody by itself."""

    def __init__(
        self, application: Application, staff: Staff, opinion: Opinion, surveys: SurveyCalls | None = None
    ) -> None:
        self._application, self._staff, self._opinion, self._surveys = application, staff, opinion, surveys
        self._world, self._draws = application.world, opinion.draws
        self._taken: set[int] = set()
        self._supervised: set[str] = set()

    def heard(self, number: str, state: str, verb: str, lead: str | None) -> None:
        """A bell, and a telephone that gets a link."""
        draws, world = self._draws, self._world
        if verb == "invite_callback" and draws.random() < self._application.behaviour.rates_the_link:
            world.after(draws.uniform(0.2, 22) * 3600, lambda: self._rates(number))
        if verb == "answer" and draws.random() < self._application.behaviour.rates_an_answer:
            world.after(draws.uniform(0.2, 40) * 3600, lambda: self._rates(number))
        if verb in ("dispatch", "rule") and draws.random() < self._application.behaviour.urged:
            world.after(draws.uniform(20, 60) * 3600, lambda: self._by_agent(number, "urge", lines.URGED))
        if verb == "sign" and draws.random() < self._application.behaviour.withdrawn:
            world.after(draws.uniform(2, 30) * 3600, lambda: self._by_senior(number, "withdraw", lines.WITHDRAWN))
        if verb in ("supervise", "redo"):
            self._supervised.add(number)
        if state == "closed" and number in self._supervised:
            self._supervised.discard(number)
            world.after(7200, lambda: self._lifts(number))
        if state == "closed" and verb == "record_callback" and draws.random() < self._application.behaviour.reopened:
            world.after(draws.uniform(20, 250) * 3600, lambda: self._again(number))

    def look(self) -> None:
        """The exchange dials whom it has to; people see the desk's list. By day."""
        local = self._world.local
        if not _BEGIN <= local.hour + local.minute / 60 < _END:
            return
        if self._surveys is not None:
            self._surveys.dial()
        for task in self._application.due_askings(self._staff.office[Role.CALLBACK_AGENT][0]):
            if task.number not in self._taken:
                self._taken.add(task.number)
                later = self._draws.uniform(1, 55) * 60
                self._world.after(later, lambda t=task: self._asks(t))  # type: ignore[misc]

    def _rates(self, number: str) -> None:
        """On the page behind the link."""
        said = self._opinion.of(number)
        self._application.rate(number, said, lines.UNHAPPY if said.why else None)

    def _asks(self, task: Asking) -> None:
        """A person at the call-back desk takes the task, calls, and saves what came of it."""
        self._taken.discard(task.number)
        who = self._staff.one(Role.CALLBACK_AGENT, self._draws)
        verification = task.kind == "verification"
        result, answers = self._answers(task.order_no, verification=verification)
        note = lines.VERIFIED if verification and result == "reached" else None
        self._application.attempt(who, task, Attempt(result, answers, note))

    def _answers(self, number: str, *, verification: bool) -> tuple[str, dict[str, Any]]:
        draws = self._draws
        if draws.random() > self._application.behaviour.reached_by_person:
            return draws.choices(list(_IN_VAIN), weights=list(_IN_VAIN.values()))[0], {}
        if draws.random() < self._application.behaviour.refuses:
            return "refused", {}
        if verification:
            found = draws.choices(("confirmed", "not_unit", "mistaken"), weights=(0.7, 0.2, 0.1))[0]
            given: dict[str, Any] = {"rating_check": found}
            if found == "mistaken":
                given |= {"callback_score": 4, "callback_solved": "已解决"}
            return "reached", given
        said = self._opinion.of(number)
        given = {"callback_score": said.score, "callback_solved": said.solved, "callback_contacted": True}
        if said.why:
            given |= {"callback_code": said.why, "callback_reason": lines.UNHAPPY}
            given["callback_fault"] = draws.random() < 0.7
        return "reached", given

    def _by_agent(self, number: str, verb: str, reason: str) -> None:
        agent = self._draws.choice(self._staff.shifts["morning"])
        self._application.do(agent, number, verb, reason=reason)

    def _by_senior(self, number: str, verb: str, reason: str) -> None:
        self._application.do(self._staff.one(Role.SENIOR_AGENT, self._draws), number, verb, reason=reason)

    def _lifts(self, number: str) -> None:
        supervisor = self._staff.one(Role.SUPERVISOR, self._draws)
        self._application.do(supervisor, number, "lift_supervision", reason=lines.LIFTED)

    def _again(self, number: str) -> None:
        senior = self._staff.one(Role.SENIOR_AGENT, self._draws)
        order = self._application.look(senior, number)
        self._application.do(senior, number, "reopen", lead_code=order.lead, reason=lines.REOPENED)
