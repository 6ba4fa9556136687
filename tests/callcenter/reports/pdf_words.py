"""The text of a PDF as a reader gets it: by the font's own table from glyphs to characters, nothing of how it was set.

For the PDFs of Typst: plain objects, strings of two-byte glyphs.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Final

_OBJECT: Final = re.compile(rb"(?m)^(\d+) 0 obj\s*(.*?)(?:stream\r?\n(.*?)\nendstream|endobj)", re.S)
_PLAIN: Final = rb"[^()\\]|\\."
_PAIRED: Final = rb"\((?:" + _PLAIN + rb")*\)"  # brackets that pair stand unescaped in a string
_STRING: Final = rb"(?:\((?:" + _PLAIN + rb"|" + _PAIRED + rb")*\)|<[0-9A-Fa-f]*>)"
_USED: Final = re.compile(
    rb"/(f\d+) [\d.]+ Tf|\[((?:" + _STRING + rb"|[^\](<])*)\]\s*TJ|(" + _STRING + rb")\s*Tj", re.S
)
_SAID: Final = re.compile(_STRING, re.S)
_ESCAPED: Final = re.compile(rb"\\([0-7]{1,3}|.)", re.S)
_ONE: Final = re.compile(rb"(?m)^<([0-9A-F]{4})> <([0-9A-F]+)>$")
_LETTERS: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text(pdf: bytes) -> str:
    """Everything, page after page, without any space."""
    objects = {int(found[1]): (found[2], found[3]) for found in _OBJECT.finditer(pdf)}
    return "".join("".join(_page(objects, page)) for page in _pages(objects)).replace(" ", "")


def _pages(objects: dict[int, tuple[bytes, bytes]]) -> Iterator[bytes]:
    root = next(head for head, _ in objects.values() if b"/Type/Pages" in head)
    kids = re.search(rb"/Kids\[([^\]]*)\]", root)
    assert kids is not None
    for number in re.findall(rb"(\d+) 0 R", kids[1]):
        yield objects[int(number)][0]


def _page(objects: dict[int, tuple[bytes, bytes]], page: bytes) -> Iterator[str]:
    fonts = {
        name: _characters(objects, int(number))
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", objects[_of(page, b"Resources")][0])
    }
    held: dict[int, str] = {}
    for found in _USED.finditer(_stream(objects, _of(page, b"Contents"))):
        if found[1]:
            held = fonts[found[1]]
            continue
        for said in _SAID.findall(found[2] if found[2] is not None else found[3]):
            inside = said[1:-1]
            raw = _ESCAPED.sub(_unescaped, inside) if said[:1] == b"(" else bytes.fromhex(inside.decode())
            yield "".join(held[int.from_bytes(raw[at : at + 2])] for at in range(0, len(raw), 2))


def _unescaped(found: re.Match[bytes]) -> bytes:
    one = found[1]
    return bytes([int(one, 8)]) if one.isdigit() else _LETTERS.get(one, one)


def _characters(objects: dict[int, tuple[bytes, bytes]], font: int) -> dict[int, str]:
    table = _stream(objects, _of(objects[font][0], b"ToUnicode"))
    return {int(glyph, 16): bytes.fromhex(words.decode()).decode("utf-16-be") for glyph, words in _ONE.findall(table)}


def _of(head: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", head)
    assert found is not None, name
    return int(found[1])


def _stream(objects: dict[int, tuple[bytes, bytes]], number: int) -> bytes:
    return zlib.decompressobj().decompress(objects[number][1])
