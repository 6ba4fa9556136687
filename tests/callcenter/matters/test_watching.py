"""The worker's eye: built at the start, rung by events, ended without waiting."""

import asyncio
import time

from callcenter.matters.earlier import Earlier
from callcenter.matters.watching import watch
from models import suggestions
from models.database import Store
from tests.callcenter.matters.demands_of_people import PIPE, PIPE_AGAIN, reported

PATIENCE_S = 20


def waiting(store: Store) -> int:
    with store.reading() as session:
        return suggestions.count(session)


def test_an_order_that_comes_later_is_judged_and_the_end_is_not_held_up(store: Store, database_url: str) -> None:
    reported(store, PIPE)
    earlier = Earlier(store)

    async def walk() -> None:
        watching = asyncio.create_task(watch(store, database_url, earlier))
        await asyncio.to_thread(earlier.ready.wait, PATIENCE_S)
        await asyncio.to_thread(reported, store, PIPE_AGAIN)
        until = time.monotonic() + PATIENCE_S
        while not await asyncio.to_thread(waiting, store):
            assert time.monotonic() < until, "nothing was suggested"
            await asyncio.sleep(0.05)
        watching.cancel()
        await asyncio.wait([watching], timeout=PATIENCE_S)
        assert watching.cancelled()

    asyncio.run(walk())
    assert earlier.stopped.is_set()
