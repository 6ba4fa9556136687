"""The application in process: the functions behind the API, a transaction each, in the simulated world's one thread."""

import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from callcenter.assist.draft import Advising
from callcenter.dispatching.candidates import candidates
from callcenter.dispatching.duties import duties
from callcenter.intake import message
from callcenter.intake.form import order_form
from callcenter.intake.proposal import in_force
from callcenter.matters.earlier import Earlier
from callcenter.people.extensions import take_extension
from callcenter.simulation.application import Application
from callcenter.simulation.door import submission
from callcenter.simulation.inputs import Behaviour
from callcenter.simulation.ledger import ActorsLedger, Answer
from callcenter.simulation.sheet import Alike, Asking, Attempt, Choice, Judged, Proposal, Row, Sheet, Told
from callcenter.simulation.staff import Colleague
from callcenter.simulation.words import Demand
from callcenter.simulation.world import World
from models import agents, callbacks, calls, clocks, events, intake, orders, search, suggestions
from models.agents import AgentSession, AgentState
from models.callbacks import asking, queues
from models.database import Store
from models.intake import Channel
from models.people import User
from routing.advice import Advice

T = TypeVar("T")
_REMEMBERED: Final = 64
_AT_ONCE: Final = 1_000
_MOMENT_S: Final = 0.002
_NOT_TYPED: Final = ("advice", "confidence", "lead_code", "assist_codes", "guidance_code")


class OneAdvice:
    """An adviser that is not asked the same twice: the agent's screen and the job behind it read the same words."""

    def __init__(self, adviser: Advising) -> None:
        self._adviser = adviser
        self._known: OrderedDict[tuple[str, str], Advice] = OrderedDict()

    def advise(self, text: str, subject: str = "") -> Advice:
        key = (text, subject)
        if key not in self._known:
            self._known[key] = self._adviser.advise(text, subject)
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return self._known[key]


