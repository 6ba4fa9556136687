"""An order's life through its verbs: what is allowed, what is refused, what is left behind."""

from datetime import datetime
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from models import clock, events, orders
from models.calendar import WorkingCalendar, WorkingDays, due_at
from models.clock import LOCAL
from models.database import Store
from models.intake import Channel
from models.orders import SYSTEM, Actor, OrderError, OrderFilter

CLERK = Actor(None, "李工", "clerk", "421202")
SUPERVISOR = Actor(None, "王主管", "supervisor")
AGENT = Actor(None, "小陈", "agent")
REPLY = {"reply_text": "已更换灯具", "public_reply_text": "路灯已修复", "solved": "已解决"}


def draft(store: Store, **form: object) -> orders.WorkOrder:
    given = {"title": "路灯不亮", "content": "温泉街道路灯不亮三天了", "request_type": "求助", "caller_name": "张三"}
    with store.transaction() as session:
        return orders.create_draft(session, AGENT, **{**given, "caller_phone": "13812345678", **form})  # type: ignore[arg-type]


def do(store: Store, actor: Actor, order: orders.WorkOrder, verb: str, **fields: object) -> orders.WorkOrder:
    with store.transaction() as session:
        return orders.apply(session, actor, order.order_no, verb, order.version, **fields)  # type: ignore[arg-type]


def test_whole_life(store: Store) -> None:
    order = draft(store)
    order = do(store, AGENT, order, "edit", category_code="020403", place_text="温泉街道")
    order = do(store, AGENT, order, "dispatch", lead_code="421202", assist_codes=["XNGY001"], guidance_code="XNSZ015")
    assert {(p.department_code, p.role, p.state) for p in order.assignments} == {
        ("421202", "lead", "pending_sign"),
        ("XNGY001", "assist", "pending_sign"),
        ("XNSZ015", "guidance", "pending_sign"),
    }
    order = do(store, CLERK, order, "sign")
    with pytest.raises(OrderError, match="1 个协办单位未反馈"):
        do(store, CLERK, order, "reply", **REPLY)
    assistant = Actor(None, "赵", "clerk", "XNGY001")
    order = do(store, assistant, order, "sign_part")
    order = do(store, assistant, order, "submit_part", text="已送电")
    order = do(store, CLERK, order, "reply", **REPLY)
    order = do(store, SUPERVISOR, order, "close", reason="市民满意")
    assert (order.state, order.version, order.public_reply_text) == ("closed", 8, "路灯已修复")
    assert {part.state for part in order.assignments} == {"ended"}
    with store.reading() as session:
        steps = orders.timeline(session, order.id)
        stored = orders.get(session, order.order_no)
        assert [step.verb for step in steps] == [
            "create", "edit", "dispatch", "sign", "sign_part", "submit_part", "reply", "close",
        ]  # fmt: skip
        states = ["draft", "draft", "dispatched", "handling", "handling", "handling", "replied", "closed"]
        assert [step.to_state for step in steps] == states
        assert orders.first_broken(stored, steps) is None
        changed = [e for e in events.after(session, 0) if e.topic == "order.changed"]
        assert [(e.subject, e.data["version"]) for e in changed] == [(order.order_no, n) for n in range(1, 9)]


def test_due_after_three_working_days(store: Store) -> None:
    with clock.running_from(lambda: datetime(2026, 9, 29, 10, tzinfo=LOCAL)):  # Tuesday before the long holiday
        order = do(store, AGENT, draft(store), "dispatch", lead_code="421202")
    assert order.due_at == order.original_due_at == due_at(order.dispatched_at, WorkingDays(3), WorkingCalendar())  # type: ignore[arg-type]
    # 30 September, then 8 and 9 October
    assert order.due_at.astimezone(LOCAL) == datetime(2026, 10, 9, 23, 59, 59, tzinfo=LOCAL)
    assert order.warn_at is not None
    for at, colour in [(8, "green"), (9, "yellow"), (10, "red")]:
        assert orders.due_colour(order, datetime(2026, 10, at, 9, tzinfo=LOCAL)) == colour


