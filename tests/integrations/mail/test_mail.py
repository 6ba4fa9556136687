"""E-mail keeps the contract; mails are read on where we stopped, answers find their order, machines get none."""

import datetime
import ssl
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import select

from callcenter.channels import pulling
from integrations.channel import ChannelError, Delivery, Refused, TryLater, Uncertain, save
from integrations.mail import CHANNEL
from integrations.mail.settings import EmailSettings
from models import channels as states
from models import clock, orders, outbox
from models.attachments import Attachment, OfferedFile
from models.callbacks import CallbackAnswer
from models.database import Store
from models.intake import InboxMessage
from models.orders import SYSTEM, Actor, WorkOrder
from tests.callcenter.channels.telling import work
from tests.files import png
from tests.integrations.channel.kit import WORDS, ChannelContract
from tests.integrations.mail.mailbox import CITIZEN, MailWorld
from tests.integrations.mail.servers import Folder, MailServer, address

HEAD = Actor(None, "值班长", "supervisor")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer().running() as running:
        yield running


@pytest.fixture
def world(server: MailServer, store: Store) -> MailWorld:
    return MailWorld(server, store)


class TestEmail(ChannelContract):
    """The kit."""


@pytest.fixture
def mails(world: MailWorld, store: Store) -> MailWorld:
    set_up(world, store)
    return world


def set_up(world: MailWorld, store: Store, version: int = 0, **more: Any) -> None:
    with store.transaction() as session:
        save(session, "email", EmailSettings, world.settings | more, enabled=True, version=version, by="x")


def do(store: Store, order: WorkOrder, verb: str, actor: Actor = HEAD, **given: Any) -> None:
    with store.transaction() as session:
        orders.apply(session, actor, order.order_no, verb, None, **given)


def messages(store: Store) -> list[InboxMessage]:
    with store.reading() as session:
        return list(session.scalars(select(InboxMessage).order_by(InboxMessage.id)))


def only_order(store: Store) -> WorkOrder:
    with store.reading() as session:
        return session.scalars(select(WorkOrder)).one()


def steps(store: Store, order: WorkOrder) -> list[tuple[str, str | None]]:
    with store.reading() as session:
        return [(step.verb, step.text) for step in orders.timeline(session, order.id)]


def answer(world: MailWorld, number: str, to: str, words: str, sender: str = CITIZEN, **more: str) -> None:
    """A mail in the thread of another one."""
    mail = EmailMessage()
    mail["Message-ID"], mail["From"], mail["Subject"] = world.external_id(number), sender, "回复：x"
    mail["In-Reply-To"] = mail["References"] = to
    for name, value in more.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(words)
    world.put_bytes(number, mail.as_bytes())
    world.bring(number)


def test_mails_are_read_on_in_every_folder_and_marked_when_they_are_stored(mails: MailWorld, store: Store) -> None:
    mails.server.folders["投诉"] = Folder()
    set_up(mails, store, version=1, page=2, folders=["INBOX", "投诉"])
    server = mails.server
    server.folders["&YpWLyQ-"] = server.folders.pop("投诉")
    for number in range(5):
        mails.put(str(number), f"{WORDS}{number}")
    mails.bring(*map(str, range(5)))
    server.folders["&YpWLyQ-"].add(next(iter(server.folders["INBOX"].mails.values())))  # a copy in another folder
    mails.put("7", WORDS)
    mails.bring("7")
    assert [one.external_id for one in messages(store)] == [mails.external_id(str(n)) for n in (0, 1, 2, 3, 4, 7)]
    assert server.folders["INBOX"].seen == {1, 2, 3, 4, 5}
    mails.bring()
    assert server.folders["INBOX"].seen == {1, 2, 3, 4, 5, 6}
    assert not any(one.startswith("UID FETCH 1 ") for one in server.commands[-12:])


def test_a_mailbox_that_counts_anew_brings_nothing_twice(mails: MailWorld, store: Store) -> None:
    mails.put("1", WORDS)
    mails.bring("1")
    inbox = mails.server.folders["INBOX"]
    inbox.validity, inbox.mails = 8, {900: inbox.mails[1]}
    mails.put("2", WORDS)
    mails.bring("2")
    assert [one.external_id for one in messages(store)] == [mails.external_id("1"), mails.external_id("2")]


def test_a_failure_between_pages_loses_nothing(mails: MailWorld, store: Store) -> None:
    set_up(mails, store, version=1, page=2)
    for number in range(5):
        mails.put(str(number), WORDS)
    mails.server.faults.extend(["slow", "half"])
    mails.bring(*map(str, range(5)))
    assert len(messages(store)) == 2
    pulling.pull(store, "email")
    assert len(messages(store)) == 5


