"""A PostgreSQL of a bench's own: durable as a site's, migrated, with the sample city and a key ring."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from callcenter.settings import Settings
from models import privacy
from models.catalogue import city_folder, load
from models.database import Store, embedded, migrate, stop_embedded


@dataclass(frozen=True)
class BenchDatabase:
    """folder: a data directory that goes with the bench."""

    folder: Path
    url: str
    store: Store
    settings: Settings


@contextmanager
def bench_database() -> Iterator[BenchDatabase]:
    """Started now, ended and deleted with the block."""
    with tempfile.TemporaryDirectory(prefix="hotline-bench-") as name:
        folder = Path(name)
        url = embedded(folder)
        try:
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
