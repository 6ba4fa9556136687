"""Asterisk's stream of events: one WebSocket that comes back by itself, with growing pauses."""

import asyncio
import base64
import json
import logging
from collections.abc import Awaitable, Callable

import websockets

from callcenter.telephony.asterisk.rest import Json
from callcenter.telephony.switch import SwitchError

log = logging.getLogger(__name__)

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.1, 5.0


class EventStream:
    """Reads the events of one Stasis application for ever.

    `connected` runs at every connection before the first event (SwitchError: tried again), `lost` when one breaks.
    """

    def __init__(
        self,
        url: str,
        user: str,
        password: str,
        application: str,
        *,
        connected: Callable[[], Awaitable[None]],
        event: Callable[[Json], None],
        lost: Callable[[str], None],
    ) -> None:
        base = url.replace("http", "ws", 1).rstrip("/")
        self._address = f"{base}/events?app={application}&subscribeAll=false"
        # in a header, not in the address: addresses are logged
        self._headers = {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}
        self._connected, self._event, self._lost = connected, event, lost
        self._stream: websockets.ClientConnection | None = None

    def again(self) -> None:
        """Break the connection off: it is made again at once, and `connected` compares what is there."""
        if self._stream is not None:
            self._stream.transport.abort()

    async def read(self) -> None:
        """Never returns; cancel it."""
        pause = _FIRST_PAUSE_S
        there = False
        while True:
            try:
                async with websockets.connect(
                    self._address, additional_headers=self._headers, max_size=None, proxy=None
                ) as stream:
                    self._stream = stream
                    await self._connected()
                    there, pause = True, _FIRST_PAUSE_S
                    async for text in stream:
                        self._take(text)
                reason = "Asterisk closed the connection"
            except (OSError, TimeoutError, SwitchError, websockets.WebSocketException) as error:
                reason = f"{type(error).__name__}: {error}"
            except Exception as error:
                # whatever it was, without events every caller would only hear it ring
                log.exception("exchange-reading-failed")
                reason = type(error).__name__
            if there:
                log.warning("the exchange is away: %s", reason)
                self._lost(reason)
                there = False
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    def _take(self, text: str | bytes) -> None:
        """One event that cannot be understood costs itself, never those after it."""
        try:
            self._event(json.loads(text))
        except Exception:
            # its content may hold a caller's number: the trace must do
            log.exception("exchange-event-failed")
