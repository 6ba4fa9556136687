"""A citizen's telephone that is called: answers, is silent, speaks, presses keys (RFC 4733). Plain sockets."""

import re
import socket
import struct
import threading
import time
from types import TracebackType
from typing import Self

from transcription.audio import to_alaw
from transcription.engine import Samples

_SILENCE = b"\xd5" * 160  # A-law
_EVENT = 101
_SDP = (
    "v=0\r\no=u 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 8 101\r\n"
    "a=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\n"
)


class Callee:
    """`port` is where he is called. `answered`, `over`: events of his call; `again`: he waits for another one."""

    def __init__(self) -> None:
        self._sip, self._rtp = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        for one in (self._sip, self._rtp):
            one.bind(("127.0.0.1", 0))
            one.settimeout(0.1)
        self.port: int = self._sip.getsockname()[1]
        self.answered, self.over = threading.Event(), threading.Event()
        self._keys: list[str] = []
        self._speech = b""
        self._closed = False
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._talk, self._send)]
        self._to: tuple[str, int] | None = None

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        for thread in self._threads:
            thread.join(2)
        self._sip.close()
        self._rtp.close()

    def press(self, key: str) -> None:
        self._keys.append(key)

    def say(self, samples: Samples) -> None:
        """Speaks from now on, into the line: 8 kHz."""
        self._speech = to_alaw(samples).tobytes()

    def again(self) -> None:
        self.answered.clear()
        self.over.clear()

    def _talk(self) -> None:
        while not self._closed:
            try:
                raw, where = self._sip.recvfrom(65535)
            except TimeoutError:
                continue
            text = raw.decode()
            method = text.split(" ", 1)[0]
            if method == "INVITE":
                media = re.search(r"m=audio (\d+)", text)
                assert media
                self._to = ("127.0.0.1", int(media[1]))
                self._answer(text, where, "180 Ringing")
                self._answer(text, where, "200 OK", _SDP.format(port=self._rtp.getsockname()[1]))
            elif method == "ACK":
                self.answered.set()
            elif method in ("BYE", "OPTIONS"):
                self._answer(text, where, "200 OK")
                if method == "BYE":
                    self.over.set()

    def _answer(self, request: str, where: tuple[str, int], status: str, body: str = "") -> None:
        kept = [line for line in request.split("\r\n") if line.split(":", 1)[0] in ("Via", "From", "Call-ID", "CSeq")]
        to = next(line for line in request.split("\r\n") if line.startswith("To:"))
        head = [f"SIP/2.0 {status}", *kept, to if "tag=" in to else f"{to};tag=callee"]
        head += [f"Contact: <sip:citizen@127.0.0.1:{self.port}>", f"Content-Length: {len(body)}"]
        head += ["Content-Type: application/sdp"] if body else []
        self._sip.sendto(("\r\n".join(head) + "\r\n\r\n" + body).encode(), where)

    def _send(self) -> None:
        number, stamp, due = 1, 160, time.monotonic()
        while not self._closed:
            spoken, self._speech = self._speech[: len(_SILENCE)], self._speech[len(_SILENCE) :]
            packets = [(8, stamp, spoken.ljust(len(_SILENCE), _SILENCE[:1]))]
            if self._keys:
                event = "0123456789*#".index(self._keys.pop(0))
                ends = [0x80 if place > 5 else 0 for place in range(1, 9)]
                packets = [
                    (_EVENT | (0x80 if place == 1 else 0), stamp, struct.pack("!BBH", event, end | 10, place * 160))
                    for place, end in enumerate(ends, 1)
                ]
            for kind, at, payload in packets:
                if self._to is not None:
                    self._rtp.sendto(struct.pack("!BBHII", 0x80, kind, number, at, 7) + payload, self._to)
                number, stamp, due = (number + 1) & 0xFFFF, stamp + 160, due + 0.02
                time.sleep(max(0.0, due - time.monotonic()))
