"""The exchange's events against a real WebSocket server that sends what no exchange should."""

import asyncio
import json

import pytest
from websockets.asyncio.server import ServerConnection, serve

from callcenter.telephony.asterisk.events import EventStream
from callcenter.telephony.asterisk.rest import Json

PATIENCE_S = 20


def test_an_event_that_cannot_be_understood_costs_only_itself(caplog: pytest.LogCaptureFixture) -> None:
    asyncio.run(_poisoned(caplog))


def test_whatever_breaks_the_reading_it_begins_again() -> None:
    """Also an error that nobody thought of, on the first connection."""
    asyncio.run(_broken())


async def _poisoned(caplog: pytest.LogCaptureFixture) -> None:
    said = ["no JSON", '{"no": "type"}', '{"type": "poison"}', '{"type": "good"}']
    taken: list[str] = []
    done = asyncio.Event()

    async def exchange(connection: ServerConnection) -> None:
        for text in said:
            await connection.send(text)
        await connection.wait_closed()

    def event(content: Json) -> None:
        if content["type"] == "poison":
            raise ZeroDivisionError
        taken.append(content["type"])
        done.set()

    lost: list[str] = []
    async with serve(exchange, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        stream = EventStream(
            f"http://127.0.0.1:{port}/ari", "u", "p", "hotline", connected=_nothing, event=event, lost=lost.append
        )
        reading = asyncio.create_task(stream.read())
        await asyncio.wait_for(done.wait(), PATIENCE_S)
        reading.cancel()
    assert taken == ["good"]
    assert not lost
    assert [record.message for record in caplog.records].count("exchange-event-failed") == 3


async def _broken() -> None:
    connections = 0
    taken = asyncio.Event()

    async def exchange(connection: ServerConnection) -> None:
        await connection.send(json.dumps({"type": "good"}))
        await connection.wait_closed()

    async def connected() -> None:
        nonlocal connections
        connections += 1
        if connections == 1:
            raise KeyError("a channel without a state")

    async with serve(exchange, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        stream = EventStream(
            f"http://127.0.0.1:{port}/ari",
            "u",
            "p",
            "hotline",
            connected=connected,
            event=lambda _: taken.set(),
            lost=lambda _: None,
        )
        reading = asyncio.create_task(stream.read())
        await asyncio.wait_for(taken.wait(), PATIENCE_S)
        reading.cancel()
    assert connections == 2


async def _nothing() -> None:
    return
