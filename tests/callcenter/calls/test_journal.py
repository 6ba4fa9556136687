"""The journal of live calls' writes: in order, nothing lost, one bad write harms no other."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from callcenter.calls.journal import Journal
from callcenter.calls.storing import StoreAway, Storing
from models import events
from models.database import Store
from tests.callcenter.floor import QUICK


def subjects(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(select(events.Event.subject).order_by(events.Event.seq)))


def write(subject: str) -> object:
    return lambda session: events.publish(session, "test", subject, {})


def test_writes_keep_their_order_and_a_refused_one_harms_no_other(store: Store) -> None:
    async def walk() -> None:
        journal = Journal(Storing(store, QUICK))
        for n in range(5):
            journal.put(write(f"{n:02}"))  # type: ignore[arg-type]
        journal.put(lambda session: session.execute(text("SELECT 1 / 0")))
        for n in range(5, 1100):
            journal.put(write(f"{n:04}"))  # type: ignore[arg-type]
        assert not await journal.written(timeout=0.01)
        running = asyncio.create_task(journal.run())
        assert await journal.written(timeout=60)
        running.cancel()

    asyncio.run(walk())
    assert subjects(store) == [f"{n:02}" for n in range(5)] + [f"{n:04}" for n in range(5, 1100)]


def test_an_absent_database_is_waited_for_by_what_must_not_be_lost(store: Store) -> None:
    attempts = []

    def away_at_first(session: Session) -> str:
        attempts.append(1)
        if len(attempts) <= QUICK.store_tries + 2:
            raise OperationalError("", {}, Exception("away"))
        events.publish(session, "test", str(uuid4()), {})
        return "written"

    async def walk() -> None:
        storing = Storing(store, QUICK)
        with pytest.raises(StoreAway) as away:
            await storing.do(away_at_first)
        assert away.value.code == "store-away"
        assert len(attempts) == QUICK.store_tries
        assert await storing.do(away_at_first, patient=True) == "written"

    asyncio.run(walk())
    assert len(subjects(store)) == 1
