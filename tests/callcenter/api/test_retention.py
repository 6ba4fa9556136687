"""Archived orders past their retention: shown, and erased only by two people, with the timeline whole."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from callcenter.jobs.limits import remind_of_retention, sign_timelines
from models import calls, clock, events, orders
from models.calls import Call
from models.database import Store
from models.orders import SYSTEM
from models.orders.verification import Checked, findings
from models.people import Citizen, Role
from tests.callcenter.api.test_unit import again
from tests.callcenter.browser import Browser

ARCHIVED = datetime(2024, 2, 29, 3, tzinfo=UTC)
EARLY, LATE = datetime(2027, 2, 28, 3, tzinfo=UTC), datetime(2027, 3, 2, 3, tzinfo=UTC)


def archived(store: Store) -> str:
    conversation = uuid4()
    with clock.running_from(lambda: ARCHIVED), store.transaction() as session:
        calls.begin(session, conversation, "13812345678", "12345")
        form: dict[str, Any] = {"caller_name": "张三", "caller_phone": "13812345678", "caller_address": "温泉路1号"}
        order = orders.create_draft(
            session, SYSTEM, conversation_id=conversation, title="路灯不亮", content="不亮", **form
        )
        calls.update(session, conversation, order_id=order.id)
        orders.apply(session, SYSTEM, order.order_no, "transfer_emergency", None, emergency_service="119")
        orders.apply(session, SYSTEM, order.order_no, "archive", None)
        return order.order_no


def test_who_asked_is_erased_by_two_people_once_the_retention_has_ended(
    browser: Callable[..., Browser], store: Store
) -> None:
    first, second = archived(store), archived(store)
    people = {role: browser(role) for role in (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR)}

    def act(role: Role, number: str, verb: str, **fields: Any) -> Any:
        with store.reading() as session:
            version = orders.get(session, number).version
        who = again(store, people[role])
        return who.post(f"/retention/{number}/{verb}", {"version": version, "reason": "保存期限已满", **fields})

    def shown() -> list[str]:
        return [row["order_no"] for row in again(store, people[Role.AUDITOR]).get("/retention").json()["items"]]

    with clock.running_from(lambda: EARLY):
        assert shown() == []
        assert act(Role.ADMINISTRATOR, first, "propose_erasure").json()["code"] == "verb-not-allowed"
    with clock.running_from(lambda: LATE):
        remind_of_retention(store)
        remind_of_retention(store)
        assert shown() == [first, second]
        assert act(Role.SUPERVISOR, first, "erase").json()["code"] == "verb-not-allowed"  # nobody has proposed it
        assert act(Role.SUPERVISOR, first, "propose_erasure").json()["code"] == "role-not-allowed"
        assert act(Role.ADMINISTRATOR, first, "propose_erasure").json()["erasure_proposed"] is True
        assert act(Role.ADMINISTRATOR, first, "erase").json()["code"] == "role-not-allowed"
        assert act(Role.SUPERVISOR, first, "erase").json()["erased_at"] is not None
        assert act(Role.ADMINISTRATOR, second, "propose_erasure").status_code == 200
        kept = act(Role.SUPERVISOR, second, "keep_longer", retain_until="2029-01-01T00:00:00Z")
        assert kept.json()["erasure_proposed"] is False
        assert shown() == []
        assert act(Role.SUPERVISOR, first, "keep_longer", retain_until="2029-01-01T00:00:00Z").status_code == 409
        sign_timelines(store)
    with store.reading() as session:
        order, other = orders.get(session, first), orders.get(session, second)
        assert (order.caller_name, order.caller_phone, order.caller_address, order.masked_name) == (
            None,
            None,
            None,
            "",
        )
        assert (order.title, order.content, order.state) == ("路灯不亮", "不亮", "archived")
        numbers = {call.order_id: call.caller_number for call in session.scalars(select(Call))}
        assert numbers == {order.id: None, other.id: "13812345678"}
        assert session.scalars(select(Citizen.id)).all() == [other.citizen_id]  # the other order still needs them
        steps = [(step.verb, step.actor_role) for step in orders.timeline(session, order.id)]
        assert steps[-2:] == [("propose_erasure", "administrator"), ("erase", "supervisor")]
        told = [event.data for event in events.after(session, 0) if event.topic == "alarm"]
        assert [(one["code"], one["count"]) for one in told] == [("retention-due", 2)]
        assert list(findings(session, Checked())) == []
