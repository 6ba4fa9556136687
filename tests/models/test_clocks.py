"""Clocks: what fires fires once, whatever year it is; pauses, gaps, and what a policy says."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from models import clock, clocks, events, orders
from models.catalogue import city_folder
from models.catalogue.city import CityData
from models.clock import LOCAL
from models.clocks import CLOCKS, OrderClock, read_terms
from models.database import Store
from models.orders import STATES, SYSTEM, Actor, OrderEvent, VerbNotAllowed, WorkOrder

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


def act(store: Store, actor: Actor, order: WorkOrder, verb: str, **fields: Any) -> WorkOrder:
    with store.transaction() as session:
        return orders.apply(session, actor, order.order_no, verb, None, **fields)


def test_a_reply_out_of_a_pause_is_not_late_and_keeps_what_was_left(store: Store) -> None:
    hands = Hands("2026-03-02 10:00")  # a Monday: the reply is due on Thursday night
    with clock.running_from(hands):
        order = dispatched(store)
        act(store, CLERK, order, "sign")
        act(store, CLERK, order, "contact", contact_at=hands.at)
        plan = {"listing_plan": "纳入改造", "listing_until": hands.at + timedelta(days=90), "caller_told": True}
        act(store, CLERK, order, "request_listing", **plan)
        hands.at += timedelta(days=1)
        listed = act(store, BOSS, order, "grant_listing")
        hands.at += timedelta(days=56)  # 清明 is between: two working days are left as before
        replied = act(store, CLERK, order, "reply", **REPLY)
        assert listed.due_at is not None
        assert replied.due_at is not None
        assert replied.due_at.astimezone(LOCAL).strftime("%m-%d %H:%M") == "04-30 23:59"
        with store.reading() as session:
            (stopped,) = session.scalars(select(OrderClock).where(OrderClock.kind == "reply")).all()
            assert stopped.stopped_at is not None
            assert stopped.stopped_at < stopped.due == replied.due_at
            assert orders.timeline(session, order.id)[-1].due_before == listed.due_at
        act(store, BOSS, order, "send_back_reply", reason="缺少照片")
        assert dues(store, order)["reply"] == "04-30 23:59"
        assert fire(store).overdue == 0
        with store.reading() as session:
            assert orders.due_colour(orders.get(session, order.order_no)) == "green"


def test_a_pause_ends_at_the_latest_at_the_platforms_date(store: Store) -> None:
    hands = Hands("2026-03-02 10:00")  # our own date, moved by the pause, would be 04-30
    until = datetime(2026, 4, 28, 18, tzinfo=LOCAL)
    with clock.running_from(hands):
        order = dispatched(store, upstream_due_at=until)
        act(store, CLERK, order, "sign")
        act(store, CLERK, order, "contact", contact_at=hands.at)
        plan = {"listing_plan": "纳入改造", "listing_until": hands.at + timedelta(days=90), "caller_told": True}
        act(store, CLERK, order, "request_listing", **plan)
        hands.at += timedelta(days=1)
        act(store, BOSS, order, "grant_listing")
        hands.at += timedelta(days=56)
        replied = act(store, CLERK, order, "reply", **REPLY)
        assert replied.due_at == until
        act(store, BOSS, order, "send_back_reply", reason="缺少照片")
        assert dues(store, order)["reply"] == "04-28 18:00"


def test_the_earlier_of_our_date_and_the_platforms_holds(store: Store) -> None:
    hands = Hands("2026-11-23 10:30")  # the reply is due on Thursday night
    with clock.running_from(hands):
        with pytest.raises(VerbNotAllowed, match="上级平台"):
            act(store, BOSS, dispatched(store), "take_upstream_limit", upstream_due_at=hands.at, reason="省级来函")
        order = dispatched(store, upstream_due_at=hands.at + timedelta(days=20))
        ours, later, sooner = order.due_at, hands.at + timedelta(days=9), hands.at + timedelta(hours=10)
        order = act(store, BOSS, order, "take_upstream_limit", upstream_due_at=later, reason="省级来函")
        assert (order.due_at, order.upstream_due_at) == (ours, later)
        order = act(store, BOSS, order, "take_upstream_limit", upstream_due_at=sooner, reason="省级来函")
        assert order.due_at == order.original_due_at == sooner
        assert dues(store, order)["reply"] == "11-23 20:30"
        hands.at += timedelta(hours=9)
        assert fire(store).warned >= 1
        hands.at += timedelta(hours=2)
        assert fire(store).overdue >= 1
        replied = act(store, CLERK, order, "reply", **REPLY)  # its unit has been signed for
        after = act(store, BOSS, replied, "take_upstream_limit", upstream_due_at=hands.at, reason="省级来函")
        assert after.due_at == sooner, "an answer is not made late afterwards"


def test_what_is_taken_back_is_the_dispatchers_again(store: Store) -> None:
    with clock.running_from(Hands("2026-11-23 10:30")):
        order = dispatched(store)
        act(store, CLERK, order, "sign")
        act(store, CLERK, order, "request_extension", extension_days=2, reason="需要时间")
        order = act(store, BOSS, order, "take_back", reason="派错单位")
        assert (order.state, order.pending_request) == ("pending_dispatch", None)
        assert [part.state for part in order.assignments] == ["ended"]
        assert set(dues(store, order)) == {"dispatch"}
        order = act(store, BOSS, order, "dispatch", lead_code="XNSZ006")
        assert "reply" in dues(store, order)
        assert order.return_count == 0


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
