"""Events: in order, nothing missed, nothing seen before it is true."""

import threading
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from models import clock, events
from models.database import Store


def publish(store: Store, *subjects: str) -> None:
    with store.transaction() as session:
        for subject in subjects:
            events.publish(session, "test", subject, {"n": subject})


def read(store: Store, seq: int) -> list[events.Event]:
    with store.reading() as session:
        return events.after(session, seq)


def test_in_order_and_resumable(store: Store) -> None:
    publish(store, "a", "b")
    publish(store, "c")
    first = read(store, 0)
    assert [event.subject for event in first] == ["a", "b", "c"]
    assert [event.subject for event in read(store, first[1].seq)] == ["c"]
    with store.reading() as session:
        assert events.head(session) == first[-1].seq
        assert [e.subject for e in events.after(session, 0, limit=1)] == ["a"]
    message = first[0].message()
    assert (message["topic"], message["subject"], message["data"]) == ("test", "a", {"n": "a"})


def test_rolled_back_is_never_seen(store: Store) -> None:
    def fail() -> None:
        with store.transaction() as session:
            events.publish(session, "test", "lost", {})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    publish(store, "kept")
    assert [event.subject for event in read(store, 0)] == ["kept"]


def test_a_late_commit_is_not_skipped(store: Store) -> None:
    """The transaction that began first commits last; a reader in between must wait for it, then see both."""
    with store.transaction() as early:
        events.publish(early, "test", "early", {})
        publish(store, "late")
        assert read(store, 0) == []
    assert [event.subject for event in read(store, 0)] == ["early", "late"]


def test_a_reader_who_never_stops_sees_each_once(store: Store) -> None:
    """Eight writers of uneven pace against a reader that always resumes from the last it saw."""
    writers, each = 8, 25

    def write(name: int) -> None:
        for number in range(each):
            with store.transaction() as session:
                for part in range(1 + number % 3):
                    events.publish(session, "test", f"{name}-{number}-{part}", {})

    threads = [threading.Thread(target=write, args=(name,)) for name in range(writers)]
    for thread in threads:
        thread.start()
    seen: list[str] = []
    last = 0
    while True:
        running = any(thread.is_alive() for thread in threads)
        found = read(store, last)
        seen += [event.subject for event in found]
        last = found[-1].seq if found else last
        if not running and not found:
            break
    for thread in threads:
        thread.join()
    expected = {f"{w}-{n}-{p}" for w in range(writers) for n in range(each) for p in range(1 + n % 3)}
    assert len(seen) == len(set(seen))
    assert set(seen) == expected


def test_the_doorbell_rings_with_the_number(store: Store) -> None:
    address = store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as listener:
        listener.execute(f"LISTEN {events.CHANNEL}")
        publish(store, "a")
        rung = next(listener.notifies(timeout=10))
    assert int(rung.payload) == read(store, 0)[0].seq


def test_too_many_in_one_transaction_are_refused(store: Store) -> None:
    with pytest.raises(DBAPIError, match="4096"):
        publish(store, *map(str, range(events.PLACES + 1)))
    assert read(store, 0) == []


def test_what_has_expired_goes(store: Store) -> None:
    publish(store, "kept")
    with store.transaction() as session:
        events.publish(session, "segment", "partial", {}, ephemeral=True)
    later = clock.now() + events.EPHEMERAL + timedelta(seconds=1)
    with clock.running_from(lambda: later), store.transaction() as session:
        assert events.purge(session) == 1
    assert [event.subject for event in read(store, 0)] == ["kept"]


def test_reading_cannot_write(store: Store) -> None:
    with pytest.raises(DBAPIError, match="read-only"), store.reading() as session:
        events.publish(session, "test", "no", {})
