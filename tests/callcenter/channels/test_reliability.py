"""A demand arrives whatever happens, once, whole, and its answer goes back once (issue 4).

Clients deliver every message one to three times, in random order, while the application is killed and started again. A
client keeps on until it was told that its message is stored. At the end: exactly the right orders, nothing lost, no
notice twice. Figures: docs/reliability.md.
"""

import contextlib
import json
import random
import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from callcenter.channels import pulling
from integrations import app
from integrations.boards import PEOPLE_BOARD
from integrations.channel import Channel, save
from integrations.channel.signing import signed_headers
from integrations.website.channel import CHANNEL as WEBSITE
from models import clock, jobs
from models.intake import InboxMessage
from models.orders import OrderEvent, WorkOrder
from models.orders.verification import Checked, findings
from models.outbox import Delivery
from tests.callcenter.channels.site import Site
from tests.integrations.boards.board import FID, Board
from tests.integrations.far_side import Answer, Asked, FarSide
from tests.integrations.mail.mailbox import MailWorld
from tests.integrations.mail.servers import MailServer
from tests.integrations.police.platform import Platform110
from tests.integrations.province.platform import Platform
from tests.integrations.sms.gateway import Gateway

CLIENTS = 8
SECRET = "a secret for the doors"
DOORS = ("website", "people_board", "app", "sms", "email", "province", "police")
SIGNED = ("website", "app")
PULLED = ("people_board", "email")
"""Nor do these two know a notice's key."""
SENDERS = 8
"""Notices under way at the same time, at most."""


@dataclass(frozen=True)
class Message:
    """One message; belongs_to: the demand that it supplements."""

    number: int
    door: str
    belongs_to: int | None = None

    @property
    def external_id(self) -> str:
        return _EXTERNAL.get(self.door, "message-{}").format(self.number)

    def words(self) -> str:
        chance = random.Random(self.number)
        return "".join(chr(chance.randint(0x4E00, 0x9F00)) for _ in range(40))  # no two are one matter

    def body(self) -> bytes:
        told = {"content": self.words(), "phone": f"138{self.number:08d}"}
        if self.belongs_to is not None:
            told |= {"kind": "supplement", "refers_to": f"message-{self.belongs_to}"}
        return json.dumps(told, ensure_ascii=False).encode()


_EXTERNAL = {
    "people_board": f"{FID}:{{}}",
    "sms": "up-message-{}",
    "email": "<{}@mail.example.org>",
    "province": "EZ{}",
    "police": "J4212{}",
}


def messages(many: int) -> list[Message]:
    """As many by every door; every tenth of the signed ones supplements an earlier one of its door."""
    made: list[Message] = []
    for number in range(1, many + 1):
        door, before = DOORS[number % len(DOORS)], number - len(DOORS)
        belongs = before if number % 10 == 4 and before > 0 and door in SIGNED else None
        made.append(Message(number, door, belongs if belongs and made[belongs - 1].belongs_to is None else None))
    return made


