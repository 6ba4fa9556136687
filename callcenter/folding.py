"""The worker keeps the books of figures: whenever an event rings, and every second besides.

A release whose measures are others makes the books anew first; people see meanwhile what the old ones say.
"""

import logging
from typing import Final

from callcenter import doorbell
from models import figures
from models.database import Store

log = logging.getLogger(__name__)

_LOOK_AGAIN_S: Final = 0.5
"""Also without a ring: a call's end may have rung before it was marked."""
_GATHER_S: Final = 0.1


async def run(store: Store, url: str) -> None:
    """For ever."""
    await doorbell.at_each_ring(
        url,
        "figures-fold",
        lambda: figures.fold(store),
        first=lambda: _up_to_date(store),
        look_again_s=_LOOK_AGAIN_S,
        gather_s=_GATHER_S,
    )


def _up_to_date(store: Store) -> None:
    with store.reading() as session:
        current = figures.is_current(session)
    if not current:
        log.info("figures-rebuild: %d subjects", figures.rebuild(store))
