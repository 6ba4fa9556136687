"""Files for tests, made byte by byte: small pictures, documents and sounds of every type, and hostile ones."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

GPS = b"GPSLatitude 29.83N"


def png(width: int = 2, height: int = 2, *more: bytes) -> bytes:
    """A grey picture; more: chunks in front of the end."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = b"".join(b"\0" + bytes(min(width, 64)) for _ in range(min(height, 64)))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def exif(turned: int = 6) -> bytes:
    """An Exif segment with an orientation, and a place in clear where a camera would put one."""
    tiff = b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, turned, 0, 0)
    return segment(0xE1, b"Exif\0\0" + tiff + GPS)


def jpeg(width: int = 16, height: int = 16, *more: bytes) -> bytes:
    """A JPEG by structure: tables and frame are right, the coded data is noise without markers."""
    parts = [
        b"\xff\xd8",
        segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
        *more,
        segment(0xDB, b"\0" + bytes(range(1, 65))),
        segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0"),
        segment(0xC4, b"\0" + bytes([0, 1] + [0] * 14) + b"\0"),
        segment(0xDA, b"\1\1\0\0\x3f\0"),
        b"\x12\x34\xff\x00\x56\xff\xd0\x78",
        b"\xff\xd9",
    ]
    return b"".join(parts)


def gif(*more: bytes) -> bytes:
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    return head + b"".join(more) + b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00" + b";"


def webp(width: int = 4, height: int = 4, *more: tuple[bytes, bytes]) -> bytes:
    flags = (0x08 if more else 0).to_bytes(4, "little")
    extended = flags + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    picture = b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height)
    return riff(b"WEBP", (b"VP8X", extended), (b"VP8 ", picture), *more)


def riff(kind: bytes, *parts: tuple[bytes, bytes]) -> bytes:
    body = b"".join(n + struct.pack("<I", len(b)) + b + b"\0" * (len(b) & 1) for n, b in parts)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + kind + body


def box(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(body)) + name + body


def heic(width: int = 64, height: int = 64) -> bytes:
    size = box(b"ispe", b"\0\0\0\0" + struct.pack(">II", width, height))
    return box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta", b"\0\0\0\0" + size) + box(b"mdat", b"x" * 32)


def mp4(brand: bytes = b"isom") -> bytes:
    return box(b"ftyp", brand + b"\0\0\2\0" + brand) + box(b"moov", box(b"mvhd", bytes(100))) + box(b"mdat", b"y" * 64)


def wav() -> bytes:
    return riff(b"WAVE", (b"fmt ", struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16)), (b"data", bytes(320)))


def amr() -> bytes:
    return b"#!AMR\n" + (b"\x04" + bytes(12)) * 3


def mp3() -> bytes:
    """Silence at 128 kbit/s, 44.1 kHz: frames of 417 bytes."""
    return b"ID3\3\0\0\0\0\0\0" + (b"\xff\xfb\x90\x00" + bytes(413)) * 5


def pdf(body: bytes = b"") -> bytes:
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n" + body + b"\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def office(part: str = "word/document.xml", **more: bytes) -> bytes:
    """A DOCX, or with xl/workbook.xml an XLSX; more: further entries by name."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<document>路灯</document>")
        for name, content in more.items():
            archive.writestr(name, content)
    return whole.getvalue()


def compound(*streams: str) -> bytes:
    """An OLE file's head and its directory."""
    entries = b""
    for number, name in enumerate(("Root Entry", *streams)):
        coded = name.encode("utf-16-le") + b"\0\0"
        entry = coded.ljust(64, b"\0") + struct.pack("<HBB", len(coded), 5 if number == 0 else 2, 1)
        entries += entry.ljust(128, b"\0")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")
    return head + entries.ljust(1024, b"\0")


GOOD = {
    "jpg": jpeg(),
    "png": png(),
    "webp": webp(),
    "gif": gif(),
    "heic": heic(),
    "pdf": pdf(),
    "docx": office(),
    "xlsx": office("xl/workbook.xml"),
    "doc": compound("WordDocument"),
    "xls": compound("Workbook"),
    "mp3": mp3(),
    "wav": wav(),
    "amr": amr(),
    "m4a": mp4(b"M4A "),
    "mp4": mp4(),
    "txt": "路灯不亮三天了\n".encode("gb18030"),
}
"""One small file of every type, by the type's extension."""

ZIPPED = io.BytesIO()
with zipfile.ZipFile(ZIPPED, "w") as _archive:
    _archive.writestr("evil.txt", "x")

HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "attachment-empty"),
    "a program": (b"MZ\x90\0" + bytes(200), "attachment-type-refused"),
    "an ELF program": (b"\x7fELF" + bytes(200), "attachment-type-refused"),
    "a page": (b"<html><script>alert(1)</script></html>", "attachment-type-refused"),
    "a drawing with a script": (b"<svg xmlns='x'><script>1</script></svg>", "attachment-type-refused"),
    "a shell script": (b"#!/bin/sh\nrm -rf /\n", "attachment-type-refused"),
    "an archive": (ZIPPED.getvalue(), "attachment-type-refused"),
    "a cut JPEG": (jpeg()[:-30], "attachment-damaged"),
    "a JPEG's first bytes": (b"\xff\xd8\xff", "attachment-damaged"),
    "a cut PNG": (png()[:-6], "attachment-damaged"),
    "a cut GIF": (gif()[:-4], "attachment-damaged"),
    "a cut WebP": (webp()[:-4], "attachment-damaged"),
    "a cut PDF": (pdf()[:-20], "attachment-damaged"),
    "a cut DOCX": (office()[:-40], "attachment-damaged"),
    "a cut MP4": (mp4()[:-10], "attachment-damaged"),
    "a cut WAV": (wav()[:-10], "attachment-damaged"),
    "a cut AMR": (amr()[:-3], "attachment-damaged"),
    "an MP3's first bytes": (b"ID3\3", "attachment-damaged"),
    "a WebP's first bytes": (b"RIFF\4\0\0\0WEBP", "attachment-damaged"),
    "an MP3's head": (b"ID3\3\0\0\0\0\0\0garbage!" + bytes(64), "attachment-damaged"),
    "an MP4 that never plays": (box(b"ftyp", b"isom\0\0\0\0") + box(b"mdat", b"z" * 9), "attachment-damaged"),
    "JPEG and archive": (jpeg() + ZIPPED.getvalue(), "attachment-disguised"),
    "JPEG and page": (jpeg() + b"<html><script>alert(1)</script>", "attachment-disguised"),
    "JPEG with a script in its comment": (
        jpeg(16, 16, segment(0xFE, b"<?php system($_GET[0]); ?>")),
        "attachment-disguised",
    ),
    "a motion photo that is an archive": (jpeg() + mp4() + ZIPPED.getvalue(), "attachment-disguised"),
    "PNG and archive": (png() + ZIPPED.getvalue(), "attachment-disguised"),
    "PNG with a page inside": (png(2, 2, chunk(b"tEXt", b"x\0<script>alert(1)</script>")), "attachment-disguised"),
    "GIF and script": (gif() + b"/*<script>*/", "attachment-disguised"),
    "WebP and more": (webp() + b"more", "attachment-disguised"),
    "PDF and archive": (pdf() + ZIPPED.getvalue() + b"\n%%EOF", "attachment-disguised"),
    "PDF that runs": (pdf(b"2 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj"), "attachment-disguised"),
    "PDF that starts a program": (pdf(b"2 0 obj<</S/Launch/F(cmd.exe)>>endobj"), "attachment-disguised"),
    "MP3 and PDF": (b"ID3\3\0\0\0\0\0\x09%PDF-1.4\n" + mp3()[10:], "attachment-disguised"),
    "Word with macros": (office(**{"word/vbaProject.bin": b"x"}), "attachment-disguised"),
    "old Word with macros": (compound("WordDocument", "_VBA_PROJECT"), "attachment-disguised"),
    "Word that climbs": (office(**{"../../etc/passwd": b"x"}), "attachment-disguised"),
    "Word with a program": (office(**{"word/embeddings/a.exe": b"x"}), "attachment-disguised"),
    "archive before Word": (b"PK\x03\x04" + bytes(60) + office(), "attachment-disguised"),
    "an installer": (compound("Installer"), "attachment-type-refused"),
    "a zip bomb": (office(**{"word/media.bin": bytes(30 << 20)}), "attachment-too-large"),
    "a picture of a milliard pixels": (png(40_000, 40_000), "attachment-too-large"),
    "a JPEG of 3 milliard pixels": (jpeg(60_000, 60_000), "attachment-too-large"),
    "a HEIC of a milliard pixels": (heic(40_000, 30_000), "attachment-too-large"),
    "a picture without size": (png(0, 9), "attachment-damaged"),
}
"""What must be refused, and as what."""


def written(folder: Path, data: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(data)
    return path
