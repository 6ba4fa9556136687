"""Orders as routing compares them: words, who (blind index), where, what, when. No name and no number."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import Session

from models import orders, privacy
from models.calls import Call
from models.intake import Submission
from models.orders import WorkOrder
from models.people import Citizen
from routing.advice import Advice
from routing.duplicates import Demand

_BATCH = 2_000
Wanted = Select[*tuple[Any, ...]]
_COLUMNS = (
    WorkOrder.order_no,
    WorkOrder.title,
    WorkOrder.content,
    WorkOrder.accepted_at,
    WorkOrder.place_code,
    WorkOrder.category_code,
    Citizen.phone_index,
)
MERGEABLE = and_(WorkOrder.state.in_(orders.MASTERS), WorkOrder.is_secret.is_(False))
"""Orders into which another may be merged; confidential ones stay alone."""


def demands() -> Wanted:
    """All orders as columns for `demand`; conditions are to be added."""
    return select(*_COLUMNS).select_from(WorkOrder).outerjoin(Citizen, Citizen.id == WorkOrder.citizen_id)


def demand(row: Row[*tuple[Any, ...]]) -> Demand:
    """A row of `demands` as a demand; its id is the order's number."""
    number, title, content, at, place, category, person = row[:7]
    return Demand(number, content, at, title, person.hex() if person else "", place or "", category or "")


def of(session: Session, order_nos: Sequence[str]) -> list[Demand]:
    """These orders, in the order of their numbers."""
    if not order_nos:
        return []
    rows = session.execute(demands().where(WorkOrder.order_no.in_(order_nos)).order_by(WorkOrder.order_no))
    return [demand(row) for row in rows]


def each(session: Session, wanted: Wanted) -> Iterator[Row[*tuple[Any, ...]]]:
    """The rows of a long answer, fetched in batches."""
    return iter(session.execute(wanted.execution_options(yield_per=_BATCH)))


def of_submission(submission: Submission, advice: Advice) -> Demand:
    """A message that is about to become an order."""
    phone = submission.citizen_phone
    return Demand(
        id="",
        text=submission.text,
        at=submission.received_at,
        subject=submission.title or advice.title,
        person=privacy.blind_index(privacy.ring(), "phone", phone).hex() if phone else "",
        place=advice.place.code if advice.place else "",
        category=advice.category.code if advice.category else "",
    )


def of_call(call: Call, order_no: str, words: str, advice: Advice) -> Demand:
    """A call whose words are final; order_no: of its draft, "" where it has none yet."""
    return Demand(
        id=order_no,
        text=words,
        at=call.started_at,
        subject=advice.title,
        person=call.caller_index.hex() if call.caller_index else "",
        place=advice.place.code if advice.place else "",
        category=advice.category.code if advice.category else "",
    )
