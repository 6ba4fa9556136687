"""The database: one PostgreSQL, its transactions, its schema, and the embedded one of demo and tests."""

from models.database.base import Base
from models.database.embedded import EmbeddedDatabaseError, embedded, stop_embedded
from models.database.migrate import migrate
from models.database.store import Store, engine_for

__all__ = ["Base", "EmbeddedDatabaseError", "Store", "embedded", "engine_for", "migrate", "stop_embedded"]
