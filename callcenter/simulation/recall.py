"""Missed calls are called back (国办函〔2025〕66号): an agent dials, and takes the demand down where he is answered."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from callcenter.calls.ending import Ending
from callcenter.simulation.exchange import Exchange, finished
from callcenter.simulation.floor import Floor
from callcenter.simulation.inputs import HOTLINE_NUMBER, TELEPHONE
from callcenter.simulation.inside import Inside
from callcenter.simulation.staff import Colleague
from callcenter.simulation.telephone import Call, Talked
from callcenter.telephony.switch import Leg
from models import agents, calls
from transcription.service import HeardSegment

_TRIES = 6


class Recall:
    """Whoever is free takes the next number of the list of missed calls."""

    def __init__(self, application: Inside, exchange: Exchange, floor: Floor, talked: Talked) -> None:
        self._application, self._exchange, self._floor, self._talked = application, exchange, floor, talked
        self._world = application.world
        self._draws = application.world.draws("recall")

    def missed(self, call: Call) -> None:
        """A caller got nobody; one without a number cannot be called back."""
        if call.demand.phone is None or self._draws.random() > TELEPHONE.called_back:
            return
        minutes = self._draws.expovariate(1 / TELEPHONE.calls_back_within_minutes)
        self._world.after(60 * (minutes + 1), lambda: self._dials(call, 0))

    def _dials(self, missed: Call, tries: int) -> None:
        agent = self._floor.any_free()
        if agent is None:
            if tries < _TRIES:
                self._world.after(300, lambda: self._dials(missed, tries + 1))
            return
        self._floor.rings(agent.user_id)
        conversation = str(UUID(int=self._draws.getrandbits(128), version=4))
        number = missed.demand.phone or ""
        call = Call(
            missed.demand, conversation, Leg(f"leg-{conversation}", conversation, "caller", number, HOTLINE_NUMBER)
        )
        facts = {"of": missed.conversation, "number": number}
        with self._application.answering(agent.login, "call_back_missed", conversation, **facts) as (session, _):
            calls.begin(session, UUID(conversation), number, HOTLINE_NUMBER, direction="outbound")
            calls.update(session, UUID(conversation), agent_id=agent.user_id)
            agents.set_state(session, agent.user_id, "talking", conversation_id=UUID(conversation))
        reached = self._draws.random() < TELEPHONE.reached_back
        self._world.after(self._draws.uniform(6, 25), self._step(agent, call, reached=reached))

    def _step(self, agent: Colleague, call: Call, *, reached: bool) -> Callable[[], None]:
        return (lambda: self._answered(agent, call)) if reached else (lambda: self._in_vain(agent, call))

    def _answered(self, agent: Colleague, call: Call) -> None:
        with self._application.answering(agent.login, "reached", call.conversation) as (session, _):
            now = self._world.now
            calls.update(
                session, UUID(call.conversation), answered_at=now, agent_answered_at=now, intake="agent",
                transcript_state="live",
            )  # fmt: skip
        seconds = max(20.0, self._draws.lognormvariate(0, 0.5) * TELEPHONE.talk)
        segment = HeardSegment(1.0, seconds * 0.6, call.demand.text, 0.9, final=True)

        def says() -> None:
            self._exchange.ledger.heard(call.conversation, "caller", 0.0, segment)
            self._exchange.write()

        self._world.after(seconds * 0.6, says)
        self._world.after(seconds, lambda: self._ends(agent, call))

    def _ends(self, agent: Colleague, call: Call) -> None:
        wrap_up = self._talked(agent, call.conversation, call.demand)
        self._hangs_up(agent, call, "talked", spoke=True)
        seconds = self._draws.uniform(0.4, 2) * TELEPHONE.wrap_up

        def written_up() -> None:
            if wrap_up is not None:
                wrap_up()
            self._floor.ready_again(agent)

        self._world.at(self._world.now + timedelta(seconds=seconds), written_up)

    def _in_vain(self, agent: Colleague, call: Call) -> None:
        self._hangs_up(agent, call, "failed", spoke=False)
        self._world.after(self._draws.uniform(3, 10), lambda: self._floor.ready_again(agent))

    def _hangs_up(self, agent: Colleague, call: Call, outcome: str, *, spoke: bool) -> None:
        talked = outcome == "talked"
        with self._application.ledger.act("caller", "hang_up", call.conversation, agent=agent.login, outcome=outcome):
            finished(self._exchange.desk.wrap_up(call.conversation))
            self._exchange.ends(
                Ending(
                    conversation=call.conversation,
                    ended_at=self._world.now,
                    ended_by="caller" if talked else "system",
                    cause=16 if talked else 19,
                    outcome="talked" if talked else "failed",
                    intake="agent" if talked else None,
                    spoke=spoke,
                    answered=talked,
                    live_words=talked,
                )
            )
