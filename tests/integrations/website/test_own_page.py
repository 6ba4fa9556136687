"""The citizen's own page: proved by a code, then a question is answered, words are added, the handling is rated."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from callcenter.settings import Settings
from integrations.website import House, passes, receipts, routes
from models import attachments, clock, intake, one_time_codes, orders
from models.attachments import AttachmentKind, Vault
from models.callbacks import CallbackAnswer, CallbackAttempt, CallbackTask
from models.catalogue import Department
from models.database import Store
from models.intake import InboxMessage
from models.orders import SYSTEM, Actor, WorkOrder
from tests import files
from tests.integrations.website.test_website import GOOD, submitted

DISPATCHER = Actor(None, "周敏", "dispatcher")


class Gateway:
    """A text message gateway that keeps what it sends."""

    shows = False

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def send(self, phone: str, text: str) -> None:
        self.sent.append((phone, text))


@pytest.fixture
def order(client: TestClient, store: Store) -> tuple[str, str, WorkOrder, Actor]:
    """A dispatched order of the website: receipt, query code, order, the clerk of its unit."""
    receipt, code = submitted(client)
    with store.transaction() as session:
        unit = session.scalars(select(Department).order_by(Department.code)).first()
        message = session.scalars(select(InboxMessage)).one()
        assert unit is not None
        form = {"title": "路灯", "lead_code": unit.code}
        made = orders.create_draft(session, SYSTEM, submission=message.submission(), message_id=message.id, **form)
        intake.processed(session, message.id, made.id)
        orders.apply(session, SYSTEM, made.order_no, "dispatch", None)
    return receipt, code, made, Actor(None, "负责人", "department_head", unit.code)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, name
    return found[1]


def own_page(client: TestClient, receipt: str, code: str) -> str:
    """Without a gateway the query code opens the whole."""
    answer = client.post("/website/follow", data={"number": receipt, "code": code})
    assert answer.status_code == 200
    return answer.text


def act(client: TestClient, page: str, what: str, **fields: str) -> tuple[int, str]:
    sent = {"pass": hidden(page, "pass"), "nonce": hidden(page, "nonce"), **fields}
    answer = client.post(f"/website/follow/{what}", data=sent)
    return answer.status_code, answer.text


def do(store: Store, actor: Actor, number: str, verb: str, **fields: object) -> None:
    with store.transaction() as session:
        orders.apply(session, actor, number, verb, None, **fields)  # type: ignore[arg-type]


def test_the_pictures_of_the_reply_are_shown_once_it_was_audited(
    client: TestClient, store: Store, order: tuple[str, str, WorkOrder, Actor], settings: Settings
) -> None:
    receipt, code, made, clerk = order
    do(store, clerk, made.order_no, "sign")
    vault = Vault(settings.attachments)
    kinds: list[tuple[AttachmentKind, str]] = [("handling", "jpg"), ("contact", "png"), ("handling", "pdf")]
    for kind, extension in kinds:
        with vault.incoming() as arriving:
            arriving.write(files.GOOD[extension])
            arriving.close()
            file = attachments.examine(arriving, f"现场.{extension}")
            with store.transaction() as session:
                attachments.store(session, vault, arriving, file, None)
                orders.attach(session, clerk, made.order_no, file, kind)
    do(store, clerk, made.order_no, "reply", reply_text="内部", public_reply_text="已修好", solved="已解决")
    assert "<img" not in own_page(client, receipt, code)
    do(store, DISPATCHER, made.order_no, "accept_reply")
    (address,) = re.findall(r'src="(/website/follow/picture/[^"]+)"', own_page(client, receipt, code))
    picture = client.get(address)
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/jpeg")
    assert picture.content == attachments.stripped("image/jpeg", files.GOOD["jpg"])
    assert client.get(address[:-1] + ("0" if address[-1] != "0" else "1")).status_code == 404
    with store.transaction() as session:
        row = attachments.of_order(session, made.id)[0]
        orders.detach(session, DISPATCHER, made.order_no, row.id, "传错了")
    assert client.get(address).status_code == 404


LONGEST_ID = "<" + "a/b.c+d=" * 22 + "@mail.example.cn>"


@pytest.mark.parametrize("message_id", ["<a.b@mail.example.cn>", "<tencent_1/2.own.9@qq.com>", LONGEST_ID])
def test_who_wrote_by_mail_does_the_same(
    client: TestClient, store: Store, order: tuple[str, str, WorkOrder, Actor], settings: Settings, message_id: str
) -> None:
    """Its receipt is the mail's Message-ID."""
    _, _, made, clerk = order
    with store.transaction() as session:
        session.execute(update(InboxMessage).values(channel="email", external_id=message_id))
    code = receipts.query_code(message_id)
    do(store, clerk, made.order_no, "ask", text="是哪一根灯杆？")
    assert act(client, own_page(client, made.order_no, code), "answer", answer="路口第三根")[0] == 200
    assert steps(store, made)[-1] == ("answer_question", "路口第三根")
    do(store, clerk, made.order_no, "sign")
    vault = Vault(settings.attachments)
    with vault.incoming() as arriving:
        arriving.write(files.GOOD["jpg"])
        arriving.close()
        file = attachments.examine(arriving, "现场.jpg")
        with store.transaction() as session:
            attachments.store(session, vault, arriving, file, None)
            orders.attach(session, clerk, made.order_no, file, "handling")
    do(store, clerk, made.order_no, "reply", reply_text="内部", public_reply_text="路灯已修好", solved="已解决")
    do(store, DISPATCHER, made.order_no, "accept_reply")
    page = own_page(client, made.order_no, code)
    (address,) = re.findall(r'src="(/website/follow/picture/[^"]+)"', page)
    assert client.get(address).status_code == 200
    assert act(client, page, "rate", grade="5", solved="已解决")[0] == 200
    with store.reading() as session:
        assert orders.get(session, made.order_no).callback_score == 5