@dataclass
class Outside:
    """Everything outside of the site: systems that send and listen, the board, the mailbox, gateway, both platforms."""

    site: Site
    systems: FarSide
    board: Board
    mail: MailWorld
    gateway: Gateway
    province: Platform
    police: Platform110
    client: httpx.Client
    acknowledged: Counter[int] = field(default_factory=Counter)
    heard: Counter[str] = field(default_factory=Counter)
    noted: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)

    @classmethod
    @contextlib.contextmanager
    def around(cls, site: Site, sent: list[Message]) -> Iterator["Outside"]:
        """With every message written, and none delivered."""
        with contextlib.ExitStack() as stack:
            client = stack.enter_context(httpx.Client(base_url=site.address, timeout=30, trust_env=False, verify=False))
            systems, *sides = (stack.enter_context(FarSide().running()) for _ in range(5))
            outside = cls(
                site,
                systems,
                Board(sides[0], site.store),
                MailWorld(stack.enter_context(MailServer().running()), site.store),
                Gateway(client, sides[1]),  # type: ignore[arg-type]
                Platform(client, sides[2]),  # type: ignore[arg-type]
                Platform110(client, sides[3]),  # type: ignore[arg-type]
                client,
            )
            systems.answer = outside.note
            for message in sent:
                outside.write(message)
            yield outside

    def write(self, message: Message) -> None:
        number, words, phone = str(message.number), message.words(), f"139{message.number:08d}"
        match message.door:
            case "people_board":
                self.board.put(number, words, phone=phone)
            case "email":
                self.mail.put(number, words, sender=f"citizen{number}@example.org")
            case "sms":
                self.gateway.put(number, words, phone=phone)
            case "province":
                self.province.put(number, words, phone=phone)
            case "police":
                self.police.put(number, words, phone=phone)

    def note(self, asked: Asked) -> Answer:
        """A system that knows the keys it has seen: a repeated one changes nothing."""
        key, told = asked.headers["idempotency-key"], asked.json()
        self.heard[f"{asked.path}{key}"] += 1
        if self.heard[f"{asked.path}{key}"] == 1:
            self.noted[asked.path, told["message"], told["notice"]] += 1
        return 200, {}

    def deliver(self, message: Message) -> None:
        """Until the message is acknowledged; on the board, until moderation has let it through; into the mailbox."""
        if message.door == "people_board":
            with self.board.far.lock:
                self.board.public.add(message.number)
        elif message.door == "email":
            with self.lock:
                self.mail.deposit(str(message.number))
        else:
            self._until_taken(message)
        with self.lock:
            self.acknowledged[message.number] += 1

    def _until_taken(self, message: Message) -> None:
        while True:
            with contextlib.suppress(httpx.HTTPError):
                if self._taken(message):
                    return
            time.sleep(0.2)

    def pull(self) -> None:
        """Board and mailbox are asked again and again; the board from its beginning."""
        while not self.over.wait(2.0):
            for name in PULLED:
                with contextlib.suppress(DBAPIError):
                    pulling.pull(self.site.store, name)

    def _taken(self, message: Message) -> bool:
        number = str(message.number)
        match message.door:
            case "sms":
                answer = self.gateway.call("messages", self.gateway.written(number), message.external_id)
            case "province":
                answer = self.province.push(number)
            case "police":
                answer = self.police.push(number)
            case _:
                body = message.body()
                headers = signed_headers("portal", SECRET, body) | {"Idempotency-Key": message.external_id}
                answer = self.client.post(f"/channels/{message.door}/messages", content=body, headers=headers)
        assert answer.status_code in (200, 202) or answer.status_code >= 500, answer.text
        if message.door in ("province", "police") and answer.status_code == 200:
            assert answer.json()["code"] in (0, 409, 500), answer.text
            return bool(answer.json()["code"] in (0, 409))
        return bool(answer.status_code < 300)


def _set_up(outside: Outside) -> None:
    board = outside.board.settings | {"forums": [FID], "overlap": 100_000, "page": 500}
    worlds = (outside.mail, outside.gateway, outside.province, outside.police)
    chosen: list[tuple[Channel, dict[str, Any]]] = [
        (WEBSITE, {"system_id": "portal", "secret": SECRET, "callback_url": f"{outside.systems.url}/website"}),
        (app.CHANNEL, {"system_id": "portal", "secret": SECRET, "callback_url": f"{outside.systems.url}/app"}),
        (PEOPLE_BOARD, board),
        *((world.channel, world.settings) for world in worlds),
    ]
    with outside.site.store.transaction() as session:
        for channel, values in chosen:
            save(session, channel.name, channel.settings, values, enabled=True, version=0, by="x")


def _a_minute_passes(site: Site) -> None:
    """Dead workers are noticed by their silence: what would take a minute or two is now."""
    with contextlib.suppress(DBAPIError), site.store.transaction() as session:
        silent = "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '2 minutes'"
        session.execute(text(f"{silent} WHERE last_heartbeat < now() - interval '12 seconds'"))
        session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'"))
        waiting = text("UPDATE delivery SET next_at = :now WHERE state IN ('waiting', 'sending') AND next_at > :now")
        session.execute(waiting.bindparams(now=clock.now()))
        jobs.defer(session, "sweep", {"timestamp": 0})


