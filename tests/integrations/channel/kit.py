"""The contract of a channel, as tests: every channel passes them in a world of its own.

A test module derives from `ChannelContract` and gives the fixture `world`: how its far side brings messages. A channel
that brings none keeps `WhatItIs` and `WayOut`.
"""

import contextlib
import json
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from callcenter.channels import pulling
from integrations.channel import (
    Capabilities,
    Delivers,
    Delivery,
    Pulls,
    TryLater,
    Uncertain,
    channels,
    load,
    save,
    shown,
)
from integrations.channel import Channel as Port
from integrations.channel.cleaning import LONGEST
from integrations.channel.errors import CODES, ChannelError
from models import attachments, clock, inbox, intake
from models import channels as states
from models.database import Store
from models.intake import InboxMessage
from models.orders import Actor, WorkOrder, timeline
from tests import files
from tests.integrations.far_side import Fault

OPERATOR = Actor(None, "值班员", "dispatcher")
WORDS = "温泉街道永安大道第三根路灯已经三天不亮了，请尽快维修"


HOSTILE_FILES = [
    ("照片.jpg", files.HOSTILE["a program"][0], "attachment-type-refused"),
    ("照片.png", files.HOSTILE["an ELF program"][0], "attachment-type-refused"),
    ("说明.docx", files.HOSTILE["a zip bomb"][0], "attachment-too-large"),
    ("大图.png", files.png(2, 2, files.chunk(b"tEXt", bytes(10 * attachments.MB))), "attachment-too-large"),
    ("空.jpg", b"", "attachment-empty"),
    ("图.jpg", files.HOSTILE["JPEG and archive"][0], "attachment-disguised"),
    ("半张.jpg", files.HOSTILE["a cut JPEG"][0], "attachment-damaged"),
    ("../../../etc/passwd\x00.jpg", files.GOOD["jpg"], None),
]
"""Name, bytes, and the code with which it is refused; None: taken, under a name that is none of a path."""


class World(Protocol):
    """A channel with its far side. The number that a test gives a message is its number at the far side too."""

    channel: Port
    settings: dict[str, Any]
    faults: deque[Fault] | None
    """The far side's coming misbehaviour; None where it cannot be told to."""

    def put(self, number: str, words: str, **fields: Any) -> None:
        """A message exists at the far side. fields: title, name, phone, refers_to, kind, occurred (ISO 8601), files
        (name and bytes each; only where the channel's capabilities say so)."""

    def put_bytes(self, number: str, raw: bytes, content_type: str | None = None) -> None:
        """A message of exactly these bytes."""

    def bring(self, *numbers: str) -> None:
        """These reach our door, in this order: sent, or pulled."""

    def encoded(self, words: str, encoding: str) -> bytes:
        """The bytes of a message with these words, in that encoding."""

    def external_id(self, number: str) -> str:
        """The number under which the inbox keeps it."""

    def heard(self) -> list[str]:
        """The keys of what the far side took note of, each once for every time that it did."""