@pytest.mark.parametrize(
    ("settings", "code"),
    [({"password": "another"}, "credentials-refused"), ({"folders": ["x"]}, "mail-folder-unknown")],
)
def test_what_is_set_wrong_is_said_so(mails: MailWorld, store: Store, settings: dict[str, Any], code: str) -> None:
    set_up(mails, store, version=1, **settings)
    pulling.pull(store, "email")
    with store.reading() as session:
        assert session.get_one(states.ChannelState, "email").error_code == code


def test_answers_find_their_order(mails: MailWorld, store: Store, run_jobs: Callable[[], None]) -> None:
    mails.put("1", WORDS)
    mails.bring("1")
    run_jobs()
    order = only_order(store)
    do(store, order, "ask", text="是哪一根？")
    work(store)
    asked = mails.server.notices()[-1]
    assert (asked["To"], asked["In-Reply-To"]) == (CITIZEN, mails.external_id("1"))
    assert (asked["Auto-Submitted"], order.order_no in str(asked["Message-ID"])) == ("auto-replied", True)
    answer(mails, "2", asked["Message-ID"], "第三根\n\n> 是哪一根？")
    answer(mails, "3", mails.external_id("2"), "催办")
    mails.put("4", "第四根也不亮", title=f"补充 {order.order_no}")
    mails.put("5", "我的路灯也不亮", title=f"补充 {order.order_no}", sender="li@example.org")
    mails.bring("4", "5")
    run_jobs()
    assert ("answer_question", "第三根") in steps(store, order)
    assert ("supplement", "第四根也不亮") in steps(store, order)
    assert [one.outcome for one in messages(store)] == ["order", "supplement", "act", "supplement", "order"]


def test_a_digit_rates(mails: MailWorld, store: Store, run_jobs: Callable[[], None]) -> None:
    mails.put("1", WORDS)
    mails.bring("1")
    run_jobs()
    order = only_order(store)
    for verb, given in (
        ("sign", {}),
        ("reply", {"reply_text": "内部意见", "public_reply_text": "路灯已修好", "solved": "已解决"}),
        ("accept_reply", {}),
    ):
        do(store, order, verb, **given)
    do(store, order, "invite_callback", SYSTEM)
    work(store)
    told = mails.server.notices()
    whole = [part.get_payload(decode=True).decode() for part in told]  # type: ignore[union-attr]
    assert "路灯已修好" in whole[-2]
    assert "内部意见" not in "".join(whole)
    answer(mails, "2", told[-1]["Message-ID"], "2，又坏了\n\n-----Original Message-----\nx")
    run_jobs()
    with store.reading() as session:
        rated = orders.get(session, order.order_no)
        assert (rated.callback_score, rated.callback_solved) == (2, "未解决")
        assert session.scalars(select(CallbackAnswer.words)).all() == ["又坏了"]
    assert "record_callback" in [verb for verb, _ in steps(store, order)]


def test_a_thread_that_we_never_saw_is_a_demand_after_a_while(
    mails: MailWorld, store: Store, run_jobs: Callable[[], None]
) -> None:
    answer(mails, "2", "<somebody@elsewhere>", "第三根\n\n> 永安大道路灯不亮")
    run_jobs()
    (waiting,) = messages(store)
    assert (waiting.state, waiting.error_code, waiting.kind) == ("received", "reference-unknown", "supplement")
    later = clock.now() + timedelta(hours=1)
    with clock.running_from(lambda: later):
        from tests.callcenter.worker import due_now

        due_now(store)
        run_jobs()
    assert only_order(store).content == "第三根\n\n> 永安大道路灯不亮"


@pytest.mark.parametrize(
    ("more", "state", "outcome"),
    [
        ({"Auto_Submitted": "auto-replied"}, "processed", "none"),
        ({"Return_Path": "<>"}, "processed", "none"),
        ({"List_Id": "<news.example.org>"}, "dead", None),
    ],
)
def test_machines_make_no_orders_and_get_no_answer(
    mails: MailWorld, store: Store, run_jobs: Callable[[], None], more: dict[str, str], state: str, outcome: str | None
) -> None:
    mails.put("1", WORDS)
    mails.bring("1")
    run_jobs()
    work(store)
    (accepted, *_) = mails.server.notices()
    sent = len(mails.server.sent)
    answer(mails, "2", accepted["Message-ID"], "我在休假", **more)
    mails.put("3", WORDS, sender=mails.settings["address"])
    mails.bring("3")
    run_jobs()
    work(store)
    assert len(mails.server.sent) == sent
    assert [(one.state, one.outcome) for one in messages(store)[1:]] == [(state, outcome), ("processed", "none")]
    with store.reading() as session:
        kept = {one.key: one.state for one in session.scalars(select(outbox.Delivery))}
    assert list(kept.values()).count("dead") == (1 if "Return_Path" in more else 0)


