"""The table of states and verbs against itself, and two people at one order."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import get_args
from uuid import uuid4

import pytest

from models import orders
from models.database import Store
from models.orders import FIELDS, STATES, SYSTEM, VERBS, OrderError
from models.orders.diagram import document
from models.orders.effects import EFFECTS
from models.orders.form import BLANK
from models.orders.guards import CHECKS, GUARDS, TURNS
from models.orders.rights import refusal
from models.orders.workflow import FORM, SYSTEM_ROLE, OrderState
from models.people import Role


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


@pytest.mark.parametrize("lead", ["421202", "XNSZ006"])
def test_buttons_say_what_the_verb_would_say(lead: str) -> None:
    for role in (*Role, SYSTEM_ROLE):
        actor = orders.Actor(None, "李工", role, "421202")
        for state in STATES:
            order = orders.WorkOrder(**BLANK, state=state, lead_code=lead, assignments=[])
            for button in orders.possible(order, actor):
                refused = refusal(order, actor, VERBS[button.verb])
                assert (button.allowed, button.why_not) == (refused is None, refused.message if refused else None)


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
