"""From the ledger's lines to what became of each order, each call and each agent's time, by the lines alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from callcenter.simulation.bells import SENDING
from callcenter.simulation.ledger import Entry
from models.orders import VERBS


@dataclass(frozen=True)
class Step:
    """One step of an order. who: login of the actor, "" for the application itself; due: the limit that it showed."""

    at: datetime
    verb: str
    state: str
    version: int
    who: str
    lead: str | None = None
    due: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class OrderStory:
    """An order from its first line to the last. accepted: the instant by which it counts; citizen: by his number.

    limits: the version of a step that sent it -> its limits then; red: limits that ran out, until when they were, and
    when that was told.
    """

    number: str
    accepted: datetime
    channel: str
    request_type: str = ""
    urgency: str = "一般"
    secret: bool = False
    anonymous: bool = False
    category: str | None = None
    citizen: str | None = None
    limits: dict[int, dict[str, datetime]] = field(default_factory=dict)
    red: list[tuple[str, datetime, datetime]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    @property
    def state(self) -> str:
        """As the last step left it."""
        return self.steps[-1].state if self.steps else "draft"

    @property
    def unit(self) -> str:
        """That had it at last, "" while it was never sent."""
        return self.unit_after(self.steps[-1]) if self.of(*SENDING) else ""

    def of(self, *verbs: str) -> list[Step]:
        return [step for step in self.steps if step.verb in verbs]

    def unit_after(self, step: Step) -> str:
        """That had it then: few pages show it again."""
        before = self.steps[: self.steps.index(step) + 1]
        return next((one.lead for one in reversed(before) if one.lead), "")


@dataclass
class CallStory:
    """A call. offered: when an agent's telephone first rang; ended and outcome: None while it goes on.

    outbound: one that we made; survey: the exchange by itself. number: the citizen's, None: it was not shown.
    """

    conversation: str
    rang: datetime
    number: str | None = None
    outbound: bool = False
    offered: datetime | None = None
    picked_up: datetime | None = None
    ended: datetime | None = None
    outcome: str | None = None
    agent: str | None = None
    automatic: bool = False
    survey: bool = False


@dataclass(frozen=True)
class Stretch:
    """So long an agent was in a state."""

    agent: str
    state: str
    begins: datetime
    ends: datetime


@dataclass
class InspectionStory:
    """A call or an order that was inspected. sheet: items as its page showed them; given: the marks that hold."""

    kind: str
    subject: str
    scored: datetime
    sheet: Sequence[Mapping[str, Any]]
    pass_mark: int
    given: Mapping[str, int]


@dataclass
class Stories:
    """Everything that the ledger tells. ends: its last instant."""

    orders: dict[str, OrderStory] = field(default_factory=dict)
    calls: dict[str, CallStory] = field(default_factory=dict)
    stretches: list[Stretch] = field(default_factory=list)
    inspections: dict[str, InspectionStory] = field(default_factory=dict)
    acts: int = 0
    refused: int = 0


_BEGIN_CALLS: Final = frozenset({"ring", "call_back_missed", "survey_call"})
_OF_CALLS: Final = _BEGIN_CALLS | {"offer", "pick_up", "miss", "automatic", "reached", "hang_up"}
_VERBS: Final[Mapping[str, str]] = {
    "take_suggestion": "merge", "press_keys": "record_callback", "survey_missed": "try_callback",
}  # fmt: skip
"""Acts of the interface that are steps of an order under another name."""
_PRESENCE: Final[Mapping[str, str]] = {
    "offer": "ringing", "pick_up": "talking", "miss": "not_ready", "call_back_missed": "talking",
}  # fmt: skip


class Teller:
    """Reads line after line."""

    def __init__(self) -> None:
        self.stories = Stories()
        self._doors: dict[str, Entry] = {}
        self._presence: dict[str, tuple[str, datetime]] = {}
        self._pending: dict[str, list[Step]] = {}
        self._limits: dict[str, dict[int, dict[str, datetime]]] = defaultdict(dict)
        self._red: dict[str, list[tuple[str, datetime, datetime]]] = defaultdict(list)

    def read(self, entries: Iterable[Entry]) -> Stories:
        last: datetime | None = None
        for entry in entries:
            last = entry.at if last is None else max(last, entry.at)
            if entry.kind == "act":
                self.stories.acts += 1
                if not entry.done:
                    self.stories.refused += 1
                    continue
                self._act(entry)
            elif entry.does == "limits":
                found = {kind: datetime.fromisoformat(due) for kind, due in entry.facts["limits"].items()}
                self._limits[entry.to][entry.facts["version"]] = found
            elif entry.does == "overdue":
                red = entry.facts["limit"], datetime.fromisoformat(entry.facts["due"]), entry.at
                self._red[entry.to].append(red)
            elif entry.kind == "seen":
                self._step(entry.to, entry, who="", told=entry.facts)
        self._settle()
        return self.stories

    def _act(self, entry: Entry) -> None:
        told = entry.answer
        if entry.does in _OF_CALLS:
            self._call(entry)
        if entry.does == "presence":
            self._present(entry.who, entry.facts["state"], entry.at)
        if entry.does in ("inspect", "decide_inspection"):
            self._inspected(entry)
        if entry.does == "write":
            self._doors[entry.to] = entry
        if entry.does in ("create", "told_number") or (entry.does in ("open_draft", "hang_up") and "order" in told):
            self._begins(entry)
        elif entry.does in _VERBS or entry.does in VERBS:
            self._step(told["order"], entry, who=entry.who, told=told)

    def _inspected(self, entry: Entry) -> None:
        facts = entry.facts
        if entry.does == "inspect":
            names = ("sheet", "pass_mark", "given")
            story = InspectionStory(facts["sort"], facts["subject"], entry.at, *(facts[name] for name in names))
            self.stories.inspections[entry.to] = story
        elif facts["given"] is not None:
            self.stories.inspections[entry.to].given = facts["given"]

    def _begins(self, entry: Entry) -> None:
        told = entry.answer
        if told["order"] in self.stories.orders:
            return
        door = self._doors.get(entry.to)
        facts = door.facts if door is not None else entry.facts
        story = OrderStory(told["order"], datetime.fromisoformat(told["accepted"]), facts.get("channel", "phone"))
        story.request_type, story.urgency = told["type"], told["urgency"]
        story.secret, story.anonymous = told["secret"], told["anonymous"]
        story.category = told.get("category") or facts.get("category")
        call = self.stories.calls.get(entry.to)
        story.citizen = facts.get("number") or (call.number if call is not None else None)
        self.stories.orders[story.number] = story

    def _step(self, number: str, entry: Entry, *, who: str, told: Mapping[str, Any]) -> None:
        due = datetime.fromisoformat(told["due"]) if told.get("due") else None
        verb = _VERBS.get(entry.does, entry.does)
        step = Step(entry.at, verb, told["state"], told["version"], who, told.get("lead"), due, entry.facts)
        self._add(number, step)
        story = self.stories.orders.get(number)
        if story is not None and "urgency" in told:
            story.request_type, story.urgency = told["type"], told["urgency"]
            story.secret, story.anonymous = told["secret"], told["anonymous"]

    def _add(self, number: str, step: Step) -> None:
        self._pending.setdefault(number, []).append(step)

    def _settle(self) -> None:
        """The application's own steps are heard a little later than they happen: by their version they are in order."""
        for number, steps in self._pending.items():
            story = self.stories.orders.get(number)
            if story is not None:
                story.steps = sorted(steps, key=lambda step: step.version)
                story.limits, story.red = self._limits[number], self._red[number]

    def _call(self, entry: Entry) -> None:
        known, calls = entry.to, self.stories.calls
        if entry.does in _BEGIN_CALLS:
            calls[known] = CallStory(known, entry.at, entry.facts.get("number"), entry.does != "ring")
            calls[known].survey = entry.does == "survey_call"
        call = calls[known]
        agent = entry.answer.get("agent") if entry.does == "offer" else entry.who
        if entry.does == "offer" and agent:
            call.offered = call.offered or entry.at
        elif entry.does in ("pick_up", "reached"):
            call.picked_up, call.agent = entry.at, entry.who
        elif entry.does == "automatic":
            call.automatic = True
        elif entry.does == "hang_up":
            call.ended, call.outcome = entry.at, entry.facts["outcome"]
            agent = entry.facts.get("agent")
        if agent and entry.does in _PRESENCE:
            self._present(agent, _PRESENCE[entry.does], entry.at)
            call.agent = agent if entry.does == "offer" else call.agent
        elif entry.does == "hang_up" and agent:
            self._present(agent, "wrap_up", entry.at)
        elif entry.does == "hang_up" and entry.facts.get("ringing") and call.agent:
            self._present(call.agent, "ready", entry.at)

    def _present(self, agent: str, state: str, at: datetime) -> None:
        before = self._presence.get(agent)
        if before is not None and before[0] != state and before[0] != "offline":
            self.stories.stretches.append(Stretch(agent, before[0], before[1], at))
        if before is None or before[0] != state:
            self._presence[agent] = (state, at)
