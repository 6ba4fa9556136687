"""Calls that Asterisk refuses by itself, seen in the copies of its SIP messages (HEP version 3 over UDP).

Asterisk makes no channel for them, so ARI never tells: an INVITE without a common codec (488), to an address that is no
number (404), or above its limit of calls (503).
"""

import asyncio
import re
import struct
from collections import deque
from collections.abc import Callable, Iterator

from callcenter.telephony.switch import CallRefused

REFUSALS = {400, 404, 415, 416, 420, 484, 488, 503, 606}
"""SIP answers by which Asterisk turns a call away before it becomes a channel."""
OUR_NAME = "hotline-12345"
"""`user_agent` in pjsip.conf: tells our answers from those of the telephones that we ring."""

_SIP_PAYLOAD = 0x000F
_USER = re.compile(r"sips?:([^@;>\s]*)@")


class RefusedCalls(asyncio.DatagramProtocol):
    """Listens for the copies and tells each refused call once (answers are repeated until acknowledged)."""

    def __init__(self, tell: Callable[[CallRefused], None]) -> None:
        self._tell = tell
        self._told: deque[str] = deque(maxlen=256)

    def datagram_received(self, data: bytes, addr: object) -> None:
        message = sip_message(data)
        if message is None:
            return
        refused = refusal(message)
        call = _header(message, "Call-ID", "i")
        if refused and call not in self._told:
            self._told.append(call)
            self._tell(refused)


def sip_message(packet: bytes) -> str | None:
    """The SIP message in a HEP packet; None where there is none or the packet is malformed."""
    for kind, payload in _chunks(packet):
        if kind == _SIP_PAYLOAD:
            return payload.decode("utf-8", "replace")
    return None


def refusal(message: str) -> CallRefused | None:
    """What a SIP message refuses: None unless it is our own final answer to an INVITE that made no channel."""
    first = re.match(r"SIP/2\.0 (\d{3}) ?([^\r\n]*)", message)
    if not first or int(first[1]) not in REFUSALS:
        return None
    if not _header(message, "CSeq").endswith("INVITE") or _header(message, "Server") != OUR_NAME:
        return None
    caller, dialled = (_USER.search(_header(message, *names)) for names in (("From", "f"), ("To", "t")))
    return CallRefused(caller[1] if caller else "", dialled[1] if dialled else "", int(first[1]), first[2].strip())


def _chunks(packet: bytes) -> Iterator[tuple[int, bytes]]:
    if packet[:4] != b"HEP3":
        return
    at = 6
    while at + 6 <= len(packet):
        vendor, kind, length = struct.unpack_from("!HHH", packet, at)
        if length < 6 or at + length > len(packet):
            return
        if vendor == 0:
            yield kind, packet[at + 6 : at + length]
        at += length


def _header(message: str, *names: str) -> str:
    found = re.search(rf"^(?:{'|'.join(names)})\s*:\s*([^\r\n]*)", message, re.MULTILINE | re.IGNORECASE)
    return found[1].strip() if found else ""