class ChannelKit:
    """What the tests of the contract have in common."""

    @pytest.fixture(autouse=True)
    def _enabled(self, world: World, store: Store) -> None:
        with store.transaction() as session:
            save(session, world.channel.name, world.channel.settings, world.settings, enabled=True, version=0, by="kit")

    @pytest.fixture
    def agreed(self, world: World, store: Store) -> Any:
        with store.reading() as session:
            return load(session, world.channel.name, world.channel.settings).values

    def _notice(self, world: World, agreed: Any) -> Delivery:
        assert isinstance(world.channel, Delivers)
        told = world.channel.tells(agreed)
        notice = "replied" if "replied" in told else sorted(told)[0]
        facts = {"reply": "路灯已经修好", "state": "callback", "solved": "已解决", "contacted": True}
        facts |= {"reason": "不属本单位职责", "days": 3, "due_at": clock.now().isoformat()}
        return Delivery(
            key="7:replied:5",
            notice=notice,
            external_id=world.external_id("1001"),
            order_no="XNWZ202611230000018",
            text="您反映的路灯问题已答复：路灯已经修好",
            facts=facts,
            phone="13812345678",
            account="zhang@example.org",
        )

    def _brings_files(self, world: World) -> None:
        if not world.channel.capabilities.files:
            pytest.skip("this channel's messages bring no files")

    def _offered(self, store: Store) -> list[attachments.OfferedFile]:
        with store.reading() as session:
            ids = list(session.scalars(select(InboxMessage.id)))
            return list(attachments.offered_with(session, ids))

    def _due(self, store: Store) -> None:
        """The wait after a failed pull is over."""
        with store.transaction() as session:
            session.execute(text("UPDATE channel_state SET next_pull_at = NULL"))

    def _secrets(self, world: World) -> list[str]:
        fields = world.channel.settings.model_fields
        return [str(value) for name, value in world.settings.items() if "SecretStr" in str(fields[name].annotation)]

    def _messages(self, store: Store) -> list[InboxMessage]:
        with store.reading() as session:
            return list(session.scalars(select(InboxMessage).order_by(InboxMessage.id)))

    def _orders(self, store: Store) -> list[WorkOrder]:
        with store.reading() as session:
            return list(session.scalars(select(WorkOrder).order_by(WorkOrder.id)))

    def _state(self, store: Store, world: World) -> states.ChannelState:
        with store.reading() as session:
            return session.get_one(states.ChannelState, world.channel.name)

    def _forget_position(self, store: Store, world: World) -> None:
        """A restored backup: the channel goes over everything again."""
        with store.transaction() as session:
            state = states.state_of(session, world.channel.name, lock=True)
            state.position = {}


class WhatItIs(ChannelKit):
    """How a channel is found and set."""

    def test_it_is_found_by_its_entry_point(self, world: World) -> None:
        assert channels()[world.channel.name] is world.channel
        assert world.channel.chinese
        assert isinstance(world.channel.capabilities, Capabilities)

    def test_its_secrets_are_sealed_and_never_shown(self, world: World, store: Store) -> None:
        with store.reading() as session:
            values = load(session, world.channel.name, world.channel.settings).values
            row = str(session.execute(text("SELECT s::text FROM channel_setting s")).scalar_one())
        for secret in self._secrets(world):
            assert secret not in json.dumps(shown(values), ensure_ascii=False)
            assert secret not in repr(values)
            assert secret not in row
            assert secret.encode().hex() not in row

    def test_saving_what_was_shown_keeps_the_secrets(self, world: World, store: Store, agreed: Any) -> None:
        with store.transaction() as session:
            again = save(
                session,
                world.channel.name,
                world.channel.settings,
                shown(agreed),
                enabled=True,
                version=1,
                by="kit",
            )
        assert again.values == agreed


