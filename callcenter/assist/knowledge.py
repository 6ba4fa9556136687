"""What the city's people should know: short answers with the clause they come from (`knowledge.csv` of a city).

An entry is told while it is valid; its sentences are shown as they stand. Until an editor has compared it with its
source and put name and day beside it (`checked_by`, `checked_on`), it is told as unchecked (待核). A city without the
file has no entries.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from models.catalogue.cells import parts
from models.catalogue.vocabulary import city_folder
from routing.dispatch.duty import HeardWords
from routing.extraction.found import SENTENCE, pieces
from routing.wording import simplified

_FILE = "knowledge.csv"


@dataclass(frozen=True)
class Entry:
    """phrases: said by who asks about it; categories: beginnings of the codes it belongs to; source: law and clause."""

    code: str
    title: str
    answer: str
    source: str
    phrases: tuple[str, ...]
    categories: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    checked_by: str = ""
    checked_on: date | None = None

    @property
    def checked(self) -> bool:
        """Whether somebody answers for its being what the source says."""
        return bool(self.checked_by) and self.checked_on is not None

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(self.answer[slice(*span)] for span in pieces(self.answer, SENTENCE))

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class KnowledgeUnreadable(Exception):
    """A row of a city's knowledge cannot be used. Code: `knowledge-unreadable`."""

    code = "knowledge-unreadable"


@cache
def of_city(city: str) -> tuple[Entry, ...]:
    """The entries of a city. Raises `KnowledgeUnreadable` with the line."""
    path = city_folder(city) / _FILE
    return read(path) if path.is_file() else ()


def read(path: Path) -> tuple[Entry, ...]:
    """The entries of a file: code, title, phrases and categories (parts by |), answer, source, valid_from, valid_to,
    checked_by, checked_on (a file without the last two is all unchecked).
    """
    found: dict[str, Entry] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            try:
                entry = Entry(
                    code=row["code"],
                    title=row["title"],
                    answer=row["answer"],
                    source=row["source"],
                    phrases=tuple(parts(row["phrases"])),
                    categories=tuple(parts(row["categories"])),
                    valid_from=date.fromisoformat(row["valid_from"]),
                    valid_to=_day(row["valid_to"]),
                    checked_by=row.get("checked_by") or "",
                    checked_on=_day(row.get("checked_on") or ""),
                )
            except (KeyError, ValueError, TypeError) as error:
                raise KnowledgeUnreadable(f"{path.name}:{number}: {type(error).__name__}: {error}") from error
            if not (entry.answer and entry.source and entry.phrases) or entry.code in found:
                raise KnowledgeUnreadable(
                    f"{path.name}:{number}: answer, source, phrases and a code of its own are needed"
                )
            if bool(entry.checked_by) != (entry.checked_on is not None):
                raise KnowledgeUnreadable(f"{path.name}:{number}: checked_by and checked_on come together")
            found[entry.code] = entry
    return tuple(found.values())


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def matching(entries: tuple[Entry, ...], text: str, category: str, day: date, most: int = 3) -> list[Entry]:
    """The entries that the words ask for, those with most of their phrases in the words first.

    A category alone brings no entry: 路灯 in the category of 路灯 asks for no clause of law."""
    words = HeardWords(simplified(text))
    worth = {
        entry.code: sum(words.has(phrase) for phrase in entry.phrases)
        + 0.5 * any(category.startswith(prefix) for prefix in entry.categories if category)
        for entry in entries
        if entry.holds_on(day)
    }
    found = [entry for entry in entries if worth.get(entry.code, 0.0) >= 1]
    return sorted(found, key=lambda entry: -worth[entry.code])[:most]
