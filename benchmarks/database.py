"""A PostgreSQL of a bench's own: durable as a site's, migrated, with the sample city and a key ring."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from callcenter.settings import Settings
from models import privacy
from models.catalogue import city_folder, load
from models.database import Store, embedded, engine_for, migrate, stop_embedded

MEMORY = {"shared_buffers": "2GB", "effective_cache_size": "8GB", "random_page_cost": "1.1"}


@dataclass(frozen=True)
class BenchDatabase:
    """folder: a data directory that goes with the bench."""

    folder: Path
    url: str
    store: Store
    settings: Settings


@contextmanager
def bench_database(memory: bool = False) -> Iterator[BenchDatabase]:
    """Started now, ended and deleted with the block. memory: as much of it as a site with many orders has."""
    with tempfile.TemporaryDirectory(prefix="hotline-bench-") as name:
        folder = Path(name)
        url = embedded(folder)
        try:
            if memory:
                _grant(url, folder)
            migrate(url)
            settings = Settings(folder, {"DATABASE_URL": url, "HOTLINE_DATA": name})
            privacy.use(privacy.KeyRing.load(settings.keys))
            store = Store.at(url)
            with store.transaction() as session:
                load(session, city_folder(settings.city))
            yield BenchDatabase(folder, url, store, settings)
            store.close()
        finally:
            stop_embedded(folder)


def _grant(url: str, folder: Path) -> None:
    """PostgreSQL's own default is 128 MB, for the smallest of machines; whoever keeps a million orders sets these."""
    with engine_for(url).execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        for name, value in MEMORY.items():
            connection.execute(text(f"ALTER SYSTEM SET {name} = '{value}'"))
    stop_embedded(folder)
    embedded(folder)