class WayIn(ChannelKit):
    """What a channel brings."""

    def test_a_message_becomes_one_order(self, world: World, store: Store, run_jobs: Callable[[], None]) -> None:
        world.put("1001", WORDS, title="路灯不亮", phone="13812345678", name="张三丰")
        world.bring("1001")
        run_jobs()
        (message,) = self._messages(store)
        assert (message.state, message.outcome) == ("processed", "order")
        assert message.raw is not None
        (order,) = self._orders(store)
        assert WORDS in order.content
        assert order.channel == world.channel.door.value
        assert order.message_id == message.id

    def test_brought_again_it_stays_one(self, world: World, store: Store, run_jobs: Callable[[], None]) -> None:
        world.put("1001", WORDS)
        world.bring("1001")
        world.bring("1001", "1001")
        run_jobs()
        self._forget_position(store, world)
        world.bring("1001")
        run_jobs()
        assert len(self._messages(store)) == 1
        assert len(self._orders(store)) == 1

    def test_brought_by_many_at_once_it_is_one(self, world: World, store: Store, run_jobs: Callable[[], None]) -> None:
        world.put("1001", WORDS)
        gate = threading.Barrier(4)

        def bring(_: int) -> None:
            gate.wait()
            world.bring("1001")

        with ThreadPoolExecutor(4) as threads:
            list(threads.map(bring, range(4)))
        run_jobs()
        assert len(self._messages(store)) == 1
        assert len(self._orders(store)) == 1

    def test_a_supplement_before_its_demand_joins_its_order(
        self, world: World, store: Store, run_jobs: Callable[[], None]
    ) -> None:
        if "supplement" not in world.channel.capabilities.brings:
            pytest.skip("this channel brings no supplements")
        world.put("1001", WORDS)
        world.put("1002", "补充：第四根也不亮了", kind="supplement", refers_to="1001")
        world.bring("1002")
        run_jobs()
        assert self._orders(store) == []
        (waiting,) = self._messages(store)
        assert (waiting.state, waiting.error_code) == ("received", "reference-unknown")
        world.bring("1001")
        run_jobs()
        (order,) = self._orders(store)
        with store.reading() as session:
            steps = timeline(session, order.id)
        assert ("supplement", "补充：第四根也不亮了") in [(step.verb, step.text) for step in steps]
        assert {message.order_id for message in self._messages(store)} == {order.id}

    def test_a_supplement_given_up_before_its_demand_came_joins_all_the_same(
        self, world: World, store: Store, run_jobs: Callable[[], None]
    ) -> None:
        if "supplement" not in world.channel.capabilities.brings:
            pytest.skip("this channel brings no supplements")
        world.put("1001", WORDS)
        world.put("1002", "补充：第四根也不亮了", kind="supplement", refers_to="1001")
        world.bring("1002")
        run_jobs()
        (waiting,) = self._messages(store)
        with store.transaction() as session:
            intake.failed(session, waiting.id, "reference-unknown", dead=True)
            session.execute(text("DELETE FROM procrastinate_jobs"))
        world.bring("1001")
        run_jobs()
        (order,) = self._orders(store)
        assert {(message.state, message.order_id) for message in self._messages(store)} == {("processed", order.id)}
        with store.reading() as session:
            assert [one.act for one in inbox.actions(session, waiting.id)] == ["replayed"]

    def test_one_broken_message_stops_no_other(self, world: World, store: Store, run_jobs: Callable[[], None]) -> None:
        world.put("1001", WORDS)
        world.put_bytes("1002", b"\x00\xff\xfe not what was agreed \x81")
        world.put("1003", "香城大道井盖缺失，夜间行人很危险，请尽快处理")
        world.bring("1001", "1002", "1003")
        run_jobs()
        assert len(self._orders(store)) == 2
        (dead,) = [message for message in self._messages(store) if message.state == "dead"]
        assert dead.error_code in CODES
        assert dead.raw is not None

    def test_an_operator_mends_and_replays_a_dead_letter(
        self, world: World, store: Store, run_jobs: Callable[[], None]
    ) -> None:
        world.put_bytes("1001", b"\x00\xff\xfe\x81 broken")
        world.bring("1001")
        run_jobs()
        (dead,) = self._messages(store)
        assert dead.state == "dead"
        from callcenter.jobs import defer

        with store.transaction() as session:
            changes = {"text": WORDS, "citizen_phone": "13812345678"}
            inbox.edit(session, OPERATOR, dead.id, door=world.channel.door, changes=changes, reason="按录音补填")
            inbox.replay(session, OPERATOR, dead.id, "已补填")
            defer.process_message(session, dead.id)
        run_jobs()
        (order,) = self._orders(store)
        assert (order.content, order.channel) == (WORDS, world.channel.door.value)
        (message,) = self._messages(store)
        assert message.raw == dead.raw

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
    def test_chinese_encodings_are_understood(
        self, world: World, store: Store, run_jobs: Callable[[], None], encoding: str
    ) -> None:
        world.put_bytes("1001", world.encoded(WORDS, encoding))
        world.bring("1001")
        run_jobs()
        (order,) = self._orders(store)
        assert WORDS in order.content

    def test_ten_megabytes_of_text_are_kept_and_cut(
        self, world: World, store: Store, run_jobs: Callable[[], None]
    ) -> None:
        words = "路灯不亮" * (10 * 1024 * 1024 // 12)
        world.put("1001", words)
        world.bring("1001")
        run_jobs()
        (message,) = self._messages(store)
        assert (message.state, message.error_code) == ("processed", None)
        assert len(message.raw_bytes or b"") > 10_000_000
        (order,) = self._orders(store)
        assert LONGEST <= len(order.content) < LONGEST + 100
        assert (order.state, order.wait_reason) == ("draft", "text-cut")

    def test_reordered_and_failing_in_the_middle_nothing_is_lost(
        self, world: World, store: Store, run_jobs: Callable[[], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        words = {"1003": "香城大道井盖缺失，夜间很危险", "1001": WORDS, "1002": "青龙路垃圾三天没有清运"}
        for number, said in words.items():
            world.put(number, said)
        kept, stored = intake._store, 0

        def fails_at_the_second(*given: Any, **values: Any) -> Any:
            nonlocal stored
            stored += 1
            if stored == 2:
                raise OperationalError("the database went away", None, Exception())
            return kept(*given, **values)

        with monkeypatch.context() as patch, contextlib.suppress(OperationalError, AssertionError):
            patch.setattr(intake, "_store", fails_at_the_second)
            world.bring(*words)
        assert stored >= 2
        self._due(store)
        world.bring(*reversed(words))
        run_jobs()
        assert sorted(order.content for order in self._orders(store)) == sorted(words.values())
        assert len(self._messages(store)) == 3

    # --- files

    def test_files_come_along(self, world: World, store: Store, run_jobs: Callable[[], None], tmp_path: Path) -> None:
        self._brings_files(world)
        world.put("1001", WORDS, files=[("../../etc/路灯.jpg", files.GOOD["jpg"]), ("合同.pdf", files.GOOD["pdf"])])
        world.bring("1001")
        run_jobs()
        (order,) = self._orders(store)
        with store.reading() as session:
            rows = attachments.of_order(session, order.id)
        assert [(row.name, row.content.media_type) for row in rows] == [
            ("路灯.jpg", "image/jpeg"),
            ("合同.pdf", "application/pdf"),
        ]
        vault = attachments.Vault(tmp_path / "attachments")
        assert vault.path(rows[0].sha256).read_bytes() == files.GOOD["jpg"]
        assert list(vault.unfinished()) == []
        assert [one.state for one in self._offered(store)] == ["taken", "taken"]

    def test_hostile_files_are_refused_and_their_demand_is_not(
        self, world: World, store: Store, run_jobs: Callable[[], None], tmp_path: Path
    ) -> None:
        self._brings_files(world)
        world.put("1001", WORDS, files=[(name, data) for name, data, _ in HOSTILE_FILES])
        world.bring("1001")
        run_jobs()
        (order,) = self._orders(store)
        assert WORDS in order.content
        refused = [(one.name, one.error_code) for one in self._offered(store) if one.state == "refused"]
        assert refused == [(name, code) for name, _, code in HOSTILE_FILES if code]
        with store.reading() as session:
            (kept,) = attachments.of_order(session, order.id)
        assert kept.name == "passwd.jpg"
        assert len(list(attachments.Vault(tmp_path / "attachments").contents())) == 1

    def test_a_wrong_clock_hurts_nobody(self, world: World, store: Store, run_jobs: Callable[[], None]) -> None:
        before = clock.now()
        world.put("1001", WORDS, occurred="2099-01-01T00:00:00+08:00")
        world.put("1002", "香城大道井盖缺失，夜间行人很危险，请尽快处理", occurred="0001-01-01T00:00:00+08:00")
        world.bring("1001", "1002")
        run_jobs()
        orders = self._orders(store)
        assert len(orders) == 2
        for order in orders:
            assert order.occurred_at is None
            assert before - timedelta(seconds=1) <= order.accepted_at <= clock.now()

    def test_what_no_database_keeps_does_not_reach_it(
        self, world: World, store: Store, run_jobs: Callable[[], None]
    ) -> None:
        world.put("1001", f"{WORDS}\x00\x07<script>alert(1)</script>", title="灯\x00\n\n" + "长" * 500)
        world.bring("1001")
        run_jobs()
        (order,) = self._orders(store)
        assert "\x00" not in order.content + order.title
        assert len(order.title) <= 200

    def test_a_message_that_ends_its_worker_is_poison(
        self, world: World, store: Store, run_jobs: Callable[[], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Killed(BaseException):
            """The process is gone: nobody writes down why."""

        def dies(*_: object) -> None:
            raise Killed

        from callcenter.intake import message as intake_message
        from tests.callcenter.silent import SilentAdviser

        world.put("1001", WORDS)
        world.bring("1001")
        (message,) = self._messages(store)
        with monkeypatch.context() as patch:
            patch.setattr(type(world.channel), "read", dies)
            for _ in range(intake_message.CRASHES):
                with pytest.raises(Killed):
                    intake_message.process(store, SilentAdviser(), message.id, 0.7)
            assert intake_message.process(store, SilentAdviser(), message.id, 0.7) is None
        (message,) = self._messages(store)
        assert (message.state, message.error_code) == ("dead", "processing-crashed")

    def test_a_far_side_that_is_away_is_asked_again(
        self, world: World, store: Store, run_jobs: Callable[[], None]
    ) -> None:
        if not isinstance(world.channel, Pulls) or world.faults is None:
            pytest.skip("this channel is sent to")
        world.put("1001", WORDS)
        faults: tuple[Fault, ...] = ("cut", "error", "half", "html", "busy")
        for number, fault in enumerate(faults, 1):
            world.faults.append(fault)
            assert pulling.pull(store, world.channel.name) == 0
            state = self._state(store, world)
            assert (state.failures, state.error_code in CODES) == (number, True)
            assert state.next_pull_at is not None
            assert world.channel.name not in pulling.due(store)
        waits = state.next_pull_at - clock.now()
        assert timedelta(minutes=10) < waits <= timedelta(hours=1)
        world.bring("1001")
        run_jobs()
        assert len(self._orders(store)) == 1
        assert (self._state(store, world).failures, self._state(store, world).error_code) == (0, None)


class WayOut(ChannelKit):
    """What a channel tells."""

    def test_what_is_told_is_told_once(self, world: World, agreed: Any) -> None:
        if not isinstance(world.channel, Delivers) or not world.channel.tells(agreed):
            pytest.skip("this channel tells nothing")
        notice = self._notice(world, agreed)
        world.channel.deliver(agreed, notice)
        assert world.heard() == [notice.key]
        if world.channel.capabilities.remembers:
            world.channel.deliver(agreed, notice)
            assert world.heard() == [notice.key]

    def test_what_was_done_but_not_answered_is_not_done_twice(self, world: World, agreed: Any) -> None:
        if not isinstance(world.channel, Delivers) or not world.channel.tells(agreed) or world.faults is None:
            pytest.skip("this channel tells nothing")
        notice = self._notice(world, agreed)
        world.faults.append("after")
        with contextlib.suppress(Uncertain):  # a channel that asks before it writes is cut off while it asks
            world.channel.deliver(agreed, notice)
        if world.channel.capabilities.remembers:
            world.channel.deliver(agreed, notice)
        assert world.heard() == [notice.key]

    @pytest.mark.parametrize("fault", ["cut", "error", "busy"])
    def test_a_far_side_that_does_not_take_it_is_told_later(self, world: World, agreed: Any, fault: Fault) -> None:
        if not isinstance(world.channel, Delivers) or not world.channel.tells(agreed) or world.faults is None:
            pytest.skip("this channel tells nothing")
        notice = self._notice(world, agreed)
        world.faults.append(fault)
        with pytest.raises(TryLater):
            world.channel.deliver(agreed, notice)
        world.channel.deliver(agreed, notice)
        assert world.heard() == [notice.key]

    def test_a_refusal_is_not_repeated(self, world: World, agreed: Any) -> None:
        if not isinstance(world.channel, Delivers) or not world.channel.tells(agreed) or world.faults is None:
            pytest.skip("this channel tells nothing")
        world.faults.append("refuse")
        with pytest.raises(ChannelError) as refused:
            world.channel.deliver(agreed, self._notice(world, agreed))
        assert refused.value.lasting
        assert refused.value.code in CODES


class ChannelContract(WhatItIs, WayIn, WayOut):
    """What every channel keeps to that brings messages."""
