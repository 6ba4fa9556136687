"""Bytes of a channel as text: by the declared encoding, UTF-8, then GB18030; never by replacing what does not fit."""

import codecs
import json
import re
from typing import Any, Final

from integrations.channel.errors import Unreadable

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHINESE: Final = {"gb2312", "gbk", "gb18030", "cp936", "x-gbk"}
_CHARSET: Final = re.compile(r"charset\s*=\s*\"?([A-Za-z0-9._-]+)", re.ASCII)
# C0 but for tab and line ends, DEL and C1, what no text holds and what a database does not keep
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def text_of(raw: bytes, content_type: str | None = None) -> str:
    """The text, without control characters. Raises `Unreadable` (`encoding-broken`).

    GB2312 and GBK are read as GB18030, of which they are parts. A declared encoding that does not fit is not believed:
    senders declare UTF-8 by habit.
    """
    for encoding in _candidates(raw, content_type):
        try:
            return _CONTROLS.sub("", raw.decode(encoding))
        except (UnicodeDecodeError, LookupError):
            continue
    raise Unreadable("encoding-broken", f"{len(raw)} bytes fit neither the declared encoding, UTF-8 nor GB18030")


def shown(raw: bytes, limit: int = 20_000) -> str:
    """What an operator sees of bytes that nobody could read: U+FFFD where they do not fit."""
    best = min(("utf-8", "gb18030"), key=lambda one: raw[: limit * 4].decode(one, "replace").count("\ufffd"))
    return _CONTROLS.sub("", raw[: limit * 4].decode(best, "replace"))[:limit]


def json_of(raw: bytes, content_type: str | None = None, *, most: int | None = None) -> dict[str, Any]:
    """The JSON object in the bytes. Raises `Unreadable`.

    most: `[`, `{` and `,` that there may be, where who sends is not known yet: each may cost a hundred times its byte.
    """
    text = text_of(raw, content_type)
    if most is not None and sum(map(text.count, "[{,")) > most:
        raise Unreadable("message-unreadable", f"more than {most} parts")
    try:
        found = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Unreadable("message-unreadable", "not JSON") from None
    if not isinstance(found, dict):
        raise Unreadable("message-unreadable", "not a JSON object")
    return found


def storable(text: str) -> str:
    """Without control characters and lone surrogates (JSON may smuggle both in as escapes)."""
    return _CONTROLS.sub("", text.encode("utf-8", "ignore").decode("utf-8"))


def _candidates(raw: bytes, content_type: str | None) -> list[str]:
    marked = [encoding for bom, encoding in _BOMS if raw.startswith(bom)]
    named = _CHARSET.search(content_type or "")
    declared = [] if named is None else ["gb18030" if named[1].lower() in _CHINESE else named[1].lower()]
    # latin-1 and its kind fit everything and are never what a Chinese sender means
    return [*marked, *(one for one in declared if one.startswith(("utf", "gb", "big5", "hz"))), "utf-8", "gb18030"]


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
