"""Live audio from Asterisk: the AudioSocket protocol over TCP.

A packet is one byte of kind, two of length (big-endian), and the payload. The first names the stream by its UUID.
"""

import asyncio
import logging
import socket
import uuid
from typing import Final

from callcenter.telephony.switch import AudioSink

log = logging.getLogger(__name__)

FRAME: Final = 320
"""Bytes of 20 ms: 8 kHz, 16 bit little-endian."""
_HANGUP, _UUID, _AUDIO = 0x00, 0x01, 0x10
_HEADER = 3
_NUDGE: Final = bytes((_AUDIO, 0, 2, 0, 0))
"""One sample of silence. A snoop that whispers to nobody drops it."""
_NUDGE_EVERY_S: Final = 0.1


class AudioSocketServer:
    """Takes streams and hands each one's frames to the sink that waits for its UUID; others are turned away.

    A stream that falls silent is nudged with a sample of silence. Asterisk (22.10) may read a channel to which nothing
    was sent; it then waits for the header of a message without end, holding locks on which soon every call waits.
    """

    def __init__(self) -> None:
        self._sinks: dict[str, AudioSink] = {}
        self._server: asyncio.Server | None = None
        self._streams: set[_Stream] = set()
        self._nudging: asyncio.Task[None] | None = None

    @property
    def open(self) -> bool:
        return self._server is not None

    async def listen(self, host: str, port: int) -> None:
        self._server = await asyncio.get_running_loop().create_server(lambda: _Stream(self), host, port, backlog=2048)
        self._nudging = asyncio.create_task(self._nudge(), name="audiosocket-nudging")

    def expect(self, stream: str, sink: AudioSink) -> None:
        self._sinks[stream] = sink

    def forget(self, stream: str) -> None:
        self._sinks.pop(stream, None)

    def sink_of(self, stream: str) -> AudioSink | None:
        return self._sinks.get(stream)

    async def close(self) -> None:
        if self._nudging:
            self._nudging.cancel()
            self._nudging = None
        if self._server:
            self._server.close()
            self._server = None
        self._sinks.clear()

    def opened(self, stream: "_Stream") -> None:
        self._streams.add(stream)

    def closed(self, stream: "_Stream") -> None:
        self._streams.discard(stream)

    async def _nudge(self) -> None:
        while True:
            await asyncio.sleep(_NUDGE_EVERY_S)
            for stream in self._streams:
                stream.nudge()


class _Stream(asyncio.Protocol):
    def __init__(self, server: AudioSocketServer) -> None:
        self._server = server
        self._buffer = bytearray()
        self._audio = bytearray()
        self._sink: AudioSink | None = None
        self._transport: asyncio.Transport | None = None
        self._lively = False

    def nudge(self) -> None:
        """Called now and then: sends a sample where nothing was heard since the last time."""
        if not self._lively and self._transport and not self._transport.is_closing():
            self._transport.write(_NUDGE)
        self._lively = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._server.opened(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._server.closed(self)
        if self._sink:
            self._sink(b"")

    def data_received(self, data: bytes) -> None:
        self._lively = True
        buffer = self._buffer
        buffer += data
        at = 0
        while len(buffer) - at >= _HEADER:
            length = (buffer[at + 1] << 8) | buffer[at + 2]
            end = at + _HEADER + length
            if len(buffer) < end:
                break
            self._packet(buffer[at], bytes(buffer[at + _HEADER : end]))
            at = end
        del buffer[:at]

    def _packet(self, kind: int, payload: bytes) -> None:
        if kind == _AUDIO and self._sink:
            self._hear(payload)
        elif kind == _UUID:
            self._name(payload)
        elif kind == _HANGUP and self._transport:
            self._transport.close()

    def _name(self, payload: bytes) -> None:
        stream = str(uuid.UUID(bytes=payload)) if len(payload) == 16 else ""
        self._sink = self._server.sink_of(stream)
        if self._sink is None and self._transport:
            log.warning("audio stream %s is not expected, closed", stream or "without a UUID")
            self._transport.close()

    def _hear(self, payload: bytes) -> None:
        assert self._sink is not None
        if len(payload) == FRAME and not self._audio:  # the usual case, without a copy
            self._sink(payload)
            return
        self._audio += payload
        while len(self._audio) >= FRAME:
            self._sink(bytes(self._audio[:FRAME]))
            del self._audio[:FRAME]
