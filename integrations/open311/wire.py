"""The two formats of GeoReport v2: XML, and the JSON that the "Spark convention" makes of the same data.

A value is None, a flag, a number, a text, a record (dict) or a list of named items (`Listed`). In XML a list is an
element around its items' elements; in JSON the items' name and the root's name fall away. None is an empty element, or
null.
"""

import re
from dataclasses import dataclass
from typing import Any, Final, Literal
from xml.etree import ElementTree as ET

import orjson
from starlette.responses import Response

Format = Literal["xml", "json"]
FORMATS: Final[dict[Format, str]] = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
MIME: Final[tuple[str, ...]] = ("text/xml", "application/json")
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_OPEN_TO_PAGES: Final = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}


@dataclass(frozen=True)
class Listed:
    """Several of a kind: each is a record or a text, in XML an element called `each`."""

    each: str
    items: list[Any]


def respond(root: str, value: Any, form: Format, status: int = 200, **headers: str) -> Response:
    """The answer with `value` in it; root: the name of the XML document's element."""
    if form == "json":
        body = orjson.dumps(_plain(value))
    else:
        element = ET.Element(root)
        _fill(element, value)
        body = ET.tostring(element, encoding="utf-8", xml_declaration=True)
    return Response(body, status, {"Content-Type": FORMATS[form], **_OPEN_TO_PAGES, **headers})


def _plain(value: Any) -> Any:
    if isinstance(value, Listed):
        return [_plain(item) for item in value.items]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return _clean(value) if isinstance(value, str) else value


def _fill(element: ET.Element, value: Any) -> None:
    if isinstance(value, Listed):
        for item in value.items:
            _fill(ET.SubElement(element, value.each), item)
    elif isinstance(value, dict):
        for name, item in value.items():
            _fill(ET.SubElement(element, name), item)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = _clean(str(value))


def _clean(text: str) -> str:
    """Without the characters that no XML document can hold; both formats say the same."""
    return _FORBIDDEN.sub("", text)
