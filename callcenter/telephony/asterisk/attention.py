"""Whether the exchange still tells us what happens: now and then its channels are compared with the legs we know.

A connection that lives and tells nothing looks like a quiet night, while every caller only hears it ring.
"""

import asyncio
import logging
from collections.abc import Callable, Collection

from callcenter.telephony.asterisk.legs import existing, is_helper
from callcenter.telephony.asterisk.rest import Ari
from callcenter.telephony.switch import SwitchError

log = logging.getLogger(__name__)

EVERY_S = 10.0


class Attention:
    """`keep` looks every `every_s` seconds. `unheard` runs when a leg is there without our knowing it, or gone without
    our knowing it, at two looks in a row: one look may fall between an event and its arrival."""

    def __init__(
        self,
        ari: Ari,
        application: str,
        *,
        known: Callable[[], Collection[str]],
        unheard: Callable[[], None],
        every_s: float = EVERY_S,
    ) -> None:
        self._ari, self._application = ari, application
        self._known, self._unheard, self._every = known, unheard, every_s

    async def keep(self) -> None:
        """Never returns; cancel it."""
        before: set[str] = set()
        silent = 0
        while True:
            await asyncio.sleep(self._every)
            try:
                now, silent = await self._differing(), 0
            except SwitchError as error:
                before, silent = set(), silent + 1
                if silent == 2:  # one that is away breaks the stream itself; one that stands still does not
                    log.error("exchange-unanswering: %s; connecting again", error)
                    self._unheard()
                continue
            except Exception:
                log.exception("exchange-attention-failed")
                continue
            if before & now:
                log.error("exchange-unheard: %d legs came or went without a word; connecting again", len(before & now))
                self._unheard()
                now = set()
            before = now

    async def _differing(self) -> set[str]:
        """Ids of legs that are there or not there, contrary to what we were told."""
        # ids alone first: of 300 calls all channels are 700 kB that the telephony loop would have to read
        told = await self._ari.get(f"/applications/{self._application}")
        suspects = {c for c in told["channel_ids"] if not is_helper(c)} ^ set(self._known())
        if not suspects:
            return suspects
        channels = await self._ari.get("/channels")
        known = set(self._known())
        new = {leg.id for leg in existing(channels, [])} - known
        gone = known - {channel["id"] for channel in channels}
        return suspects & (new | gone)
