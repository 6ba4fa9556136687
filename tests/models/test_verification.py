"""`hotline verify timeline` finds tampering, whatever somebody with the database's own rights did."""

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from models import orders
from models.database import Store
from models.orders import SYSTEM, timeline
from models.orders.tables import OrderEvent, WorkOrder
from models.orders.timeline import step_hash
from models.orders.verification import Checked, findings


def found(store: Store) -> list[str]:
    with store.reading() as session:
        return sorted({finding.code for finding in findings(session, Checked())})


@pytest.fixture
def order(store: Store) -> WorkOrder:
    with store.transaction() as session:
        made = orders.create_draft(session, SYSTEM, title="路灯", content="不亮", lead_code="421202")
        orders.apply(session, SYSTEM, made.order_no, "dispatch", 1)
        orders.create_draft(session, SYSTEM, title="井盖", content="缺失")
    with store.transaction() as session:
        root = orders.sign_root(session)
        assert root is not None
        assert root.heads == 2
    with store.transaction() as session:
        assert orders.sign_root(session) is None, "nothing has changed"
        orders.apply(session, SYSTEM, made.order_no, "urge", None, reason="市民再次来电")
    with store.transaction() as session:
        assert orders.sign_root(session) is not None
    assert found(store) == []
    return made


def _rewrite_all(session: Session, number: str) -> None:
    """Changes a word and makes every hash and the head fit again."""
    order = orders.get(session, number)
    previous = bytes(32)
    for step in timeline(session, order.id):
        told = {c.key: getattr(step, c.key) for c in OrderEvent.__table__.columns}
        told["reason"] = "没有催过" if step.seq == 3 else step.reason
        previous_of, previous = previous, step_hash(previous, told)
        change = "UPDATE order_event SET reason = :reason, prev_hash = :prev, hash = :hash WHERE id = :id"
        values = {"reason": told["reason"], "prev": previous_of, "hash": previous, "id": step.id}
        session.execute(text(change), values)
    session.execute(text("UPDATE work_order SET head_hash = :h WHERE order_no = :n"), {"h": previous, "n": number})


def _say(statement: str) -> Callable[[Session, str], None]:
    return lambda session, number: [session.execute(text(s), {"n": number}) for s in statement.split(";")] and None


@pytest.mark.parametrize(
    ("tamper", "codes"),
    [
        (_say("UPDATE order_event SET text = '改' WHERE order_no = :n AND seq = 2"), ["timeline-broken"]),
        (_say("DELETE FROM order_event WHERE order_no = :n AND seq = 2"), ["head-rewritten", "timeline-broken"]),
        (_say("DELETE FROM order_event WHERE order_no = :n AND seq = 3"), ["head-rewritten", "timeline-broken"]),
        (_say("UPDATE work_order SET due_at = due_at + interval '9 days' WHERE order_no = :n"), ["row-altered"]),
        (_say("UPDATE assignment SET department_code = 'XNSZ006'"), ["row-altered"]),
        (_rewrite_all, ["head-rewritten"]),
        (_say("UPDATE timeline_root SET heads = 1 WHERE id = 1"), ["root-broken"]),
        (_say("DELETE FROM timeline_head WHERE root_id = 1"), ["root-broken"]),
    ],
)
def test_tampering_is_found(
    store: Store, order: WorkOrder, tamper: Callable[[Session, str], None], codes: list[str]
) -> None:
    with store.transaction() as session:
        session.execute(text("SET session_replication_role = replica"))  # as the owner of the database may
        tamper(session, order.order_no)
        session.execute(text("SET session_replication_role = origin"))
    assert found(store) == codes
