"""What people made of proposals: differences are kept with the model, taken back by the proposal, returns count."""

from typing import Any

from sqlalchemy import select

from models import orders
from models.database import Store
from models.learning import OrderCorrection, OrderProposal
from models.orders import SYSTEM, Actor

AGENT = Actor(None, "小陈", "agent")
DISPATCHER = Actor(None, "老周", "dispatcher")
CLERK = Actor(None, "李工", "clerk", "421202")


def advice(category: str = "020403", lead: str = "421202", model: str = "routing-1") -> dict[str, Any]:
    return {
        "category": {"code": category, "path": ["甲", "乙", "丙"]},
        "departments": {"lead": {"code": lead, "name": "某单位"}, "assist": [], "guidance": None},
        "request_type": "求助",
        "urgency": "一般",
        "place": None,
        "confidence": 0.7,
        "demand": True,
        "title": "路灯不亮",
        "evidence": [{"kind": "words", "detail": "路灯"}, {"kind": "rule", "detail": "属地", "ref": "D9"}],
        "alternatives": [],
        "model": model,
    }


def proposed(store: Store, actor: Actor = SYSTEM, **form: Any) -> orders.WorkOrder:
    fields = {
        "title": "路灯不亮",
        "content": "温泉街道路灯不亮三天了",
        "request_type": "求助",
        "urgency": "一般",
        "category_code": "020403",
        "lead_code": "421202",
        "advice": advice(),
        "confidence": 0.7,
    }
    with store.transaction() as session:
        return orders.create_draft(session, actor, **{**fields, **form})


def do(store: Store, actor: Actor, order: orders.WorkOrder, verb: str, **fields: Any) -> orders.WorkOrder:
    with store.transaction() as session:
        return orders.apply(session, actor, order.order_no, verb, order.version, **fields)


def kept(store: Store) -> list[tuple[str, str, str | None, int, str]]:
    with store.reading() as session:
        rows = session.scalars(select(OrderCorrection).order_by(OrderCorrection.id)).all()
        return [(one.kind, one.proposed, one.chosen, one.seq, one.model) for one in rows]


def test_a_persons_choices_against_the_proposal_are_kept_once_with_its_model(store: Store) -> None:
    order = proposed(store)
    order = do(store, DISPATCHER, order, "edit", category_code="020404", urgency="紧急")
    order = do(store, DISPATCHER, order, "dispatch", lead_code="421202", category_code="020404")
    assert kept(store) == [
        ("category", "020403", "020404", 2, "routing-1"),
        ("urgency", "一般", "紧急", 2, "routing-1"),
    ]


def test_going_back_to_the_proposal_takes_the_correction_back(store: Store) -> None:
    order = do(store, DISPATCHER, proposed(store), "edit", category_code="020404")
    order = do(store, DISPATCHER, order, "edit", category_code="020403")
    do(store, DISPATCHER, order, "edit", title="路灯三天不亮")
    assert [row[:3] for row in kept(store)] == [
        ("category", "020403", "020404"),
        ("category", "020403", "020403"),
    ]


def test_what_the_system_does_is_no_correction_and_silence_is_none_either(store: Store) -> None:
    order = proposed(store, category_code="020404")
    do(store, SYSTEM, order, "dispatch", lead_code="XNSZ015")
    silent = advice() | {"category": None, "departments": {"lead": None, "assist": [], "guidance": None}}
    do(store, AGENT, proposed(store, advice=silent), "dispatch", lead_code="421202")
    proposed(store, AGENT, advice=None, confidence=None)
    assert kept(store) == []


def test_a_form_that_an_agent_takes_with_other_values_is_a_correction_from_its_first_step(store: Store) -> None:
    proposed(store, AGENT, request_type="投诉", lead_code="XNSZ015")
    assert kept(store) == [
        ("lead", "421202", "XNSZ015", 1, "routing-1"),
        ("request_type", "求助", "投诉", 1, "routing-1"),
    ]


def test_an_accepted_return_keeps_who_gave_it_back_and_the_next_unit_is_a_correction(store: Store) -> None:
    order = do(store, SYSTEM, proposed(store), "dispatch")
    order = do(store, CLERK, order, "request_return", return_reason="not_ours", return_basis="三定方案")
    order = do(store, DISPATCHER, order, "agree_return")
    do(store, DISPATCHER, order, "dispatch", lead_code="XNSZ015")
    assert [row[:3] for row in kept(store)] == [("returned", "421202", None), ("lead", "421202", "XNSZ015")]


def test_the_proposal_stands_in_columns_and_follows_a_newer_one(store: Store) -> None:
    order = proposed(store)
    newer = advice("020404", "XNSZ015", "routing-2") | {"evidence": [], "confidence": 0.4, "demand": False}
    do(store, SYSTEM, order, "edit", advice=newer, confidence=0.4)
    proposed(store, advice=None, confidence=None)
    with store.reading() as session:
        rows = session.scalars(select(OrderProposal)).all()
    assert [(r.order_id, r.model, r.category_code, r.lead_code, r.rule_code, r.confidence, r.demand) for r in rows] == [
        (order.id, "routing-2", "020404", "XNSZ015", None, 0.4, False)
    ]


def test_the_rule_of_a_proposal_is_among_its_columns(store: Store) -> None:
    proposed(store)
    with store.reading() as session:
        assert session.scalars(select(OrderProposal.rule_code)).all() == ["D9"]
