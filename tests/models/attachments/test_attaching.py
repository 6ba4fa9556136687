"""Files of an order: every one is a step of its timeline, rights hold, and tampering is found."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, text

from models import attachments, orders
from models.attachments import PER_ORDER
from models.database import Store
from models.events import Event
from models.orders import SYSTEM, Actor, OrderError, WorkOrder
from models.orders.verification import Checked, findings
from models.people import Role
from tests import files
from tests.models.attachments.conftest import Put

LEAD, OTHER = "421202", "XNSZ006"
CLERK = Actor(7, "承办人甲", Role.CLERK, LEAD)
STRANGER = Actor(8, "承办人乙", Role.CLERK, OTHER)
AGENT = Actor(9, "话务员甲", Role.AGENT)


@pytest.fixture
def order(store: Store) -> WorkOrder:
    with store.transaction() as session:
        made = orders.create_draft(session, SYSTEM, title="路灯", content="不亮", lead_code=LEAD)
        return orders.apply(session, SYSTEM, made.order_no, "dispatch", 1)


def refused(store: Store, do: Callable[..., object], *given: object) -> str:
    with pytest.raises(OrderError) as error, store.transaction() as session:
        do(session, *given)
    return error.value.code


def test_adding_and_withdrawing_are_steps_with_events(store: Store, order: WorkOrder, put: Put) -> None:
    file = put(files.jpeg())
    with store.transaction() as session:
        row = orders.attach(session, CLERK, order.order_no, file, "handling")
        orders.detach(session, CLERK, order.order_no, row.id, "传错了")
    with store.reading() as session:
        steps = orders.timeline(session, order.id)[-2:]
        facts = {"id": row.id, "sha256": file.sha256, "kind": "handling", "type": "jpg", "size": file.size}
        assert [(s.verb, s.from_state, s.to_state, s.reason, s.changes) for s in steps] == [
            ("attach", "dispatched", "dispatched", None, {"attachment": [None, facts]}),
            ("detach", "dispatched", "dispatched", "传错了", {"attachment": [facts, None]}),
        ]
        (kept,) = attachments.of_order(session, order.id)
        assert (kept.seq, kept.withdrawn_seq, kept.withdrawn_reason, kept.department_code) == (3, 4, "传错了", LEAD)
        changes = select(Event).where(Event.topic == "order.changed").order_by(Event.seq)
        told = [event.data["verb"] for event in session.scalars(changes)]
        assert told[-2:] == ["attach", "detach"]
        assert list(findings(session, Checked())) == []


def test_who_may(store: Store, order: WorkOrder, put: Put) -> None:
    file = put(files.jpeg())
    attach, detach = orders.attach, orders.detach
    assert refused(store, attach, STRANGER, order.order_no, file, "handling") == "verb-not-allowed"
    assert refused(store, attach, CLERK, order.order_no, file, "demand") == "role-not-allowed"
    inspector = Actor(1, "质检员", Role.INSPECTOR)
    assert refused(store, attach, inspector, order.order_no, file, "demand") == "role-not-allowed"
    assert refused(store, attach, AGENT, "XNDH0", file, "demand") == "order-not-found"
    with store.transaction() as session:
        row = attach(session, AGENT, order.order_no, file, "demand")
    assert refused(store, detach, CLERK, order.order_no, row.id, "不要") == "role-not-allowed"
    assert refused(store, detach, AGENT, order.order_no, row.id, "") == "field-missing"
    with store.transaction() as session:
        detach(session, AGENT, order.order_no, row.id, "重复")
    assert refused(store, detach, AGENT, order.order_no, row.id, "重复") == "field-invalid"


def test_the_same_content_once_and_not_without_end(store: Store, order: WorkOrder, put: Put) -> None:
    file = put(files.jpeg())
    with store.transaction() as session:
        first = orders.attach(session, AGENT, order.order_no, file, "demand")
    assert refused(store, orders.attach, AGENT, order.order_no, file, "certificate") == "attachment-already-there"
    with store.transaction() as session:
        orders.detach(session, AGENT, order.order_no, first.id, "再传")
        orders.attach(session, AGENT, order.order_no, file, "demand")
        for number in range(PER_ORDER - 1):
            more = put(files.png(2, 3 + number), f"{number}.png")
            orders.attach(session, AGENT, order.order_no, more, "demand")
    more = put(files.png(3, 2), "多.png")
    assert refused(store, orders.attach, AGENT, order.order_no, more, "demand") == "too-many-attachments"


def test_what_another_order_has_cannot_be_taken(store: Store, order: WorkOrder, put: Put) -> None:
    file = put(files.jpeg())
    with store.transaction() as session:
        other = orders.create_draft(session, SYSTEM, content="别的")
        row = orders.attach(session, SYSTEM, other.order_no, file, "demand")

    def take(verb: str) -> str:
        return refused(
            store,
            lambda session: orders.apply(session, AGENT, order.order_no, verb, None, reason="要", attachment=row.id),
        )

    assert take("attach") == take("detach") == "field-invalid"


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE attachment SET kind = 'certificate'",
        "UPDATE attachment SET withdrawn_seq = NULL",
        "UPDATE attachment SET sha256 = (SELECT max(sha256) FROM attachment_content)",
        "UPDATE attachment_content SET size = 1",
        "DELETE FROM attachment",
    ],
)
def test_tampering_with_attachments_is_found(store: Store, order: WorkOrder, put: Put, tamper: str) -> None:
    put(b"\xef\xbb\xbf" + "不一样".encode(), "a.txt")
    file = put(files.jpeg())
    with store.transaction() as session:
        session.execute(text("UPDATE attachment_content SET sha256 = repeat('f', 64) WHERE media_type = 'text/plain'"))
        row = orders.attach(session, CLERK, order.order_no, file, "handling")
        orders.detach(session, CLERK, order.order_no, row.id, "传错了")
    with store.transaction() as session:
        session.execute(text(tamper))
    with store.reading() as session:
        assert [one.code for one in findings(session, Checked())] == ["attachment-altered"]
