"""Attachments over HTTP: who may, what comes back and how, and what hostile uploads get."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import select, text

from callcenter.settings import Settings
from callcenter.web.app import LARGER
from models import orders
from models.attachments import Content, Vault
from models.database import Store
from models.events import Event
from models.orders import SYSTEM
from models.people import Role
from tests import files
from tests.callcenter.browser import API, Browser

LEAD, OTHER = "421202", "XNSZ006"
People = Callable[..., Browser]


@pytest.fixture
def order_no(store: Store) -> str:
    return an_order(store)


def an_order(store: Store, **form: Any) -> str:
    with store.transaction() as session:
        form = {"title": "路灯", "content": "不亮", "lead_code": LEAD, **form}
        order = orders.create_draft(session, SYSTEM, **form)
        orders.apply(session, SYSTEM, order.order_no, "dispatch", 1)
        return order.order_no


def add(
    who: Browser, number: str, data: bytes, name: str = "灯.jpg", kind: str = "handling", key: str = ""
) -> Response:
    headers = {"Cookie": f"hotline_session={who.cookie}", "X-CSRF-Token": who.csrf}
    headers |= {"Idempotency-Key": key} if key else {}
    form = {"data": {"kind": kind}, "files": {"file": (name, data, "text/html")}}
    return who.client.post(f"{API}/orders/{number}/attachments", headers=headers, **form)


def content(who: Browser, number: str, row: dict[str, Any], query: str = "", **headers: str) -> Response:
    return who.get(f"/orders/{number}/attachments/{row['id']}/content{query}", **headers)


def listed(who: Browser, number: str) -> dict[str, Any]:
    answer = who.get(f"/orders/{number}/attachments")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_file_goes_in_and_comes_back(browser: People, store: Store, order_no: str) -> None:
    clerk = browser(Role.CLERK, unit=LEAD)
    answer = add(clerk, order_no, files.jpeg(), "../修好的灯 13812345678.JPEG")
    assert answer.status_code == 201, answer.text
    row = answer.json()
    assert (row["name"], row["media_type"], row["kind"], row["scan_state"]) == (
        "修好的灯 138****5678.jpg",
        "image/jpeg",
        "handling",
        "unscanned",
    )
    assert (row["unit"]["code"], row["shown"], row["why_not"], row["may_withdraw"]) == (LEAD, True, "", True)
    assert row["version"] == clerk.get(f"/orders/{order_no}").json()["version"] == 3
    got = content(clerk, order_no, row)
    assert got.content == files.jpeg()
    expected = {
        "content-type": "image/jpeg",
        "x-content-type-options": "nosniff",
        "etag": f'"{row["sha256"]}"',
        "cache-control": "private, no-cache",
    }
    assert {name: got.headers[name] for name in expected} == expected
    assert got.headers["content-disposition"].startswith("attachment; filename*=utf-8''")
    assert "138____5678.jpg" in got.headers["content-disposition"]
    assert got.headers["content-security-policy"].startswith("sandbox;")
    part = content(clerk, order_no, row, Range="bytes=2-5")
    assert (part.status_code, part.content) == (206, files.jpeg()[2:6])
    assert content(clerk, order_no, row, If_None_Match=got.headers["etag"]).status_code == 304
    page = listed(clerk, order_no)
    assert [one["id"] for one in page["items"]] == [row["id"]]
    assert (page["left"], page["may_add"]) == (29, True)
    assert {one["kind"] for one in page["kinds"]} == {"contact", "handling", "certificate"}
    with store.reading() as session:
        last = session.scalars(select(Event).order_by(Event.seq.desc()).limit(1)).one()
        assert (last.topic, last.subject, last.data["verb"]) == ("order.changed", order_no, "attach")


def test_withdrawing_needs_a_reason_and_stays_in_the_timeline(browser: People, order_no: str) -> None:
    clerk = browser(Role.CLERK, unit=LEAD)
    row = add(clerk, order_no, files.jpeg()).json()
    place = f"/orders/{order_no}/attachments/{row['id']}/withdraw"
    assert clerk.post(place, {}).status_code == 422
    answer = clerk.post(place, {"reason": "传错了 13812345678"})
    assert answer.json()["withdrawn_reason"] == "传错了 138****5678"
    gone = content(clerk, order_no, row)
    assert (gone.status_code, gone.json()["code"]) == (404, "attachment-not-found")
    assert listed(clerk, order_no)["items"][0]["why_not"] == "附件已撤回"
    steps = clerk.get(f"/orders/{order_no}/timeline").json()["items"]
    assert [step["chinese"] for step in steps[-2:]] == ["添加附件", "撤回附件"]


def test_what_a_colleague_may(browser: People, order_no: str) -> None:
    agent, clerk = browser(Role.AGENT), browser(Role.CLERK, unit=LEAD)
    head, other = browser(Role.DEPARTMENT_HEAD, unit=LEAD), browser(Role.CLERK, "other", OTHER)
    inspector = browser(Role.INSPECTOR)
    citizens = add(agent, order_no, files.jpeg(), kind="demand").json()
    ours = add(clerk, order_no, files.pdf(), "说明.pdf").json()
    for reader in (agent, clerk, head, inspector):
        assert content(reader, order_no, citizens).status_code == 200
    assert listed(inspector, order_no)["may_add"] is False
    assert add(clerk, order_no, files.png(), kind="demand").json()["code"] == "role-not-allowed"
    for path in ("", f"/{ours['id']}/content"):
        assert other.get(f"/orders/{order_no}/attachments{path}").json()["code"] == "order-not-found"
    assert add(other, order_no, files.png()).json()["code"] == "order-not-found"
    taken = clerk.post(f"/orders/{order_no}/attachments/{citizens['id']}/withdraw", {"reason": "不要"})
    assert taken.json()["code"] == "role-not-allowed"
    assert head.post(f"/orders/{order_no}/attachments/{ours['id']}/withdraw", {"reason": "重传"}).status_code == 200


def test_a_number_of_another_order_is_not_found(browser: People, store: Store, order_no: str) -> None:
    agent = browser(Role.AGENT)
    row = add(agent, order_no, files.jpeg()).json()
    other = an_order(store)
    assert content(agent, other, row).json()["code"] == "attachment-not-found"
    withdrawn = agent.post(f"/orders/{other}/attachments/{row['id']}/withdraw", {"reason": "试试"})
    assert withdrawn.json()["code"] == "attachment-not-found"


def test_a_secret_orders_material_reaches_units_stripped_or_not_at_all(browser: People, store: Store) -> None:
    number = an_order(store, is_secret=True)
    agent, clerk = browser(Role.AGENT), browser(Role.CLERK, unit=LEAD)
    photo = files.jpeg(16, 16, files.exif())
    row = add(agent, number, photo, "张三拍的.jpg", kind="demand").json()
    letter = add(agent, number, files.pdf(), "张三的信.pdf", kind="demand").json()
    seen = {one["id"]: one for one in listed(clerk, number)["items"]}
    assert (seen[row["id"]]["name"], seen[row["id"]]["stripped"]) == (f"诉求材料{row['id']}.jpg", True)
    got = content(clerk, number, row)
    assert got.status_code == 200
    assert files.GPS not in got.content
    assert "%E5%BC%A0" not in got.headers["content-disposition"]
    refused = content(clerk, number, letter)
    assert (refused.status_code, refused.json()["code"]) == (403, "attachment-confidential")
    assert content(agent, number, row).content == photo
    assert files.GPS not in content(agent, number, row, "?stripped=true").content
    own = add(clerk, number, files.pdf(b"our own"), "现场.pdf").json()
    assert content(clerk, number, own).status_code == 200


def test_the_same_upload_again_is_one(browser: People, order_no: str) -> None:
    clerk = browser(Role.CLERK, unit=LEAD)
    first = add(clerk, order_no, files.jpeg(), key="upload-0001")
    again = add(clerk, order_no, files.jpeg(), key="upload-0001")
    assert (again.status_code, again.json()) == (201, first.json())
    other = add(clerk, order_no, files.png(), key="upload-0001")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency-mismatch")
    twice = add(clerk, order_no, files.jpeg(), key="upload-0002")
    assert (twice.status_code, twice.json()["code"]) == (409, "attachment-already-there")
    assert len(listed(clerk, order_no)["items"]) == 1


HOSTILE = [
    (b"", "attachment-empty", 422),
    (b"MZ" + bytes(90), "attachment-type-refused", 415),
    (files.jpeg() + files.ZIPPED.getvalue(), "attachment-disguised", 422),
    (files.png(2, 2, files.chunk(b"tEXt", bytes(11 << 20))), "attachment-too-large", 413),
    (bytes((50 << 20) + 1), "attachment-too-large", 413),
    (bytes(52 << 20), "body-too-large", 413),
]


def test_hostile_uploads_leave_nothing(browser: People, store: Store, settings: Settings, order_no: str) -> None:
    clerk, vault = browser(Role.CLERK, unit=LEAD), Vault(settings.attachments)
    for data, code, status in HOSTILE:
        answer = add(clerk, order_no, data)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (list(vault.unfinished()), list(vault.contents())) == ([], [])
    with store.reading() as session:
        assert session.scalars(select(Content)).all() == []


def test_only_uploads_may_be_large(browser: People, order_no: str) -> None:
    agent, long = browser(Role.AGENT), "长" * (1 << 20)
    assert agent.post(f"/orders/{order_no}/urge", {"version": 2, "reason": long}).json()["code"] == "body-too-large"
    assert not any(one.path.fullmatch(f"/api/v1/orders/{order_no}/attachments/1/withdraw") for one in LARGER)


def test_nobody_sends_a_body_before_he_is_known(browser: People, order_no: str) -> None:
    agent = browser(Role.AGENT)
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    place = f"{API}/orders/{order_no}/attachments"
    answer = agent.client.post(place, content=files.jpeg(), headers=kind)
    assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")
    forged = {**kind, "Cookie": f"hotline_session={agent.cookie}", "X-CSRF-Token": "x"}
    assert agent.client.post(place, content=files.jpeg(), headers=forged).json()["code"] == "csrf-mismatch"


KIND = b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\n'
FILE = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
BROKEN = {
    "no file": KIND + b"handling\r\n--x--\r\n",
    "no kind": FILE + b"x\r\n--x--\r\n",
    "cut off": KIND + b"handling\r\n" + FILE + b"\xff\xd8\xff",
    "many headers": b"--x\r\n" + b"A: b\r\n" * 500,
    "a long field": KIND + b"k" * 100_000,
}


def test_broken_forms_are_told(browser: People, settings: Settings, order_no: str) -> None:
    agent = browser(Role.AGENT)
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    kind |= {"Cookie": f"hotline_session={agent.cookie}", "X-CSRF-Token": agent.csrf}
    for name, body in BROKEN.items():
        answer = agent.client.post(f"{API}/orders/{order_no}/attachments", content=body, headers=kind)
        assert answer.json()["code"] == ("invalid-request" if name.startswith("no ") else "form-broken"), name
        assert answer.status_code in (400, 422)
    assert list(Vault(settings.attachments).unfinished()) == []


def test_an_infected_file_is_never_given_out(browser: People, store: Store, order_no: str) -> None:
    agent = browser(Role.AGENT)
    row = add(agent, order_no, files.jpeg()).json()
    with store.transaction() as session:
        session.execute(text("UPDATE attachment_content SET scan_state = 'infected'"))
    refused = content(agent, order_no, row)
    assert (refused.status_code, refused.json()["code"]) == (422, "attachment-infected")
    assert listed(agent, order_no)["items"][0]["scan_name"] == "发现病毒，已隔离"
    other = an_order(store)
    assert add(agent, other, files.jpeg()).json()["code"] == "attachment-infected"


def test_a_lost_file_is_told(browser: People, settings: Settings, order_no: str) -> None:
    agent = browser(Role.AGENT)
    row = add(agent, order_no, files.jpeg()).json()
    Vault(settings.attachments).path(row["sha256"]).unlink()
    lost = content(agent, order_no, row)
    assert (lost.status_code, lost.json()["code"]) == (404, "attachment-lost")


def test_the_form_of_a_verb_takes_no_attachment(browser: People, order_no: str) -> None:
    agent = browser(Role.AGENT)
    assert agent.post(f"/orders/{order_no}/attach", {"version": 2}).json()["code"] == "field-missing"
    body = {"version": 2, "attachment": 1, "reason": "别人的"}
    assert agent.post(f"/orders/{order_no}/attach", body).json()["code"] == "invalid-request"


def test_no_name_in_what_is_kept_for_repeats(browser: People, store: Store, order_no: str) -> None:
    add(browser(Role.AGENT), order_no, files.jpeg(), "张三.jpg", key="upload-0003")
    with store.reading() as session:
        kept = session.execute(text("SELECT string_agg(a::text, ' ') FROM idempotent_answer a")).scalar_one()
    assert "张三" not in kept
    assert re.search("[0-9a-f]{64}", kept)


def test_with_a_scanner_a_file_waits_for_its_verdict(
    browser: People, store: Store, settings: Settings, order_no: str
) -> None:
    settings.environment["HOTLINE_CLAMD"] = "tcp://127.0.0.1:9"
    agent = browser(Role.AGENT)
    row = add(agent, order_no, files.jpeg()).json()
    assert (row["scan_state"], row["why_not"]) == ("waiting", "文件正在查毒，请稍后再试")
    with store.reading() as session:
        job = session.execute(text("SELECT task_name, args FROM procrastinate_jobs")).one()
    assert job == ("scan_content", {"sha256": row["sha256"]})
    held = content(agent, order_no, row)
    assert (held.status_code, held.json()["code"]) == (409, "attachment-not-scanned")
    for state, status in (("failed", 409), ("clean", 200)):
        with store.transaction() as session:
            session.execute(text("UPDATE attachment_content SET scan_state = :state"), {"state": state})
        assert content(agent, order_no, row).status_code == status
