"""What a citizen does to the own demand: answers a question, supplements, rates. Each is stored first, then done.

What comes too early (the order is not there yet) or too late (it is closed) is left to the message's job.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from sqlalchemy.orm import Session

from integrations.website.progress import Found
from models import callbacks, clock, intake, orders
from models.callbacks import GRADES
from models.callbacks.rating import SOLVED
from models.catalogue import reasons
from models.intake import Channel as Door
from models.intake import MessageKind, Submission
from models.orders import SYSTEM, OrderError

LONGEST: Final = 1000
_DISSATISFIED: Final = 3
_REASONS: Final = "dissatisfied"
_STILL_COMING: Final = frozenset({"replied", "merged"})
"""States out of which an order may come into its call-back at any moment."""


@dataclass(frozen=True)
class Act:
    """One act. nonce: of the form that was sent, so that sending twice does it once."""

    found: Found
    nonce: str
    later: Callable[[Session, int], None]

    def answer(self, session: Session, text: str) -> None:
        """To the question that a clerk asked; where there is none any more, a supplement."""
        order = self.found.order
        verb = "answer_question" if order is not None and order.question is not None else "supplement"
        self._do(session, "supplement", text, verb, {"text": text})

    def supplement(self, session: Session, text: str) -> None:
        self._do(session, "supplement", text, "supplement", {"text": text})

    def rate(self, session: Session, grade: int, solved: str, words: str, reason: str | None = None) -> bool:
        """In the call-back it is its answer; else it stands beside. False where it was rated before.

        reason: a code of the city's reasons of dissatisfaction.
        """
        order = self.found.order
        assert order is not None
        said = {"score": grade, "solved": solved, **({"reason": reason} if reason else {})}
        accepted = intake.accept(session, self._message("rating", words, **said))
        if not accepted.new:
            return True
        try:
            with session.begin_nested():
                callbacks.rate(session, order.order_no, score=grade, solved=solved, words=words or None, reason=reason)
        except OrderError:
            if order.state in _STILL_COMING:  # its state moves on meanwhile: the job decides what becomes of the words
                self.later(session, accepted.message_id)
                return True
            intake.processed(session, accepted.message_id, order.id, "act")
            return False
        intake.processed(session, accepted.message_id, order.id, "act")
        return True

    def _do(self, session: Session, kind: MessageKind, words: str, verb: str, fields: dict[str, Any]) -> None:
        accepted = intake.accept(session, self._message(kind, words))
        if not accepted.new:
            return
        order = self.found.order
        if order is not None:
            try:
                with session.begin_nested():
                    orders.apply(session, SYSTEM, order.order_no, verb, None, **fields)
            except OrderError:
                pass  # its state has moved on meanwhile: the job decides what becomes of the words
            else:
                intake.processed(session, accepted.message_id, order.id, "supplement")
                return
        self.later(session, accepted.message_id)

    def _message(self, kind: MessageKind, words: str, **details: Any) -> Submission:
        return Submission(
            channel=Door(self.found.message.channel),
            external_id=f"{self.found.receipt}-{self.nonce}",
            text=words,
            received_at=clock.now(),
            kind=kind,
            refers_to=self.found.receipt,
            details=details,
            raw=orjson.dumps({"kind": kind, "words": words, **details}),
        )


def words_fault(text: str) -> str | None:
    """What is wrong with words, in Chinese; None where nothing is."""
    if not text:
        return "请填写内容"
    return f"请不要超过 {LONGEST} 字，现在是 {len(text)} 字" if len(text) > LONGEST else None


def reasons_of(session: Session) -> Mapping[str, str]:
    """Code -> name of why somebody may be dissatisfied, as the city lists it."""
    return reasons.live(session, {_REASONS}).get(_REASONS, {})


def rating_faults(grade: str, solved: str, words: str, reason: str, known: Container[str]) -> dict[str, str]:
    """Field -> what to mend. Who is dissatisfied says or chooses why, so that it can be mended (好差评).

    known: codes of reasons.
    """
    faults: dict[str, str] = {}
    if grade not in {str(number) for number in GRADES}:
        faults["grade"] = "请选择满意程度"
    if solved not in SOLVED:
        faults["solved"] = "请选择是否解决"
    if reason and reason not in known:
        faults["reason"] = "请在所列的原因中选择"
    if len(words) > LONGEST:
        faults["words"] = f"请不要超过 {LONGEST} 字"
    elif not faults and not words and not reason and (int(grade) < _DISSATISFIED or solved == "未解决"):
        faults["words"] = "请写明不满意或未解决的原因，以便改进"
    return faults
