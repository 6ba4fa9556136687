"""Plain counts of the ledger beside those of the tables: every order, step, call and state must be told alike."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from callcenter.simulation.stories import Stories
from models.calls import Call
from models.orders import OrderEvent, WorkOrder
from models.people import User


@dataclass(frozen=True)
class Difference:
    """Something that the two do not tell alike."""

    what: str
    ledger: object
    application: object

    def __str__(self) -> str:
        return f"{self.what}: 账本 {self.ledger}，系统 {self.application}"


def differences(session: Session, stories: Stories) -> list[Difference]:
    """Empty where both tell the same of every order and call."""
    found: list[Difference] = []
    for what, (ours, theirs) in _counts(session, stories).items():
        for key in sorted({*ours, *theirs}, key=str):
            if ours.get(key, 0) != theirs.get(key, 0):
                found.append(Difference(f"{what} {key}", ours.get(key, 0), theirs.get(key, 0)))
    return found + _orders(session, stories)


def _orders(session: Session, stories: Stories) -> list[Difference]:
    """Order by order: the state in which it is."""
    theirs = dict(session.execute(select(WorkOrder.order_no, WorkOrder.state)).all())
    ours = {number: story.state for number, story in stories.orders.items()}
    return [
        Difference(f"工单 {number}", ours.get(number), theirs.get(number))
        for number in sorted({*ours, *theirs})
        if ours.get(number) != theirs.get(number)
    ]


def _counts(session: Session, stories: Stories) -> Mapping[str, tuple[Counter[str], Counter[str]]]:
    orders, calls = list(stories.orders.values()), list(stories.calls.values())
    return {
        "渠道": (
            Counter(story.channel for story in orders),
            _grouped(session, select(WorkOrder.channel, func.count()).group_by(WorkOrder.channel)),
        ),
        "动作": (
            Counter(step.verb for story in orders for step in story.steps if step.verb != "create"),
            _grouped(
                session,
                select(OrderEvent.verb, func.count()).where(OrderEvent.verb != "create").group_by(OrderEvent.verb),
            ),
        ),
        "呼入": (
            Counter(call.outcome or "live" for call in calls if not call.outbound),
            _grouped(session, _outcomes("inbound")),
        ),
        "呼出": (
            Counter(call.outcome or "live" for call in calls if call.outbound),
            _grouped(session, _outcomes("outbound")),
        ),
        "接听": (
            Counter(call.agent or "" for call in calls if call.picked_up is not None),
            _grouped(session, _BY_AGENT),
        ),
    }


def _outcomes(direction: str) -> Select[str, int]:
    outcome = func.coalesce(Call.outcome, "live")
    return select(outcome, func.count()).where(Call.direction == direction).group_by(outcome)


def _grouped(session: Session, question: Select[str, int]) -> Counter[str]:
    return Counter({str(key): int(count) for key, count in session.execute(question).all()})


_BY_AGENT: Final = (
    select(User.login, func.count())
    .join(Call, Call.agent_id == User.id)
    .where(Call.agent_answered_at.is_not(None))
    .group_by(User.login)
)
