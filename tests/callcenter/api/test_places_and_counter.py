"""Places with a QR code and the counter: kept, printed, scanned, and what comes in by them."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from callcenter.printing import qr, setting
from models import orders, places
from models.database import Store
from models.intake import InboxMessage
from models.people import Role
from tests.callcenter.browser import Browser
from tests.integrations.website.test_own_page import hidden
from tests.integrations.website.test_website import GOOD

STOP = {"kind": "bus_stop", "name": "温泉广场站", "address": "咸安区温泉街道温泉广场公交站"}


def test_a_scanned_code_fills_the_place_in_until_it_is_taken_out_of_use(
    browser: Callable[..., Browser], client: TestClient, store: Store
) -> None:
    admin = browser(Role.ADMINISTRATOR)
    place = admin.post("/places", STOP).json()
    path = place["link"].removeprefix("http://testserver")
    page = client.get(path).text
    assert STOP["name"] in page
    assert f'value="{STOP["address"]}"' in page
    form = {"ticket": hidden(page, "ticket"), "qr": hidden(page, "qr"), **GOOD, "place": ""}
    answer = client.post("/website", data=form)
    assert answer.status_code == 200
    assert 'id="receipt">SM' in answer.text
    with store.reading() as session:
        submission = session.scalars(select(InboxMessage)).one().submission()
    assert (submission.channel, submission.place_text) == ("qr", STOP["address"])
    admin.ask("PATCH", f"/places/{place['id']}", {"active": False})
    assert "二维码已停用" in client.get(path).text
    assert [one["active"] for one in admin.get("/places").json()["items"]] == [False]


def test_nobody_makes_codes_but_us(store: Store) -> None:
    with store.transaction() as session:
        place = places.make(session, kind="other", name="广场", address="广场", division_code=None, created_by="许明")
        good = places.token(place)
        assert places.by_token(session, good.lower()) is place
        assert places.by_token(session, place.code + "A" * 10) is None
        assert places.by_token(session, "") is None
        assert places.by_token(session, "ü" * 20) is None


def test_sheets_are_pdf_and_their_codes_say_the_link(browser: Callable[..., Browser]) -> None:
    admin = browser(Role.ADMINISTRATOR)
    assert admin.get("/places/sheet.pdf").status_code == 404
    for number in range(7):
        admin.post("/places", {**STOP, "name": f"第{number}站 <b>&"})
    six, one = admin.get("/places/sheet.pdf"), admin.get("/places/sheet.pdf?ids=1,2&size=one")
    for answer in (six, one):
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
    assert admin.post("/places", {**STOP, "division_code": "999"}).json()["code"] == "field-invalid"
    assert qr.svg("https://12345.example/website/q/ABC").startswith("<svg")


def test_without_a_chinese_font_nothing_is_printed(
    browser: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = browser(Role.ADMINISTRATOR)
    admin.post("/places", STOP)
    setting.font.cache_clear()
    with monkeypatch.context() as bare:
        bare.setattr(setting, "FONTS", ())
        answer = admin.get("/places/sheet.pdf")
    assert (answer.status_code, answer.json()["code"]) == (503, "font-missing")


def test_the_counter_gives_a_receipt_with_an_order(
    browser: Callable[..., Browser], client: TestClient, store: Store
) -> None:
    clerk = browser(Role.CLERK, unit="421202")
    demand = {"citizen_name": "张三", "citizen_phone": "13812345678", "matter": "营业执照", "unit": "市场监管窗口"}
    demand["text"] = "材料交了三次都说不齐，电话13812345678"
    key = {"Idempotency_Key": "counter-0001"}
    first, second = (clerk.post("/counter/demands", demand, **key).json() for _ in range(2))
    assert first == second
    order = None
    with store.reading() as session:
        order = orders.get(session, first["order_no"])
    assert (order.channel, order.title) == ("counter", "办不成事：营业执照")
    assert order.content.endswith("办理事项：营业执照\n涉及单位：市场监管窗口")
    printed = clerk.get(f"/counter/demands/{first['receipt']}/receipt.pdf")
    assert printed.content.startswith(b"%PDF-")
    assert clerk.get("/counter/demands/CK1/receipt.pdf").status_code == 404
    page = client.post("/website/follow", data={"number": first["receipt"], "code": first["query_code"]})
    assert page.status_code == 200
    assert first["order_no"] in page.text
