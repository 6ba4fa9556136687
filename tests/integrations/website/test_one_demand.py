"""One person, one matter, three doors: a person confirms that it is one order, every door hears the answer, and the
merge can be taken back.
"""

import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from callcenter.intake import message
from callcenter.matters.earlier import Earlier
from models import orders, places
from models.database import Store
from models.intake import InboxMessage
from models.orders import Actor
from models.people import Role
from tests.callcenter.browser import Browser
from tests.callcenter.matters.demands_of_people import PIPE, PIPE_AGAIN
from tests.integrations.open311.test_open311 import Proposing
from tests.integrations.website.test_own_page import hidden

PHONE = "13800000001"
CLERK = Actor(None, "李工", "clerk", "421202")
DISPATCHER = Actor(None, "周敏", "dispatcher")


@pytest.fixture
def earlier(store: Store) -> Earlier:
    held = Earlier(store)
    held.build()
    return held


def written(client: TestClient, path: str, text: str) -> tuple[str, str]:
    """By the website, or a scanned code: receipt and query code."""
    page = client.get(path).text
    form = {"ticket": hidden(page, "ticket"), "text": text, "phone": PHONE, "place": "永安街道碧桂园小区"}
    if 'name="qr"' in page:
        form["qr"] = hidden(page, "qr")
    number, code = re.findall(r'class="big" id="\w+">([^<]+)<', client.post("/website", data=form).text)
    return number, code


def process(store: Store, earlier: Earlier) -> None:
    with store.reading() as session:
        waiting = session.scalars(select(InboxMessage.id).where(InboxMessage.state == "received")).all()
    for one in waiting:
        message.process(store, Proposing("030101"), one, 0.6, earlier)


def told(client: TestClient, receipt: tuple[str, str]) -> str:
    return client.post("/website/follow", data={"number": receipt[0], "code": receipt[1]}).text


def test_three_doors_one_order_three_answers(
    client: TestClient, store: Store, browser: Callable[..., Browser], earlier: Earlier
) -> None:
    with store.transaction() as session:
        place = places.make(
            session, kind="community", name="社区", address="永安街道碧桂园小区", division_code=None, created_by="许明"
        )
        scanned = f"/website/q/{places.token(place)}"
    first = written(client, "/website", PIPE)
    process(store, earlier)
    second = written(client, scanned, PIPE_AGAIN)
    process(store, earlier)
    clerk, dispatcher = browser(Role.CLERK, unit="421202"), browser(Role.DISPATCHER)
    third_body = clerk.post("/counter/demands", {"citizen_phone": PHONE, "text": PIPE, "place_text": "永安街道"}).json()
    third = (third_body["receipt"], third_body["query_code"])
    process(store, earlier)

    master = re.search(r"工单编号</dt><dd>(\w+)<", told(client, first))
    assert master
    number = master[1]
    items = dispatcher.get("/dispatch/suggestions").json()["items"]
    mine = [item for item in items if item["master"]["order_no"] == number]
    assert len(mine) == 2, items
    for item in mine:
        taken = dispatcher.post(f"/dispatch/suggestions/{item['id']}/take", {"version": item["child"]["version"]})
        assert taken.status_code == 200, taken.text
    sources = dispatcher.get(f"/orders/{number}/sources").json()["items"]
    assert [one["channel"] for one in sources] == ["website", "qr", "counter"]
    assert "已与同类诉求一并办理" in told(client, second)

    undone = dispatcher.post(f"/dispatch/suggestions/{mine[1]['id']}/undo", {"reason": "先核实"})
    assert undone.status_code == 200
    assert len(dispatcher.get(f"/orders/{number}/sources").json()["items"]) == 2
    with store.transaction() as session:
        orders.apply(session, DISPATCHER, mine[1]["child"]["order_no"], "merge", None, master_no=number)
        orders.apply(session, CLERK, number, "sign", None)
        reply = {"reply_text": "内部", "public_reply_text": "水管已修好，恢复供水。", "solved": "已解决"}
        orders.apply(session, CLERK, number, "reply", None, **reply)
        orders.apply(session, DISPATCHER, number, "accept_reply", None)
    for receipt in (first, second, third):
        assert "水管已修好，恢复供水。" in told(client, receipt)
