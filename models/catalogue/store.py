"""A city's data in the database: loading a folder, and reading it back as a vocabulary, settings and prompts."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import clock
from models.catalogue import versions
from models.catalogue.book import CityDataError
from models.catalogue.checking import checked
from models.catalogue.csv_reading import read_folder
from models.catalogue.sheets import SHEETS
from models.catalogue.tables import CitySetting
from models.catalogue.versions import Author
from models.catalogue.vocabulary import Vocabulary

SYSTEM = Author(None, "系统")


def load(session: Session, folder: Path, author: Author = SYSTEM, note: str = "") -> dict[str, int]:
    """Makes a folder the newest version; returns rows per table. Idempotent.

    What the folder no longer has is retired, not deleted, for orders refer to it.
    Raises `CityDataError` with every wrong row, and then nothing has changed.
    """
    raw = read_folder(folder)
    book, problems = checked(raw)
    if problems:
        raise CityDataError(problems)
    versions.apply(session, book, author, raw.source, note=note)
    return {name: len(book.of(name)) for name in SHEETS}


def ensure(session: Session, folder: Path) -> None:
    """Loads the folder where no version is there yet: what an administrator has changed is never overwritten."""
    if versions.newest(session) == 0:
        load(session, folder, note="首次装载")


def read_vocabulary(session: Session) -> Vocabulary:
    """What is valid now, as routing wants it."""
    return Vocabulary.of(versions.present(session))


class Follower:
    """What a process makes from the city's data, made anew when a newer version holds or another day has begun.

    Both are looked at whenever it is asked for, by one small query: no process has to be restarted, and none that
    missed a signal goes on with old data. A unit may end, and a limit begin, at midnight without a new version.
    """

    def __init__(self) -> None:
        self._seen: tuple[int, date] | None = None

    def look(self, session: Session, renew: Callable[[Vocabulary], None]) -> bool:
        """Calls `renew` with the vocabulary of now where it has changed; whether it has."""
        mark = (versions.newest(session), clock.today())
        if mark == self._seen:
            return False
        renew(Vocabulary.of(versions.book_of(session, mark[0]), mark[1]))
        self._seen = mark
        return True


def setting(session: Session, key: str, default: str = "") -> str:
    """A city's setting, such as `name` or `prompt.greeting`."""
    row = session.get(CitySetting, key)
    return default if row is None else row.value


def prompts(session: Session) -> dict[str, str]:
    """The texts of the city's spoken prompts by key."""
    rows = session.scalars(select(CitySetting).where(CitySetting.key.startswith("prompt.")))
    return {row.key.removeprefix("prompt."): row.value for row in rows}
