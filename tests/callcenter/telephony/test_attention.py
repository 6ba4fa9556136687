"""A connection to a real exchange that lives but tells nothing any more: it is found out, and made again."""

import asyncio
import time

import pytest

from callcenter.calls.tracks import BYTES_PER_SECOND
from callcenter.phone.telephone import Telephone
from callcenter.telephony.asterisk import AsteriskSwitch
from callcenter.telephony.asterisk.attention import Attention
from callcenter.telephony.asterisk.rest import Ari
from callcenter.telephony.switch import Connected, Disconnected, LegArrived, LegEnded
from tests.callcenter.telephony.conftest import RealExchange
from tests.callcenter.telephony.kit import PATIENCE_S, Watch

pytestmark = [pytest.mark.asterisk, pytest.mark.slow]


_SLOW = 5.0
"""Seconds that a busy machine may take between two things that happen at once."""


def test_what_was_not_told_is_found_out(exchange: RealExchange) -> None:
    asyncio.run(_unheard(exchange))


async def _unheard(exchange: RealExchange) -> None:
    settings = exchange.settings()
    switch = AsteriskSwitch(
        settings.ari_url,
        settings.ari_user,
        settings.ari_password,
        audiosocket_port=settings.audiosocket_port,
        look_every_s=0.5,
    )
    watch = Watch(switch)
    try:
        await watch.for_(Connected)
        with Telephone(exchange.sip, "13800001111", "12345", None, silence_s=PATIENCE_S) as telephone:
            leg = (await watch.for_(LegArrived)).leg
            await switch.answer(leg.id)
            await asyncio.sleep(2)  # several looks at a call of which everything was told
            await asyncio.to_thread(telephone.hang_up)
            await watch.ended(leg)
        assert not [seen for seen in watch.seen if isinstance(seen, Disconnected)]
        switch._events._event = lambda event: None  # from here on nothing is heard
        with Telephone(exchange.sip, "13800002222", "12345", None, silence_s=PATIENCE_S) as telephone:
            taken_up = await watch.for_(Connected, lambda happening: len(happening.legs) == 1)
            (leg,) = taken_up.legs
            assert leg.role == "caller"
            await switch.answer(leg.id)
            assert await asyncio.to_thread(telephone.wait, "answered", within_s=PATIENCE_S)
            await asyncio.to_thread(telephone.hang_up)
        at = watch.seen.index(taken_up)
        async with asyncio.timeout(PATIENCE_S):
            while not [seen for seen in watch.seen[at + 1 :] if isinstance(seen, Connected) and not seen.legs]:
                await asyncio.sleep(0.05)
        assert not [seen for seen in watch.seen[at:] if isinstance(seen, LegEnded)]  # by comparison, not by an event
    finally:
        watch.close()
        await switch.close()


def test_a_caller_who_was_held_without_us_says_since_when(exchange: RealExchange) -> None:
    asyncio.run(_held(exchange))


async def _held(exchange: RealExchange) -> None:
    """He hears ringing for half a minute, then is answered by the exchange."""
    with Telephone(exchange.sip, "13800003333", "12345", None, silence_s=90.0) as telephone:
        dialled = time.time()
        assert await asyncio.to_thread(telephone.wait, "answered", within_s=60.0)
        answered = time.time()
        switch = exchange.switch()
        watch = Watch(switch)
        try:
            leg = (await watch.for_(LegArrived)).leg
            assert leg.up
            assert leg.held_since is not None
            assert leg.up_since is not None
            assert abs(leg.held_since - dialled) < _SLOW
            assert abs(leg.up_since - answered) < _SLOW
            await asyncio.to_thread(telephone.hang_up)
            await watch.ended(leg)
            (track,) = exchange.recordings.rglob(f"{leg.conversation}.caller.sln")
            recorded_s = track.stat().st_size / BYTES_PER_SECOND
            assert abs(recorded_s - (time.time() - leg.up_since)) < _SLOW, "the ringing is not in it"
        finally:
            watch.close()
            await switch.close()


def test_an_exchange_that_answers_nothing_is_left_once() -> None:
    """It takes connections and says nothing: the stream of events is broken off, and not again and again."""
    broken: list[None] = []

    async def walk() -> None:
        async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked.append(None)
            writer.close()

        asked: list[None] = []
        async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            ari = Ari(f"http://127.0.0.1:{port}/ari", "u", "p")
            attention = Attention(ari, "hotline", known=set, unheard=lambda: broken.append(None), every_s=0.01)
            keeping = asyncio.create_task(attention.keep())
            async with asyncio.timeout(PATIENCE_S):
                while len(asked) < 10:
                    await asyncio.sleep(0.01)
            keeping.cancel()
            await ari.close()

    asyncio.run(walk())
    assert len(broken) == 1
