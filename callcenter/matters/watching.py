"""The worker's eye on orders: when an event rings, its index catches up and new orders are judged."""

import asyncio
import logging
from typing import Final

import psycopg
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from callcenter.matters.earlier import Earlier
from callcenter.matters.judging import Judging
from models import events
from models.database import Store

log = logging.getLogger(__name__)

_GATHER_S: Final = 0.5
_LOOK_AGAIN_S: Final = 5.0
"""Also without a ring: a transaction that was open at the last look may have come to an end since."""


async def watch(store: Store, url: str, earlier: Earlier) -> None:
    """For ever; a lost database is looked for again every second."""
    judging = Judging(store, earlier)
    dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    while True:
        try:
            if not earlier.ready.is_set():
                await asyncio.to_thread(earlier.build)
            async with await psycopg.AsyncConnection.connect(dsn, autocommit=True, connect_timeout=5) as doorbell:
                await doorbell.execute(f"LISTEN {events.CHANNEL}")
                while True:
                    await asyncio.to_thread(judging.round)
                    async for _ in doorbell.notifies(timeout=_LOOK_AGAIN_S, stop_after=1):
                        pass
                    await asyncio.sleep(_GATHER_S)
        except asyncio.CancelledError:
            earlier.stopped.set()
            raise
        except (psycopg.Error, DBAPIError, OSError) as error:
            log.warning("matters-watch is down: %s", type(error).__name__)
        except Exception:
            log.exception("matters-watch stumbled")
        await asyncio.sleep(1)
