"""Header fields of real mails: encoded words of any charset, cut within a character, or raw bytes of GB18030."""

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from email.utils import getaddresses
from typing import Final

from integrations.channel.decoding import storable, text_of
from integrations.channel.errors import Unreadable

_ID: Final = re.compile(r"<[^<>\s]{1,198}>")
_WORD_GAP: Final = re.compile(r"\?=\s+=\?")


_FIELD: Final = 8_000
"""Characters of one field. The library's readers of fields take the square of it."""


class _Bounded(Compat32):
    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_FIELD]


BOUNDED: Final = _Bounded()


def field(message: Message, name: str) -> str:
    """The first field of this name as text in one line; "" for none. What cannot be read is shown with U+FFFD."""
    for known, value in message.raw_items():
        if known.lower() == name.lower():
            return " ".join(storable(decoded(str(value))).split())
    return ""


def decoded(value: str) -> str:
    """A field's value as the parser gives it (raw bytes as surrogates) as text."""
    raw = value.encode("utf-8", "surrogateescape")
    if not raw.isascii():
        return _text(raw, None)
    try:
        pieces = decode_header(_WORD_GAP.sub("?= =?", value))
    except (HeaderParseError, ValueError):
        return value
    return "".join(one if isinstance(one, str) else _text(one, charset) for one, charset in pieces) or value


def identities(message: Message, name: str) -> list[str]:
    """The message ids in a field, with their angle brackets."""
    return _ID.findall(field(message, name))


def sender(message: Message) -> tuple[str, str]:
    """(name, address in small letters) of the From field; "" for what it does not tell."""
    raw = next((str(value) for name, value in message.raw_items() if name.lower() == "from"), "")
    found = getaddresses([raw if raw.isascii() else decoded(raw)])
    name, address = found[0] if found else ("", "")
    return " ".join(storable(decoded(name)).split()), storable(address).strip().lower()


def _text(raw: bytes, charset: str | None) -> str:
    try:
        return text_of(raw, f"charset={charset}" if charset else None)
    except Unreadable:
        pass
    try:
        return raw.decode(charset or "ascii", "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")
