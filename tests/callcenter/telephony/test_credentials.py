"""Browsers' telephones: a pushed credential registers over the WebSocket, is replaced, expires and is taken out."""

import asyncio
import hashlib
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from websockets.sync.client import ClientConnection, connect

from callcenter.exchange.ports import free_port
from callcenter.settings import Settings
from callcenter.telephony.asterisk import credentials
from callcenter.telephony.asterisk.credentials import PhoneCredential
from callcenter.telephony.switch import Connected, LegEnded, SwitchError
from models import clock
from tests.callcenter.telephony.conftest import RealExchange
from tests.callcenter.telephony.kit import Watch

pytestmark = pytest.mark.asterisk


def _register(phone: PhoneCredential, password: str | None = None) -> int:
    """The status that a registration gets."""
    with _registered(phone, password) as (status, _):
        return status


@contextmanager
def _registered(phone: PhoneCredential, password: str | None = None) -> Iterator[tuple[int, ClientConnection]]:
    """REGISTER as JsSIP does: the answer to the second, authorised request, and the open line."""
    host = phone.uri.partition("@")[2]
    call = uuid.uuid4().hex

    def request(number: int, more: str = "") -> str:
        return (
            f"REGISTER sip:{host} SIP/2.0\r\nVia: SIP/2.0/WS x.invalid;branch=z9hG4bK{uuid.uuid4().hex}\r\n"
            f"From: <{phone.uri}>;tag=1\r\nTo: <{phone.uri}>\r\nCall-ID: {call}\r\nCSeq: {number} REGISTER\r\n"
            f"Contact: <sip:{phone.user}@x.invalid;transport=ws>;expires=60\r\nMax-Forwards: 70\r\n{more}"
            "Content-Length: 0\r\n\r\n"
        )

    with connect(phone.url, subprotocols=["sip"], proxy=None) as line:  # type: ignore[list-item]
        line.send(request(1))
        challenge = str(line.recv(timeout=10))
        assert challenge.startswith("SIP/2.0 401")
        realm, nonce = (re.search(rf'{name}="([^"]+)"', challenge)[1] for name in ("realm", "nonce"))  # type: ignore[index]
        secret = _md5(f"{phone.user}:{realm}:{password or phone.password}")
        response = _md5(f"{secret}:{nonce}:00000001:c:auth:{_md5(f'REGISTER:sip:{host}')}")
        line.send(
            request(
                2,
                f'Authorization: Digest username="{phone.user}", realm="{realm}", nonce="{nonce}", uri="sip:{host}", '
                f'response="{response}", algorithm=MD5, qop=auth, nc=00000001, cnonce="c"\r\n',
            )
        )
        yield int(str(line.recv(timeout=10)).split()[1]), line


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


def _endpoints(exchange: RealExchange) -> str:
    return exchange.process.console("pjsip list endpoints")


def test_an_agents_telephone_registers_and_a_new_one_replaces_it(exchange: RealExchange) -> None:
    settings = exchange.settings()
    first = credentials.issue(settings, "8001")
    assert _register(first) == 200
    second = credentials.issue(settings, "8001")
    assert second.password != first.password
    assert _register(second) == 200
    assert _register(second, password=first.password) == 401
    credentials.revoke(settings, "8001")
    assert "8001" not in _endpoints(exchange)
    credentials.revoke(settings, "8001")


async def _ring(exchange: RealExchange, extension: str, line: ClientConnection) -> str:
    """What an agent's telephone gets when it is rung."""
    switch = exchange.switch()
    watch = Watch(switch)
    await watch.for_(Connected)
    leg = await switch.ring(str(uuid.uuid4()), extension, "13800001111", 10)
    try:
        return str(await asyncio.to_thread(line.recv, 10))
    finally:
        await switch.hang_up(leg.id)
        await watch.for_(LegEnded)
        watch.close()
        await switch.close()


def test_a_registered_telephone_is_rung_with_the_callers_number(exchange: RealExchange) -> None:
    phone = credentials.issue(exchange.settings(), "8004")
    with _registered(phone) as (status, line):
        assert status == 200
        invitation = asyncio.run(_ring(exchange, "8004", line))
    assert invitation.startswith("INVITE ")
    assert "sip:13800001111@" in invitation
    assert "UDP/TLS/RTP/SAVPF" in invitation
    credentials.revoke(exchange.settings(), "8004")


def test_what_is_expired_is_taken_out(exchange: RealExchange) -> None:
    settings = exchange.settings()
    phone = credentials.issue(settings, "8002")
    other = credentials.issue_test_phone(settings)
    assert other.user in _endpoints(exchange)
    later = phone.expires_at + timedelta(seconds=1)
    with clock.running_from(lambda: later):
        third = credentials.issue(settings, "8003")
    listed = _endpoints(exchange)
    assert "8003" in listed
    assert phone.user not in listed
    assert other.user not in listed
    assert "trunk" in listed
    credentials.revoke(settings, third.user)


def test_test_telephones_exist_in_the_demo_only(exchange: RealExchange) -> None:
    with pytest.raises(SwitchError) as failure:
        credentials.issue_test_phone(exchange.settings(HOTLINE_DEMO=""))
    assert failure.value.code == "switch-refused"


def test_two_test_telephones_are_two(exchange: RealExchange) -> None:
    one, other = (credentials.issue_test_phone(exchange.settings()) for _ in range(2))
    assert one.user != other.user
    assert _register(one) == 200
    for phone in (one, other):
        credentials.revoke(exchange.settings(), phone.user)


@pytest.mark.parametrize("extension", ["", "80x1", "../trunk", "8001 8002"])
def test_an_extension_is_digits(exchange: RealExchange, extension: str) -> None:
    with pytest.raises(SwitchError):
        credentials.issue(exchange.settings(), extension)


def test_no_exchange_is_said() -> None:
    nobody = {
        "HOTLINE_ARI_URL": f"http://127.0.0.1:{free_port()}/ari",
        "HOTLINE_ARI_PASSWORD": "x",
        "HOTLINE_PHONE_URL": "ws://127.0.0.1/ws",
    }
    with pytest.raises(SwitchError) as failure:
        credentials.issue(Settings(Path(), nobody), "8001")
    assert failure.value.code == "switch-down"
