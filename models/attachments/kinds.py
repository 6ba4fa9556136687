"""What may be attached: the table of file types with their limits, and the purposes of an attachment (REPORT 2.5).

A type is found by content (`models.attachments.content`), never by the name that came along.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Family = Literal["picture", "document", "sound", "film", "text"]
AttachmentKind = Literal["demand", "contact", "handling", "certificate"]

MB: Final = 1 << 20

KINDS: Final[Mapping[AttachmentKind, str]] = {
    "demand": "诉求材料",
    "contact": "联系证据",
    "handling": "办理附件",
    "certificate": "证件",
}
UNIT_KINDS: Final = frozenset({"contact", "handling", "certificate"})
"""What a unit's people add; the demand's own material comes from the citizen and the hotline."""

LIMITS: Final[Mapping[Family, int]] = {
    "picture": 10 * MB,
    "document": 20 * MB,
    "sound": 20 * MB,
    "film": 50 * MB,
    "text": 1 * MB,
}
"""Bytes of one file."""
LARGEST: Final = max(LIMITS.values())
FAMILIES: Final[Mapping[Family, str]] = {
    "picture": "图片",
    "document": "文档",
    "sound": "录音",
    "film": "视频",
    "text": "文本",
}

PER_ORDER: Final = 30
"""Attachments of one order that are not withdrawn."""


@dataclass(frozen=True)
class FileType:
    """extension: the one that a stored file's name gets; shown: a browser shows it as a picture."""

    media_type: str
    extension: str
    chinese: str
    family: Family
    shown: bool = False

    @property
    def limit(self) -> int:
        return LIMITS[self.family]


_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_ALL: Final = (
    FileType("image/jpeg", "jpg", "JPEG 图片", "picture", shown=True),
    FileType("image/png", "png", "PNG 图片", "picture", shown=True),
    FileType("image/webp", "webp", "WebP 图片", "picture", shown=True),
    FileType("image/gif", "gif", "GIF 图片", "picture", shown=True),
    FileType("image/heic", "heic", "HEIC 图片", "picture"),
    FileType("application/pdf", "pdf", "PDF 文档", "document"),
    FileType(_OFFICE + "wordprocessingml.document", "docx", "Word 文档", "document"),
    FileType(_OFFICE + "spreadsheetml.sheet", "xlsx", "Excel 表格", "document"),
    FileType("application/msword", "doc", "Word 文档", "document"),
    FileType("application/vnd.ms-excel", "xls", "Excel 表格", "document"),
    FileType("audio/mpeg", "mp3", "MP3 录音", "sound"),
    FileType("audio/wav", "wav", "WAV 录音", "sound"),
    FileType("audio/amr", "amr", "AMR 录音", "sound"),
    FileType("audio/mp4", "m4a", "M4A 录音", "sound"),
    FileType("video/mp4", "mp4", "MP4 视频", "film"),
    FileType("text/plain", "txt", "文本", "text"),
)
TYPES: Final[Mapping[str, FileType]] = {one.media_type: one for one in _ALL}
BY_EXTENSION: Final[Mapping[str, FileType]] = {one.extension: one for one in _ALL}


def told(families: tuple[Family, ...] = ("picture", "document", "sound", "film", "text")) -> str:
    """The types and limits in a sentence for people."""
    return "；".join(
        f"{FAMILIES[family]}（{'、'.join(t.extension for t in _ALL if t.family == family)}）"
        f"不超过 {LIMITS[family] // MB} MB"
        for family in families
    )
