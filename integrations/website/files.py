"""Files that a citizen adds to the form: taken in where they are good, else refused with a reason; the words stay."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final

from sqlalchemy.orm import Session

from integrations.multipart import Form as Multipart
from integrations.multipart import FormFile
from models import attachments
from models.attachments import FAMILIES, MB, TYPES, AttachmentError, Family, Scan, StoredFile, Vault

MOST: Final = 3
LIMIT: Final = 10 * MB
BODY_LIMIT: Final = 64 * MB
"""Of the whole form: enough to read one whose files are too large, and to tell so."""
_FAMILIES: Final[tuple[Family, ...]] = ("picture", "document")
HINT: Final = (
    f"最多 {MOST} 个，每个不超过 {LIMIT // MB} MB；可传"
    f"{'、'.join(FAMILIES[family] for family in _FAMILIES)}（PDF、Word、Excel）"
)
ACCEPT: Final = ",".join(["image/*", *(f".{one.extension}" for one in TYPES.values() if one.family == "document")])


@dataclass(frozen=True)
class Refused:
    """A file that was not taken: the name that the citizen knows, and what to do."""

    name: str
    why: str


@dataclass
class Files:
    """What came with one form. examined: good ones; kept: names of those that were stored."""

    examined: list[tuple[FormFile, StoredFile]] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, given: Multipart) -> "Files":
        """Looks into every file; no transaction is open meanwhile."""
        found = cls()
        for one in given.files:
            try:
                found.examined.append((one, _examined(one)))
            except AttachmentError as error:
                found.refused.append(Refused(_shown(one.name), error.message))
        found.refused += [Refused(_shown(name), f"一次最多 {MOST} 个文件") for name in given.left_out]
        return found

    def store(self, session: Session, vault: Vault, scan: Scan | None) -> Sequence[StoredFile]:
        """The files in the vault, for `intake.accept` in the same transaction; the same content twice counts once."""
        kept: dict[str, StoredFile] = {}
        for one, file in self.examined:
            try:
                attachments.store(session, vault, one.arrived, file, scan)
            except AttachmentError as error:
                self.refused.append(Refused(_shown(one.name), error.message))
            else:
                kept.setdefault(file.sha256, file)
                self.kept.append(_shown(one.name))
        return list(kept.values())


def _examined(one: FormFile) -> StoredFile:
    if one.too_large:
        raise attachments.TooLarge(f"超过 {LIMIT // MB} MB。请压缩后再发")
    file = attachments.examine(one.arrived, one.name)
    if TYPES[file.media_type].family not in _FAMILIES:
        raise attachments.TypeRefused(f"这里只收{'和'.join(FAMILIES[family] for family in _FAMILIES)}")
    return file


def _shown(name: str) -> str:
    """The name as the citizen knows it, short enough for a page."""
    last = PurePath(name.replace("\\", "/")).name or "文件"
    return last if len(last) <= 60 else f"{last[:40]}…{last[-16:]}"
