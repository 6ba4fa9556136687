"""The server of live audio against a socket that does what Asterisk does, and what it does when it stands still."""

import asyncio
import struct
import uuid

from callcenter.telephony.asterisk.audiosocket import FRAME, AudioSocketServer

PATIENCE_S = 15.0
NUDGE = b"\x10\x00\x02\x00\x00"


async def _stream(server: AudioSocketServer, name: uuid.UUID) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    assert server._server is not None
    reader, writer = await asyncio.open_connection(*server._server.sockets[0].getsockname())
    writer.write(struct.pack(">BH", 0x01, 16) + name.bytes)
    return reader, writer


def test_a_stream_that_falls_silent_is_nudged_and_one_that_speaks_is_heard() -> None:
    """Asterisk, waiting for a header with its locks held, gets one whole message: audio of one silent sample."""

    async def walk() -> None:
        server, name = AudioSocketServer(), uuid.uuid4()
        heard: list[bytes] = []
        server.expect(str(name), heard.append)
        await server.listen("127.0.0.1", 0)
        reader, writer = await _stream(server, name)
        async with asyncio.timeout(PATIENCE_S):
            assert await reader.readexactly(2 * len(NUDGE)) == 2 * NUDGE
            writer.write(struct.pack(">BH", 0x10, FRAME) + bytes(FRAME))
            while not heard:
                await asyncio.sleep(0.01)
            assert await reader.readexactly(len(NUDGE)) == NUDGE  # silent again
        assert heard == [bytes(FRAME)]
        writer.close()
        async with asyncio.timeout(PATIENCE_S):
            while server._streams:
                await asyncio.sleep(0.01)
        assert heard == [bytes(FRAME), b""]
        await server.close()

    asyncio.run(walk())


def test_an_unexpected_stream_is_turned_away() -> None:
    async def walk() -> None:
        server = AudioSocketServer()
        await server.listen("127.0.0.1", 0)
        reader, _ = await _stream(server, uuid.uuid4())
        async with asyncio.timeout(PATIENCE_S):
            assert (await reader.read()).replace(NUDGE, b"") == b""
        await server.close()

    asyncio.run(walk())
