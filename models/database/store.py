"""Transactions: the caller decides where one begins and ends; nothing below commits."""

from collections.abc import Iterator
from contextlib import contextmanager

import orjson
from sqlalchemy import Engine, Insert, Table, create_engine, insert
from sqlalchemy.orm import Session, sessionmaker

from models.database.base import Base

# The planner has nothing to gain from compiling our short statements.
_OPTIONS = "-c timezone=UTC -c jit=off"


def engine_for(url: str, pool_size: int = 10) -> Engine:
    """An engine for `postgresql+psycopg://...`; a plain `postgresql://` is understood as the same."""
    if url.startswith(("postgresql://", "postgres://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        connect_args={"options": _OPTIONS, "connect_timeout": 10},
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
    )


def core_insert(entity: type[Base]) -> Insert:
    """A plain insert into an entity's table, to be kept and executed with its row: nothing is tracked.

    Several times cheaper than `session.add`, for rows that nobody in this transaction looks at again.
    """
    table = entity.__table__
    assert isinstance(table, Table)
    return insert(table).inline()


class Store:
    """The store's front door. Safe to share between threads; a session is not."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._sessions = sessionmaker(engine, expire_on_commit=False)

    @classmethod
    def at(cls, url: str) -> "Store":
        return cls(engine_for(url))

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Commits when the block ends, rolls back when it raises. Loaded objects stay readable afterwards."""
        with self._sessions.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A read-only transaction; whatever was written in it is refused by the database."""
        with self._sessions() as session:
            session.connection(execution_options={"postgresql_readonly": True})
            yield session

    def close(self) -> None:
        """Gives every pooled connection back to the database."""
        self.engine.dispose()
