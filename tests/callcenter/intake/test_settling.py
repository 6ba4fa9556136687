"""The order of a call when its words are final: dispatched, or waiting for a person with the reason."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from callcenter.intake import phone
from models import calls, clock, orders
from models.calls import CallOutcome, Intake, NewSegment
from models.database import Store
from models.events import Event
from models.orders import Actor, WorkOrder, by_conversation
from models.people import Role
from tests.callcenter.browser import Browser
from tests.callcenter.floor import ScriptedAdviser

THRESHOLD = 0.7
DEMAND = "小区停水三天了"


def ended_call(
    store: Store,
    words: str | None,
    intake: Intake = "automatic",
    outcome: CallOutcome = "automatic",
    draft: bool = True,
) -> UUID:
    """An ended call with these words of the caller, and its draft."""
    conversation = uuid4()
    with store.transaction() as session:
        calls.begin(session, conversation, "13812345678", "12345")
        calls.update(session, conversation, answered_at=clock.now())
        if words:
            calls.add_segment(session, conversation, "caller", NewSegment(0.0, 2.0, words))
        calls.add_segment(session, conversation, "agent", NewSegment(2.0, 3.0, "请问您在哪里"))
        call = calls.end(session, conversation, outcome, intake=intake, transcript_state="complete")
        if draft:
            phone.draft_order(session, call)
    return conversation


def order_of(store: Store, conversation: UUID) -> WorkOrder:
    with store.reading() as session:
        order = by_conversation(session, conversation)
        assert order is not None
        return order


def test_a_sure_demand_is_dispatched_by_the_system(store: Store, adviser: ScriptedAdviser) -> None:
    conversation = ended_call(store, DEMAND)
    settled = phone.settle(store, adviser, conversation, THRESHOLD)
    order = order_of(store, conversation)
    assert (settled.order_no, settled.dispatched, settled.reason) == (order.order_no, True, None)
    assert (order.state, order.lead_code, order.category_code) == ("dispatched", adviser.lead, adviser.category)
    assert order.due_at is not None
    assert order.advice is not None
    assert order.confidence == adviser.confidence
    assert not order.waits_for_person
    assert adviser.asked == [DEMAND]  # the agent's words are no demand


@pytest.mark.parametrize(
    ("words", "confidence", "reason"),
    [(DEMAND, 0.4, "low-confidence"), ("测试测试", 0.99, "no-demand"), (None, 0.99, "no-words")],
)
def test_an_unsure_one_waits_for_a_person(
    store: Store, adviser: ScriptedAdviser, words: str | None, confidence: float, reason: str
) -> None:
    adviser.confidence = confidence
    conversation = ended_call(store, words)
    settled = phone.settle(store, adviser, conversation, THRESHOLD)
    order = order_of(store, conversation)
    assert (settled.dispatched, settled.reason) == (False, reason)
    assert (order.state, order.waits_for_person, order.wait_reason) == ("draft", True, reason)


def test_a_fault_of_routing_does_not_lose_the_order(store: Store) -> None:
    class Broken:
        def advise(self, text: str, subject: str = "") -> None:
            raise RuntimeError("model is gone")

    conversation = ended_call(store, DEMAND)
    settled = phone.settle(store, Broken(), conversation, THRESHOLD)  # type: ignore[arg-type]
    assert settled.reason == "routing-failed"
    order = order_of(store, conversation)
    assert (order.content, order.waits_for_person) == (DEMAND, True)
    with store.reading() as session:
        (alarm,) = session.scalars(select(Event).where(Event.topic == "alarm"))
    assert (alarm.data["code"], alarm.data["order_no"]) == ("routing-failed", order.order_no)


def test_a_department_that_is_gone_leaves_the_order_to_a_person(store: Store, adviser: ScriptedAdviser) -> None:
    adviser.lead = "nobody"
    conversation = ended_call(store, DEMAND)
    settled = phone.settle(store, adviser, conversation, THRESHOLD)
    order = order_of(store, conversation)
    assert settled.reason == order.wait_reason == "dispatch-refused"
    assert order.state == "draft"


def test_the_agents_order_waits_for_the_agent_with_the_proposal(store: Store, adviser: ScriptedAdviser) -> None:
    conversation = ended_call(store, DEMAND, intake="agent", outcome="talked")
    phone.settle(store, adviser, conversation, THRESHOLD)
    order = order_of(store, conversation)
    assert (order.state, order.wait_reason) == ("draft", "agent-confirms")
    assert order.lead_code == adviser.lead


def test_what_a_person_wrote_is_not_overwritten(
    store: Store, adviser: ScriptedAdviser, sign_in: Callable[..., int]
) -> None:
    conversation = ended_call(store, DEMAND, intake="agent", outcome="talked")
    with store.transaction() as session:
        actor = Actor(sign_in("8001"), "小王", "agent")
        order = by_conversation(session, conversation)
        assert order is not None
        orders.apply(session, actor, order.order_no, "edit", order.version, title="停水", content="三天没有水")
    phone.settle(store, adviser, conversation, THRESHOLD)
    order = order_of(store, conversation)
    assert (order.title, order.content, order.lead_code) == ("停水", "三天没有水", None)
    assert order.advice is not None


def test_settling_twice_changes_nothing(store: Store, adviser: ScriptedAdviser) -> None:
    conversation = ended_call(store, DEMAND)
    first = phone.settle(store, adviser, conversation, THRESHOLD)
    version = order_of(store, conversation).version
    again = phone.settle(store, adviser, conversation, THRESHOLD)
    assert again.order_no == first.order_no
    assert order_of(store, conversation).version == version


def test_words_without_a_draft_make_one_and_no_words_make_none(store: Store, adviser: ScriptedAdviser) -> None:
    quiet = ended_call(store, None, outcome="silent", draft=False)
    assert phone.settle(store, adviser, quiet, THRESHOLD).order_no is None
    spoken = ended_call(store, DEMAND, outcome="abandoned", draft=False)
    assert phone.settle(store, adviser, spoken, THRESHOLD).dispatched


def test_late_words_complete_the_draft_but_a_person_has_it(store: Store, adviser: ScriptedAdviser) -> None:
    conversation = ended_call(store, DEMAND)
    with store.transaction() as session:
        phone.hand_to_person(session, session.get_one(calls.Call, conversation), "transcript-late")
    settled = phone.settle(store, adviser, conversation, THRESHOLD)
    order = order_of(store, conversation)
    assert (settled.dispatched, order.state, order.wait_reason) == (False, "draft", "transcript-late")
    assert order.lead_code == adviser.lead


def test_the_proposal_in_force_stays_with_the_order_that_an_agent_dispatches_before_the_final_words(
    store: Store, adviser: ScriptedAdviser, browser: Callable[..., Browser]
) -> None:
    conversation = ended_call(store, DEMAND, intake="agent", outcome="talked")
    agent = browser(Role.AGENT)
    seen = adviser.advise("小区停水").as_dict()
    with store.transaction() as session:
        calls.update(session, conversation, agent_id=agent.user.id)
        calls.propose(session, conversation, adviser.advise("小区").as_dict() | {"confidence": 0.3})
        calls.propose(session, conversation, seen)
    order = order_of(store, conversation)
    assert order.advice is None
    chosen = {"version": order.version, "title": "停水", "content": DEMAND, "lead_code": "XNSZ006"}
    answer = agent.post(f"/orders/{order.order_no}/dispatch", chosen)
    assert answer.status_code == 200, answer.text
    adviser.confidence = 0.5
    phone.settle(store, adviser, conversation, THRESHOLD)  # the final words come too late to change it
    order = order_of(store, conversation)
    assert (order.state, order.lead_code, order.confidence) == ("dispatched", "XNSZ006", 0.95)
    assert order.advice is not None
    assert order.advice["departments"]["lead"]["code"] == adviser.lead != order.lead_code
    assert answer.json()["advice"]["title"] == "小区停水"


def test_an_order_made_during_the_call_has_its_proposal(store: Store, browser: Callable[..., Browser]) -> None:
    agent, conversation = browser(Role.AGENT), uuid4()
    advice = ScriptedAdviser(lead="XNSZ006", category="010203").advise("停水了").as_dict()
    with store.transaction() as session:
        calls.begin(session, conversation, "13812345678", "12345")
        calls.update(session, conversation, agent_id=agent.user.id)
        calls.propose(session, conversation, advice)
    made = agent.post("/orders", {"title": "停水", "content": "停水了", "conversation_id": str(conversation)})
    assert made.json()["confidence"] == 0.95
    assert made.json()["advice"]["category"]["code"] == "010203"
