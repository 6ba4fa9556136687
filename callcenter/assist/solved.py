"""How the like of it was answered: similar orders that are done, with the sentences of their public reply."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcenter.assist.memory import ALIKE
from models import search
from models.orders import WorkOrder
from models.privacy import public_text
from routing.extraction.found import SENTENCE, pieces

_LOOKED_AT: Final = 30
_SHOWN: Final = 3
_SENTENCES: Final = 3
_DONE: Final = ("closed", "archived", "direct_answered")


@dataclass(frozen=True)
class Solved:
    """A done order with its likeness 0..1; reply: sentences of its public reply as they stand, masked for everybody."""

    order_no: str
    title: str
    score: float
    lead_code: str | None
    closed_at: datetime | None
    reply: tuple[str, ...]


def solved(session: Session, words: str, besides: str | None = None) -> list[Solved]:
    """The likest first, at most three. besides: the order whose words these are. Confidential ones are never found."""
    own = select(WorkOrder.id).where(WorkOrder.order_no == besides)
    found = search.similar(session, words, _LOOKED_AT, besides=session.scalar(own) if besides else None)
    alike = {one.order_no: one for one in found if one.score >= ALIKE and one.state in _DONE}
    replies = select(WorkOrder.order_no, WorkOrder.public_reply_text, WorkOrder.closed_at).where(
        WorkOrder.order_no.in_(alike), WorkOrder.public_reply_text.is_not(None)
    )
    told = {row.order_no: row for row in session.execute(replies) if row.public_reply_text.strip()}
    return [
        Solved(
            no, public_text(one.title), one.score, one.lead_code, told[no].closed_at, _reply(told[no].public_reply_text)
        )
        for no, one in alike.items()
        if no in told
    ][:_SHOWN]


def _reply(written: str) -> tuple[str, ...]:
    text = public_text(written)
    return tuple(text[slice(*span)] for span in pieces(text, SENTENCE))[:_SENTENCES]
