"""One row by one question, from the event loop: what every request asks before any of its own work.

An endpoint works in a thread with a transaction of its own. To ask for the session there first would take a second trip
into a thread for every request, and to keep sessions in memory would let a signed-out one live on. These connections
answer in the loop itself; a handful is enough, for a question takes a fraction of a millisecond.
"""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import psycopg
from sqlalchemy.engine import make_url

_AT_ONCE: Final = 4
Row = tuple[Any, ...]
_Connection = psycopg.AsyncConnection[Row]


class Lookup:
    """Connections of one process, opened when they are first needed; every question is a transaction of its own."""

    def __init__(self, url: str) -> None:
        self._dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._idle: list[_Connection] = []
        self._free = asyncio.Semaphore(_AT_ONCE)

    async def one(self, question: str, values: Mapping[str, Any]) -> Row | None:
        """The first row; None where there is none. Raises `psycopg.OperationalError` without a database."""
        async with self._free:
            while self._idle:
                try:
                    return await self._asked(self._idle.pop(), question, values)
                except psycopg.OperationalError:
                    continue  # it died while it lay idle; a new one tells whether the database is there
            return await self._asked(await self._opened(), question, values)

    async def close(self) -> None:
        """Ends the connections."""
        while self._idle:
            await self._idle.pop().close()

    async def _opened(self) -> _Connection:
        return await psycopg.AsyncConnection.connect(self._dsn, autocommit=True, connect_timeout=5)

    async def _asked(self, connection: _Connection, question: str, values: Mapping[str, Any]) -> Row | None:
        try:
            cursor = await connection.execute(question, values)
            row = await cursor.fetchone()
        except BaseException:  # also when the browser left: the answer may be still on its way
            await connection.close()
            raise
        self._idle.append(connection)
        return row
