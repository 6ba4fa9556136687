"""The simulated city: it lives in a real store, and its ledger tells the same as the tables, without reading them."""

from datetime import datetime
from pathlib import Path

import pytest

from callcenter.simulation.city import Plan, live
from callcenter.simulation.counting import differences
from callcenter.simulation.ledger import ActorsLedger, LedgerExists, entries
from callcenter.simulation.stories import Teller
from models.clock import LOCAL
from models.database import Store
from models.orders import SYSTEM, create_draft, timeline
from models.orders.tables import WorkOrder

MONDAY = datetime(2026, 3, 2, 7, tzinfo=LOCAL)


def test_a_day_of_the_city_is_told_alike_by_its_ledger_and_by_the_tables(
    store: Store, classifiers: Path, tmp_path: Path
) -> None:
    book = tmp_path / "ledger.jsonl"
    live(store, classifiers, Plan(MONDAY, 1.2, 0.1, 7), book)
    stories = Teller().read(entries(book))
    with store.reading() as session:
        assert differences(session, stories) == []
        states = {order.state for order in session.query(WorkOrder)}
        told = [step.verb for order in session.query(WorkOrder) for step in timeline(session, order.id)]
    assert {"direct_answered", "handling"} <= states
    assert {"create", "answer", "dispatch", "sign", "contact"} <= set(told)
    assert any(call.picked_up for call in stories.calls.values())
    assert all(story.steps for story in stories.orders.values() if story.state != "draft")


def test_an_order_that_the_ledger_does_not_know_is_named(store: Store, tmp_path: Path) -> None:
    book = tmp_path / "ledger.jsonl"
    with ActorsLedger(book, lambda: MONDAY) as ledger:
        ledger.seen("sign", "XNDH202603020000000", MONDAY, state="handling", version=3, lead=None)
    with store.transaction() as session:
        order = create_draft(session, SYSTEM, title="路灯不亮", content="路灯不亮")
        named = [one.what for one in differences(session, Teller().read(entries(book)))]
    assert named == ["渠道 phone", f"工单 {order.order_no}"]


def test_a_ledger_is_written_before_the_answer_and_never_again(tmp_path: Path) -> None:
    book = tmp_path / "ledger.jsonl"
    with ActorsLedger(book, lambda: MONDAY) as ledger:
        with ledger.act("clerk", "sign", "XN1") as answer:
            assert '"does":"sign"' in book.read_text()
            answer.shows(state="handling")
        with pytest.raises(RuntimeError), ledger.act("clerk", "reply", "XN1"):
            raise RuntimeError
    one, other = entries(book)
    assert (one.does, one.answer, one.done) == ("sign", {"state": "handling"}, True)
    assert (other.does, other.refused) == ("reply", "unanswered")
    with pytest.raises(LedgerExists):
        ActorsLedger(book, lambda: MONDAY)
