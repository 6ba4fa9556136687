"""Agents' telephones for the tests: sipp as the called party, in the manners that the contract names."""

import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from callcenter.exchange.ports import free_port
from callcenter.exchange.run import real_time_allowed

_HEAD = """<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="{name}">
  <recv request="INVITE" rrs="true"/>
"""
_ANSWER = """  <send{more}><![CDATA[
SIP/2.0 {status}
[last_Via:]
[last_From:]
[last_To:];tag=[pid]U[call_number]
[last_Call-ID:]
[last_CSeq:]
[last_Record-Route:]
Contact: <sip:[local_ip]:[local_port]>
{body}
]]></send>
"""
_NO_BODY = "Content-Length: 0\n"
_SDP = """Content-Type: application/sdp
Content-Length: [len]

v=0
o=u 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 8
a=rtpmap:8 PCMA/8000
a=ptime:20
"""
_OK = """  <send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
"""


def _answer(status: str, body: str = _NO_BODY, more: str = "") -> str:
    return _ANSWER.format(status=status, body=body, more=more)


_MANNERS = {
    "answers": _answer("180 Ringing")
    + _answer("200 OK", _SDP, ' retrans="500"')
    + '  <recv request="ACK"/>\n  <recv request="BYE"/>\n'
    + _OK,
    "refuses": _answer("486 Busy Here") + '  <recv request="ACK"/>\n',
    "ignores": _answer("180 Ringing")
    + '  <recv request="CANCEL"/>\n'
    + _OK
    + _answer("487 Request Terminated").replace("[last_CSeq:]", "CSeq: [cseq] INVITE")
    + '  <recv request="ACK" optional="true"/>\n',
}


class Agents:
    """sipp processes, one a manner; they echo what they hear."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="hotline-agents-")
        self._running: dict[str, tuple[subprocess.Popen[bytes], int]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process, _ in self._running.values():
            process.kill()
            process.wait()
        self._folder.cleanup()

    def address(self, manner: str) -> str:
        """The SIP address of an agent who `answers`, `refuses` or `ignores`; of nobody for `away`."""
        if manner == "away":
            return "8999"
        if manner not in self._running:
            self._running[manner] = self._start(manner)
        return f"sip:agent@127.0.0.1:{self._running[manner][1]}"

    def _start(self, manner: str) -> tuple[subprocess.Popen[bytes], int]:
        sipp = shutil.which("sipp")
        if sipp is None:
            pytest.fail("sipp is missing (Debian package sip-tester): `./hotline test` installs it")
        scenario = Path(self._folder.name) / f"{manner}.xml"
        scenario.write_text(_HEAD.format(name=manner) + _MANNERS[manner] + "</scenario>\n")
        port, media = free_port(), free_port()
        # as punctual as a telephone of its own, where the system permits it: the tests compare sound sample by sample
        punctual = ["chrt", "-r", "5"] if real_time_allowed() else []
        command = [
            *punctual,
            sipp,
            "-sf",
            scenario,
            "-i",
            "127.0.0.1",
            "-p",
            str(port),
            "-mi",
            "127.0.0.1",
            "-mp",
            str(media),
        ]
        process = subprocess.Popen(
            [*command, "-rtp_echo", "-nostdin"],
            cwd=self._folder.name,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return process, port
