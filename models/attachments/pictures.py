"""Pictures, read by their structure without decoding a pixel: whole, of bearable size, nothing hung on behind."""

import re
import struct
from collections.abc import Iterator
from typing import Final

from models.attachments.errors import Damaged, Disguised, TooLarge

PIXELS: Final = 64_000_000
"""The largest sensors of telephones give 50 million in pictures of usual size; a bomb claims thousands of millions."""
SIDE: Final = 30_000

_NO_SIZE: Final = "图片已损坏：读不出尺寸。请重新保存或截图后再上传"
_CUT: Final = "图片不完整。请重新选择文件再上传"
_BEHIND: Final = "图片末尾附带了其他内容。请重新保存或截图后再上传"

_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # SOF0..15: here stands the size
_BARE: Final = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length
# After the picture cameras hang a further picture (MPF), a film (motion photo) or their maker's trailer.
_CAMERA: Final = re.compile(rb"\0*(\xff\xd8\xff|....ftyp|.{0,24}SEF[HT]|\0*\Z)", re.S)


def size_is_bearable(width: int, height: int) -> None:
    """Raises `Damaged` for nothing, `TooLarge` for more than `PIXELS` or a side above `SIDE`."""
    if width <= 0 or height <= 0:
        raise Damaged(_NO_SIZE)
    if width * height > PIXELS or max(width, height) > SIDE:
        raise TooLarge(f"图片尺寸为 {width}×{height} 像素，超过 {PIXELS // 10_000} 万像素。请缩小后再上传")


def segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """A JPEG's (marker, begin, end) up to its end of image; begin at the marker, a scan's end behind its data."""
    at = 2
    while at + 2 <= len(data):
        if data[at] != 0xFF:
            raise Damaged(_CUT)
        marker = data[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        if marker == 0xD9:
            yield marker, at, at + 2
            return
        if marker in _BARE:
            yield marker, at, at + 2
            at += 2
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if end < at + 4 or end > len(data):
            raise Damaged(_CUT)
        if marker == 0xDA:
            end = _scan_end(data, end)
        yield marker, at, end
        at = end
    raise Damaged(_CUT)


def _scan_end(data: bytes, at: int) -> int:
    """Behind the coded data: at the next marker that is neither a stuffed byte nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise Damaged(_CUT)
        following = data[at + 1]
        if following not in (0x00, 0xFF) and not 0xD0 <= following <= 0xD7:
            return at
        at += 1 if following == 0xFF else 2


def jpeg(data: bytes) -> None:
    """Checks a JPEG. What cameras hang on behind is let pass, anything else is `Disguised`."""
    sized, last = False, 0
    for marker, begin, end in segments(data):
        if marker in _FRAMES and not sized:
            height, width = struct.unpack(">HH", data[begin + 5 : begin + 9])
            size_is_bearable(width, height)
            sized = True
        last = end
    if not sized:
        raise Damaged(_NO_SIZE)
    if last < len(data) and not _CAMERA.match(data[last : last + 4096]):
        raise Disguised(_BEHIND)


def chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """A PNG's (name, begin, end) up to IEND."""
    at = 8
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if end > len(data):
            break
        name = bytes(data[at + 4 : at + 8])
        yield name, at, end
        at = end
        if name == b"IEND":
            return
    raise Damaged(_CUT)


def png(data: bytes) -> None:
    """Checks a PNG."""
    last = 0
    for number, (name, begin, end) in enumerate(chunks(data)):
        if number == 0:
            if name != b"IHDR":
                raise Damaged(_NO_SIZE)
            size_is_bearable(*struct.unpack(">II", data[begin + 8 : begin + 16]))
        last = end
    if last != len(data):
        raise Disguised(_BEHIND)


def blocks(data: bytes) -> Iterator[tuple[str, int, int]]:
    """A GIF's (kind, begin, end) behind the colour table; kinds: image, comment, application, extension, end."""
    at = 13 + _table(data[10])
    while at < len(data):
        begin, sign = at, data[at]
        if sign == 0x3B:
            yield "end", begin, begin + 1
            return
        if sign == 0x2C and at + 10 <= len(data):
            kind, at = "image", at + 10 + _table(data[at + 9]) + 1
        elif sign == 0x21 and at + 2 <= len(data):
            kind = {0xFE: "comment", 0xFF: "application"}.get(data[at + 1], "extension")
            at += 2
        else:
            break
        while at < len(data) and data[at]:
            at += data[at] + 1
        at += 1
        yield kind, begin, at
    raise Damaged(_CUT)


def _table(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def gif(data: bytes) -> None:
    """Checks a GIF."""
    if len(data) < 14:
        raise Damaged(_CUT)
    size_is_bearable(*struct.unpack("<HH", data[6:10]))
    last = 0
    for kind, begin, end in blocks(data):
        if kind == "image":
            size_is_bearable(*struct.unpack("<HH", data[begin + 5 : begin + 9]))
        last = end
    if last != len(data):
        raise Disguised(_BEHIND)


def riff(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """A RIFF file's (name, begin, end) of its chunks, begin at the name, end with its padding."""
    at = 12
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + size + (size & 1)
        if end > len(data):
            raise Damaged("文件不完整。请重新选择文件再上传")
        yield bytes(data[at : at + 4]), at, end
        at = end


def webp(data: bytes) -> None:
    """Checks a WebP."""
    if 8 + int.from_bytes(data[4:8], "little") != len(data):
        raise (Damaged(_CUT) if 8 + int.from_bytes(data[4:8], "little") > len(data) else Disguised(_BEHIND))
    for name, begin, _ in riff(data):
        body = data[begin + 8 : begin + 18]
        if name == b"VP8X" and len(body) == 10:
            size_is_bearable(int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1)
            return
        if name == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
            width, height = struct.unpack("<HH", body[6:10])
            size_is_bearable(width & 0x3FFF, height & 0x3FFF)
            return
        if name == b"VP8L" and body[:1] == b"\x2f":
            bits = int.from_bytes(body[1:5], "little")
            size_is_bearable((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
            return
    raise Damaged(_NO_SIZE)


def heic(data: bytes) -> None:
    """Checks a HEIC whose boxes have been walked: the largest of its sizes (`ispe`) must be bearable."""
    sizes = [struct.unpack(">II", found[1]) for found in re.finditer(rb"ispe\0\0\0\0(.{8})", data, re.S)]
    if not sizes:
        raise Damaged(_NO_SIZE)
    for width, height in sizes:
        size_is_bearable(width, height)
