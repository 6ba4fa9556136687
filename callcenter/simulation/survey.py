"""The exchange calls citizens by itself and asks them to press keys; by the call handler's own writes."""

import random
from typing import Any, Final
from uuid import UUID

from callcenter.calls.ending import Ending
from callcenter.simulation.exchange import Exchange, finished
from callcenter.simulation.inputs import HOTLINE_NUMBER, Behaviour
from callcenter.simulation.inside import Inside
from callcenter.simulation.sheet import Judged
from callcenter.telephony.switch import Leg
from models.callbacks import calling
from models.callbacks.calling import Wanted

_SCORES: Final = {5: 0.34, 4: 0.34, 3: 0.32}


class Opinion:
    """What citizens think of what was done, whoever asks them. whys: of their own, for the reasons that they give."""

    def __init__(self, draws: random.Random, whys: random.Random, behaviour: Behaviour) -> None:
        self.draws, self._whys, self._behaviour = draws, whys, behaviour

    def of(self, number: str) -> Judged:
        """What this order's citizen thinks of it, whether it is solved, and if not why he is unhappy."""
        draws = self.draws
        if draws.random() < self._behaviour.satisfied:
            score = draws.choices(list(_SCORES), weights=list(_SCORES.values()))[0]
            return Judged(score, "部分解决" if score == 3 and draws.random() < 0.5 else "已解决")
        score, solved = draws.choice((2, 2, 1)), draws.choice(("部分解决", "未解决", "未解决"))
        because = self._behaviour.unhappy_because
        return Judged(score, solved, self._whys.choices(list(because), weights=list(because.values()))[0])


class SurveyCalls:
    """All calls by which the exchange asks."""

    def __init__(self, application: Inside, exchange: Exchange, opinion: Opinion) -> None:
        self._application, self._exchange, self._opinion = application, exchange, opinion
        self._world, self._draws = application.world, opinion.draws

    def dial(self) -> None:
        """Whom the application wants to be asked now."""
        while (wanted := self._claimed()) is not None:
            self._dials(wanted)

    def _claimed(self) -> Wanted | None:
        with self._application.store.transaction() as session:
            return calling.claim(session)

    def _dials(self, wanted: Wanted) -> None:
        """The survey call: by the call handler's own writes."""
        conversation = str(UUID(int=self._draws.getrandbits(128), version=4))
        leg = Leg(f"leg-{conversation}", conversation, "caller", wanted.phone, HOTLINE_NUMBER)
        with self._application.ledger.act("exchange", "survey_call", conversation, number=wanted.phone):
            finished(self._exchange.ledger.dialled(leg, self._world.now, wanted.order_id, 0.0))
        if self._draws.random() < self._application.behaviour.reached_by_machine:
            self._world.after(self._draws.uniform(5, 25), lambda: self._presses(wanted, conversation))
        else:
            result = self._draws.choice(("no_answer", "no_answer", "busy", "machine"))
            self._world.after(self._draws.uniform(20, 40), lambda: self._unanswered(wanted, conversation, result))

    def _presses(self, wanted: Wanted, conversation: str) -> None:
        said = self._opinion.of(wanted.order_no)
        score, solved = said.score, said.solved  # no key says why
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

    def _shows(self, answer: Any, number: str) -> None:
        sheet = self._application.page(number)
        answer.shows(order=number, state=sheet.state, version=sheet.version)

    def _tells(self, number: str, facts: dict[str, Any] | None) -> None:
        """This version was one of us, where it was done."""
        if facts is not None:
            self._application.own.add((number, facts["version"]))
