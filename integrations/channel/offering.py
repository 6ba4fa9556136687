"""Files in a far side's message: `attachments`, a list of {name, content (base64)}, {name, url}, or bare addresses.

What cannot be understood becomes an offer with a fault: the words of the message count, whatever its files are.
"""

import base64
import binascii
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from integrations.channel.decoding import storable
from integrations.channel.port import FileOffer
from models.attachments import LARGEST

MOST: Final = 9
"""Files of one message."""
_NAME: Final = 200
_UNNAMED: Final = "附件"
_ADDRESS: Final = 2_000


def offers(held: Mapping[str, Any], *, limit: int = LARGEST) -> list[FileOffer]:
    """The files of a message that is a JSON object. limit: bytes of one that comes inside the message."""
    given = held.get("attachments") or []
    if not isinstance(given, list):
        return [FileOffer(_UNNAMED, fault="attachment-unreadable")]
    found = [_offer(one, limit) for one in given[:MOST]]
    return found + [FileOffer(_name(one), fault="attachment-too-many") for one in given[MOST : MOST * 2]]


def below(address: str, *bases: str) -> bool:
    """Whether the address lies below one of these: the same scheme, host and port, and a path that begins with its own.

    Nothing else is ever fetched: who writes a message must not choose what our machine asks for.
    """
    return any(base and _is_below(address, base) for base in bases)


def _is_below(address: str, base: str) -> bool:
    try:
        asked, agreed = urlsplit(address), urlsplit(base)
        same = (asked.scheme, asked.hostname, asked.port) == (agreed.scheme, agreed.hostname, agreed.port)
    except ValueError:
        return False
    path = unquote(asked.path)
    if asked.username or "\\" in address or ".." in path.split("/"):
        return False
    return same and (path + "/").startswith(agreed.path.rstrip("/") + "/")


def _offer(given: Any, limit: int) -> FileOffer:
    name = _name(given)
    address = given if isinstance(given, str) else given.get("url") if isinstance(given, dict) else None
    content = given.get("content") if isinstance(given, dict) else None
    if isinstance(content, str):
        if len(content) > (limit + 2) // 3 * 4:
            return FileOffer(name, fault="attachment-too-large")
        try:
            return FileOffer(name, data=base64.b64decode(content, validate=True))
        except (binascii.Error, ValueError):
            return FileOffer(name, fault="attachment-unreadable")
    if isinstance(address, str) and address.startswith(("http://", "https://")) and len(address) <= _ADDRESS:
        return FileOffer(name, address=storable(address))
    return FileOffer(name, fault="attachment-unreadable")


def _name(given: Any) -> str:
    """What it is called; of a bare address, its last part."""
    told = given.get("name") or given.get("url") if isinstance(given, dict) else given
    if not isinstance(told, str):
        return _UNNAMED
    if told.startswith(("http://", "https://")):
        told = PurePosixPath(unquote(told.partition("?")[0])).name
    return storable(told).strip()[:_NAME] or _UNNAMED
