"""What a file is, by what is in it: one of the types of `models.attachments.kinds`, or refused.

The table gives the signs by which a content begins; then its structure is walked. A file that is two things at once
(a picture that is also an archive, a document, a page with a script) is refused whichever of them it claims to be.
"""

import mmap
import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from models.attachments import documents, pictures, sounds
from models.attachments.errors import Damaged, Disguised, EmptyFile, TooLarge, TypeRefused
from models.attachments.kinds import BY_EXTENSION, FAMILIES, MB, FileType, told

_ISO_BRANDS: Final[Mapping[bytes, str]] = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"), "heic"),
    **dict.fromkeys((b"M4A ", b"M4B "), "m4a"),
    **dict.fromkeys((b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"MSNV", b"3gp4"), "mp4"),
    **dict.fromkeys((b"3gp5", b"3gp6", b"qt  "), "mp4"),
}
_SIGNS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"#!AMR\n", "amr"),
    (b"#!AMR-WB\n", "amr"),
    (b"ID3", "mp3"),
)
_STRUCTURE: Final[Mapping[str, Callable[[bytes], object]]] = {
    "jpg": pictures.jpeg,
    "png": pictures.png,
    "gif": pictures.gif,
    "webp": pictures.webp,
    "pdf": documents.pdf,
    "mp3": sounds.mp3,
    "wav": sounds.wav,
    "amr": sounds.amr,
    "m4a": sounds.film,
    "mp4": sounds.film,
}
_MARKUP: Final = re.compile(rb"<(?:script|html|iframe|svg|!doctype|\?php)[\s>/\[]", re.I)
_PDF_WITHIN: Final = 1024  # readers look for a PDF's beginning so far into a file


def examined(path: Path) -> FileType:
    """The type of a whole file. Raises `EmptyFile`, `TooLarge`, `TypeRefused`, `Damaged`, `Disguised`."""
    if path.stat().st_size == 0:
        raise EmptyFile("文件是空的。请重新选择文件再上传")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        try:
            return _looked_into(path, mapped)  # type: ignore[arg-type]  # a map is read like bytes
        except (IndexError, struct.error):  # a structure that points behind the file's end
            raise Damaged("文件不完整。请重新选择文件再上传") from None


def _looked_into(path: Path, data: bytes) -> FileType:
    found = _named(path, data)
    if len(data) > found.limit:
        raise TooLarge(
            f"{FAMILIES[found.family]}不能超过 {found.limit // MB} MB。请压缩或拆分后再上传", limit=found.limit
        )
    _walked(path, data, found)
    return found


def _named(path: Path, data: bytes) -> FileType:
    begin = bytes(data[:16])
    extension = next((name for sign, name in _SIGNS if begin.startswith(sign)), "")
    if begin[:4] == b"RIFF":
        extension = {b"WEBP": "webp", b"WAVE": "wav"}.get(begin[8:12], "")
    elif begin[4:8] == b"ftyp":
        extension = _ISO_BRANDS.get(begin[8:12], "")
    elif begin[:1] == b"\xff" and len(begin) > 1 and begin[1] & 0xE6 == 0xE2:  # MPEG audio, layer III
        extension = "mp3"
    if extension == "zip":
        extension = {"word": "docx", "xl": "xlsx"}.get(documents.office_part(path) or "", "")
    elif extension == "ole":
        streams = documents.compound_streams(data)
        documents.compound(streams)
        extension = "doc" if "WordDocument" in streams else "xls" if streams & {"Workbook", "Book"} else ""
    elif not extension and len(data) <= BY_EXTENSION["txt"].limit and documents.text(data) is not None:
        extension = "txt"
    if extension not in BY_EXTENSION:
        raise TypeRefused(f"不支持这种文件。可以上传：{told()}")
    return BY_EXTENSION[extension]


def _walked(path: Path, data: bytes, found: FileType) -> None:
    walk = _STRUCTURE.get(found.extension)
    if walk is not None:
        walk(data)
    if found.extension == "heic":
        sounds.boxes(data)
        pictures.heic(data)
    if found.extension in ("docx", "xlsx"):
        documents.office(path)
        return
    if zipfile.is_zipfile(path):
        raise Disguised("文件中夹带了压缩包，不能上传。请重新保存后再上传")
    if found.extension != "pdf" and data.find(b"%PDF-", 0, _PDF_WITHIN) >= 0:
        raise Disguised("文件中夹带了文档，不能上传。请重新保存后再上传")
    if found.family == "picture" and _MARKUP.search(data):
        raise Disguised("图片中夹带了网页或脚本，不能上传。请重新保存或截图后再上传")
