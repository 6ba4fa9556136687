"""The website channel: a demand is stored raw and once, a job follows, and only its citizen can follow it."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import select, text

from callcenter.settings import Settings
from integrations.website import receipts
from models import clock, intake, orders
from models.attachments import Attachment, Vault
from models.catalogue import Department
from models.database import Store
from models.intake import InboxMessage
from tests import files

GOOD = {
    "text": "永安大道第三根路灯已经三天不亮了，请尽快维修。",
    "phone": "13812345678",
    "place": "永安大道",
    "name": "张三丰",
}


def ticket(client: TestClient) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', client.get("/website").text)
    assert found
    return found[1]


def submitted(client: TestClient, **fields: str) -> tuple[str, str]:
    """Receipt number and query code."""
    answer = client.post("/website", data={"ticket": ticket(client), **GOOD, **fields})
    assert answer.status_code == 200, answer.text
    number, code = re.findall(r'class="big" id="\w+">([^<]+)<', answer.text)
    return number, code


def jobs(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(text("SELECT task_name FROM procrastinate_jobs")))


def test_a_demand_is_stored_and_its_job_waits(client: TestClient, store: Store) -> None:
    number, _ = submitted(client, secret="1", occurred="2026-01-02T08:30")
    with store.reading() as session:
        message = session.scalars(select(InboxMessage)).one()
        submission = message.submission()
    assert (message.channel, message.external_id, message.state) == ("website", number, "received")
    assert (submission.text, submission.citizen_phone, submission.flags) == (GOOD["text"], GOOD["phone"], {"secret"})
    assert submission.occurred_at is not None
    assert submission.occurred_at.astimezone(clock.LOCAL).isoformat() == "2026-01-02T08:30:00+08:00"
    assert submission.raw is not None
    assert GOOD["phone"].encode() in submission.raw
    assert jobs(store) == ["process_message"]


def test_sending_twice_is_one_demand(client: TestClient, store: Store) -> None:
    form = {"ticket": ticket(client), **GOOD}
    first, second = client.post("/website", data=form), client.post("/website", data=form)
    codes = [re.findall(r'class="big" id="\w+">([^<]+)<', answer.text) for answer in (first, second)]
    assert codes[0] == codes[1]
    assert jobs(store) == ["process_message"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"text": "太短"}, "请写 10 至 2000 字"),
        ({"text": "长" * 2001}, "现在是 2001 字"),
        ({"phone": "123"}, "请填写手机号码"),
        ({"phone": ""}, "请填写手机号码"),
        ({"place": "路" * 201}, "请不要超过 200 字"),
        ({"occurred": "昨天"}, "请按“年-月-日 时:分”填写"),
        ({"occurred": "2999-01-01T00:00"}, "发生时间不能晚于现在"),
        ({"occurred": "0001-01-01T00:00"}, "请按“年-月-日 时:分”填写"),
        ({"ticket": "WZ20261123AAAAAAAAAA.FORGED"}, "页面已过期"),
        ({"ticket": ""}, "页面已过期"),
        ({"homepage": "http://spam.example"}, "页面已过期"),
    ],
)
def test_a_wrong_form_comes_back_filled_in_with_what_to_mend(
    client: TestClient, store: Store, fields: dict[str, str], message: str
) -> None:
    answer = client.post("/website", data={"ticket": ticket(client), **GOOD, **fields})
    assert answer.status_code == 422
    assert message in answer.text
    assert GOOD["name"] in answer.text
    assert jobs(store) == []


def test_what_a_citizen_types_is_never_markup(client: TestClient) -> None:
    answer = client.post("/website", data={"ticket": ticket(client), "text": "<script>", "phone": '"><b>'})
    assert "<script>" not in answer.text
    assert "<b>" not in answer.text


def test_progress_by_receipt_before_there_is_an_order(client: TestClient) -> None:
    number, code = submitted(client)
    answer = client.post("/website/follow", data={"number": number.lower(), "code": f" {code.lower()} "})
    assert answer.status_code == 200
    assert "已收到，正在登记" in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_progress_and_answer_by_order_number(client: TestClient, store: Store) -> None:
    _, code = submitted(client)
    with store.transaction() as session:
        unit = session.scalars(select(Department).order_by(Department.code)).first()
        assert unit is not None
        message = session.scalars(select(InboxMessage)).one()
        form = {"title": "路灯", "lead_code": unit.code}
        order = orders.create_draft(
            session, orders.SYSTEM, submission=message.submission(), message_id=message.id, **form
        )
        intake.processed(session, message.id, order.id)
        orders.apply(session, orders.SYSTEM, order.order_no, "dispatch", None)
    page = client.post("/website/follow", data={"number": order.order_no, "code": code}).text
    assert "已派单，等待承办单位签收" in page
    assert unit.name in page
    assert "答复期限" in page
    head = orders.Actor(None, "负责人", "department_head", unit.code)
    with store.transaction() as session:
        orders.apply(session, head, order.order_no, "sign", None)
        replies = {"reply_text": "内部：已派张某处理", "public_reply_text": "路灯已修好", "solved": "已解决"}
        orders.apply(session, head, order.order_no, "reply", None, **replies)
    page = client.post("/website/follow", data={"number": order.order_no, "code": code}).text
    assert "路灯已修好" in page
    assert "内部" not in page


def test_without_the_code_nothing_is_told(client: TestClient) -> None:
    number, code = submitted(client)
    other_number, other_code = submitted(client)
    unknown = client.post("/website/follow", data={"number": "WZ20261123ZZZZZZZZZZ", "code": code})
    wrong = client.post("/website/follow", data={"number": number, "code": other_code})
    empty = client.post("/website/follow", data={"number": "", "code": ""})
    assert unknown.status_code == wrong.status_code == empty.status_code == 404
    assert "编号或查询码不正确" in wrong.text
    assert number != other_number


def test_an_address_cannot_flood_the_inbox(client: TestClient, store: Store) -> None:
    limit = client.app.state.hotline.website_forms  # type: ignore[attr-defined]
    while limit.wait_s("submit testclient") == 0:
        limit.note("submit testclient")
    assert client.post("/website", data={"ticket": ticket(client), **GOOD}).status_code == 429
    assert jobs(store) == []


def test_the_pages_need_no_script_and_fit_a_telephone(client: TestClient) -> None:
    for path in ("/website", "/website/follow"):
        page = client.get(path)
        assert page.status_code == 200
        assert "<script" not in page.text
        assert 'name="viewport"' in page.text
        assert "咸宁市" in page.text
        assert 'lang="zh-CN"' in page.text
    assert client.get("/website/site.css").headers["content-type"].startswith("text/css")


def test_receipts_of_one_day_differ_and_codes_do_not_follow_from_them(store: Store) -> None:
    numbers = {receipts.fresh() for _ in range(200)}
    assert len(numbers) == 200
    number = numbers.pop()
    assert receipts.receipt_of(receipts.ticket(number)) == number
    assert receipts.query_code(number) not in receipts.ticket(number)
    assert not receipts.code_fits(number, "")
    day = clock.now() + timedelta(days=1)
    with clock.running_from(lambda: day):
        assert receipts.fresh()[2:10] == day.astimezone(clock.LOCAL).strftime("%Y%m%d")


def with_files(client: TestClient, *sent: tuple[str, bytes], **fields: str) -> Response:
    parts = [("files", (name, data, "application/octet-stream")) for name, data in sent]
    empty = [("files", ("", b"", "application/octet-stream"))]  # a field that was left alone
    return client.post("/website", data={"ticket": ticket(client), **GOOD, **fields}, files=[*parts, *empty])


def attached(store: Store) -> list[tuple[str, str, int]]:
    with store.reading() as session:
        rows = session.scalars(select(Attachment).order_by(Attachment.id)).all()
        return [(row.name, row.content.media_type, row.content.size) for row in rows]


def test_a_demand_with_pictures(client: TestClient, store: Store, settings: Settings) -> None:
    answer = with_files(client, ("灯.JPG", files.jpeg()), ("C:\\桌面\\说明.pdf", files.pdf()))
    assert answer.status_code == 200, answer.text
    assert "已收下 2 个文件" in answer.text
    assert attached(store) == [
        ("灯.jpg", "image/jpeg", len(files.jpeg())),
        ("说明.pdf", "application/pdf", len(files.pdf())),
    ]
    with store.reading() as session:
        message = session.scalars(select(InboxMessage)).one()
        sent = message.submission().attachments
    vault = Vault(settings.attachments)
    assert [vault.path(one.sha256).read_bytes() for one in sent] == [files.jpeg(), files.pdf()]
    assert list(vault.unfinished()) == []
    assert jobs(store) == ["process_message"]


def test_the_words_are_kept_when_files_are_refused(client: TestClient, store: Store) -> None:
    sent = [
        ("大图.png", files.png(2, 2, files.chunk(b"tEXt", bytes(11 << 20)))),
        ("../../照片.jpg", b"MZ" + bytes(100)),
        ("<b>声音</b>.mp3", files.mp3()),
        ("第四个.png", files.png()),
    ]
    answer = with_files(client, *sent)
    assert answer.status_code == 200, answer.text
    for name, why in (
        ("大图.png", "超过 10 MB。请压缩后再发"),
        ("照片.jpg", "不支持这种文件"),
        ("第四个.png", "一次最多 3 个文件"),
    ):
        assert re.search(f"<li>{name}：[^<]*{why}", answer.text), name
    assert "这里只收图片和文档" in answer.text
    assert "<b>声音" not in answer.text
    assert attached(store) == []
    assert jobs(store) == ["process_message"]


def test_sending_twice_attaches_once(client: TestClient, store: Store) -> None:
    form, sent = (
        {"ticket": ticket(client), **GOOD},
        [("files", ("灯.jpg", files.jpeg())), ("files", ("灯2.jpg", files.jpeg()))],
    )
    for _ in range(2):
        assert client.post("/website", data=form, files=sent).status_code == 200
    assert attached(store) == [("灯.jpg", "image/jpeg", len(files.jpeg()))]


def test_a_wrong_form_tells_that_files_must_be_chosen_again(client: TestClient, store: Store) -> None:
    answer = with_files(client, ("灯.jpg", files.jpeg()), phone="1")
    assert answer.status_code == 422
    assert "请重新选择图片或文件" in answer.text
    assert attached(store) == []


def test_a_form_cut_off_on_its_way_is_no_demand(client: TestClient, store: Store, settings: Settings) -> None:
    head = f'--x\r\nContent-Disposition: form-data; name="ticket"\r\n\r\n{ticket(client)}\r\n'
    part = '--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    for body in (head.encode() + part.encode() + files.jpeg()[:40], b"", b"\r\n--", b"not a form"):
        answer = client.post("/website", content=body, headers=kind)
        assert (answer.status_code, answer.json()["code"]) == (400, "form-broken")
    assert client.post("/website", content=b"x", headers={"Content-Type": "multipart/form-data"}).status_code == 400
    assert list(Vault(settings.attachments).unfinished()) == []
    assert jobs(store) == []


def test_limits_are_told_before(client: TestClient) -> None:
    page = client.get("/website").text
    assert "最多 3 个，每个不超过 10 MB" in page
    assert 'enctype="multipart/form-data"' in page
    assert page.count('type="file"') == 3
