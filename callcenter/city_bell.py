"""The bell of the city's data: a process that holds something made from it hears when a newer version holds."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Final

import psycopg
from sqlalchemy.engine import make_url

from models.catalogue.versions import BELL

log = logging.getLogger(__name__)

_HEAD: Final = "SELECT coalesce(max(number), 0) FROM city_version"
_LOOK_AGAIN_S: Final = 30.0
"""Also without a ring: a connection may have been lost without a word."""


async def rings(url: str) -> AsyncIterator[int]:
    """The number of each newer version, for ever; several in quick succession are one ring. url: SQLAlchemy's form."""
    dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    known: int | None = None
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(dsn, autocommit=True, connect_timeout=5) as bell:
                await bell.execute(f"LISTEN {BELL}")
                while True:
                    row = await (await bell.execute(_HEAD)).fetchone()
                    number = row[0] if row else 0
                    if known is not None and number != known:
                        yield number
                    known = number
                    async for _ in bell.notifies(timeout=_LOOK_AGAIN_S, stop_after=1):
                        pass
        except (psycopg.Error, OSError) as error:
            log.warning("city-bell is down: %s", type(error).__name__)
            await asyncio.sleep(1)