def test_dispatch_over_a_new_year_without_data_goes_out_with_an_alarm(store: Store) -> None:
    with clock.running_from(lambda: datetime(2030, 1, 3, 10, tzinfo=LOCAL)):  # a Thursday
        order = do(store, AGENT, draft(store), "dispatch", lead_code="421202")
    assert order.due_at is not None
    assert order.due_at.astimezone(LOCAL).date() == datetime(2030, 1, 8, tzinfo=LOCAL).date()
    with store.reading() as session:
        assert "2030" in orders.timeline(session, order.id)[-1].changes["calendar_gap"]
        alarm = next(e for e in events.after(session, 0) if e.topic == "alarm")
        assert alarm.data["code"] == "calendar-gap"


def test_one_order_a_conversation(store: Store) -> None:
    conversation = uuid4()
    first = draft(store, conversation_id=conversation)
    again = draft(store, conversation_id=conversation, title="别的")
    assert (again.order_no, again.title) == (first.order_no, "路灯不亮")
    with store.reading() as session:
        assert len(orders.timeline(session, first.id)) == 1
        found = orders.by_conversation(session, conversation)
        assert found is not None
        assert found.id == first.id


@pytest.mark.parametrize(
    ("actor", "verb", "version", "fields", "code"),
    [
        (AGENT, "dispatch", 7, {"lead_code": "421202"}, "version-conflict"),
        (AGENT, "dispatch", 1, {}, "field-missing"),
        (AGENT, "dispatch", 1, {"lead_code": "无此单位"}, "field-invalid"),
        (AGENT, "edit", 1, {"urgency": "马上"}, "field-invalid"),
        (AGENT, "edit", 1, {"closed_at": "2026-01-01"}, "field-invalid"),
        (AGENT, "edit", 1, {"title": None}, "field-invalid"),
        (AGENT, "cancel", 1, {}, "field-missing"),
        (CLERK, "dispatch", 1, {"lead_code": "421202"}, "role-not-allowed"),
        (SUPERVISOR, "close", 1, {}, "verb-not-allowed"),
        (AGENT, "create", 1, {}, "verb-unknown"),
        (AGENT, "fly", 1, {}, "verb-unknown"),
    ],
)
def test_refused_and_nothing_changed(
    store: Store, actor: Actor, verb: str, version: int, fields: dict[str, object], code: str
) -> None:
    order = draft(store)
    with pytest.raises(OrderError) as refused, store.transaction() as session:
        orders.apply(session, actor, order.order_no, verb, version, **fields)  # type: ignore[arg-type]
    assert refused.value.code == code
    with store.reading() as session:
        kept = orders.get(session, order.order_no)
        assert (kept.state, kept.version, kept.assignments) == ("draft", 1, [])


def test_after_a_refusal_the_same_transaction_can_go_on(store: Store) -> None:
    order = draft(store)
    with store.transaction() as session:
        with pytest.raises(OrderError):
            orders.apply(session, SYSTEM, order.order_no, "dispatch", None, lead_code="无此单位", title="改了")
        orders.apply(session, SYSTEM, order.order_no, "edit", None, waits_for_person=True, wait_reason="单位不存在")
    with store.reading() as session:
        kept = orders.get(session, order.order_no)
        assert (kept.title, kept.lead_code, kept.waits_for_person, kept.version) == ("路灯不亮", None, True, 2)
        assert orders.first_broken(kept, orders.timeline(session, order.id)) is None


def test_only_the_lead_unit_signs(store: Store) -> None:
    order = do(store, AGENT, draft(store), "dispatch", lead_code="421202", assist_codes=["XNSZ006"])
    with pytest.raises(OrderError) as refused:
        do(store, Actor(None, "赵", "clerk", "XNSZ006"), order, "sign")
    assert refused.value.code == "role-not-allowed"
    with store.reading() as session:
        buttons = {p.verb: p for p in orders.possible(orders.get(session, order.order_no), CLERK)}
    assert buttons["sign"].allowed
    assert buttons["reply"].why_not == "工单处于“待签收”，不能答复"