def steps(store: Store, made: WorkOrder) -> list[tuple[str, str | None]]:
    with store.reading() as session:
        return [(step.verb, step.text) for step in orders.timeline(session, made.id)]


def test_a_question_is_answered_and_words_are_added(
    client: TestClient, store: Store, order: tuple[str, str, WorkOrder, Actor]
) -> None:
    receipt, code, made, clerk = order
    do(store, clerk, made.order_no, "ask", text="是哪一根灯杆？")
    page = own_page(client, receipt, code)
    assert "是哪一根灯杆？" in page
    assert GOOD["text"] in page
    assert act(client, page, "answer", answer="")[0] == 422
    sent = {"pass": hidden(page, "pass"), "nonce": hidden(page, "nonce"), "answer": "路口第三根"}
    for _ in range(2):  # sent twice, done once
        assert client.post("/website/follow/answer", data=sent).status_code == 200
    page = own_page(client, receipt, code)
    assert 'id="question"' not in page
    status, page = act(client, page, "supplement", text="今晚更暗了")
    assert (status, "已收到您补充的内容" in page) == (200, True)
    assert steps(store, made)[-3:] == [
        ("ask", "是哪一根灯杆？"),
        ("answer_question", "路口第三根"),
        ("supplement", "今晚更暗了"),
    ]
    with store.reading() as session:
        kept = session.scalars(select(InboxMessage).order_by(InboxMessage.id)).all()
        assert [(one.kind, one.state) for one in kept] == [
            ("demand", "processed"),
            ("supplement", "processed"),
            ("supplement", "processed"),
        ]


def reply(store: Store, made: WorkOrder, clerk: Actor) -> None:
    do(store, clerk, made.order_no, "sign")
    do(store, clerk, made.order_no, "reply", reply_text="内部", public_reply_text="路灯已修好", solved="已解决")
    do(store, DISPATCHER, made.order_no, "accept_reply")


