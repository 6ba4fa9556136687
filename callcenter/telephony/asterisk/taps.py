"""Taps: one party's own voice out of Asterisk, through a snoop channel that is bridged to an AudioSocket stream.

A snoop and not a bridge with the party itself: a prompt stops the audio of a bridged party while it plays.
"""

import asyncio
import contextlib
import uuid
from collections import defaultdict
from dataclasses import dataclass

from callcenter.telephony.asterisk.audiosocket import AudioSocketServer
from callcenter.telephony.asterisk.legs import MEDIA, TAP
from callcenter.telephony.asterisk.rest import Ari, Json, NotThere
from callcenter.telephony.switch import AudioSink, LegGone, SwitchError

_START_S = 5.0


@dataclass(frozen=True)
class _Tap:
    name: str

    @property
    def snoop(self) -> str:
        return TAP + self.name

    @property
    def media(self) -> str:
        return MEDIA + self.name


class Taps:
    """Makes and clears taps. `application` is the Stasis application; `address` is where Asterisk finds our server."""

    def __init__(self, ari: Ari, server: AudioSocketServer, application: str, address: str) -> None:
        self._ari = ari
        self._server = server
        self._application = application
        self._address = address
        self._of_leg: dict[str, list[_Tap]] = defaultdict(list)
        self._started: dict[str, asyncio.Event] = {}

    def started(self, channel_id: str) -> None:
        """A helper channel entered Stasis: only from then on may it be bridged."""
        if channel_id in self._started:
            self._started[channel_id].set()

    async def make(self, leg_id: str, sink: AudioSink) -> None:
        tap = _Tap(str(uuid.uuid4()))
        self._server.expect(tap.name, sink)
        self._started |= {tap.snoop: asyncio.Event(), tap.media: asyncio.Event()}
        self._of_leg[leg_id].append(tap)
        try:
            await self._connect(leg_id, tap)
        except (SwitchError, TimeoutError) as error:
            await self._clear(tap)
            if isinstance(error, NotThere) or tap not in self._of_leg.get(leg_id, ()):
                raise LegGone(leg_id) from error
            raise SwitchError(
                "tap-failed", f"the voice of leg {leg_id} cannot be tapped: {error or 'no answer'}"
            ) from error
        finally:
            for channel in (tap.snoop, tap.media):
                self._started.pop(channel, None)
        if tap not in self._of_leg.get(leg_id, ()):  # it hung up in the meantime, or the connection was lost
            await self._clear(tap)
            raise LegGone(leg_id)

    async def _connect(self, leg_id: str, tap: _Tap) -> None:
        stream: Json = {
            "channelId": tap.media,
            "app": self._application,
            "external_host": self._address,
            "encapsulation": "audiosocket",
            "transport": "tcp",
            "format": "slin",
            "data": tap.name,
        }
        snoop = f"/channels/{leg_id}/snoop/{tap.snoop}"
        await asyncio.gather(
            self._ari.post(f"/bridges/{tap.snoop}", type="mixing"),
            self._ari.post("/channels/externalMedia", **stream),
            self._ari.post(snoop, app=self._application, spy="in", whisper="none"),
        )
        async with asyncio.timeout(_START_S):
            await asyncio.gather(*(self._started[channel].wait() for channel in (tap.snoop, tap.media)))
        await self._ari.post(f"/bridges/{tap.snoop}/addChannel", channel=f"{tap.snoop},{tap.media}")

    async def leg_ended(self, leg_id: str) -> None:
        """Clear what a leg's taps left."""
        await asyncio.gather(*(self._clear(tap) for tap in self._of_leg.pop(leg_id, [])))

    def forget(self) -> None:
        """The connection was lost: what is left over there is cleared by `sweep`."""
        for taps in self._of_leg.values():
            for tap in taps:
                self._server.forget(tap.name)
        self._of_leg.clear()

    async def sweep(self, channels: list[Json], bridges: list[Json]) -> None:
        """Clear the helpers of an earlier connection, ours or a killed predecessor's."""
        await asyncio.gather(
            *(self._ari.delete(f"/channels/{c['id']}") for c in channels if c["id"].startswith((TAP, MEDIA))),
            *(self._ari.delete(f"/bridges/{b['id']}") for b in bridges if b["id"].startswith(TAP)),
        )

    async def _clear(self, tap: _Tap) -> None:
        # Where Asterisk is gone, so are the helpers; `sweep` clears the rest at the next connection.
        with contextlib.suppress(SwitchError):
            await asyncio.gather(
                self._ari.delete(f"/channels/{tap.snoop}"),
                self._ari.delete(f"/channels/{tap.media}"),
                self._ari.delete(f"/bridges/{tap.snoop}"),
            )
        self._server.forget(tap.name)
