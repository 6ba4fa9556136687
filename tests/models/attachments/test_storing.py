"""The vault and its rows: whole or not at all, once a content, swept only where nothing refers to it."""

import hashlib
import os
import stat
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from models import attachments, clock, intake, orders
from models.attachments import Content, Vault, sweep
from models.database import Store
from models.intake import Channel, InboxMessage, Submission
from models.orders import SYSTEM
from tests import files
from tests.models.attachments.conftest import Put

PAST = timedelta(days=2)


def aged(path: Path) -> None:
    old = (clock.now() - PAST).timestamp()
    os.utime(path, (old, old))


def contents(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(select(Content.sha256)))


def test_a_file_lies_under_its_hash_for_its_owner_alone(vault: Vault, put: Put) -> None:
    file = put(files.jpeg())
    path = vault.path(file.sha256)
    assert path.read_bytes() == files.jpeg()
    assert path.name == hashlib.sha256(files.jpeg()).hexdigest()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, vault.home)} == {0o700}
    assert list(vault.unfinished()) == []


def test_the_same_content_is_kept_once(store: Store, vault: Vault, put: Put) -> None:
    first, second = put(files.jpeg(), "甲.jpg"), put(files.jpeg(), "乙.jpg")
    assert first.sha256 == second.sha256
    assert contents(store) == [first.sha256]
    assert len(list(vault.contents())) == 1


def test_a_hash_is_no_path(vault: Vault) -> None:
    for hostile in ("../../../etc/passwd", "", "A" * 64, "../" + "a" * 61):
        with pytest.raises(ValueError, match="SHA-256"):
            vault.path(hostile)


def test_a_crash_between_file_and_row_leaves_an_orphan_that_is_swept(store: Store, vault: Vault) -> None:
    class Crash(Exception):
        pass

    def crash() -> None:
        with vault.incoming() as arriving:
            arriving.write(files.jpeg())
            arriving.close()
            file = attachments.examine(arriving, "灯.jpg")
            with store.transaction() as session:
                attachments.store(session, vault, arriving, file, None)
                raise Crash

    with pytest.raises(Crash):
        crash()
    (orphan,) = vault.contents()
    assert contents(store) == []
    assert sweep(store, vault).orphans == 0, "young: somebody may be about to write its row"
    aged(orphan)
    assert sweep(store, vault).orphans == 1
    assert list(vault.contents()) == []


def test_a_file_cut_off_on_its_way_is_swept(store: Store, vault: Vault) -> None:
    with vault.incoming() as arriving:
        arriving.write(b"half")
        left = arriving.path.rename(arriving.path.with_name("left-by-a-crash"))
    assert sweep(store, vault).unfinished == 0
    aged(left)
    assert sweep(store, vault).unfinished == 1


def test_what_is_attached_is_never_swept_and_what_is_not_goes_in_the_end(store: Store, vault: Vault, put: Put) -> None:
    kept, unused = put(files.jpeg()), put(files.png(), "无用.png")
    with store.transaction() as session:
        order = orders.create_draft(session, SYSTEM, content="不亮")
        row = orders.attach(session, SYSTEM, order.order_no, kept, "demand")
        orders.detach(session, SYSTEM, order.order_no, row.id, "传错了")
    for path in vault.contents():
        aged(path)
    later = clock.now() + PAST
    with clock.running_from(lambda: later):
        done = sweep(store, vault)
    assert (done.unused, done.orphans, done.lost) == (1, 1, 0)
    assert contents(store) == [kept.sha256], "withdrawn is not gone"
    assert vault.path(kept.sha256).exists()
    assert not vault.path(unused.sha256).exists()


def test_the_sweep_waits_for_who_is_taking_the_same_content_in(store: Store, vault: Vault, put: Put) -> None:
    """An orphan of long ago, and somebody who attaches the same picture at the moment of the sweep."""
    file = put(files.jpeg())
    with store.transaction() as session:
        session.execute(text("DELETE FROM attachment_content"))
    aged(vault.path(file.sha256))
    done: list[attachments.Swept] = []
    sweeping = threading.Thread(target=lambda: done.append(sweep(store, vault)))
    with vault.incoming() as arriving:
        arriving.write(files.jpeg())
        arriving.close()
        with store.transaction() as session:
            attachments.store(session, vault, arriving, attachments.examine(arriving, "灯.jpg"), None)
            aged(vault.path(file.sha256))  # as the sweep saw it a moment before
            sweeping.start()
            while not _waits_for_lock(store):
                assert sweeping.is_alive()
    sweeping.join(30)
    assert done[0].orphans == 0
    assert vault.path(file.sha256).exists()


def _waits_for_lock(store: Store) -> bool:
    with store.reading() as session:
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        return bool(session.execute(text(waiting)).scalar_one())


def test_a_file_that_is_missing_is_told(store: Store, vault: Vault, put: Put) -> None:
    vault.path(put(files.jpeg()).sha256).unlink()
    assert sweep(store, vault).lost == 1


def test_files_of_a_message_become_those_of_its_order(store: Store, put: Put) -> None:
    sent = (put(files.jpeg(), "张三家的灯.jpg"), put(files.pdf(), "说明.pdf"))
    message = Submission(Channel.WEBSITE, "W-1", "路灯不亮", clock.now(), attachments=sent)
    with store.transaction() as session:
        accepted = intake.accept(session, message)
        assert not intake.accept(session, message).new
    with store.transaction() as session:
        assert session.get_one(InboxMessage, accepted.message_id).submission().attachments == sent
        order = orders.create_draft(session, SYSTEM, submission=message, message_id=accepted.message_id)
        number = order.order_no
        assert orders.take_attachments(session, number, accepted.message_id) == 2
        assert orders.take_attachments(session, number, accepted.message_id) == 0
        again = intake.accept(session, replace(message, external_id="W-2"))
        assert orders.take_attachments(session, number, again.message_id) == 0, "the order has them already"
    with store.reading() as session:
        rows = attachments.of_order(session, orders.get(session, number).id)
        assert [(row.name, row.kind, row.actor_name, row.seq) for row in rows] == [
            ("张三家的灯.jpg", "demand", "诉求人", 2),
            ("说明.pdf", "demand", "诉求人", 3),
        ]
        told = session.execute(text("SELECT string_agg(changes::text, ' ') FROM order_event")).scalar_one()
        stored = session.execute(text("SELECT string_agg(a::text, ' ') FROM attachment a")).scalar_one()
    assert "张三" not in told + stored, "a name may be somebody's: it is sealed, and no timeline tells it"
