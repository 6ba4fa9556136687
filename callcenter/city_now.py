"""The city's data for who works beside the database: the version that holds, else the shipped folder.

Commands and the recogniser may run where no database is; they say which data they work with only by what they find.
"""

import logging

from sqlalchemy.exc import SQLAlchemyError

from callcenter import run_file
from callcenter.settings import Settings
from models.catalogue import CityData, city_folder
from models.catalogue.book import Book

log = logging.getLogger(__name__)


def book(settings: Settings) -> Book:
    """The tables that hold now: as `hotline city load` left them, or the folder's where nothing was loaded."""
    found = _loaded(settings)
    return found if found is not None else CityData.from_folder(city_folder(settings.city)).book


def _loaded(settings: Settings) -> Book | None:
    from models.catalogue import versions
    from models.database import Store

    url = run_file.database_url(settings)
    if not url:
        return None
    store = Store.at(url)
    try:
        with store.reading() as session:
            return versions.present(session) if versions.newest(session) else None
    except SQLAlchemyError as error:
        log.warning("city-data: the database does not answer (%s): the shipped folder is used", type(error).__name__)
        return None
    finally:
        store.close()
