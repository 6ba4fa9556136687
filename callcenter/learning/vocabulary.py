"""The city's categories for commands: those of the hotline's database where one runs, else the shipped city's."""

from callcenter import run_file
from callcenter.settings import Settings
from models.catalogue import Vocabulary, city_folder, read_vocabulary
from models.database import Store


def vocabulary_of(settings: Settings) -> Vocabulary:
    """What may be chosen now."""
    url = run_file.database_url(settings)
    if not url:
        return Vocabulary.from_folder(city_folder(settings.city))
    store = Store.at(url)
    try:
        with store.reading() as session:
            return read_vocabulary(session)
    finally:
        store.close()
