"""The worker keeps the books of figures: whenever an event rings, and every second besides.

A release whose measures are others makes the books anew first; people see meanwhile what the old ones say.
"""

import asyncio
import logging
from typing import Final

import psycopg
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from models import events, figures
from models.database import Store

log = logging.getLogger(__name__)

_LOOK_AGAIN_S: Final = 0.5
"""Also without a ring: a call's end may have rung before it was marked."""
_GATHER_S: Final = 0.1


async def run(store: Store, url: str) -> None:
    """For ever; a lost database is looked for again every second."""
    dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    while True:
        try:
            await asyncio.to_thread(_up_to_date, store)
            async with await psycopg.AsyncConnection.connect(dsn, autocommit=True, connect_timeout=5) as doorbell:
                await doorbell.execute(f"LISTEN {events.CHANNEL}")
                while True:
                    await asyncio.to_thread(figures.fold, store)
                    async for _ in doorbell.notifies(timeout=_LOOK_AGAIN_S, stop_after=1):
                        pass
                    await asyncio.sleep(_GATHER_S)
        except (psycopg.Error, DBAPIError, OSError) as error:
            log.warning("figures-fold is down: %s", type(error).__name__)
        except Exception:
            log.exception("figures-fold stumbled")
        await asyncio.sleep(1)


def _up_to_date(store: Store) -> None:
    with store.reading() as session:
        current = figures.is_current(session)
    if not current:
        log.info("figures-rebuild: %d subjects", figures.rebuild(store))
