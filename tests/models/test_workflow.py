"""The workflow against its own table: random people do random things, and only what the table allows ever happens."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, get_args
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from models import clock, clocks, orders
from models.attachments import Content, StoredFile
from models.database import Store
from models.orders import FIELDS, STATES, SYSTEM, UNIT_ROLES, VERBS, Actor, OrderError
from models.orders.diagram import document
from models.orders.effects import EFFECTS
from models.orders.guards import CHECKS, GUARDS, TURNS
from models.orders.replay import row
from models.orders.tables import Overlay
from models.orders.workflow import FORM, SYSTEM_ROLE, OrderState
from models.people import Role

LEAD, ASSIST, OTHER = "421202", "XNSZ006", "XNSZ015"
UNITS = (LEAD, ASSIST, OTHER)
WALKS = 10_000 if os.environ.get("HOTLINE_FULL") else 15
FULL_FORM = {"caller_name": "张三", "caller_phone": "13812345678", "place_text": "温泉路", "reason": "当事人不愿说明"}


def fields(verb: str, pick: int, now: datetime, master: str) -> dict[str, Any]:
    """What somebody might fill in; `pick` varies it."""
    unit = UNITS[pick % 3]
    given: dict[str, dict[str, Any]] = {
        "edit": {"title": f"改过的标题{pick}", "urgency": ("一般", "紧急", "特急")[pick % 3]},
        "submit": FULL_FORM,
        "answer": {"public_reply_text": "政策如下", "knowledge_ref": "K-1"},
        "transfer_emergency": {"emergency_service": "119"},
        "reject": {"reject_code": "02", "route_told": "向人民法院起诉"},
        "dispatch": {"lead_code": unit, "assist_codes": [ASSIST, OTHER][: pick % 3]},
        "merge": {"master_no": master},
        "request_return": {"return_reason": "not_ours", "return_basis": "三定方案"},
        "refuse_return": {"forbid_return": pick % 2 == 0},
        "rule": {"lead_code": unit, "arbitration_opinion": "由该单位主办"},
        "sub_dispatch": {"add_units": [UNITS[(pick + 1) % 3]]},
        "contact": {"contact_at": now},
        "agree_part_return": {"part_unit": unit},
        "refuse_part_return": {"part_unit": unit},
        "accept_part": {"part_unit": unit},
        "send_back_part": {"part_unit": unit},
        "request_extension": {"extension_days": 1 + pick % 3},
        "request_listing": {"listing_plan": "年内改造", "listing_until": now + timedelta(days=60), "caller_told": True},
        "reply": {"reply_text": "已办", "public_reply_text": "已办结", "solved": "已解决"},
        "try_callback": {"callback_method": "人工"},
        "record_callback": {
            "callback_method": "人工",
            "callback_solved": ("已解决", "未解决")[pick % 2],
            "callback_score": 1 + pick % 5,
            "callback_reason": "没人来",
        },
        "reopen": {"lead_code": unit},
    }
    return {"reason": "情况属实", "text": "说明", **given.get(verb, {})}


class Floor(RuleBasedStateMachine):
    """Two orders, everybody at them, and time that goes by."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        self.now = datetime(2026, 9, 25, 2, tzinfo=UTC)
        self.files = count(uuid4().int)  # hashes that no other walk has

    @initialize(
        urgency=st.sampled_from(["一般", "紧急", "特急"]), kind=st.sampled_from(["咨询", "求助", "举报", "表扬"])
    )
    def draft(self, urgency: str, kind: str) -> None:
        form = {"title": "路灯", "content": "不亮", "urgency": urgency, "request_type": kind}
        with clock.running_from(lambda: self.now), self.store.transaction() as session:
            self.numbers = [orders.create_draft(session, SYSTEM, **form).order_no for _ in range(2)]

    @rule(which=st.integers(0, 1), data=st.data(), pick=st.integers(0, 29))
    def somebody_does_what_the_table_offers(self, which: int, data: st.DataObject, pick: int) -> None:
        """Mostly verbs that the state allows, by somebody who may: walks that get far."""
        with self.store.reading() as session:
            order = orders.get(session, self.numbers[which])
        ways = [v for v in VERBS.values() if order.state in v.from_states]
        if not ways:
            assert order.state == "archived"
            return
        verb = data.draw(st.sampled_from(ways))
        role = data.draw(st.sampled_from(sorted(verb.roles)))
        unit = ASSIST if verb.assist else order.lead_code
        self.do(which, verb, Actor(None, "某人", role, unit if role in UNIT_ROLES else None), pick)

    @rule(
        which=st.integers(0, 1),
        name=st.sampled_from([name for name in VERBS if name != "create"]),
        role=st.sampled_from([*Role, SYSTEM_ROLE]),
        unit=st.sampled_from((*UNITS, None)),
    )
    def anybody_does_anything(self, which: int, name: str, role: str, unit: str | None) -> None:
        self.do(which, VERBS[name], Actor(None, "某人", role, unit), 0)

    @rule(which=st.integers(0, 1), role=st.sampled_from([*Role, SYSTEM_ROLE]), unit=st.sampled_from((*UNITS, None)))
    def somebody_adds_a_file(self, which: int, role: str, unit: str | None) -> None:
        """Where it is refused nothing stays behind; every second one is withdrawn again."""
        self.now += timedelta(minutes=1)
        actor, number = Actor(None, "某人", role, unit), self.numbers[which]
        file = StoredFile("灯.jpg", "image/jpeg", f"{next(self.files):064x}", 9)
        row = {"sha256": file.sha256, "media_type": file.media_type, "size": 9, "stored_at": self.now}
        happened = "done"
        happened = "done"
        try:
            with clock.running_from(lambda: self.now), self.store.transaction() as session:
                session.add(Content(**row, scan_state="unscanned"))
                added = orders.attach(session, actor, number, file, "handling")
                if added.id % 2:
                    orders.detach(session, actor, number, added.id, "传错了")
        except OrderError as error:
            happened = error.code
        assert happened in {"done", "role-not-allowed", "verb-not-allowed", "too-many-attachments"}

    @rule(hours=st.sampled_from([1, 5, 26, 24 * 8]))
    def time_goes_by(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        with clock.running_from(lambda: self.now):
            for _ in range(3):
                with self.store.transaction() as session:
                    clocks.fire(session)
            with self.store.transaction() as session:
                assert not clocks.fire(session), "what is done is not done again"

    def do(self, which: int, verb: orders.Verb, actor: Actor, pick: int) -> None:
        self.now += timedelta(minutes=1)
        number, other = self.numbers[which], self.numbers[1 - which]
        with self.store.reading() as session:
            before = orders.get(session, number)
        given = {
            name: value
            for name, value in fields(verb.name, pick, self.now, other).items()
            if name in verb.takes or name in ("reason", "text")
        }
        happened = "done"
        with clock.running_from(lambda: self.now):
            try:
                with self.store.transaction() as session:
                    after = orders.apply(session, actor, number, verb.name, before.version, **given)
            except OrderError as error:
                happened = error.code
        allowed_by_table = actor.role in verb.roles and before.state in verb.from_states
        if happened == "done":
            assert allowed_by_table
            assert after.state in verb.ends
        elif actor.role not in verb.roles:
            assert happened == "role-not-allowed"
        elif before.state not in verb.from_states:
            assert happened in {"verb-not-allowed", "role-not-allowed"}

    @invariant()
    def everything_agrees(self) -> None:
        with self.store.reading() as session:
            for number in self.numbers:
                self.one_agrees(session, number)

    def one_agrees(self, session: Any, number: str) -> None:
        order = orders.get(session, number)
        steps = orders.timeline(session, order.id)
        assert orders.first_broken(order, steps) is None
        assert orders.replay(steps) == row(order), "the timeline tells the row"
        assert order.state == "archived" or any(order.state in verb.from_states for verb in VERBS.values())
        going = clocks.running(session, order.id)
        assert all(one.owner for one in going)
        assert all(order.state in clocks.RUNS[one.kind] for one in going)
        assert len({one.kind for one in going}) == len(going)
        by_kind = {one.kind: one for one in going}
        if order.state in clocks.RUNS["reply"] and order.due_at is not None:
            assert by_kind["reply"].due == order.due_at
            assert by_kind["reply"].original_due == order.original_due_at
        counted = select(Overlay.kind, Overlay.act, func.count()).where(Overlay.order_id == order.id)
        laid = {(kind, act): n for kind, act, n in session.execute(counted.group_by(Overlay.kind, Overlay.act))}
        assert order.return_count == laid.get(("return_request", "asked"), 0)
        assert order.urge_count == laid.get(("urge", "done"), 0)
        assert order.redo_count == laid.get(("redo", "done"), 0)
        assert order.reopen_count == laid.get(("reopening", "done"), 0)
        lifted = laid.get(("supervision", "undone"), 0)
        assert laid.get(("supervision", "done"), 0) - lifted == order.is_supervised
        if order.state in {"closed", "archived", "cancelled"}:
            assert all(part.state in {"ended", "returned"} for part in order.assignments)


@pytest.mark.slow
def test_only_what_the_table_allows(store: Store) -> None:
    run_state_machine_as_test(
        lambda: Floor(store),
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )


def test_two_dispatchers_grab_one_order(store: Store) -> None:
    with store.transaction() as session:
        order = orders.create_draft(session, SYSTEM, title="路灯", content="不亮")

    def dispatch(lead: str) -> str:
        try:
            with store.transaction() as session:
                orders.apply(session, SYSTEM, order.order_no, "dispatch", 1, lead_code=lead)
        except OrderError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(4) as threads:
        happened = sorted(threads.map(dispatch, ["421202", "XNSZ006", "XNSZ015", "XNSZ013"]))
    assert happened == ["done", "version-conflict", "version-conflict", "version-conflict"]


def test_calls_that_end_twice_make_one_order(store: Store) -> None:
    conversation = uuid4()

    def create(_: int) -> str:
        with store.transaction() as session:
            return orders.create_draft(session, SYSTEM, conversation_id=conversation, content="不亮").order_no

    with ThreadPoolExecutor(6) as threads:
        assert len(set(threads.map(create, range(6)))) == 1


def test_every_state_can_be_reached_and_left() -> None:
    reached: set[str] = {"draft"}
    while True:
        onward = {end for v in VERBS.values() if not v.from_states or v.from_states & reached for end in v.ends}
        if onward <= reached:
            break
        reached |= onward
    assert reached == set(STATES) == set(get_args(OrderState))
    left = {state for verb in VERBS.values() if verb.to_state or verb.turns for state in verb.from_states}
    assert set(STATES) - left == {"archived"}


@pytest.mark.parametrize("verb", VERBS.values(), ids=lambda verb: verb.name)
def test_a_verb_names_what_exists(verb: orders.Verb) -> None:
    columns = {column.key for column in orders.WorkOrder.__table__.columns}
    assert {name for name in (*verb.takes, *verb.needs) if FIELDS[name].column} <= columns
    assert set(verb.needs) <= set(FIELDS)
    assert verb.roles <= {*Role, SYSTEM_ROLE}
    assert set(verb.guards) <= set(GUARDS)
    assert set(verb.checks) <= set(CHECKS)
    assert {name for name, _ in verb.turns} <= set(TURNS)


def test_nothing_is_named_that_nobody_uses() -> None:
    assert set(EFFECTS) <= set(VERBS)
    assert set(GUARDS) == {name for verb in VERBS.values() for name in verb.guards}
    assert set(CHECKS) == {name for verb in VERBS.values() for name in verb.checks}
    assert set(FORM) <= set(FIELDS)


def test_the_documentation_is_current() -> None:
    written = (Path(__file__).parents[2] / "docs" / "workflow.md").read_text("utf-8")
    assert written == document(), "python -m models.orders.diagram > docs/workflow.md"
