"""A department's system asks for the steps of its orders, and gets what a webhook would tell, once and in order."""

import json
from datetime import date
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, select

from callcenter.channels import feed
from integrations.channel.signing import signed_headers
from models import events
from models.catalogue import Department
from models.database import Store
from models.events import Event
from models.intake import Channel
from models.orders import WorkOrder
from models.outbox import Webhook
from tests.callcenter.channels.telling import work
from tests.callcenter.channels.test_relay import an_order, do, hook, unit
from tests.integrations.far_side import FarSide

__all__ = ["unit"]


@pytest.fixture
def asker(store: Store, far_side: FarSide, unit: str) -> Webhook:
    """Wants every step of its unit, and has no address."""
    with store.transaction() as session:
        made = session.merge(hook(store, far_side, "order.changed", "order.replied", unit=unit))
        made.url = ""
        return made


def ask(client: TestClient, hook: Webhook, headers: dict[str, str] | None = None, **query: Any) -> httpx.Response:
    headers = signed_headers(str(hook.id), hook.secret, b"") if headers is None else headers
    return client.get(f"/channels/subscribers/{hook.id}/steps", params=query, headers=headers)


def test_who_asks_reads_what_a_webhook_is_told(
    client: TestClient, store: Store, far_side: FarSide, asker: Webhook, unit: str
) -> None:
    told = hook(store, far_side, "order.changed", "order.replied")
    order = an_order(store, unit)
    other = an_order(store, "", Channel.APP)
    assert other.order_no != order.order_no
    do(store, order, "dispatch")
    do(store, order, "sign")
    do(store, order, "reply", reply_text="已修", public_reply_text="已修好", solved="已解决")
    work(store)
    pushed = [asked.json() | {"id": asked.headers["webhook-id"]} for asked in far_side.asked]
    assert {one["data"]["order_no"] for one in pushed} == {order.order_no, other.order_no}
    assert told.url == f"{far_side.url}/hook"

    first = ask(client, asker, limit=2).json()
    rest = ask(client, asker, after=first["next"]).json()
    assert (len(first["items"]), first["more"], rest["more"]) == (2, True, False)
    assert first["complete"]
    assert rest["complete"]
    read = first["items"] + rest["items"]
    own = [one for one in pushed if one["data"]["order_no"] == order.order_no]
    assert [(one["id"], one["type"], one["data"]) for one in read] == [
        (one["id"], one["type"], one["data"]) for one in own
    ]
    assert read[-1]["type"] == "order.replied"
    again = ask(client, asker, after=rest["next"]).json()
    assert (again["items"], again["next"]) == ([], rest["next"])
    do(store, order, "accept_reply")
    (new,) = ask(client, asker, after=rest["next"]).json()["items"]
    assert new["data"]["verb"] == "accept_reply"
    assert "13812345678" not in json.dumps(read, ensure_ascii=False)


def test_many_events_of_others_are_gone_through_in_pieces(
    client: TestClient, store: Store, asker: Webhook, unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "_BATCH", 2)
    monkeypatch.setattr(feed, "_MOST_READ", 4)
    other = an_order(store, "", Channel.APP)
    for number in range(4):
        do(store, other, "supplement", text=f"补充 {number}")
    own = an_order(store, unit)
    found: list[dict[str, Any]] = []
    place, more = "0", True
    while more:
        answer = ask(client, asker, after=place).json()
        found, place, more = found + answer["items"], answer["next"], answer["more"]
    assert {one["data"]["order_no"] for one in found} == {own.order_no}
    assert len({one["id"] for one in found}) == len(found)


def test_who_was_away_too_long_is_told_so(client: TestClient, store: Store, asker: Webhook, unit: str) -> None:
    order = an_order(store, unit)
    with store.transaction() as session:
        place = events.head(session)
        session.execute(delete(Event))
    do(store, order, "dispatch")
    assert not ask(client, asker, after=place).json()["complete"]
    assert ask(client, asker).json()["complete"]


def test_who_comes_from_before_a_restore_reads_all_that_is_kept(
    client: TestClient, store: Store, asker: Webhook, unit: str
) -> None:
    order = an_order(store, unit)
    with store.reading() as session:
        place = events.head(session) + 1_000_000 * events.PLACES
    answer = ask(client, asker, after=place).json()
    assert {one["data"]["order_no"] for one in answer["items"]} == {order.order_no}
    assert not answer["complete"]
    assert ask(client, asker, after=answer["next"]).json()["complete"]


@pytest.mark.parametrize("accused", ["itself", "whose work it has", "who has its work"])
def test_the_accused_unit_hears_nothing_of_what_is_confidential(
    client: TestClient, store: Store, far_side: FarSide, asker: Webhook, unit: str, accused: str
) -> None:
    hook(store, far_side, "order.changed", unit=unit)
    order = an_order(store, unit)
    with store.transaction() as session:
        other = session.scalars(select(Department.code).where(Department.code != unit)).first()
        gone = {"whose work it has": (other, unit), "who has its work": (unit, other)}.get(accused)
        if gone:
            ended = session.get_one(Department, gone[0])
            ended.valid_to, ended.successor = date(2020, 1, 1), gone[1]
        held = session.get_one(WorkOrder, order.id)
        held.is_secret, held.accused_code = True, other if gone else unit
    work(store)
    assert far_side.asked == []
    assert ask(client, asker).json()["items"] == []
    with store.transaction() as session:
        session.get_one(WorkOrder, order.id).is_secret = False
    assert ask(client, asker).json()["items"]


def test_only_with_its_own_signature(client: TestClient, store: Store, asker: Webhook) -> None:
    headers = signed_headers(str(asker.id), asker.secret, b"")
    assert ask(client, asker, headers).status_code == 200
    for given, code in (
        ({}, "signature-missing"),
        (headers, "signature-replayed"),
        (signed_headers(str(asker.id), "whsec_another", b""), "signature-wrong"),
        (signed_headers("999", asker.secret, b""), "signature-wrong"),
    ):
        refused = ask(client, asker, given)
        assert (refused.status_code, refused.json()["code"]) == (401, code)
    unknown = client.get("/channels/subscribers/999/steps", headers=signed_headers("999", asker.secret, b""))
    assert unknown.json()["code"] == "signature-wrong"
    bare = client.get("/channels/subscribers/999/steps"), ask(client, asker, {})
    assert [(one.status_code, one.json()["code"]) for one in bare] == [(401, "signature-missing")] * 2
    with store.transaction() as session:
        session.get_one(Webhook, asker.id).enabled = False
    closed = ask(client, asker)
    assert (closed.status_code, closed.json()["code"]) == (503, "channel-disabled")


def test_who_asks_is_not_told(store: Store, far_side: FarSide, asker: Webhook, unit: str) -> None:
    an_order(store, unit)
    work(store)
    assert far_side.asked == []
