"""The worker's folding: what happens is in the figures a moment later, and other measures make the books anew."""

import asyncio
import contextlib
from collections.abc import Callable

from sqlalchemy import text

from callcenter import folding
from models import figures, orders
from models.database import Store
from models.orders import SYSTEM

_PATIENCE_S = 20


def received(store: Store) -> int:
    with store.reading() as session:
        counted = "SELECT coalesce(sum(rows), 0) FROM figure_cell WHERE grain = 'd' AND measure = 'received'"
        return int(session.execute(text(counted)).scalar_one())


def draft(store: Store) -> None:
    with store.transaction() as session:
        orders.create_draft(session, SYSTEM, title="路灯", content="不亮")


def test_the_worker_keeps_the_books(store: Store, database_url: str) -> None:
    draft(store)
    with store.transaction() as session:
        session.execute(text("DELETE FROM figure_due"))  # as in a database from before there were books
        assert not figures.is_current(session)

    async def work() -> None:
        working = asyncio.create_task(folding.run(store, database_url))
        await until(lambda: received(store) == 1)
        await asyncio.to_thread(draft, store)
        await until(lambda: received(store) == 2)
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working

    async def until(holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(_PATIENCE_S):
            while not await asyncio.to_thread(holds):
                await asyncio.sleep(0.05)

    asyncio.run(work())
    with store.reading() as session:
        assert figures.is_current(session)
        assert figures.behind_s(session) == 0
