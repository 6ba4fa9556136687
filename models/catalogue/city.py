"""A city's whole folder: its vocabulary, its settings, its prompts, the hotlines that were merged into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from models.catalogue.book import Book, CityDataError
from models.catalogue.checking import checked
from models.catalogue.csv_reading import read_folder
from models.catalogue.limits import LimitEntry, limit_entry
from models.catalogue.vocabulary import Vocabulary


@dataclass(frozen=True)
class LegacyEntry:
    """A hotline that was merged into 12345. owner: department code; transfer_to: the number that its own seats have."""

    number: str
    name: str
    owner: str
    merge_mode: str
    transfer_to: str
    expert_group: str
    note: str = ""


@dataclass(frozen=True)
class CityData:
    """Everything that a city sets. prompts: text by key."""

    book: Book
    vocabulary: Vocabulary
    settings: Mapping[str, str]
    prompts: Mapping[str, str]
    legacy_hotlines: tuple[LegacyEntry, ...]
    limits: tuple[LimitEntry, ...] = ()

    @classmethod
    def from_folder(cls, folder: Path) -> "CityData":
        """Reads a folder such as models/city/xianning. Raises `CityDataError` with every wrong row of every file."""
        book, problems = checked(read_folder(folder))
        if problems:
            raise CityDataError(problems)
        return cls(
            book,
            Vocabulary.of(book),
            {row["key"]: row["value"] for row in book.of("city")},
            {row["key"]: row["text"] for row in book.of("prompts")},
            tuple(
                LegacyEntry(**{name: row[name] for name in LegacyEntry.__dataclass_fields__})
                for row in book.of("legacy_hotlines")
            ),
            tuple(limit_entry(row) for row in book.of("limits")),
        )