def test_the_rating_is_the_call_back(
    client: TestClient, store: Store, order: tuple[str, str, WorkOrder, Actor]
) -> None:
    receipt, code, made, clerk = order
    reply(store, made, clerk)
    page = own_page(client, receipt, code)
    assert "路灯已修好" in page
    assert "请写明不满意" in act(client, page, "rate", grade="1", solved="未解决", words="")[1]
    assert act(client, page, "rate", grade="9", solved="都行")[0] == 422
    status, page = act(client, page, "rate", grade="5", solved="已解决", words="很快")
    assert (status, "感谢您的评价" in page, "您已评价" in page) == (200, True, True)
    with store.reading() as session:
        after = orders.get(session, made.order_no)
        assert (after.state, after.callback_score, after.callback_solved) == ("closed", 5, "已解决")
        (answer,) = session.scalars(select(CallbackAnswer))
        (attempt,) = session.scalars(select(CallbackAttempt))
        (task,) = session.scalars(select(CallbackTask))
    assert (answer.score, answer.solved, answer.words, answer.method) == (5, "已解决", "很快", "网页")
    assert (attempt.way, attempt.result, attempt.id) == ("page", "reached", answer.attempt_id)
    assert (task.state, task.result, task.ways) == ("done", "reached", ["automatic", "person"])


def test_a_bad_rating_is_verified_before_the_order_goes_round_again(
    client: TestClient, store: Store, order: tuple[str, str, WorkOrder, Actor]
) -> None:
    receipt, code, made, clerk = order
    reply(store, made, clerk)
    status, _ = act(client, own_page(client, receipt, code), "rate", grade="1", solved="未解决", words="还是不亮")
    assert status == 200
    page = own_page(client, receipt, code)
    assert "已收到您的评价，正在核实" in page
    assert "您的评价：非常不满意，未解决，我们将回访核实" in page
    with store.reading() as session:
        after = orders.get(session, made.order_no)
        assert (after.state, after.rating_unverified) == ("redo", True)
        open_now = [(one.kind, one.way) for one in session.scalars(select(CallbackTask)) if one.state == "waiting"]
    assert open_now == [("verification", "person")]
    with pytest.raises(orders.VerbNotAllowed, match="还没有核实"):
        do(store, DISPATCHER, made.order_no, "redo", reason="市民不满意")


def test_outside_the_call_back_a_rating_is_kept_once(
    client: TestClient, store: Store, order: tuple[str, str, WorkOrder, Actor]
) -> None:
    receipt, code, made, clerk = order
    reply(store, made, clerk)
    do(store, DISPATCHER, made.order_no, "close")
    page = own_page(client, receipt, code)
    assert act(client, page, "rate", grade="4", solved="已解决")[0] == 200
    again = {"pass": hidden(page, "pass"), "nonce": "another", "grade": "1", "solved": "未解决", "words": "改主意了"}
    assert "已经评价过" in client.post("/website/follow/rate", data=again).text
    with store.reading() as session:
        kept = session.scalars(select(CallbackAnswer)).one()
        assert (kept.score, kept.solved, kept.method) == (4, "已解决", "网页")
        assert orders.get(session, made.order_no).state == "closed"
    assert steps(store, made)[-1][0] == "rate"


def test_what_comes_before_the_order_waits_for_it(client: TestClient, store: Store) -> None:
    receipt, code = submitted(client)
    status, page = act(client, own_page(client, receipt, code), "supplement", text="补一句")
    assert status == 200
    with store.reading() as session:
        waiting = session.scalars(select(InboxMessage).where(InboxMessage.kind == "supplement")).one()
        assert (waiting.state, waiting.refers_to) == ("received", receipt)
    assert "诉求还在登记" in act(client, page, "rate", grade="5", solved="已解决")[1]


