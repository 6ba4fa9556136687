"""Documents: PDF, Word and Excel of both kinds, plain text. Macros, scripts and zip bombs are refused."""

import re
import zipfile
import zlib
from pathlib import Path
from typing import Final

from models.attachments.errors import Damaged, Disguised, TooLarge

UNPACKED: Final = 200 << 20
"""Bytes that a packed document may have when it is unpacked."""
RATIO: Final = 200
"""Unpacked to packed, in all: XML of office programs reaches some 30."""
_ENTRIES: Final = 5_000
_STEP: Final = 1 << 20

_DAMAGED: Final = "文档已损坏或不完整。请重新保存后再上传"
_MACRO: Final = "文档含有宏或脚本，不能上传。请另存为不含宏的格式，或转成 PDF"
_BOMB: Final = "文档解压后过大，不能上传。请拆分，或转成 PDF"
_BEHIND: Final = "文档中夹带了其他内容，不能上传。请重新保存后再上传"

_OLE_MACROS: Final = ("_VBA_PROJECT", "VBA", "Macros", "_VBA_PROJECT_CUR")
# a name object that is not the beginning of a longer one
_PDF_ACTIVE: Final = re.compile(rb"/(?:JavaScript|Launch)(?![0-9A-Za-z])")


def pdf(data: bytes) -> None:
    """Checks a PDF: it ends as one, and nothing in its plain parts starts a program or a script."""
    if data.rfind(b"%%EOF", max(0, len(data) - 2048)) < 0:
        raise Damaged(_DAMAGED)
    if _PDF_ACTIVE.search(data):
        raise Disguised(_MACRO)


def office_part(path: Path) -> str | None:
    """`word` or `xl`, when the ZIP file is a Word or Excel document; None for every other. Raises `Damaged`."""
    with _opened(path) as archive:
        names = set(archive.namelist())
    if "[Content_Types].xml" not in names:
        return None
    return "word" if "word/document.xml" in names else "xl" if "xl/workbook.xml" in names else None


def office(path: Path) -> None:
    """Checks a DOCX or XLSX: every entry unpacks to what it claims, within bounds, at places inside the document."""
    size = path.stat().st_size
    with _opened(path) as archive:
        entries = archive.infolist()
        claimed, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
        if len(entries) > _ENTRIES or claimed > UNPACKED or claimed > RATIO * max(size, 1024) or packed > size:
            raise TooLarge(_BOMB)  # packed > size: entries that overlap, the quoting kind of bomb
        if min(e.header_offset for e in entries) != 0 or archive.comment:
            raise Disguised(_BEHIND)
        for entry in entries:
            if entry.flag_bits & 1:
                raise Disguised("文档已加密，无法检查。请取消密码后再上传")
            _entry_is_harmless(entry.filename)
        _unpacks(archive, entries)


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Damaged(_DAMAGED) from None


def _entry_is_harmless(name: str) -> None:
    lower = name.lower()
    if lower.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name:
        raise Disguised(_BEHIND)
    if lower.endswith(("vbaproject.bin", "vbadata.xml", ".exe", ".dll", ".js", ".vbs", ".bat", ".cmd", ".ps1", ".scr")):
        raise Disguised(_MACRO)


def _unpacks(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Really, since an entry may lie about its size; never more than a megabyte at a time."""
    total = 0
    try:
        for entry in entries:
            with archive.open(entry) as part:
                while piece := part.read(_STEP):
                    total += len(piece)
                    if total > UNPACKED:
                        raise TooLarge(_BOMB)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        raise Damaged(_DAMAGED) from None


def compound_streams(data: bytes) -> set[str]:
    """Names of an OLE file's directory entries: 64 bytes of UTF-16 and their length, on every 128th byte."""
    found = set()
    for at in range(512, len(data) - 127, 128):
        length = int.from_bytes(data[at + 64 : at + 66], "little")
        if 4 <= length <= 64 and length % 2 == 0 and data[at + 66] in (1, 2, 5) and data[at + 67] in (0, 1):
            try:
                name = data[at : at + length].decode("utf-16-le")
            except UnicodeDecodeError:
                continue
            if name.endswith("\0") and name[:-1].isprintable():
                found.add(name[:-1])
    return found


def compound(streams: set[str]) -> None:
    """Checks a DOC or XLS by its directory."""
    if streams & set(_OLE_MACROS):
        raise Disguised(_MACRO)
    if "Root Entry" not in streams:
        raise Damaged(_DAMAGED)


def text(data: bytes) -> str | None:
    """The text in UTF-8 or GB18030; None where it is neither, has control signs, or is some program's source."""
    for coding in ("utf-8-sig", "gb18030"):
        try:
            read = bytes(data).decode(coding)
        except UnicodeDecodeError:
            continue
        if any(sign < " " and sign not in "\t\r\n\f" for sign in read):
            return None
        begins = read.lstrip()[:16].lower()
        return None if begins.startswith(("<", "#!", "mz", "%!", "{\\rtf", "[internetshortcut")) else read
    return None
