"""A file's name as it is kept: what somebody typed, without what could mislead a person or a file system."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 80
"""Characters before the extension."""
BYTES: Final = 240
"""Of them in UTF-8: file systems take 255 with the extension."""

_FORBIDDEN: Final = re.compile(r'[<>:"|?*]+')
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])")


def cleaned(name: str, extension: str) -> str:
    """`name` with exactly one dot, before `extension` (that of the content): "../a.exe.JPG" and jpg give "a_exe.jpg".

    Path parts, control and direction characters, and signs that file systems do not take are gone; none left: 附件.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # C*: controls, direction marks, surrogates, private use, unassigned; Z*: a space is a space
    signs = (" " if unicodedata.category(sign)[0] == "Z" else sign for sign in last if _kept(sign))
    stem = _FORBIDDEN.sub("_", "".join(signs)).strip(" .")
    head, dot, tail = stem.rpartition(".")
    if dot and re.fullmatch(r"[0-9A-Za-z]{1,5}", tail):
        stem = head
    stem = re.sub(r"\s+", " ", stem.replace(".", "_")).strip(" _")[:LONGEST].strip(" _")
    while len(stem.encode()) > BYTES:
        stem = stem[:-1].strip(" _")
    if not stem or _RESERVED.fullmatch(stem):
        stem = f"附件{stem}"
    return f"{stem}.{extension}"


def _kept(sign: str) -> bool:
    return unicodedata.category(sign)[0] != "C"