class Inside(Application):
    """threshold: of confidence, from which the system dispatches by itself."""

    def __init__(
        self, store: Store, world: World, ledger: ActorsLedger, behaviour: Behaviour, *, adviser: Advising,
        earlier: Earlier, threshold: float,
    ) -> None:  # fmt: skip
        super().__init__(world, ledger, behaviour)
        self.store, self.adviser, self.earlier, self.threshold = store, adviser, earlier, threshold
        head = self._ask(events.head)
        self._heard: dict[str, int] = defaultdict(lambda: head)

    @contextmanager
    def answering(self, who: str, does: str, to: str, **facts: Any) -> Iterator[tuple[Session, Answer]]:
        """Any other act, of the telephone: in one transaction."""
        with self.ledger.act(who, does, to, **facts) as answer, self.store.transaction() as session:
            yield session, answer

    def settled(self) -> None:
        """Returns once every act's events may be read. A vacuum, or whoever else writes in the same cluster, holds them
        back for a moment, and what people hear must not depend on it.
        """
        while not self._ask(events.all_settled):
            time.sleep(_MOMENT_S)

    def _ask(self, question: Callable[[Session], T]) -> T:
        with self.store.reading() as session:
            return question(session)

    def _apply(self, who: Colleague, order_no: str, verb: str, fields: dict[str, Any]) -> Sheet:
        """The actor opened the order at this instant, so its version is the present one."""
        with self.store.transaction() as session:
            return Sheet.of(orders.apply(session, who.actor, order_no, verb, None, **fields))

    def _create(
        self, who: Colleague, reference: str, phone: str | None, form: dict[str, Any], proposal: Proposal | None
    ) -> Sheet:
        conversation = UUID(reference)
        with self.store.transaction() as session:
            if proposal is not None and proposal.advice is not None:
                calls.propose(session, conversation, proposal.advice.as_dict())
            form |= {"caller_phone": phone, **in_force(session, conversation)}
            order = orders.create_draft(session, who.actor, conversation_id=conversation, **form)
            calls.update(session, conversation, order_id=order.id)
            return Sheet.of(order)

    def _draft_of(self, who: Colleague, reference: str) -> Sheet | None:
        with self.store.transaction() as session:
            order = orders.by_conversation(session, UUID(reference))
            return Sheet.of(order) if order is not None else None

    def _write(self, external: str, channel: Channel, demand: Demand) -> tuple[int, bool]:
        with self.store.transaction() as session:
            accepted = intake.accept(session, submission(external, channel, demand, self.world.now))
            return accepted.message_id, accepted.new

    def _order_of(self, receipt: int) -> Sheet:
        """The job behind the door, then his own page."""
        self.settled()
        number = message.process(self.store, self.adviser, receipt, self.threshold, self.earlier)
        assert number is not None
        return self.page(number)

    def _rate(self, order_no: str, said: Judged, words: str | None) -> tuple[str, int]:
        with self.store.transaction() as session:
            order = callbacks.rate(
                session, order_no, score=said.score, solved=said.solved, words=words, reason=said.why
            )
            return order.state, order.version

    def _attempt(self, who: Colleague, task: Asking, version: int, made: Attempt) -> tuple[str, int]:
        with self.store.transaction() as session:
            asking.take(session, who.actor, task.number)
            after = asking.save(session, who.actor, task.number, version, made.result, note=made.note, **made.answers)
            return after.state, after.version

    def _keep_apart(self, who: Colleague, pair: Alike) -> None:
        with self.store.transaction() as session:
            suggestions.refuse(session, who.actor, pair.number, "")

    def _take_suggestion(self, who: Colleague, pair: Alike) -> tuple[str, int]:
        with self.store.transaction() as session:
            taken = suggestions.take(session, who.actor, pair.number, pair.version)
            return taken.child.state, taken.child.version

    def _presence(self, who: Colleague, state: AgentState, reason: str | None) -> None:
        with self.store.transaction() as session:
            agent = session.get(AgentSession, who.user_id, with_for_update=True)
            if agent is None or (agent.state == "offline" and state != "offline"):
                user = session.get_one(User, who.user_id)
                agents.sign_in(session, who.user_id, take_extension(session, user))
            agents.set_state(session, who.user_id, state, reason)

    def page(self, order_no: str) -> Sheet:
        """An order, opened by whoever it is."""
        with self.store.reading() as session:
            order = orders.get(session, order_no)
            return Sheet.of(order, order.assignments)

    def look(self, who: Colleague, order_no: str) -> Sheet:
        return self.page(order_no)

    def limits(self, who: Colleague, order_no: str) -> dict[str, str]:
        with self.store.reading() as session:
            order = orders.get(session, order_no)
            return {one.kind: one.due.isoformat() for one in clocks.running(session, order.id)}

    def may_rate(self, order_no: str) -> str | None:
        return self.page(order_no).state

    def advise(self, who: Colleague, words: str) -> Proposal:
        advice = self.adviser.advise(words)
        departments = advice.departments
        form = {name: value for name, value in order_form(advice, words).items() if name not in _NOT_TYPED}
        return Proposal(
            form,
            departments.lead.code if departments and departments.lead else None,
            tuple(unit.code for unit in departments.assist) if departments else (),
            departments.guidance.code if departments and departments.guidance else None,
            advice,
        )

    def queue(self, who: Colleague, name: str) -> tuple[Sequence[str], bool]:
        page = self._ask(lambda session: search.queue_page(session, name))
        return [order.order_no for order in page.items], page.next is not None

    def unit_queue(self, clerk: Colleague, name: str) -> tuple[Sequence[Row], bool]:
        assert clerk.actor.department_code is not None
        unit = clerk.actor.department_code
        page = self._ask(lambda session: search.unit_page(session, {unit}, name))
        rows = [Row(row.order.order_no, row.order.urgency, row.part.role, row.part.state) for row in page.items]
        return rows, page.next is not None

    def choices(self, who: Colleague, sheet: Sheet) -> Sequence[Choice]:
        with self.store.reading() as session:
            order = orders.get(session, sheet.order_no)
            found = candidates(order, duties(session, order), [])
            return [Choice(one.lead, one.assist, one.guidance, one.returned) for one in found]

    def suggestions(self, who: Colleague, sheet: Sheet) -> Sequence[Alike]:
        with self.store.reading() as session:
            order = orders.get(session, sheet.order_no)
            return [
                Alike(
                    pair.suggestion.id, pair.suggestion.kind, pair.suggestion.state, pair.child.order_no,
                    pair.child.version, pair.master.order_no,
                )
                for pair in suggestions.of_order(session, order.id)
            ]  # fmt: skip

    def is_own(self, clerk: Colleague, sheet: Sheet) -> bool:
        """By the duty catalogue; what it does not speak of is nobody else's."""
        unit = clerk.actor.department_code
        with self.store.reading() as session:
            named = duties(session, orders.get(session, sheet.order_no))
        return any(unit in (duty.lead, *duty.assist, duty.guidance) for duty in named if duty.applies) or not named

    def due_askings(self, who: Colleague) -> Sequence[Asking]:
        page = self._ask(lambda session: queues.page(session, who.user_id, "due", None, 50, secret=True))
        return [Asking(task.id, task.kind, order.order_no) for task, order in page.items]

    def news(self, topic: str) -> Sequence[Told]:
        self.settled()
        told: list[Told] = []
        while True:
            seq = self._heard[topic]
            found, reached = self._ask(lambda session: events.of_topic(session, topic, seq, _AT_ONCE))  # noqa: B023
            told += [Told(event.subject, event.at, event.data) for event in found]
            self._heard[topic] = reached
            if len(found) < _AT_ONCE:
                return told
