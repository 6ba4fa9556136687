"""What a carrier or a stranger may send: no common codec, no address, malformed SIP, silence, a line without sound."""

import asyncio
import socket
import subprocess
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from callcenter.phone.telephone import Telephone
from callcenter.telephony.asterisk import AsteriskSwitch
from callcenter.telephony.switch import CallRefused, Connected, LegArrived, LegEnded
from tests.callcenter.telephony.conftest import RealExchange
from tests.callcenter.telephony.kit import PATIENCE_S, Watch

pytestmark = [pytest.mark.asterisk, pytest.mark.anyio]

MALFORMED = [
    b"",
    b"\x00" * 600,
    b"INVITE\r\n\r\n",
    b"INVITE sip:12345 SIP/2.0\r\n\r\n",
    b"INVITE sip:12345@127.0.0.1 SIP/9.9\r\nVia: x\r\nCall-ID:\r\n\r\n",
    b"BYE sip:12345@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1\r\nContent-Length: 99999999\r\n\r\n",
    b"INVITE sip:12345@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\n"
    b"To: <sip:12345@b>\r\nCall-ID: bad-sdp\r\nCSeq: 1 INVITE\r\nContact: <sip:a@127.0.0.1:9>\r\nMax-Forwards: 70\r\n"
    b"Content-Type: application/sdp\r\nContent-Length: 12\r\n\r\nv=0\r\nm=audio",
    "INVITE sip:一二三@127.0.0.1 SIP/2.0\r\n\r\n".encode(),
    b"\xff\xfeINVITE " + bytes(range(256)) * 8,
]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def switch(exchange: RealExchange) -> AsyncIterator[AsteriskSwitch]:
    switch = exchange.switch()
    yield switch
    await switch.close()


@pytest.fixture
async def watch(switch: AsteriskSwitch) -> AsyncIterator[Watch]:
    watch = Watch(switch)
    await watch.for_(Connected)
    yield watch
    watch.close()


class _Stranger:
    """A UDP socket that speaks to the exchange's SIP port."""

    def __init__(self, exchange: RealExchange) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(PATIENCE_S)
        self._to = ("127.0.0.1", exchange.process.site.sip_port)
        self.port = self._socket.getsockname()[1]

    def send(self, message: bytes) -> None:
        self._socket.sendto(message, self._to)

    def final_answer(self) -> int:
        """The status of the first answer above 1xx."""
        while (status := int(self._socket.recv(8192).split()[1])) < 200:
            pass
        return status

    def invite(self, user: str, codec: str) -> bytes:
        """An INVITE that offers one codec, as `18 G729`."""
        number, name = codec.split()
        sdp = (
            f"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=audio {self.port} RTP/AVP {number}\r\na=rtpmap:{number} {name}/8000\r\n"
        )
        return (
            f"INVITE sip:{user}@127.0.0.1 SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};branch=z9hG4bK{uuid.uuid4().hex}\r\n"
            f"From: <sip:13900002222@127.0.0.1>;tag=1\r\nTo: <sip:{user}@127.0.0.1>\r\nCall-ID: {uuid.uuid4().hex}\r\n"
            f"CSeq: 1 INVITE\r\nContact: <sip:c@127.0.0.1:{self.port}>\r\nMax-Forwards: 70\r\n"
            f"Content-Type: application/sdp\r\nContent-Length: {len(sdp)}\r\n\r\n{sdp}"
        ).encode()

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def stranger(exchange: RealExchange) -> Iterator[_Stranger]:
    stranger = _Stranger(exchange)
    yield stranger
    stranger.close()


@pytest.mark.parametrize(("user", "codec", "status"), [("12345", "18 G729", 488), ("somebody", "8 PCMA", 404)])
async def test_a_refused_call_leaves_a_record(
    stranger: _Stranger, watch: Watch, user: str, codec: str, status: int
) -> None:
    stranger.send(stranger.invite(user, codec))
    assert await asyncio.to_thread(stranger.final_answer) == status
    refused = await watch.for_(CallRefused)
    assert (refused.number, refused.dialled, refused.status) == ("13900002222", user, status)
    # Asterisk repeats its answer, for nobody acknowledges it; the record stays one
    await asyncio.to_thread(stranger.final_answer)
    await asyncio.sleep(0.1)
    assert sum(isinstance(h, CallRefused) for h in watch.seen) == 1
    assert not any(isinstance(h, LegArrived) for h in watch.seen)


async def test_malformed_sip_harms_nobody(
    exchange: RealExchange, stranger: _Stranger, switch: AsteriskSwitch, watch: Watch
) -> None:
    pid = exchange.process.pid
    for message in MALFORMED:
        stranger.send(message)
    with Telephone(exchange.sip, "13800001111", "12345") as telephone:
        arrived = await watch.for_(LegArrived, lambda h: h.leg.number == "13800001111")
        await switch.answer(arrived.leg.id)
        assert await asyncio.to_thread(telephone.wait, "answered", within_s=PATIENCE_S)
        await switch.hang_up(arrived.leg.id)
        await watch.for_(LegEnded, lambda h: h.leg_id == arrived.leg.id)
    assert exchange.process.pid == pid


async def test_a_line_without_sound_is_recorded_in_step(
    exchange: RealExchange, switch: AsteriskSwitch, watch: Watch, sipp: str, sound: Path
) -> None:
    """A caller whose side sends no packet at all: the caller's track is silence of the call's length."""
    command = [
        sipp,
        exchange.sip,
        "-sn",
        "uac",
        "-s",
        "12345",
        "-m",
        "1",
        "-d",
        "4000",
        "-i",
        "127.0.0.1",
        "-nostdin",
    ]
    caller = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    leg = (await watch.for_(LegArrived)).leg
    frames: list[bytes] = []
    await switch.answer(leg.id)
    await switch.tap(leg.id, frames.append)
    await switch.play(leg.id, str(sound))
    await watch.for_(LegEnded)
    assert await asyncio.to_thread(caller.wait, PATIENCE_S) == 0
    tracks = [exchange.recordings / f"{leg.variables['RECORDING']}.{party}.sln" for party in ("caller", "agent")]
    seconds = [track.stat().st_size / 16000 for track in tracks]
    assert seconds[0] == seconds[1]
    assert seconds[0] == pytest.approx(4.0, abs=0.2)
    assert sum(map(len, frames)) / 16000 == pytest.approx(4.0, abs=0.4)
