"""What follows a reply: citizens rate the link they got, or press keys when the exchange calls; people call the rest.

Bad ratings are verified, and what is not good enough goes round again. Some call by themselves, to urge or to complain.
"""

from typing import Any, Final
from uuid import UUID

from callcenter.calls.ending import Ending
from callcenter.simulation import lines
from callcenter.simulation.application import Application
from callcenter.simulation.exchange import Exchange, finished
from callcenter.simulation.staff import Staff
from callcenter.telephony.switch import Leg
from models import callbacks, orders
from models.callbacks import CallbackTask, asking, calling, queues
from models.callbacks.calling import Wanted
from models.orders import WorkOrder
from models.people import Role

_BEGIN, _END = 8.5, 20.0
_SCORES: Final = {5: 0.34, 4: 0.34, 3: 0.32}
_IN_VAIN: Final = {"no_answer": 0.7, "busy": 0.12, "machine": 0.1, "wrong_number": 0.08}


class Aftercare:
    """Everybody who asks, and everybody who is asked."""

    def __init__(self, application: Application, exchange: Exchange, staff: Staff) -> None:
        self._application, self._exchange, self._staff = application, exchange, staff
        self._world = application.world
        self._draws = application.world.draws("aftercare")
        self._taken: set[int] = set()
        self._supervised: set[str] = set()

    def heard(self, number: str, state: str, verb: str, lead: str | None) -> None:
        """A bell, and a telephone that gets a link."""
        draws, world = self._draws, self._world
        if verb == "invite_callback" and draws.random() < self._application.behaviour.rates_the_link:
            world.after(draws.uniform(0.2, 22) * 3600, lambda: self._rates(number))
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
        while (wanted := self._claimed()) is not None:
            self._dials(wanted)
        first = self._staff.office[Role.CALLBACK_AGENT][0]
        page = self._application.ask(lambda s: queues.page(s, first.user_id, "due", None, 50, secret=True))
        for task, order in page.items:
            if task.id not in self._taken:
                self._taken.add(task.id)
                later = self._draws.uniform(1, 55) * 60
                self._world.after(later, lambda t=task, o=order: self._asks(t, o.order_no))  # type: ignore[misc]

    def _score(self, number: str) -> tuple[int, str]:
        """What this citizen thinks of it, and whether it is solved."""
        draws = self._draws
        if draws.random() < self._application.behaviour.satisfied:
            score = draws.choices(list(_SCORES), weights=list(_SCORES.values()))[0]
            return score, "部分解决" if score == 3 and draws.random() < 0.5 else "已解决"
        return draws.choice((2, 2, 1)), draws.choice(("部分解决", "未解决", "未解决"))

    def _rates(self, number: str) -> None:
        """On the page behind the link."""
        score, solved = self._score(number)
        facts = {"callback_score": score, "callback_solved": solved, "callback_method": "网页"}
        verb = "record_callback" if self._application.look(number).state == "callback" else "rate"
        with self._application.answering("citizen", verb, number, **facts) as (session, answer):
            words = lines.UNHAPPY if score < 3 or solved == "未解决" else None
            order = callbacks.rate(session, number, score=score, solved=solved, words=words)
            answer.shows(order=number, state=order.state, version=order.version)
        self._tells(number, answer.facts)

    def _claimed(self) -> Wanted | None:
        with self._application.store.transaction() as session:
            return calling.claim(session)

    def _dials(self, wanted: Wanted) -> None:
        """The survey call: by the call handler's own writes."""
        conversation = str(UUID(int=self._draws.getrandbits(128), version=4))
        leg = Leg(f"leg-{conversation}", conversation, "caller", wanted.phone, wanted.phone)
        with self._application.ledger.act("exchange", "survey_call", conversation, number=wanted.phone):
            finished(self._exchange.ledger.dialled(leg, self._world.now, wanted.order_id, 0.0))
        if self._draws.random() < self._application.behaviour.reached_by_machine:
            self._world.after(self._draws.uniform(5, 25), lambda: self._presses(wanted, conversation))
        else:
            result = self._draws.choice(("no_answer", "no_answer", "busy", "machine"))
            self._world.after(self._draws.uniform(20, 40), lambda: self._unanswered(wanted, conversation, result))

    def _presses(self, wanted: Wanted, conversation: str) -> None:
        score, solved = self._score(wanted.order_no)
        facts = {"callback_score": score, "callback_solved": solved, "callback_method": "语音"}
        self._exchange.ledger.answered(conversation)
        self._exchange.write()
        with self._application.ledger.act("citizen", "press_keys", wanted.order_no, **facts) as answer:
            finished(
                self._exchange.ledger.survey(
                    lambda session: calling.answered(session, wanted, conversation, score=score, solved=solved)
                )
            )
            self._shows(answer, wanted.order_no)
        self._tells(wanted.order_no, answer.facts)
        self._hangs_up(conversation, "talked", answered=True)

    def _unanswered(self, wanted: Wanted, conversation: str, result: str) -> None:
        facts = {"callback_result": result, "callback_method": "语音"}
        with self._application.ledger.act("exchange", "survey_missed", wanted.order_no, **facts) as answer:
            finished(
                self._exchange.ledger.survey(lambda session: calling.missed(session, wanted, conversation, result))
            )
            self._shows(answer, wanted.order_no)
        self._tells(wanted.order_no, answer.facts)
        self._hangs_up(conversation, "failed", answered=False)

    def _hangs_up(self, conversation: str, outcome: str, *, answered: bool) -> None:
        with self._application.ledger.act("citizen", "hang_up", conversation, outcome=outcome):
            ending = Ending(
                conversation=conversation,
                ended_at=self._world.now,
                ended_by="caller" if answered else "system",
                cause=16 if answered else 19,
                outcome="talked" if answered else "failed",
                intake="automatic",
                spoke=False,
                answered=answered,
                live_words=answered,
            )
            self._exchange.ends(ending)

    def _asks(self, task: CallbackTask, number: str) -> None:
        """A person at the call-back desk takes the task, calls, and saves what came of it."""
        self._taken.discard(task.id)
        draws, application = self._draws, self._application
        who = self._staff.one(Role.CALLBACK_AGENT, draws)
        order = application.ask(lambda session: orders.get(session, number))
        verification = task.kind == "verification"
        result, answers = self._answers(number, verification=verification)
        facts = {name: value for name, value in answers.items() if name != "callback_reason"}
        facts |= {"callback_result": result, "callback_method": "人工"}
        verb = asking_verb(result, verification=verification)
        version = order.version
        with application.answering(who.login, verb, number, **facts) as (session, answer):
            asking.take(session, who.actor, task.id)
            note = lines.VERIFIED if verification and result == "reached" else None
            after = asking.save(session, who.actor, task.id, version, result, note=note, **answers)
            state = after.state if after.version == version + 1 else "redo"
            answer.shows(order=number, state=state, version=version + 1)
        self._tells(number, answer.facts)

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
        score, solved = self._score(number)
        given = {"callback_score": score, "callback_solved": solved, "callback_contacted": True}
        if score < 3 or solved == "未解决":
            given |= {"callback_reason": lines.UNHAPPY, "callback_fault": draws.random() < 0.7}
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
        order = self._application.ask(lambda session: orders.get(session, number))
        senior = self._staff.one(Role.SENIOR_AGENT, self._draws)
        self._application.do(senior, number, "reopen", lead_code=order.lead_code, reason=lines.REOPENED)

    def _shows(self, answer: Any, number: str) -> None:
        with self._application.store.reading() as session:
            order: WorkOrder = orders.get(session, number)
            answer.shows(order=number, state=order.state, version=order.version)

    def _tells(self, number: str, facts: dict[str, Any] | None) -> None:
        """This version was one of us, where it was done."""
        if facts is not None:
            self._application.own.add((number, facts["version"]))


def asking_verb(result: str, *, verification: bool) -> str:
    """What saving an attempt is in the order's life."""
    if result != "reached":
        return "try_verification" if verification else "try_callback"
    return "verify_rating" if verification else "record_callback"
