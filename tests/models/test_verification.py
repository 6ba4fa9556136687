"""`hotline verify timeline` finds tampering, whatever somebody with the database's own rights did."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Column, TypeDecorator, text
from sqlalchemy.orm import Session

from models import orders
from models.database import Store
from models.orders import SYSTEM, timeline
from models.orders.roots import TimelineHead, TimelineRoot
from models.orders.tables import Assignment, OrderEvent, Overlay, WorkOrder
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


# Numbers that the database gives to rows; nothing follows from them.
_MEANINGLESS = {("order_event", "id"), ("assignment", "id"), ("order_overlay", "id")}
_WORDS = {
    "state": "'merged'",
    "role": "'guidance'",
    "request_type": "'表扬'",
    "urgency": "'特急'",
    "kind": "'urge'",
    "act": "'lapsed'",
    "from_state": "'merged'",
}
_OTHER = {
    "TEXT": "coalesce({0}, '') || 'x'",
    "BIG_INTEGER": "coalesce({0}, 0) + 1",
    "DOUBLE": "coalesce({0}, 0) + 1",
    "BOOLEAN": "NOT coalesce({0}, false)",
    "TIMESTAMP": "coalesce({0}, '2026-01-01Z') + interval '1 second'",
    "JSONB": "'[\"x\"]'",
    "LARGE_BINARY": "coalesce({0}, '') || '\\x00'::bytea",
    "UUID": "gen_random_uuid()",
}


def _another(column: Column[Any]) -> str:
    """SQL for a value that the column does not hold."""
    if column.name == "state" and column.table.name == "assignment":
        return "'sent_back'"
    plain = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    return _WORDS.get(column.name) or _OTHER[plain.__visit_name__.upper()].format(column.name)


_TABLES = (OrderEvent, WorkOrder, Assignment, Overlay, TimelineRoot, TimelineHead)


def test_a_change_of_any_column_is_found(store: Store, order: WorkOrder) -> None:
    """Of every table that tells of an order's life: whichever column of whichever row somebody changes."""
    with store.transaction() as session:
        form = {"caller_name": "张三", "caller_phone": "13812345678", "caller_address": "温泉路1号"}
        made = orders.create_draft(session, SYSTEM, title="噪声", content="夜间施工", **form)
        orders.apply(session, SYSTEM, made.order_no, "flag_risk", 1, risk_kind="hazard", reason="高空作业")
        assert orders.sign_root(session) is not None
    assert found(store) == []
    unseen = []
    with store.engine.connect() as connection:
        for column in (c for table in _TABLES for c in table.__table__.columns):
            name = column.table.name
            if (name, column.name) in _MEANINGLESS:
                continue
            with connection.begin() as undone:
                connection.execute(text("SET LOCAL session_replication_role = replica"))
                last = f"(SELECT max(ctid) FROM {name})"
                changed = connection.execute(
                    text(f"UPDATE {name} SET {column.name} = {_another(column)} WHERE ctid = {last}")
                )
                assert changed.rowcount == 1
                with Session(connection) as session:
                    if not list(findings(session, Checked())):
                        unseen.append(f"{name}.{column.name}")
                undone.rollback()
    assert unseen == []