def _rest(site: Site, many: int) -> int:
    """What is still under way of so many messages."""
    ahead = "SELECT coalesce((SELECT seq FROM reading_position WHERE reader = 'relay'), 0) < max(seq) FROM event"
    with site.store.reading() as session:
        unread = many - session.execute(select(func.count()).where(InboxMessage.state != "received")).scalar_one()
        untold = session.execute(select(func.count()).where(Delivery.state.in_(("waiting", "sending")))).scalar_one()
        return unread + untold + bool(session.execute(text(ahead)).scalar_one())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("many", "crashes", "database_too"),
    [
        (1_000, 2, False),
        pytest.param(10_000, 5, True, marks=[pytest.mark.full, pytest.mark.timeout(1_800)]),
    ],
    ids=["thousand", "stated"],
)
def test_nothing_is_lost_and_nothing_happens_twice(many: int, crashes: int, database_too: bool) -> None:
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="hotline-reliability-"))
    site = Site(folder, durable=database_too)
    sent = messages(many)
    with Outside.around(site, sent) as outside:
        try:
            _set_up(outside)
            site.start()
            pulling_thread = threading.Thread(target=outside.pull, daemon=True)
            pulling_thread.start()
            _deliver(outside, sent, crashes, database_too)
            delivered = time.monotonic()
            last = 0.0
            while _rest(site, len(sent)):
                assert time.monotonic() - delivered < 900, site.last_words()
                if time.monotonic() - last > 5:
                    _a_minute_passes(site)
                    last = time.monotonic()
                site.start()  # whatever has ended by itself
                time.sleep(0.3)
            outside.over.set()
            pulling_thread.join(30)
            _check(outside, sent)
        finally:
            outside.over.set()
            site.end()
    shutil.rmtree(folder, ignore_errors=True)
    repeated = sum(many - 1 for many in outside.heard.values())
    print(
        f"\nreliability: {many} messages, {sum(outside.acknowledged.values())} deliveries, {site.killed} crashes, "
        f"{len(outside.heard)} notices ({repeated} repeated under their key), "
        f"delivered in {delivered - began:.0f} s, all in {time.monotonic() - began:.0f} s"
    )


def _deliver(outside: Outside, sent: list[Message], crashes: int, database_too: bool) -> None:
    chance = random.Random(4)
    deliveries = [message for message in sent for _ in range(chance.randint(1, 3))]
    chance.shuffle(deliveries)
    marks = [round(len(deliveries) * (n + 1) / (crashes + 1)) for n in range(crashes)]
    site = outside.site
    with ThreadPoolExecutor(CLIENTS) as clients:
        futures = [clients.submit(outside.deliver, message) for message in deliveries]
        for number, mark in enumerate(marks):
            site.until(lambda mark=mark: sum(outside.acknowledged.values()) >= mark, 600)  # type: ignore[misc]
            site.kill()
            if database_too and number == crashes // 2:
                site.kill_database()
            site.start()
        for future in futures:
            future.result()


def _check(outside: Outside, sent: list[Message]) -> None:
    demands = [message for message in sent if message.belongs_to is None]
    supplements = [message for message in sent if message.belongs_to is not None]
    with outside.site.store.reading() as session:
        rows = session.execute(
            select(InboxMessage.channel, InboxMessage.external_id, InboxMessage.state, InboxMessage.order_id)
        ).all()
        orders = session.execute(select(func.count()).select_from(WorkOrder)).scalar_one()
        joined = session.execute(select(func.count()).where(OrderEvent.verb == "supplement")).scalar_one()
        dead = session.execute(select(Delivery.target, Delivery.error_code).where(Delivery.state == "dead")).all()
        assert list(findings(session, Checked())) == []
    held = {(row.channel, row.external_id): row for row in rows}
    assert set(held) == {(message.door, message.external_id) for message in sent}, "a message was lost"
    assert Counter(row.state for row in rows) == {"processed": len(sent)}
    assert orders == len(demands)
    assert len({held[message.door, message.external_id].order_id for message in demands}) == len(demands)
    assert joined == len(supplements)
    for message in supplements:
        mine, its = held[message.door, message.external_id], held[message.door, f"message-{message.belongs_to}"]
        assert mine.order_id == its.order_id
    # a far side that knows no keys, and a kill in the middle of the sending: a person decides, it is not told twice
    uncertain = Counter(target.removeprefix("channel:") for target, code in dead if code == "delivery-uncertain")
    assert uncertain.total() == len(dead)
    assert uncertain.keys() <= set(PULLED)
    assert len(dead) <= SENDERS * outside.site.killed
    told = Counter(
        (f"/{message.door}", message.external_id, "accepted" if message.belongs_to is None else "supplemented")
        for message in sent
        if message.door in SIGNED
    )
    assert outside.noted == told, "a notice was lost or told twice"
    by_door = Counter(message.door for message in demands)
    assert Counter(outside.board.written) == Counter(dict.fromkeys(set(outside.board.written), 1))
    assert by_door["people_board"] - uncertain["people_board"] <= len(outside.board.written) <= by_door["people_board"]
    letters = {mail["Message-ID"]: mail["To"] for mail in outside.mail.server.notices()}
    written_to = {f"citizen{m.number}@example.org" for m in demands if m.door == "email"}
    assert set(letters.values()) <= written_to
    assert len(set(letters.values())) == len(letters)
    assert len(written_to) - len(letters) <= uncertain["email"]
    texts = Counter(phone for phone, _ in outside.gateway.sent.values())
    assert {phone: texts[phone] for phone in (f"139{m.number:08d}" for m in demands if m.door == "sms")} == {
        f"139{m.number:08d}": 1 for m in demands if m.door == "sms"
    }
