"""Citizens by the dozen: sipp with real audio over RTP, A-law, loopback."""

import subprocess
from pathlib import Path

import numpy as np
import soundfile

_SCENARIO = """<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="citizen speaks and hangs up">
  <send retrans="500"><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:1390000[call_number]@[local_ip]:[local_port]>;tag=[pid]T[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:c@[local_ip]:[local_port]>
Max-Forwards: 70
Content-Type: application/sdp
Content-Length: [len]

v=0
o=u 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [rtpstream_audio_port] RTP/AVP {payload} 101
a=rtpmap:{payload} {codec}/8000
a=rtpmap:101 telephone-event/8000
a=ptime:20
a=sendrecv
]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="183" optional="true"/>
  <recv response="200" rrs="true" rtd="true"/>
  <send><![CDATA[
ACK [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:1390000[call_number]@[local_ip]:[local_port]>;tag=[pid]T[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 1 ACK
Contact: <sip:c@[local_ip]:[local_port]>
Max-Forwards: 70
Content-Length: 0

]]></send>
  <nop><action><exec rtp_stream="{audio},1,8,PCMA/8000"/></action></nop>
  <pause milliseconds="{hold_ms}"/>
  <send retrans="500"><![CDATA[
BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:1390000[call_number]@[local_ip]:[local_port]>;tag=[pid]T[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 2 BYE
Max-Forwards: 70
Content-Length: 0

]]></send>
  <recv response="200" crlf="true"/>
</scenario>
"""


def alaw_file(samples: np.ndarray, path: Path) -> Path:
    """8 kHz samples (-1..1) as the headerless A-law that sipp streams."""
    soundfile.write(path, samples, 8000, format="RAW", subtype="ALAW")
    return path


def place(
    folder: Path, sip: dict[str, object], audio: Path, *, calls: int, hold_s: float, number: str = "12345",
    per_second: int = 10, codec: tuple[int, str] = (8, "PCMA"),
) -> subprocess.Popen[bytes]:  # fmt: skip
    """Start sipp: `calls` citizens at `per_second`; each streams `audio` and hangs up after `hold_s`."""
    scenario = folder / f"citizen-{calls}-{number}.xml"
    text = _SCENARIO.replace("{audio}", str(audio)).replace("{hold_ms}", str(int(hold_s * 1000)))
    scenario.write_text(text.replace("{payload}", str(codec[0])).replace("{codec}", codec[1]))
    command = [
        "sipp", f"{sip['host']}:{sip['port']}", "-sf", scenario, "-s", number, "-m", str(calls), "-l", str(calls),
        "-r", str(per_second), "-i", "127.0.0.1", "-mi", "127.0.0.1", "-rtp_threadtasks", "8", "-nostdin",
        "-timeout", f"{int(hold_s + 60)}s", "-timeout_error",
    ]  # fmt: skip
    with (folder / "sipp.log").open("ab") as log:
        return subprocess.Popen(list(map(str, command)), cwd=folder, stdout=log, stderr=log)
