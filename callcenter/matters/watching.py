"""The worker's eye on orders: when an event rings, its index catches up and new orders are judged."""

import asyncio
from typing import Final

from callcenter import doorbell
from callcenter.matters.earlier import Earlier
from callcenter.matters.judging import Judging
from models.database import Store

_GATHER_S: Final = 0.5
_LOOK_AGAIN_S: Final = 5.0
"""Also without a ring: a transaction that was open at the last look may have come to an end since."""


async def watch(store: Store, url: str, earlier: Earlier) -> None:
    """For ever."""

    def first() -> None:
        if not earlier.ready.is_set():
            earlier.build()

    try:
        await doorbell.at_each_ring(
            url,
            "matters-watch",
            Judging(store, earlier).round,
            first=first,
            look_again_s=_LOOK_AGAIN_S,
            gather_s=_GATHER_S,
        )
    except asyncio.CancelledError:
        earlier.stopped.set()
        raise
