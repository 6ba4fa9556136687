"""Calls and agents' time: every figure of a morning, computed here by hand."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from models import agents, calls, clock, figures, orders
from models.clock import LOCAL
from models.database import Store
from models.figures import Period, Question
from models.orders import SYSTEM
from models.people import Role, User

TEN = datetime(2026, 11, 24, 9, 59, 50, tzinfo=LOCAL)
DAY = Period(TEN.date(), TEN.date())
METRICS = (
    "calls", "answered", "answer_rate", "answer_15s_rate", "answer_20s_rate", "average_wait", "abandon_rate",
    "automatic_rate", "missed", "missed_called_back_rate", "talk_time", "wrap_up_time", "occupancy",
)  # fmt: skip


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def call(
    store: Store,
    outcome: str,
    *,
    number: str | None = "13812345678",
    queued: float | None = 6,
    answered: float | None = None,
    ended: float = 60,
    agent: int | None = None,
    direction: str = "inbound",
    at: datetime = TEN,
) -> UUID:
    """All in seconds after the first ring; queued: an agent was offered it."""
    conversation = uuid4()
    with store.transaction() as session:
        with clock.running_from(lambda: at):
            calls.begin(session, conversation, number, "12345", direction=direction)  # type: ignore[arg-type]
            calls.update(session, conversation, answered_at=at)
        if queued is not None:
            with clock.running_from(lambda: at + seconds(queued)):
                calls.log(session, conversation, "offered")
        fields = {"agent_answered_at": at + seconds(answered), "agent_id": agent} if answered is not None else {}
        intake = {"intake": "automatic"} if outcome in ("automatic", "silent") else {}
        calls.end(session, conversation, outcome, ended_at=at + seconds(ended), **fields, **intake)  # type: ignore[arg-type]
    return conversation


@pytest.fixture
def agent(store: Store) -> int:
    with store.transaction() as session:
        user = User(login="a", name="王芳", role=Role.AGENT.value, password_hash="")
        session.add(user)
        session.flush()
        return user.id


def asked(store: Store, by: str | None = None) -> dict[str, dict[str, float | None]]:
    figures.fold(store)
    with store.reading() as session:
        found = figures.ask(session, Question(METRICS, DAY, by))
        rows = [*found.rows, found.total] if by else [found.total]
        return {row.key: {key: value.value for key, value in row.values.items()} for row in rows}


def test_a_morning(store: Store, agent: int) -> None:
    call(store, "talked", queued=6, answered=16, ended=136, agent=agent)  # waited 10 s, talked 120 s
    call(store, "talked", queued=6, answered=21.5, ended=81.5, agent=agent)  # 15.5 s, 60 s
    call(store, "talked", queued=6, answered=36, ended=66, agent=agent)  # 30 s, 30 s
    call(store, "automatic", queued=None, ended=90)
    missed = call(store, "abandoned", queued=6, ended=20, number="13900000001")  # after 14 s
    call(store, "abandoned", queued=6, ended=10, number="13900000002")  # after 4 s
    call(store, "abandoned", queued=None, ended=4, number=None)  # while it was greeted; no number is known
    call(store, "unknown_number")
    call(store, "test")
    with store.transaction() as session:  # 10 s before the hour: half of it is in the next
        for state, after in (("ready", 0), ("talking", 5), ("wrap_up", 15), ("ready", 35), ("offline", 40)):
            with clock.running_from(lambda after=after: TEN + seconds(after)):
                if after == 0:
                    agents.sign_in(session, agent, "801")
                agents.set_state(session, agent, state)  # type: ignore[arg-type]
    (found,) = asked(store).values()
    assert found["calls"] == 7
    assert found["answered"] == 3
    assert found["answer_rate"] == pytest.approx(3 / 7)
    assert found["answer_15s_rate"] == pytest.approx(1 / 7)
    assert found["answer_20s_rate"] == pytest.approx(2 / 7)
    assert found["average_wait"] == pytest.approx((10 + 15.5 + 30) / 3)
    assert found["talk_time"] == pytest.approx((120 + 60 + 30) / 3)
    assert found["abandon_rate"] == pytest.approx(1 / 7)
    assert found["automatic_rate"] == pytest.approx(1 / 7)
    assert found["missed"] == 3
    assert found["missed_called_back_rate"] == 0
    assert found["wrap_up_time"] == pytest.approx(20 / 3)
    assert found["occupancy"] == pytest.approx((10 + 20) / (10 + 20 + 5 + 5))
    # who is rung back within half an hour was missed before: the figure of then changes
    call(store, "failed", direction="outbound", number="13900000001", at=TEN + timedelta(minutes=29))
    call(store, "failed", direction="outbound", number="13900000002", at=TEN + timedelta(minutes=31))
    surveyed = call(store, "talked", direction="outbound", number="13900000002", at=TEN + timedelta(minutes=20))
    with store.transaction() as session:  # an automatic call about an order is not for whoever was missed
        order = orders.create_draft(session, SYSTEM, title="路灯", content="不亮")
        calls.update(session, surveyed, order_id=order.id)
    (found,) = asked(store).values()
    assert found["missed_called_back_rate"] == pytest.approx(1 / 2)
    hours = asked(store, "hour")
    assert (hours["09"]["occupancy"], hours["10"]["occupancy"]) == (pytest.approx(0.5), pytest.approx(25 / 30))
    assert asked(store, "agent")[str(agent)]["answered"] == 3
    with store.reading() as session:
        behind = figures.behind(session, Question(("missed_called_back_rate",), DAY), "numerator")
    assert [row.conversation_id for row in behind.items] == [missed]
    assert figures.compare(store).postings == figures.compare(store).cells == 0