@pytest.fixture
def texted(settings: Settings, store: Store) -> Iterator[tuple[TestClient, Gateway]]:
    """A site with a gateway."""
    gateway = Gateway()
    app = FastAPI()
    house = House(
        store_of=lambda request: store,
        vault=Vault(settings.attachments),
        scan=None,
        process=lambda session, message_id: None,
        admit=lambda request, what: True,
        city=lambda _: "咸宁市",
        texting_of=lambda request: gateway,
    )
    app.include_router(routes(house))
    with TestClient(app) as opened:
        yield opened, gateway


def test_with_a_gateway_only_the_telephone_opens_the_own_page(texted: tuple[TestClient, Gateway]) -> None:
    client, gateway = texted
    receipt, code = submitted(client)
    page = own_page(client, receipt, code)
    assert GOOD["text"] not in page
    held = {"pass": hidden(page, "pass")}
    assert client.post("/website/follow/supplement", data={**held, "text": "补一句"}).status_code == 403
    asked = client.post("/website/follow/code", data=held).text
    assert "一分钟后再试" in client.post("/website/follow/code", data=held).text
    ((phone, words),) = gateway.sent
    assert phone == GOOD["phone"]
    sms = re.search(r"\d{6}", words)
    assert sms
    assert sms[0] not in asked
    wrong = client.post("/website/follow/confirm", data={**held, "sms": "abcdef"})
    assert (wrong.status_code, "验证码不正确" in wrong.text) == (422, True)
    opened = client.post("/website/follow/confirm", data={**held, "sms": sms[0]})
    assert GOOD["text"] in opened.text
    assert act(client, opened.text, "supplement", text="补一句")[0] == 200


class Sum:
    """A challenge that people solve."""

    def field(self) -> str:
        return '<label for="sum">三加四等于几？</label><input id="sum" name="sum" inputmode="numeric">'

    def passed(self, given: Mapping[str, str]) -> bool:
        return given.get("sum") == "7"


def test_a_challenge_is_asked_where_a_site_has_one(settings: Settings, store: Store) -> None:
    app = FastAPI()
    house = House(
        store_of=lambda request: store,
        vault=Vault(settings.attachments),
        scan=None,
        process=lambda session, message_id: None,
        admit=lambda request, what: True,
        city=lambda _: "咸宁市",
        challenge=Sum(),
    )
    app.include_router(routes(house))
    with TestClient(app) as client:
        assert "三加四等于几" in client.get("/website").text
        form = {"ticket": hidden(client.get("/website").text, "ticket"), **GOOD}
        assert client.post("/website", data={**form, "sum": "8"}).status_code == 422
        assert client.post("/website", data={**form, "sum": "7"}).status_code == 200


def test_passes_are_sealed_and_end(store: Store) -> None:
    assert passes.read(passes.issue("WZ1", "own")) == passes.Pass("WZ1", "own")
    later = clock.now() + passes.LASTS + timedelta(seconds=1)
    given = passes.issue("WZ1", "own")
    with clock.running_from(lambda: later):
        assert passes.read(given) is None
    assert passes.read("WZ1.own.9999999999.00") is None
    assert passes.read("") is None
    assert passes.read("中文.own.1.ü") is None


def test_codes_are_used_once_and_tried_five_times(store: Store) -> None:
    with store.transaction() as session:
        code = one_time_codes.fresh(session, "a")
        assert code is not None
        assert one_time_codes.fresh(session, "a") is None
        assert not one_time_codes.check(session, "b", code)
        assert one_time_codes.check(session, "a", f" {code} ")
        assert not one_time_codes.check(session, "a", code)
        other = one_time_codes.fresh(session, "c")
        assert other is not None
        wrong = "000000" if other != "000000" else "000001"
        assert not any(one_time_codes.check(session, "c", wrong) for _ in range(5))
        assert not one_time_codes.check(session, "c", other)
