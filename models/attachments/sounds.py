"""Sounds and films, read by their structure without decoding."""

import re
from typing import Final

from models.attachments.errors import Damaged, Disguised
from models.attachments.pictures import riff

_CUT: Final = "文件不完整。请重新选择文件再上传"
_BEHIND: Final = "文件末尾附带了其他内容。请重新导出后再上传"
# MPEG audio layer III: kbit/s by version (1; 2 and 2.5) and index, samples a second by version and index
_BITRATES: Final = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES: Final = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_FRAMES_LOOKED_AT: Final = 4


def boxes(data: bytes) -> list[bytes]:
    """The names of an ISO file's top-level boxes (MP4, M4A, HEIC); they must end where the file ends."""
    at = 0
    names: list[bytes] = []
    while at < len(data):
        size, name, head = int.from_bytes(data[at : at + 4], "big"), bytes(data[at + 4 : at + 8]), 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = len(data) - at
        if not re.fullmatch(rb"[0-9A-Za-z \xa9_-]{4}", name):
            raise Disguised(_BEHIND) if names else Damaged(_CUT)
        if size < head or at + size > len(data):
            raise Damaged(_CUT)
        names.append(name)
        at += size
    return names


def film(data: bytes) -> None:
    """Checks an MP4 or M4A: its boxes, among them the one that makes it playable."""
    if b"moov" not in boxes(data):
        raise Damaged(_CUT)


def wav(data: bytes) -> None:
    """Checks a WAV."""
    names = {name for name, _, _ in riff(data)}
    if not {b"fmt ", b"data"} <= names:
        raise Damaged(_CUT)


def amr(data: bytes) -> None:
    """Checks an AMR: frame by frame to the end."""
    wide = data[:9] == b"#!AMR-WB\n"
    sizes = (17, 23, 32, 36, 40, 46, 50, 58, 60, 5) if wide else (12, 13, 15, 17, 19, 20, 26, 31, 5)
    at = 9 if wide else 6
    while at < len(data):
        mode = data[at] >> 3 & 0x0F
        if data[at] & 0x83 or (mode >= len(sizes) and mode < 14):
            raise Damaged(_CUT)
        at += 1 + (sizes[mode] if mode < len(sizes) else 0)
    if at != len(data) or len(data) < 20:
        raise Damaged(_CUT)


def mp3(data: bytes) -> None:
    """Checks an MP3: behind its tag the first frames must follow one another."""
    at = 0
    if data[:3] == b"ID3":
        at = 10 + sum((data[6 + place] & 0x7F) << 7 * (3 - place) for place in range(4))
        while at < len(data) and data[at] == 0:
            at += 1
    for _ in range(_FRAMES_LOOKED_AT):
        if at >= len(data):
            break
        at += _frame(data, at)


def _frame(data: bytes, at: int) -> int:
    head = int.from_bytes(data[at : at + 4], "big")
    version, layer, bitrate, rate = head >> 19 & 3, head >> 17 & 3, head >> 12 & 15, head >> 10 & 3
    if head >> 21 != 0x7FF or layer != 1 or version == 1 or bitrate in (0, 15) or rate == 3:
        raise Damaged(_CUT)
    coefficient, kbits = (144, _BITRATES[3]) if version == 3 else (72, _BITRATES[2])
    return coefficient * kbits[bitrate] * 1000 // _RATES[version][rate] + (head >> 9 & 1)