def test_a_machine_that_does_not_say_so_is_stopped_by_its_number(
    mails: MailWorld, store: Store, run_jobs: Callable[[], None]
) -> None:
    set_up(mails, store, version=1, from_per_hour=2, per_hour=3)
    for number in ("1", "2", "3"):
        mails.put(number, f"{WORDS}{number}")
        mails.bring(number)
    run_jobs()
    work(store)
    assert [one.error_code for one in messages(store)] == [None, None, "sender-too-often"]
    assert len(mails.server.sent) == 3
    with store.reading() as session:
        waiting = session.scalars(select(outbox.Delivery).where(outbox.Delivery.state == "waiting")).all()
        assert {one.error_code for one in waiting} == {"mail-limit"}


def test_files_go_into_the_vault_and_bad_ones_are_said(
    mails: MailWorld, store: Store, run_jobs: Callable[[], None]
) -> None:
    mail = EmailMessage()
    mail["Message-ID"], mail["From"], mail["Subject"] = mails.external_id("1"), CITIZEN, "路灯"
    mail.set_content(WORDS)
    for name, content in (
        ("照片.png", png()),
        ("a.exe", b"MZ\x90\x00" * 50),
        ("b.png", png()),
    ):
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    mails.put_bytes("1", mail.as_bytes())
    mails.bring("1")
    run_jobs()
    order = only_order(store)
    with store.reading() as session:
        (kept,) = session.scalars(select(Attachment)).all()
        assert (kept.name, kept.content.media_type, kept.order_id) == ("照片.png", "image/png", order.id)
        offered = session.scalars(select(OfferedFile).order_by(OfferedFile.position)).all()
        assert [(one.name, one.error_code) for one in offered] == [
            ("照片.png", None), ("a.exe", "attachment-type-refused"), ("b.png", None),
        ]  # fmt: skip
    assert order.content == WORDS


def test_a_mail_beyond_the_limit_is_taken_in_part(mails: MailWorld, store: Store, run_jobs: Callable[[], None]) -> None:
    set_up(mails, store, version=1, largest_mb=1)
    mail = EmailMessage()
    mail["Message-ID"], mail["From"], mail["Subject"] = mails.external_id("1"), CITIZEN, "路灯"
    mail.set_content(WORDS)
    mail.add_attachment(b"\x89PNG" * (1 << 19), maintype="image", subtype="png", filename="大.png")
    mails.put_bytes("1", mail.as_bytes())
    mails.bring("1")
    run_jobs()
    (message,) = messages(store)
    assert (message.state, len(message.raw_bytes or b"")) == ("processed", 1 << 20)
    assert "mail-cut" in message.submission().flags
    assert only_order(store).content.startswith(WORDS)


NOTICE = Delivery("7:replied:5", "replied", "<1@x>", "XNYJ202611230000018", "已答复", account=CITIZEN)


@pytest.mark.parametrize(
    ("fault", "error", "code"),
    [
        ("after", Uncertain, "far-side-away"),
        ("error", TryLater, "far-side-away"),
        ("refuse", Refused, "mail-address-refused"),
    ],
)
def test_what_the_server_says(mails: MailWorld, fault: Any, error: type[ChannelError], code: str) -> None:
    mails.server.faults.append(fault)
    with pytest.raises(error) as raised:
        CHANNEL.deliver(EmailSettings.model_validate(mails.settings), NOTICE)
    assert (type(raised.value), raised.value.code) == (error, code)


def test_a_password_that_is_refused_is_said_so(mails: MailWorld) -> None:
    settings = EmailSettings.model_validate(mails.settings | {"password": "another"})
    with pytest.raises(Refused) as refused:
        CHANNEL.deliver(settings, NOTICE)
    assert refused.value.code == "credentials-refused"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Of a server on this machine, signed by itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    now = datetime.datetime.fromisoformat("2020-01-01T00:00:00+00:00")
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now.replace(year=2120)
    )
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    signed = made.add_extension(names, False).sign(key, hashes.SHA256())
    path = tmp_path / "mail.pem"
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    path.write_bytes(signed.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return path


def test_encrypted_and_only_with_a_certificate_that_is_known(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with MailServer(tls=context).running() as server:
        host = {"imap_host": "localhost", "smtp_host": "localhost"}
        world = MailWorld(server, store)
        world.settings = address(server, **host, imap_security="starttls", smtp_security="starttls")
        set_up(world, store)
        settings = EmailSettings.model_validate(world.settings)
        world.put("1", WORDS)
        world.bring("1")
        assert messages(store) == []
        with pytest.raises(TryLater):
            CHANNEL.deliver(settings, NOTICE)
        assert server.sent == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        world.bring("1")
        assert len(messages(store)) == 1
        assert CHANNEL.deliver(settings, NOTICE).receipt == server.notices()[0]["Message-ID"]
        assert "LOGIN" in " ".join(server.commands)
