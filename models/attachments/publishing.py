"""Pictures without what tells of their maker: position, time, device, names, editing history, hidden thumbnails.

Only the structure is rewritten; no pixel is decoded. A JPEG keeps its orientation, or it would lie on its side.
"""

import struct
from collections.abc import Callable, Mapping
from typing import Final

from models.attachments.errors import Confidential
from models.attachments.pictures import blocks, chunks, riff, segments

# JFIF, colour profile, Adobe's colour transform: needed to show the picture as it is
_JPEG_KEPT: Final = ((0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))
_PNG_KEPT: Final = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"bKGD"}
    | {b"pHYs", b"acTL", b"fcTL", b"fdAT"}
)
_WEBP_DROPPED: Final = frozenset({b"EXIF", b"XMP "})
_VP8X_EXIF_XMP: Final = 0x0C
_ORIENTATION: Final = 0x0112


def publishable(media_type: str) -> bool:
    """Whether `stripped` can free this type of what tells of its maker."""
    return media_type in _STRIPPED


def stripped(media_type: str, data: bytes) -> bytes:
    """The picture as it may go out. Raises `Confidential` for types that cannot be freed of it; data was examined."""
    strip = _STRIPPED.get(media_type)
    if strip is None:
        raise Confidential("这种文件可能带有拍摄者信息，不能直接对外提供。请下载后自行处理")
    return strip(data)


def _jpeg(data: bytes) -> bytes:
    out, turned = [data[:2]], 1
    for marker, begin, end in segments(data):
        body = data[begin + 4 : end]
        if marker == 0xE1 and body.startswith(b"Exif\0\0"):
            turned = _orientation(body[6:]) or turned
        elif 0xE0 <= marker <= 0xEF or marker == 0xFE:
            if any(marker == kept and body.startswith(sign) for kept, sign in _JPEG_KEPT):
                out.append(data[begin:end])
        else:
            out.append(data[begin:end])
    if turned != 1:
        out.insert(2 if out[1][1:2] == b"\xe0" else 1, _exif(turned))
    return b"".join(out)


def _orientation(tiff: bytes) -> int | None:
    """1..8 out of an Exif block's first directory; None where it tells none."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return None
    at = int(struct.unpack(order + "I", tiff[4:8])[0])
    if at + 2 > len(tiff):
        return None
    for number in range(struct.unpack(order + "H", tiff[at : at + 2])[0]):
        entry = tiff[at + 2 + 12 * number : at + 14 + 12 * number]
        if len(entry) < 12:
            return None
        tag, kind, count, value = struct.unpack(order + "HHIH", entry[:10])
        if (tag, kind, count) == (_ORIENTATION, 3, 1):
            return value if 1 <= value <= 8 else None
    return None


def _exif(turned: int) -> bytes:
    body = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png(data: bytes) -> bytes:
    return data[:8] + b"".join(data[begin:end] for name, begin, end in chunks(data) if name in _PNG_KEPT)


def _gif(data: bytes) -> bytes:
    kept, first = [], len(data)
    for kind, begin, end in blocks(data):
        first = min(first, begin)
        repeats = kind == "application" and data[begin + 3 : begin + 14] in (b"NETSCAPE2.0", b"ANIMEXTS1.0")
        if kind in ("image", "end") or repeats or (kind == "extension" and data[begin + 1] == 0xF9):
            kept.append(data[begin:end])
    return data[:first] + b"".join(kept)


def _webp(data: bytes) -> bytes:
    parts = []
    for name, begin, end in riff(data):
        if name == b"VP8X":
            parts.append(data[begin : begin + 8] + bytes([data[begin + 8] & ~_VP8X_EXIF_XMP]) + data[begin + 9 : end])
        elif name not in _WEBP_DROPPED:
            parts.append(data[begin:end])
    body = b"".join(parts)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


_STRIPPED: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/gif": _gif,
    "image/webp": _webp,
}
