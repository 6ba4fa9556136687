"""Calls: they ring, are greeted, offered to agents, talked, abandoned, or taken by the automatic intake.

Every turn is an event of the simulated world and goes through the call handler's own writes (`exchange`). The ledger
keeps each turn before it is written: `ring`, `offer`, `pick_up`, `hang_up`.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from callcenter.agents.desk import Offer
from callcenter.calls.ending import Ending
from callcenter.calls.timing import Timing
from callcenter.simulation.exchange import Exchange, finished
from callcenter.simulation.floor import Floor
from callcenter.simulation.inputs import HOTLINE_NUMBER, TELEPHONE
from callcenter.simulation.inside import Inside
from callcenter.simulation.staff import Colleague
from callcenter.simulation.words import Demand
from callcenter.telephony.switch import Hangup, Leg
from models.calls import CallOutcome, Intake
from transcription.service import HeardSegment

_TIMING = Timing()


@dataclass
class Call:
    """One call under way. conversation: its id; patience_until: seconds from now after which the caller gives up."""

    demand: Demand
    conversation: str
    leg: Leg
    tried: list[int] = field(default_factory=list)
    agent: Colleague | None = None
    gone: bool = False


Talked = Callable[[Colleague, str, Demand], Callable[[], None] | None]
"""What an agent does while he talks, in which conversation, about what; gives what he does in the wrap-up."""


class Telephone:
    """All calls. talked: the agent's part; missed: told of a caller who got nobody."""

    def __init__(
        self, application: Inside, exchange: Exchange, floor: Floor, talked: Talked, missed: Callable[[Call], None]
    ) -> None:
        self._application, self._exchange, self._floor = application, exchange, floor
        self._talked, self._missed = talked, missed
        self._world, self._ledger = application.world, application.ledger
        self._draws = self._world.draws("telephone")

    def arrives(self, demand: Demand) -> None:
        """A citizen dials."""
        conversation = str(UUID(int=self._draws.getrandbits(128), version=4))
        leg = Leg(f"leg-{conversation}", conversation, "caller", demand.phone or "", HOTLINE_NUMBER)
        call = Call(demand, conversation, leg)
        with self._ledger.act("caller", "ring", conversation, number=demand.phone):
            self._exchange.rings(leg)
            self._exchange.ledger.answered(conversation)
            self._exchange.write()
        patience = self._draws.expovariate(1 / TELEPHONE.patience)
        if self._draws.random() < TELEPHONE.gives_up_early:
            patience = self._draws.uniform(1, TELEPHONE.greeting + 4)
        self._world.after(patience, lambda: self._gives_up(call))
        self._world.after(TELEPHONE.greeting, lambda: self._offers(call))

    def _offers(self, call: Call) -> None:
        """The application rings the agent who is ready longest; without one the automatic intake begins."""
        if call.gone:
            return
        if len(call.tried) >= _TIMING.agents_tried:
            self._automatic(call)
            return
        with self._ledger.act("exchange", "offer", call.conversation) as answer:
            offer = finished(self._exchange.desk.claim(call.conversation, call.tried))
            if offer is not None:
                self._exchange.ledger.offered(call.conversation, offer)
                self._exchange.write()
            answer.shows(agent=self._floor.rings(offer.user_id).login if offer else None)
        if offer is None:
            self._automatic(call)
            return
        call.tried.append(offer.user_id)
        call.agent = agent = self._floor.by_id[offer.user_id]
        if self._draws.random() < TELEPHONE.agent_misses:
            self._world.after(_TIMING.ring, lambda: self._not_taken(call, agent))
        else:
            seconds = min(self._draws.expovariate(1 / TELEPHONE.picks_up) + 1, _TIMING.ring - 0.5)
            self._world.after(seconds, lambda: self._picks_up(call, agent, offer))

    def _not_taken(self, call: Call, agent: Colleague) -> None:
        if call.gone:
            return
        call.agent = None
        with self._ledger.act(agent.login, "miss", call.conversation):
            self._exchange.ledger.note(call.conversation, "agent-missed", agent_id=agent.user_id, reason="no-answer")
            self._exchange.write()
            finished(self._exchange.desk.missed(call.conversation, "no-answer"))
        self._floor.not_taken(agent)
        self._offers(call)

    def _picks_up(self, call: Call, agent: Colleague, offer: Offer) -> None:
        if call.gone:
            return
        call.gone = True  # the caller has what he waited for
        with self._ledger.act(agent.login, "pick_up", call.conversation):
            self._exchange.ledger.picked_up(call.conversation, offer)
            self._exchange.write()
        talk = max(15.0, self._draws.lognormvariate(0, 0.6) * TELEPHONE.talk * 0.83)
        if not call.demand.is_demand:
            talk = self._draws.uniform(8, 30)
        self._world.after(talk * 0.6, lambda: self._says(call, talk * 0.6))
        self._world.after(talk, lambda: self._talk_ends(call, agent))

    def _says(self, call: Call, seconds: float) -> None:
        """The caller's words, as the recogniser would have heard them."""
        segment = HeardSegment(1.0, seconds, call.demand.text, 0.9, final=True)
        self._exchange.ledger.heard(call.conversation, "caller", TELEPHONE.greeting, segment)
        self._exchange.write()

    def _talk_ends(self, call: Call, agent: Colleague) -> None:
        wrap_up = self._talked(agent, call.conversation, call.demand)
        by: Hangup = "caller" if self._draws.random() < 0.85 else "agent"
        with self._ledger.act(by, "hang_up", call.conversation, agent=agent.login, outcome="talked"):
            finished(self._exchange.desk.wrap_up(call.conversation))
            self._exchange.ends(self._ending(call, by, "talked", "agent", spoke=True))
        seconds = max(5.0, self._draws.lognormvariate(0, 0.5) * TELEPHONE.wrap_up * 0.88)

        def written_up() -> None:
            if wrap_up is not None:
                wrap_up()
            self._floor.ready_again(agent)

        self._world.after(seconds, written_up)

    def _gives_up(self, call: Call) -> None:
        """The caller hangs up before anybody answered."""
        if call.gone:
            return
        call.gone = True
        agent = call.agent
        with self._ledger.act("caller", "hang_up", call.conversation, outcome="abandoned", ringing=bool(agent)):
            if agent is not None:
                finished(self._exchange.desk.ready_again(call.conversation))
            self._exchange.ends(self._ending(call, "caller", None, None, spoke=False))
        if agent is not None:
            self._floor.let_go(agent)
        self._missed(call)

    def _automatic(self, call: Call) -> None:
        """Nobody is free: the machine asks; the caller speaks, is silent, or hangs up."""
        draws = self._draws
        call.gone, call.agent = True, None
        kind = _drawn(draws, speaks=TELEPHONE.speaks_to_machine, silent=TELEPHONE.silent)
        with self._ledger.act("exchange", "automatic", call.conversation):
            self._exchange.ledger.automatic(call.conversation)
            self._exchange.write()
        if kind == "speaks":
            self._world.after(draws.uniform(15, 50), lambda: self._spoken(call))
        elif kind == "silent":
            self._world.after(30, lambda: self._left(call, "system", "silent"))
        else:
            self._world.after(draws.uniform(2, 12), lambda: self._left(call, "caller", None))

    def _spoken(self, call: Call) -> None:
        self._says(call, 20.0)
        with self._ledger.act("caller", "hang_up", call.conversation, outcome="automatic") as answer:
            settled = self._exchange.ends(self._ending(call, "caller", None, "automatic", spoke=True))
            if settled is not None and settled.order_no is not None:
                sheet = self._application.page(settled.order_no)  # his own
                answer.shows(**sheet.begun())

    def _left(self, call: Call, by: Hangup, outcome: CallOutcome | None) -> None:
        with self._ledger.act("caller", "hang_up", call.conversation, outcome=outcome or "abandoned", automatic=True):
            self._exchange.ends(self._ending(call, by, outcome, "automatic", spoke=False))
        self._missed(call)

    def _ending(
        self, call: Call, by: Hangup, outcome: CallOutcome | None, intake: Intake | None, *, spoke: bool
    ) -> Ending:
        if outcome is None:
            outcome = "automatic" if spoke else "abandoned"
        return Ending(
            conversation=call.conversation,
            ended_at=self._world.now,
            ended_by=by,
            cause=16,
            outcome=outcome,
            intake=intake,
            spoke=spoke,
            answered=True,
            live_words=True,
        )


def _drawn(draws: random.Random, **shares: float) -> str:
    """One of the names with its share; "" for the rest."""
    left = draws.random()
    for name, share in shares.items():
        if left < share:
            return name
        left -= share
    return ""
