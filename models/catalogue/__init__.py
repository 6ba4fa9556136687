"""The catalogue of a city: what demands are about, where they happen, who answers for them, by which rules."""

from models.catalogue.book import Book, CityDataError, RowProblem, Source
from models.catalogue.city import CityData, LegacyEntry
from models.catalogue.editing import EntryExists, EntryUnknown
from models.catalogue.excel import WorkbookUnreadable
from models.catalogue.store import Follower, ensure, load, prompts, read_vocabulary, setting
from models.catalogue.tables import CalendarDay, Category, CitySetting, Department, Division, DutyRule, LegacyHotline
from models.catalogue.uploads import UploadUnknown
from models.catalogue.versions import Applied, Author, CatalogueConflict, VersionUnknown
from models.catalogue.vocabulary import Vocabulary, city_folder

ERRORS = (
    CityDataError,
    CatalogueConflict,
    VersionUnknown,
    EntryUnknown,
    EntryExists,
    UploadUnknown,
    WorkbookUnreadable,
)
"""Each with `code`, `status` and a Chinese message."""

__all__ = [
    "ERRORS",
    "Applied",
    "Author",
    "Book",
    "CalendarDay",
    "CatalogueConflict",
    "Category",
    "CityData",
    "CityDataError",
    "CitySetting",
    "Department",
    "Division",
    "DutyRule",
    "Follower",
    "LegacyEntry",
    "LegacyHotline",
    "RowProblem",
    "Source",
    "VersionUnknown",
    "Vocabulary",
    "city_folder",
    "ensure",
    "load",
    "prompts",
    "read_vocabulary",
    "setting",
]
