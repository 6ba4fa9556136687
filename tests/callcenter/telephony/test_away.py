"""What Asterisk's answers say of a leg while the connection is away, breaks, or is the same all the time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

from callcenter.telephony.asterisk import AsteriskSwitch
from callcenter.telephony.switch import LegGone, SwitchError
from tests.callcenter.telephony.kit import until

pytestmark = pytest.mark.anyio

Request = Callable[[AsteriskSwitch], Awaitable[object]]

CALLER = {
    "id": "caller-1",
    "state": "Up",
    "caller": {"number": "13800001111"},
    "dialplan": {"app_name": "Stasis"},
    "channelvars": {"ROLE": "caller", "CONVERSATION": "c1"},
}
OF_A_LEG: dict[str, Request] = {
    "answer": lambda switch: switch.answer("caller-1"),
    "play": lambda switch: switch.play("caller-1", "/prompts/greeting"),
    "tap": lambda switch: switch.tap("caller-1", lambda _: None),
    "join": lambda switch: switch.join("c1", ["caller-1"]),
}
OF_NONE: dict[str, Request] = {
    "ring": lambda switch: switch.ring("c1", "8001", "138", 10),
    "dial": lambda switch: switch.dial("c1", "138", "12345", 10),
}
every_request = pytest.mark.parametrize(
    "request_of", [*OF_A_LEG.values(), *OF_NONE.values()], ids=[*OF_A_LEG, *OF_NONE]
)
every_request_of_a_leg = pytest.mark.parametrize("request_of", OF_A_LEG.values(), ids=OF_A_LEG)


class Exchange:
    """Answers requests as the test says; `asked` are those that change something."""

    def __init__(self) -> None:
        self.channels: list[dict[str, Any]] = [CALLER]
        self.asked: list[str] = []
        self.answer: Callable[[httpx.Request], Awaitable[int]] = self._done

    async def _done(self, request: httpx.Request) -> int:
        return 204

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json=self.channels if request.url.path.endswith("/channels") else [])
        self.asked.append(f"{request.method} {request.url.path.removeprefix('/ari')}")
        return httpx.Response(await self.answer(request))


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def exchange() -> Exchange:
    return Exchange()


@pytest.fixture
async def switch(exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AsteriskSwitch]:
    monkeypatch.setattr("callcenter.telephony.asterisk.switch._AGAIN_S", 0.01)
    monkeypatch.setattr("callcenter.telephony.asterisk.taps._START_S", 0.05)
    switch = AsteriskSwitch("http://127.0.0.1:9/ari", "u", "p", audiosocket_port=0)
    switch._ari._http = httpx.AsyncClient(transport=httpx.MockTransport(exchange))
    await switch._reconcile()
    await asyncio.gather(*switch._background)
    exchange.asked.clear()
    yield switch
    await switch.close()


@every_request
async def test_while_the_exchange_is_away_nobody_has_hung_up(switch: AsteriskSwitch, request_of: Request) -> None:
    switch._lose("closed")
    assert await _code(request_of(switch)) == "switch-down"
    await switch._reconcile()
    if request_of is not OF_A_LEG["tap"]:  # nobody connects a tap here
        await request_of(switch)


@every_request
async def test_a_break_in_the_middle_of_a_request_says_nothing_of_a_leg(
    switch: AsteriskSwitch, exchange: Exchange, request_of: Request
) -> None:
    """Whatever the exchange answers to it, also where the connection is made again before the answer."""
    for status in (204, 404, 500):
        for again in (False, True):

            async def breaks(_: httpx.Request, again: bool = again, status: int = status) -> int:
                exchange.answer = exchange._done
                switch._lose("closed")
                if again:
                    await switch._reconcile()
                return status

            exchange.answer = breaks
            assert await _code(request_of(switch)) == "switch-down"
            await switch._reconcile()


@every_request_of_a_leg
@pytest.mark.parametrize("known", [True, False])
async def test_a_leg_that_is_not_there_has_hung_up(
    switch: AsteriskSwitch, exchange: Exchange, request_of: Request, known: bool
) -> None:
    """By the exchange's answer, or because we were told."""
    exchange.answer = _not_there
    if not known:
        switch._legs.clear()
    with pytest.raises(LegGone):
        await request_of(switch)


async def test_a_break_parts_nobody(switch: AsteriskSwitch, exchange: Exchange) -> None:
    switch._lose("closed")
    await switch._clear_talk("c1")
    assert "DELETE /bridges/talk-c1" not in exchange.asked


async def test_a_telephone_that_may_ring_all_the_same_stops(switch: AsteriskSwitch, exchange: Exchange) -> None:
    """The request to ring was not answered in time, and neither was the first one to stop."""
    exchange.answer = _in_silence(exchange, 2)
    assert await _code(switch.ring("c1", "8001", "138", 10)) == "switch-down"
    await until(lambda: len(exchange.asked) == 3, "asked until it is answered")
    made, *stopped = exchange.asked
    assert made == "POST /channels"
    assert len(set(stopped)) == 1
    assert stopped[0].startswith("DELETE /channels/agent-")
    assert not switch._legs.keys() - {"caller-1"}


@pytest.mark.parametrize(("leg_id", "role"), [("agent-1", "agent"), ("out-1", "caller")])
async def test_who_picks_up_after_we_gave_up_is_let_go(
    switch: AsteriskSwitch, exchange: Exchange, leg_id: str, role: str
) -> None:
    """The request to stop was there first: there was nothing to stop yet."""
    late = CALLER | {"id": leg_id, "channelvars": {"ROLE": role, "CONVERSATION": "c1"}}
    switch._happened.get_nowait()
    switch._handle({"type": "StasisStart", "channel": late})
    await until(lambda: exchange.asked == [f"DELETE /channels/{leg_id}"], "the leg is let go")
    assert switch._happened.empty()
    assert leg_id not in switch._legs


async def test_a_hang_up_that_was_not_answered_is_asked_for_again(switch: AsteriskSwitch, exchange: Exchange) -> None:
    exchange.answer = _in_silence(exchange, 2)
    assert await _code(switch.hang_up("caller-1")) == "switch-down"
    await until(lambda: exchange.asked == ["DELETE /channels/caller-1"] * 3, "asked until it is answered")


async def test_an_exchange_that_answers_half_is_not_back_yet(switch: AsteriskSwitch, exchange: Exchange) -> None:
    """Whom it could not speak of has not hung up."""
    switch._lose("closed")
    exchange.answer = _in_silence(exchange, 1)
    assert await _code(switch._reconcile()) == "switch-down"
    assert await _code(switch.answer("caller-1")) == "switch-down"
    await switch._reconcile()
    await switch.answer("caller-1")


def _in_silence(exchange: Exchange, requests: int) -> Callable[[httpx.Request], Awaitable[int]]:
    """So many requests are not answered in time."""
    left = requests

    async def silent(request: httpx.Request) -> int:
        nonlocal left
        left -= 1
        if not left:
            exchange.answer = exchange._done
        raise httpx.ReadTimeout("scripted", request=request)

    return silent


async def _not_there(_: httpx.Request) -> int:
    return 404


async def _code(asking: Awaitable[object]) -> str:
    with pytest.raises(SwitchError) as failure:
        await asking
    return failure.value.code
