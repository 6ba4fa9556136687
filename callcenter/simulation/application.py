"""The one place at which the actors reach the application: a port with two forms, in process and over HTTP.

An act stands in the ledger before the application is asked, and its answer behind it. What an actor knows of an order
is what the answer to his own act showed, or a page or a queue that his role may open.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Final

from callcenter.simulation.inputs import BEHAVIOUR, Behaviour
from callcenter.simulation.ledger import ActorsLedger
from callcenter.simulation.sheet import Alike, Asking, Attempt, Choice, Judged, Proposal, Row, Sheet, Told
from callcenter.simulation.staff import Colleague
from callcenter.simulation.words import Demand
from callcenter.simulation.world import World
from models.agents import AgentState
from models.intake import Channel


class Application(ABC):
    """What every actor has at hand. Each method names the endpoint that it stands for."""

    def __init__(self, world: World, ledger: ActorsLedger, behaviour: Behaviour = BEHAVIOUR) -> None:
        self.world, self.ledger, self.behaviour = world, ledger, behaviour
        self.verbs = 0
        self.own: set[tuple[str, int]] = set()
        """Orders with the version to which an actor's act brought them, until the bell has told of it."""

    # acts: the ledger, then the application, then the ledger again

    def do(
        self, who: Colleague, order_no: str, verb: str, *, reason: str | None = None, text: str | None = None,
        **fields: Any,
    ) -> Sheet | None:  # fmt: skip
        """A verb (POST /orders/{no}/{verb}); what the answer shows, None where it was refused."""
        sheet = None
        facts = {name: value for name, value in fields.items() if name in _KEPT}
        given = {name: value for name, value in (("reason", reason), ("text", text)) if value is not None}
        with self.ledger.act(who.login, verb, order_no, **facts) as answer:
            sheet = self._apply(who, order_no, verb, fields | given)
            answer.shows(**sheet.told())
        self.verbs += 1
        if answer and sheet is not None:
            self.own.add((order_no, sheet.version))
        return sheet if answer else None

    def take_down(self, who: Colleague, reference: str, demand: Demand, proposal: Proposal | None) -> Sheet | None:
        """An order by the agent's form (POST /orders). reference: of the conversation, or of the talk by hand."""
        facts: dict[str, Any] = {"type": demand.request_type, "category": demand.category, "place": demand.place}
        facts |= {"channel": "phone", "number": demand.phone, "secret": demand.secret, "anonymous": demand.name is None}
        form: dict[str, Any] = dict(proposal.form) if proposal is not None else {"title": demand.text[:40]}
        form |= {
            "content": demand.text,
            "request_type": demand.request_type,
            "category_code": demand.category,
            "place_code": demand.place,
            "place_text": demand.place_text,
            "caller_name": demand.name,
            "is_anonymous": demand.name is None,
            "is_secret": demand.secret,
            "occurred_at": self.world.now,
        }
        sheet = None
        with self.ledger.act(who.login, "create", reference, **facts) as answer:
            sheet = self._create(who, reference, demand.phone, form, proposal)
            answer.shows(**sheet.told(), accepted=sheet.accepted)
            self.own.add((sheet.order_no, sheet.version))
        return sheet if answer else None

    def open_draft(self, who: Colleague, reference: str) -> Sheet | None:
        """The draft that a conversation has become by itself; None where it has none."""
        with self.ledger.act(who.login, "open_draft", reference) as answer:
            sheet = self._draft_of(who, reference)
            if sheet is not None:
                answer.shows(**sheet.begun())
        return sheet

    def write(self, external: str, channel: Channel, demand: Demand) -> Any:
        """A citizen's written demand, at the channel's door; by what it gives he is told his number. None: refused."""
        channel = self.door(channel, demand)
        facts: dict[str, Any] = {"channel": channel.value, "number": demand.phone, "secret": demand.secret}
        receipt = None
        with self.ledger.act("citizen", "write", external, **facts, anonymous=demand.name is None) as answer:
            receipt, new = self._write(external, channel, demand)
            answer.shows(new=new)
        return receipt

    def door(self, channel: Channel, demand: Demand) -> Channel:
        """By which channel the citizen really comes in; he would by `channel`."""
        return channel

    def told_number(self, external: str, receipt: Any) -> None:
        """The page on which the citizen finds his order."""
        with self.ledger.act("citizen", "told_number", external) as answer:
            sheet = self._order_of(receipt)
            answer.shows(**sheet.begun())

    def rate(self, order_no: str, said: Judged, words: str | None) -> None:
        """The page behind the rating link."""
        state = self.may_rate(order_no)
        if state is None:
            return
        facts = {"callback_score": said.score, "callback_solved": said.solved, "callback_method": "网页"}
        facts |= {"callback_code": said.why} if said.why else {}
        verb = "record_callback" if state == "callback" else "rate"
        with self.ledger.act("citizen", verb, order_no, **facts) as answer:
            after, version = self._rate(order_no, said, words)
            answer.shows(order=order_no, state=after, version=version)
        self._tells(order_no, answer.facts)

    def attempt(self, who: Colleague, task: Asking, made: Attempt) -> None:
        """An attempt at the call-back desk (POST /callbacks/{id}/take, .../attempts)."""
        sheet = self.look(who, task.order_no)
        version = sheet.version
        facts = {name: value for name, value in made.answers.items() if name != "callback_reason"}
        facts |= {"callback_result": made.result, "callback_method": "人工"}
        verb = asking_verb(made.result, verification=task.kind == "verification", ended=sheet.state != "redo")
        with self.ledger.act(who.login, verb, task.order_no, **facts) as answer:
            after, reached = self._attempt(who, task, version, made)
            state = after if reached == version + 1 else "redo"
            answer.shows(order=task.order_no, state=state, version=version + 1)
        self._tells(task.order_no, answer.facts)

    def keep_apart(self, who: Colleague, pair: Alike) -> None:
        """A merge suggestion is refused (POST /dispatch/suggestions/{id}/refuse)."""
        with self.ledger.act(who.login, "keep_apart", pair.child, master=pair.master, sort=pair.kind):
            self._keep_apart(who, pair)

    def take_suggestion(self, who: Colleague, pair: Alike) -> str | None:
        """It is taken (POST /dispatch/suggestions/{id}/take); the child's state, None where that was refused."""
        state = None
        with self.ledger.act(who.login, "take_suggestion", pair.child, master=pair.master, sort=pair.kind) as answer:
            state, version = self._take_suggestion(who, pair)
            answer.shows(order=pair.child, state=state, version=version)
            self.own.add((pair.child, version))
        return state if answer else None

    def presence(self, who: Colleague, state: AgentState, reason: str | None = None) -> None:
        """PUT /agents/me/state."""
        with self.ledger.act(who.login, "presence", who.login, state=state) as answer:
            self._presence(who, state, reason)
            answer.shows(state=state)

    def _tells(self, number: str, facts: dict[str, Any] | None) -> None:
        """This version was one of us, where it was done."""
        if facts is not None:
            self.own.add((number, facts["version"]))

    # what the application does with them; a refusal is raised

    @abstractmethod
    def _apply(self, who: Colleague, order_no: str, verb: str, fields: dict[str, Any]) -> Sheet: ...

    @abstractmethod
    def _create(
        self, who: Colleague, reference: str, phone: str | None, form: dict[str, Any], proposal: Proposal | None
    ) -> Sheet: ...

    @abstractmethod
    def _draft_of(self, who: Colleague, reference: str) -> Sheet | None: ...

    @abstractmethod
    def _write(self, external: str, channel: Channel, demand: Demand) -> tuple[Any, bool]: ...

    @abstractmethod
    def _order_of(self, receipt: Any) -> Sheet: ...

    @abstractmethod
    def _rate(self, order_no: str, said: Judged, words: str | None) -> tuple[str, int]: ...

    @abstractmethod
    def _attempt(self, who: Colleague, task: Asking, version: int, made: Attempt) -> tuple[str, int]: ...

    @abstractmethod
    def _keep_apart(self, who: Colleague, pair: Alike) -> None: ...

    @abstractmethod
    def _take_suggestion(self, who: Colleague, pair: Alike) -> tuple[str, int]: ...

    @abstractmethod
    def _presence(self, who: Colleague, state: AgentState, reason: str | None) -> None: ...

    # questions: pages and queues that the asker's role may open

    @abstractmethod
    def look(self, who: Colleague, order_no: str) -> Sheet:
        """An order's page (GET /orders/{no})."""

    @abstractmethod
    def limits(self, who: Colleague, order_no: str) -> dict[str, str]:
        """Kind of limit -> when it ends, as the order's page shows them."""

    @abstractmethod
    def may_rate(self, order_no: str) -> str | None:
        """The state in which the page behind the citizen's link finds the order; None: he has no link."""

    @abstractmethod
    def advise(self, who: Colleague, words: str) -> Proposal:
        """POST /advise."""

    @abstractmethod
    def queue(self, who: Colleague, name: str) -> tuple[Sequence[str], bool]:
        """Orders of a queue at the dispatcher's desk, and whether there are more than one page of them."""

    @abstractmethod
    def unit_queue(self, clerk: Colleague, name: str) -> tuple[Sequence[Row], bool]:
        """The same of the unit's desk."""

    @abstractmethod
    def choices(self, who: Colleague, sheet: Sheet) -> Sequence[Choice]:
        """Units to choose from, beside an order (GET /dispatch/orders/{no})."""

    @abstractmethod
    def suggestions(self, who: Colleague, sheet: Sheet) -> Sequence[Alike]:
        """Merge suggestions beside an order."""

    @abstractmethod
    def is_own(self, clerk: Colleague, sheet: Sheet) -> bool:
        """Whether the order is the unit's own matter, as its clerk can see."""

    @abstractmethod
    def due_askings(self, who: Colleague) -> Sequence[Asking]:
        """The call-back desk's list of what is due."""

    @abstractmethod
    def news(self, topic: str) -> Sequence[Told]:
        """The live events of a topic since it was asked for the last time, oldest first."""


def asking_verb(result: str, *, verification: bool, ended: bool) -> str:
    """What saving an attempt is in the order's life. ended: what is verified is about an order that had ended."""
    if result != "reached":
        return "try_verification" if verification else "try_callback"
    if verification:
        return "verify_ended" if ended else "verify_rating"
    return "record_callback"


_KEPT: Final = frozenset(
    {
        "lead_code", "solved", "callback_score", "callback_solved", "callback_method", "callback_result",
        "rating_check", "emergency_service", "master_no", "part_unit", "extension_days", "contact_at", "callback_code",
        "callback_fault", "return_reason",
    }
)  # fmt: skip
"""Fields that the ledger notes with an act: no personal data, no long texts."""
