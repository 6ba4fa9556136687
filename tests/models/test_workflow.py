"""The workflow against its own table: random people do random things, and only what the table allows ever happens."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any, get_args
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from models import orders
from models.database import Store
from models.orders import STATES, SYSTEM, UNIT_ROLES, VERBS, Actor, OrderError
from models.orders.workflow import FORM, SYSTEM_ROLE, OrderState
from models.people import Role

LEAD = "421202"
UNITS = (LEAD, "XNSZ006", None)
FIELDS: dict[str, dict[str, Any]] = {
    "edit": {"title": "改过的标题"},
    "dispatch": {"lead_code": LEAD},
    "reply": {"reply_text": "已办"},
    "cancel": {"reason": "重复"},
}


class Floor(RuleBasedStateMachine):
    """One order, everybody at it."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store

    @initialize()
    def draft(self) -> None:
        with self.store.transaction() as session:
            self.order_no = orders.create_draft(session, SYSTEM, title="路灯", content="不亮").order_no
        self.state: OrderState = "draft"
        self.steps = ["create"]

    @rule(
        name=st.sampled_from([name for name in VERBS if name != "create"]),
        role=st.sampled_from([*Role, SYSTEM_ROLE]),
        unit=st.sampled_from(UNITS),
        stale=st.booleans(),
    )
    def somebody_does_something(self, name: str, role: str, unit: str | None, stale: bool) -> None:
        verb, actor = VERBS[name], Actor(None, "某人", role, unit)
        version = len(self.steps) - stale
        if stale:
            expected = "version-conflict"
        elif role not in verb.roles or (verb.own_unit and role in UNIT_ROLES and unit != self.lead()):
            expected = "role-not-allowed"
        elif self.state not in verb.from_states:
            expected = "verb-not-allowed"
        else:
            expected = "done"
        try:
            with self.store.transaction() as session:
                orders.apply(session, actor, self.order_no, name, version, **FIELDS.get(name, {}))
            happened = "done"
        except OrderError as error:
            happened = error.code
        assert happened == expected
        if happened == "done":
            self.state = verb.to_state or self.state
            self.steps.append(name)

    def lead(self) -> str | None:
        return LEAD if "dispatch" in self.steps else None

    @invariant()
    def everything_agrees(self) -> None:
        with self.store.reading() as session:
            order = orders.get(session, self.order_no)
            timeline = orders.timeline(session, order.id)
            assert (order.state, order.version) == (self.state, len(self.steps))
            assert [step.verb for step in timeline] == self.steps
            assert orders.first_broken(order, timeline) is None
            assert (order.due_at is not None) == ("dispatch" in self.steps)
            assert len(order.assignments) == ("dispatch" in self.steps)


def test_only_what_the_table_allows(store: Store) -> None:
    run_state_machine_as_test(
        lambda: Floor(store), settings=settings(max_examples=25, stateful_step_count=20, deadline=None)
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


def test_every_state_can_be_reached_and_named() -> None:
    reached: set[str] = {"draft"}
    while True:
        onward = {v.to_state for v in VERBS.values() if v.to_state and (not v.from_states or v.from_states & reached)}
        if onward <= reached:
            break
        reached |= onward
    assert reached == set(STATES) == set(get_args(OrderState))


@pytest.mark.parametrize("verb", VERBS.values(), ids=lambda verb: verb.name)
def test_a_verb_takes_what_an_order_has(verb: orders.Verb) -> None:
    columns = {column.key for column in orders.WorkOrder.__table__.columns}
    assert set(verb.takes) <= columns
    assert set(verb.needs) - {"reason"} <= columns
    assert verb.roles <= {*Role, SYSTEM_ROLE}
    assert set(FORM) <= columns
