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


class AudioSocketServer:
    """Takes streams and hands each one's frames to the sink that waits for its UUID; others are turned away."""

    def __init__(self) -> None:
        self._sinks: dict[str, AudioSink] = {}
        self._server: asyncio.Server | None = None

    @property
    def open(self) -> bool:
        return self._server is not None

    async def listen(self, host: str, port: int) -> None:
        self._server = await asyncio.get_running_loop().create_server(lambda: _Stream(self), host, port, backlog=2048)

    def expect(self, stream: str, sink: AudioSink) -> None:
        self._sinks[stream] = sink

    def forget(self, stream: str) -> None:
        self._sinks.pop(stream, None)

    def sink_of(self, stream: str) -> AudioSink | None:
        return self._sinks.get(stream)

    async def close(self) -> None:
        if self._server:
            self._server.close()
            self._server = None
        self._sinks.clear()


class _Stream(asyncio.Protocol):
    def __init__(self, server: AudioSocketServer) -> None:
        self._server = server
        self._buffer = bytearray()
        self._audio = bytearray()
        self._sink: AudioSink | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def data_received(self, data: bytes) -> None:
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
