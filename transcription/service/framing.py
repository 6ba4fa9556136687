"""Messages between the client, the service and its workers: a JSON header and raw bytes, both with their length.

`>II` lengths, header (UTF-8 JSON object), body (8 kHz 16-bit little-endian samples, or nothing).
"""

import asyncio
import json
import struct
from typing import Any, BinaryIO

_LENGTHS = struct.Struct(">II")
_LARGEST = 64 << 20

Header = dict[str, Any]


class BrokenMessage(Exception):
    """The other side sent something that is no message. Code: `broken-message`."""

    code = "broken-message"


def pack(header: Header, body: bytes | bytearray | memoryview = b"") -> bytes:
    """One message as bytes."""
    head = json.dumps(header, ensure_ascii=False).encode()
    return b"".join((_LENGTHS.pack(len(head), len(body)), head, body))


async def read(reader: asyncio.StreamReader) -> tuple[Header, bytes] | None:
    """The next message, or None at the end of the connection (also when it ends inside a message)."""
    try:
        head, body = _sizes(await reader.readexactly(_LENGTHS.size))
        return _parsed(await reader.readexactly(head)), await reader.readexactly(body)
    except (asyncio.IncompleteReadError, ConnectionError):
        return None


def read_blocking(file: BinaryIO) -> tuple[Header, bytes] | None:
    """As `read`, from a blocking pipe."""
    lengths = file.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head, body = _sizes(lengths)
    header, content = file.read(head), file.read(body)
    return (_parsed(header), content) if len(header) == head and len(content) == body else None


def _sizes(lengths: bytes) -> tuple[int, int]:
    head, body = _LENGTHS.unpack(lengths)
    if head + body > _LARGEST:
        raise BrokenMessage(f"a message of {head + body} bytes")
    return head, body


def _parsed(header: bytes) -> Header:
    try:
        parsed = json.loads(header)
    except ValueError as error:
        raise BrokenMessage("a header that is not JSON") from error
    if not isinstance(parsed, dict) or "op" not in parsed:
        raise BrokenMessage("a header without an operation")
    return parsed
