"""One SIP call on pyVoIP 1.6.8, with what it lacks mended by overriding.

Speech is 16-bit mu-law (its own path has 8 bits and loses quiet speech), packets leave on an absolute schedule, RTP's
counters wrap, a refusal ends the call, a call may be given up while it rings, ACK carries the right tag (without it the
other side ends the call after 32 s), and no registration is tried: the exchange knows us by our address.
"""

import contextlib
import select
import socket
import struct
import threading
import time
import uuid
from typing import Any

import numpy as np

from pyVoIP.VoIP import CallState, VoIPCall, VoIPPhone  # isort: skip - first: its modules import each other in a circle
from pyVoIP import RTP, SIP  # isort: skip

from transcription.audio import from_ulaw, to_ulaw
from transcription.engine import Samples

FRAME = 160
"""Samples of 20 ms at 8 kHz."""
_FRAME_S = 0.02
_SILENCE = b"\xff" * FRAME
_LOUD = 150
"""Root mean square of a frame above which somebody (or a prompt) is heard."""
_DIGITS = "0123456789*#ABCD"
_EVENT_TYPE, _EVENT_PACKETS = 101, 8


class Audio(RTP.RTPClient):
    """RTP both ways. `say` queues samples; `last_loud` is the monotonic time of the last sound heard."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self._queue = bytearray()
        self._events: list[str] = []
        self._lock = threading.Lock()
        self.heard = bytearray()
        self.last_loud = 0.0

    def say(self, samples: Samples) -> None:
        with self._lock:
            self._queue += to_ulaw(samples).tobytes()

    def press(self, digit: str) -> None:
        self._events.append(digit)

    @property
    def saying(self) -> bool:
        return bool(self._queue)

    def recv(self) -> None:
        while self.NSD:
            with contextlib.suppress(OSError, ValueError):  # the socket closes under us at the end
                if select.select([self.sin], [], [], 0.1)[0]:
                    self._hear(self.sin.recv(2048))

    def _hear(self, packet: bytes) -> None:
        if len(packet) <= 12 or packet[1] & 0x7F != 0:  # not PCMU
            return
        samples = from_ulaw(np.frombuffer(packet[12:], np.uint8))
        self.heard += samples.tobytes()
        if np.sqrt(np.mean(samples.astype(np.float64) ** 2)) > _LOUD:
            self.last_loud = time.monotonic()

    def trans(self) -> None:
        due = time.monotonic()
        while self.NSD:
            if self._events:
                due = self._send_digit(self._events.pop(0), due)
                continue
            with self._lock:
                payload = bytes(self._queue[:FRAME])
                del self._queue[:FRAME]
            self._send(0, payload + _SILENCE[len(payload) :])
            due = self._next(due)

    def _send_digit(self, digit: str, due: float) -> float:
        # RFC 4733: one event, its duration growing; the last three packets say that it ended
        begun, event = self.outTimestamp, _DIGITS.index(digit)
        for number in range(1, _EVENT_PACKETS + 1):
            ended = 0x80 if number > _EVENT_PACKETS - 3 else 0
            payload = struct.pack("!BBH", event, ended | 10, min(number, _EVENT_PACKETS - 2) * FRAME)
            self._send(_EVENT_TYPE | (0x80 if number == 1 else 0), payload, begun)
            due = self._next(due)
        return due

    def _send(self, kind: int, payload: bytes, timestamp: int | None = None) -> None:
        stamp = self.outTimestamp if timestamp is None else timestamp
        header = struct.pack("!BBHII", 0x80, kind, self.outSequence & 0xFFFF, stamp & 0xFFFFFFFF, self.outSSRC)
        with contextlib.suppress(OSError):
            self.sout.sendto(header + payload, (self.outIP, self.outPort))
        self.outSequence += 1
        self.outTimestamp += FRAME

    @staticmethod
    def _next(due: float) -> float:
        due += _FRAME_S
        time.sleep(max(0.0, due - time.monotonic()))
        return due


class Call(VoIPCall):
    """A call that we dialled. `status` is the SIP answer that refused it."""

    status = 0

    def create_rtp_clients(self, codecs: Any, ip: str, port: int, request: Any, baseport: int) -> None:
        address = request.body["c"][0]["address"]
        self.RTPClients.append(Audio(codecs, ip, port, address, baseport, self.sendmode, dtmf=self.dtmf_callback))

    @property
    def up(self) -> bool:
        return bool(self.state == CallState.ANSWERED)

    @property
    def over(self) -> bool:
        return bool(self.state == CallState.ENDED)

    @property
    def audio(self) -> Audio:
        client = self.RTPClients[0]
        assert isinstance(client, Audio)
        return client

    def refused(self, status: int) -> None:
        self.status = status
        self.state = CallState.ENDED


class Signalling(SIP.SIPClient):
    """SIP over UDP without registration. `named` is the conversation that the exchange shall give the call."""

    named = ""
    invitation = ""

    def start(self) -> None:
        self.NSD = True
        self.s = self.out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.s.bind((self.myIP, self.myPort))
        threading.Thread(target=self.recv_loop, name="sip", daemon=True).start()

    def stop(self) -> None:
        self.NSD = False
        self._close_sockets()

    def recv_loop(self) -> None:
        while self.NSD:
            with contextlib.suppress(OSError, ValueError):
                if select.select([self.s], [], [], 0.1)[0]:
                    self.recv()

    def gen_call_id(self) -> str:
        return f"{uuid.uuid4().hex}@{self.myIP}"

    def invite(self, number: str, ms: Any, sendtype: Any) -> tuple[Any, str, int]:
        call_id, session = self.gen_call_id(), int(self.sessID.next())
        message = self.gen_invite(number, str(session), ms, sendtype, self.gen_branch(), call_id)
        if self.named:
            message = message.replace("\r\nContent-Type", f"\r\nX-Conversation: {self.named}\r\nContent-Type", 1)
        self.invitation = message
        self.send(message)
        return SIP.SIPMessage(message.encode()), call_id, session

    def parse_message(self, message: Any) -> None:
        is_answer = message.type != SIP.SIPMessageType.MESSAGE
        if is_answer and int(message.status) >= 300 and message.headers["CSeq"]["method"] == "INVITE":
            call = self.phone.calls.get(message.headers["Call-ID"])
            self.send(self.gen_ack(message))
            if isinstance(call, Call):
                call.refused(int(message.status))
            return
        super().parse_message(message)

    def gen_ack(self, request: Any) -> str:
        tag = request.headers["To"]["tag"]
        lines = super().gen_ack(request).split("\r\n")
        return "\r\n".join(
            f"To: {request.headers['To']['raw']};tag={tag}" if line.startswith("To:") else line for line in lines
        )

    def cancel(self) -> None:
        """Give up a call that still rings: CANCEL repeats the INVITE's own headers."""
        head = self.invitation.split("\r\n")
        kept = [line for line in head if line.startswith(("Via:", "To:", "From:", "Call-ID:", "Max-Forwards:"))]
        sequence = next(line for line in head if line.startswith("CSeq:")).replace("INVITE", "CANCEL")
        first = head[0].replace("INVITE", "CANCEL", 1)
        self.send("\r\n".join([first, *kept, sequence, "Content-Length: 0", "", ""]))

    def send(self, message: str) -> None:
        self.out.sendto(message.encode(), (self.server, self.port))


class Phone(VoIPPhone):
    """A telephone with the number `number`, for one call to the exchange at `server`:`port`."""

    def __init__(self, server: str, port: int, number: str, conversation: str = "") -> None:
        own = _own_address(server, port)
        sip_port, rtp_port = _free(own), _free(own)
        super().__init__(server, port, number, "", own, None, sip_port, rtp_port, rtp_port)
        self.signalling = Signalling(server, port, number, "", self, own, sip_port, self.callback, self.fatal)
        self.signalling.named = conversation
        self.sip = self.signalling

    def call(self, number: str) -> Call:
        port = self.request_port()
        media: Any = {port: {0: RTP.PayloadType.PCMU, _EVENT_TYPE: RTP.PayloadType.EVENT}}
        request, call_id, session = self.sip.invite(number, media, RTP.TransmitType.SENDRECV)
        call = Call(self, CallState.DIALING, request, session, self.myIP, ms=media, sendmode=self.sendmode)
        self.calls[call_id] = call
        return call


def _own_address(server: str, port: int) -> str:
    """Our address as the exchange sees it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((server, port))
        return str(probe.getsockname()[0])


def _free(address: str) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])
