"""A mail that is written as a page, as text: lines where the page has them, nothing of styles and scripts.

Read in one go, in time that grows with the page: `html.parser` begins a tag that never ends anew at every `<`.
"""

import re
from html import unescape
from typing import Final

_SILENT: Final = frozenset({"script", "style", "head", "title", "template"})
_BREAKS: Final = frozenset(
    {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "blockquote", "table", "ul", "ol"}
)
_CELLS: Final = frozenset({"td", "th"})
_MARK: Final = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<[!?][^<>]*+>"
    r"|<(?P<end>/?)(?P<tag>[a-z][^\s/<>]*+)(?:[^<>\"']|\"[^\"<]*+\"|'[^'<]*+'|[\"'])*+>",
    re.I | re.S,
)
"""A comment (to the page's end where nobody closed it), a declaration, or a tag; a `<` of anything else is text."""


def text_of_page(page: str) -> str:
    """The words that a reader of the page sees."""
    lines = (" ".join(line.split()) for line in _seen(page).replace("\xa0", " ").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _seen(page: str) -> str:
    words: list[str] = []
    at, silent = 0, ""
    for mark in _MARK.finditer(page):
        if not silent:
            words.append(_said(page[at : mark.start()]))
        at, tag = mark.end(), (mark["tag"] or "").lower()
        silent = _silent_after(silent, tag, ends=mark["end"] == "/")
        words.append("\n" if tag in _BREAKS else " " if tag in _CELLS else "")
    if not silent:
        words.append(_said(page[at:]))
    return "".join(words)


def _silent_after(silent: str, tag: str, *, ends: bool) -> str:
    """The tag that keeps what follows from being seen; "" for none."""
    if ends:
        return "" if tag == silent else silent
    if tag == "body" and silent in ("head", "title"):
        return ""  # a head that nobody has closed
    return silent or (tag if tag in _SILENT else "")


def _said(text: str) -> str:
    return re.sub(r"\s+", " ", unescape(text))
