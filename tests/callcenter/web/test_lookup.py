"""The session's question from the event loop: answered as things are now, also after the database was away."""

import asyncio

import psycopg
import pytest

from callcenter.web.lookup import Lookup
from models.database import Store

MINE = "SELECT pg_backend_pid(), %(asked)s::int"
KILL = "SELECT pg_terminate_backend(%(pid)s)"


def test_a_connection_that_died_is_replaced(store: Store) -> None:
    async def ask() -> None:
        lookup = Lookup(store.engine.url.render_as_string(hide_password=False))
        first = await lookup.one(MINE, {"asked": 1})
        again = await lookup.one(MINE, {"asked": 2})
        assert first is not None
        assert again == (first[0], 2)
        other = Lookup(store.engine.url.render_as_string(hide_password=False))
        await other.one(KILL, {"pid": first[0]})
        fresh = await lookup.one(MINE, {"asked": 3})
        assert fresh is not None
        assert fresh[0] != first[0]
        await lookup.close()
        await other.close()

    asyncio.run(ask())


def test_more_questions_than_connections_are_all_answered(store: Store) -> None:
    async def ask() -> list[tuple[int, ...] | None]:
        lookup = Lookup(store.engine.url.render_as_string(hide_password=False))
        answers = await asyncio.gather(*(lookup.one(MINE, {"asked": number}) for number in range(20)))
        assert await lookup.one("SELECT 1 AS one WHERE false", {}) is None
        await lookup.close()
        return answers

    answers = asyncio.run(ask())
    assert [answer and answer[1] for answer in answers] == list(range(20))
    assert len({answer[0] for answer in answers if answer}) <= 4


def test_without_a_database_it_says_so() -> None:
    async def ask() -> None:
        await Lookup("postgresql+psycopg://nobody@/none?host=/nowhere").one("SELECT 1", {})

    with pytest.raises(psycopg.OperationalError):
        asyncio.run(ask())
