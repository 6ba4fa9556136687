"""A mail that is written as a page, as text: lines where the page has them, nothing of styles and scripts."""

import re
from html.parser import HTMLParser
from typing import Final

_SILENT: Final = frozenset({"script", "style", "head", "title", "template"})
_BREAKS: Final = frozenset(
    {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "blockquote", "table", "ul", "ol"}
)
_CELLS: Final = frozenset({"td", "th"})


def text_of_page(page: str) -> str:
    """The words that a reader of the page sees."""
    reading = _Reading()
    reading.feed(page)
    reading.close()
    lines = (" ".join(line.split()) for line in "".join(reading.words).replace("\xa0", " ").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reading(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self._silent.clear()  # a head that nobody has closed
        elif tag in _SILENT:
            self._silent.append(tag)
        self._gap(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        self._gap(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(re.sub(r"\s+", " ", data))

    def _gap(self, tag: str) -> None:
        if tag in _BREAKS:
            self.words.append("\n")
        elif tag in _CELLS:
            self.words.append(" ")
