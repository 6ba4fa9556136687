"""Background work on live events: done whenever one rings. What it reads behind the bell is the work's own matter."""

import asyncio
import logging
from collections.abc import Callable

import psycopg
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from models import events

log = logging.getLogger(__name__)


async def at_each_ring(
    url: str,
    name: str,
    work: Callable[[], object],
    *,
    first: Callable[[], object],
    look_again_s: float,
    gather_s: float,
) -> None:
    """For ever; a lost database is looked for again every second.

    work: in a thread, at once, after each ring, and after `look_again_s` without one; gather_s: so long more may ring
    before the next. first: in a thread, whenever the database is there (again). name: in the log.
    """
    dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    while True:
        try:
            await asyncio.to_thread(first)
            async with await psycopg.AsyncConnection.connect(dsn, autocommit=True, connect_timeout=5) as doorbell:
                await doorbell.execute(f"LISTEN {events.CHANNEL}")
                while True:
                    await asyncio.to_thread(work)
                    async for _ in doorbell.notifies(timeout=look_again_s, stop_after=1):
                        pass
                    await asyncio.sleep(gather_s)
        except (psycopg.Error, DBAPIError, OSError) as error:
            log.warning("%s is down: %s", name, type(error).__name__)
        except Exception:
            log.exception("%s stumbled", name)
        await asyncio.sleep(1)
