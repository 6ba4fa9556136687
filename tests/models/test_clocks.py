"""Clocks: what fires fires once, whatever year it is; pauses, gaps, and what a policy says."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from models import clock, clocks, events, orders
from models.catalogue import city_folder
from models.catalogue.city import CityData
from models.clock import LOCAL
from models.clocks import CLOCKS, OrderClock, read_terms
from models.database import Store
from models.orders import STATES, SYSTEM, Actor, OrderEvent, WorkOrder

CLERK = Actor(None, "李工", "clerk", "421202")
BOSS = Actor(None, "王主管", "supervisor")
REPLY = {"reply_text": "已办", "public_reply_text": "已修好", "solved": "已解决"}


class Hands:
    """A clock that is set by hand."""

    def __init__(self, text: str) -> None:
        self.at = datetime.fromisoformat(text).replace(tzinfo=LOCAL)

    def __call__(self) -> datetime:
        return self.at


def dispatched(store: Store, **form: object) -> WorkOrder:
    with store.transaction() as session:
        given = {"title": "路灯不亮", "content": "不亮", "request_type": "求助", "lead_code": "421202", **form}
        order = orders.create_draft(session, SYSTEM, **given)  # type: ignore[arg-type]
        return orders.apply(session, SYSTEM, order.order_no, "dispatch", 1)


def fire(store: Store) -> clocks.Fired:
    with store.transaction() as session:
        return clocks.fire(session)


def dues(store: Store, order: WorkOrder) -> dict[str, str]:
    with store.reading() as session:
        rows = clocks.running(session, order.id)
        return {one.kind: one.due.astimezone(LOCAL).strftime("%m-%d %H:%M") for one in rows}


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        # Wednesday 23 September 2026, 16:00; 25 September is 中秋, Sunday 20 was worked
        ({"request_type": "求助"}, {"sign": "09-24 11:00", "return": "09-24 23:59", "reply": "09-29 23:59"}),
        ({"request_type": "咨询"}, {"sign": "09-24 11:00", "return": "09-24 10:15", "reply": "09-24 23:59"}),
        ({"request_type": "举报"}, {"sign": "09-24 11:00", "return": "09-24 23:59", "reply": "10-08 23:59"}),
        ({"urgency": "紧急"}, {"sign": "09-23 17:00", "return": "09-23 16:30", "reply": "09-24 23:59"}),
        ({"urgency": "特急"}, {"sign": "09-23 16:15", "reply": "09-24 16:00"}),
        ({"request_type": "投诉", "category_code": "060101"}, {"reply": "10-10 23:59"}),  # statutory, 7 days
    ],
)
def test_the_citys_limits(store: Store, form: dict[str, str], expected: dict[str, str]) -> None:
    with clock.running_from(Hands("2026-09-23 16:00")):
        found = dues(store, dispatched(store, **form))
    assert {kind: found.get(kind) for kind in expected} == expected
    if form.get("urgency") == "特急":
        assert "return" not in found


def test_a_policy_names_what_exists() -> None:
    limits = CityData.from_folder(city_folder("xianning")).limits
    assert {entry.kind for entry in limits} <= set(CLOCKS)
    assert {entry.pause_in for entry in limits} - {""} <= set(STATES)


def test_warned_once_red_once_escalated_once(store: Store) -> None:
    hands = Hands("2026-11-23 10:30")
    with clock.running_from(hands):
        order = dispatched(store)
        with store.transaction() as session:
            orders.apply(session, CLERK, order.order_no, "sign", 2)
            orders.apply(session, CLERK, order.order_no, "contact", 3, contact_at=hands.at)
        hands.at = datetime(2026, 11, 26, 9, tzinfo=LOCAL)  # its last working day
        assert fire(store).warned == 1
        assert not fire(store)
        hands.at = datetime(2026, 11, 27, 0, tzinfo=LOCAL)
        assert fire(store).overdue == 1
        assert not fire(store)
        hands.at = datetime(2026, 11, 28, 1, tzinfo=LOCAL)
        assert fire(store).escalated == 1
        assert not fire(store)
    with store.reading() as session:
        told = [e.topic for e in events.after(session, 0) if e.topic.startswith("clock.") and e.data["kind"] == "reply"]
        assert told == ["clock.warned", "clock.overdue", "clock.escalated"]
        assert [step.verb for step in orders.timeline(session, order.id)][-2:] == ["urge", "supervise"]


def test_a_gap_in_the_calendar_alarms_and_nothing_stops(store: Store) -> None:
    hands = Hands("2031-12-30 10:00")
    with clock.running_from(hands):
        order = dispatched(store)
        hands.at += timedelta(days=30)
        while fire(store):
            pass
    with store.reading() as session:
        assert {e.data["code"] for e in events.after(session, 0) if e.topic == "alarm"} == {"calendar-gap"}
        assert orders.get(session, order.order_no).is_supervised


def test_the_policy_of_the_day_holds(store: Store) -> None:
    with clock.running_from(Hands("2025-06-02 10:00")), store.transaction() as session:  # before any version
        order = orders.create_draft(session, SYSTEM, title="路灯", content="不亮")
        terms = read_terms(session, order, clock.now())
        assert set(terms.by_kind) == {"reply", "archive"}
        assert terms.by_kind["reply"].code is None


def test_a_simulated_year(store: Store) -> None:
    """An order every fourth day; some units answer, some never do. Everything comes due once and nothing is left."""
    hands = Hands("2026-01-05 09:00")
    made: list[str] = []
    with clock.running_from(hands):
        for day in range(365):
            if day % 4 == 0:
                order = dispatched(store, request_type=("咨询", "求助", "投诉", "举报", "建议")[day % 5])
                made.append(order.order_no)
                if day % 8 == 0:
                    with store.transaction() as session:
                        orders.apply(session, CLERK, order.order_no, "sign", 2)
                        orders.apply(session, CLERK, order.order_no, "reply", 3, **REPLY)
                        orders.apply(session, BOSS, order.order_no, "close", 4)
            hands.at += timedelta(days=1)
            while fire(store):
                pass
        hands.at += timedelta(days=40)
        while fire(store):
            pass
    with store.reading() as session:
        states = dict(session.execute(select(WorkOrder.state, func.count()).group_by(WorkOrder.state)).all())
        assert states == {"archived": 46, "handling": 46}
        assert sum(states.values()) == len(made)
        counted = select(OrderEvent.verb, func.count()).group_by(OrderEvent.verb)
        verbs = dict(session.execute(counted).all())
        assert verbs["supervise"] == 46, "each order that nobody answered, once"
        assert verbs["archive"] == 46
        going = session.scalars(select(OrderClock).where(OrderClock.stopped_at.is_(None))).all()
        assert {one.kind for one in going} <= {"return", "first_contact", "reply"}
        assert all(one.red_at is not None and one.next_at is None for one in going)