def test_unknown_order(store: Store) -> None:
    with store.transaction() as session, pytest.raises(OrderError) as refused:
        orders.apply(session, SYSTEM, "XNDH202601010000000", "dispatch", None)
    assert refused.value.code == "order-not-found"


def test_a_report_is_secret_and_revealed_only_by_right(store: Store) -> None:
    order = do(store, AGENT, draft(store, request_type="举报"), "dispatch", lead_code="421202")
    assert order.is_secret
    for actor in (CLERK, AGENT):
        with store.transaction() as session, pytest.raises(OrderError) as refused:
            orders.reveal(session, actor, order.order_no, ["phone"], "核实情况")
        assert refused.value.code == "role-not-allowed"
    with store.transaction() as session:
        shown = orders.reveal(session, SUPERVISOR, order.order_no, ["phone", "name"], "核实情况")
    assert shown == {"phone": "13812345678", "name": "张三"}
    with store.reading() as session:
        rows = session.execute(text("SELECT actor_name, fields, reason FROM disclosure")).all()
    assert rows == [("王主管", ["name", "phone"], "核实情况")]


def test_personal_data_lies_sealed_and_stays_out_of_the_timeline(store: Store) -> None:
    order = draft(store, caller_address="温泉路 8 号")
    do(store, AGENT, order, "edit", caller_phone="13900000000")
    with store.reading() as session:
        for table in ("work_order", "citizen", "order_event", "event"):
            dump = "".join(map(str, session.execute(text(f"SELECT t::text FROM {table} t")).scalars()))
            for secret in ("13812345678", "13900000000", "张三", "温泉路 8 号"):
                assert secret not in dump, table
            assert "张三".encode().hex() not in dump


def test_timeline_cannot_be_altered_and_tells_when_it_was(store: Store) -> None:
    order = do(store, AGENT, draft(store), "edit", title="路灯还是不亮")
    with store.transaction() as session, pytest.raises(ProgrammingError, match="append-only"):
        session.execute(text("UPDATE order_event SET text = '改'"))
    with store.transaction() as session, pytest.raises(ProgrammingError, match="append-only"):
        session.execute(text("DELETE FROM order_event"))
    with store.transaction() as session:  # as somebody with the database's own rights could
        session.execute(text("ALTER TABLE order_event DISABLE TRIGGER ALL"))
        session.execute(text("UPDATE order_event SET changes = '{}' WHERE seq = 2"))
    with store.reading() as session:
        altered = orders.get(session, order.order_no)
        assert orders.first_broken(altered, orders.timeline(session, order.id)) == 2


def test_lists(store: Store) -> None:
    first = draft(store)
    second = draft(
        store, title="井盖缺失", content="桂花路井盖不见了", category_code="020402", caller_phone="13700000000"
    )
    do(store, AGENT, second, "dispatch", lead_code="XNSZ015")
    third = draft(store, channel=Channel.WEBSITE, waits_for_person=True, wait_reason="把握不足")
    with store.reading() as session:

        def found(**wanted: object) -> list[str]:
            return [order.order_no for order in orders.listing(session, OrderFilter(**wanted)).items]  # type: ignore[arg-type]

        assert found() == [third.order_no, second.order_no, first.order_no]
        assert found(q="井盖") == found(states=("dispatched",)) == found(units=("XNSZ015",)) == [second.order_no]
        assert found(category="0204") == found(due="green") == [second.order_no]
        assert found(q=first.order_no.lower()) == [first.order_no]
        assert found(q="100%") == []
        assert found(waiting=True) == found(channel="website") == [third.order_no]
        page = orders.listing(session, limit=2)
        assert page.total == 3
        rest = orders.listing(session, cursor=page.next, limit=2)
        assert [order.order_no for order in rest.items] == [first.order_no]
        assert rest.next is None
        same = orders.by_citizen(session, "+86 138-1234-5678")
        assert [order.order_no for order in same] == [third.order_no, first.order_no]
