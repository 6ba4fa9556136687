"""Transactions: the caller decides where one begins and ends; nothing below commits."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import orjson
import psycopg
from sqlalchemy import Engine, Insert, Table, create_engine, event, insert
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import Session, sessionmaker

from models.database.base import Base
from models.database.cursor import QuietCursor
from models.database.prepared import keep_prepared

# The planner has nothing to gain from compiling our short statements.
_OPTIONS = "-c timezone=UTC -c jit=off"
_IDLE_S: Final = 1.0
Entity = TypeVar("Entity", bound=Base)


def engine_for(url: str, pool_size: int = 10, name: str = "") -> Engine:
    """An engine for `postgresql+psycopg://...`; a plain `postgresql://` is understood as the same.

    name: as which the database knows its connections.
    """
    if url.startswith(("postgresql://", "postgres://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    options = {"options": _OPTIONS, "connect_timeout": 10, "cursor_factory": QuietCursor}
    engine = create_engine(
        url,
        pool_size=pool_size,
        hide_parameters=True,  # an error's text goes into logs: it does not say what somebody told us
        max_overflow=pool_size,
        connect_args=options | ({"application_name": name} if name else {}),
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
    )
    event.listen(engine, "connect", keep_prepared)
    event.listen(engine, "handle_error", _quotes_no_row)
    _ask_the_idle(engine)
    return engine


def _quotes_no_row(context: ExceptionContext) -> None:
    """PostgreSQL adds to a refusal the row that it refused; `diag` still has it for whoever asks."""
    detail = getattr(getattr(context.original_exception, "diag", None), "message_detail", None)
    for error in (context.original_exception, context.sqlalchemy_exception):
        if detail and error is not None:
            error.args = tuple(str(said).replace(detail, "…") for said in error.args)


def _ask_the_idle(engine: Engine) -> None:
    """A connection that lay idle is asked whether it still lives before it is used; a busy one has just shown it.

    To ask every time, as the pool itself would, is one more round trip for every transaction. One that dies within a
    second of its last use fails once; the error then empties the pool.
    """

    def put_back(_connection: Any, record: Any) -> None:
        record.info["idle_since"] = time.monotonic()

    def taken(connection: Any, record: Any, _proxy: Any) -> None:
        since = record.info.get("idle_since")
        if since is None or time.monotonic() - since < _IDLE_S:
            return
        try:
            alive = engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error:
            alive = False
        if not alive:
            raise InvalidatePoolError

    event.listen(engine, "checkin", put_back)
    event.listen(engine, "checkout", taken)


def table_of(entity: type[Base]) -> Table:
    """The table behind an entity."""
    table = entity.__table__
    assert isinstance(table, Table)
    return table


def core_insert(entity: type[Base]) -> Insert:
    """A plain insert into an entity's table, to be kept and executed with its row: nothing is tracked.

    Several times cheaper than `session.add`, for rows that nobody in this transaction looks at again.
    """
    return insert(table_of(entity)).inline()


def as_read(entity: type[Entity], values: Mapping[str, Any]) -> Entity:
    """An object with its columns' values as a query fills it: none of them counts as changed.

    To give them to the constructor costs some 2 us a column, for each is tracked.
    """
    made = entity()
    made.__dict__.update(values)
    return made


def send(session: Session, statement: str, values: Mapping[str, Any]) -> psycopg.Cursor[tuple[Any, ...]]:
    """Plain SQL with `%(name)s` and values as the driver takes them, in the session's transaction; the driver's cursor.

    For the few statements of the busiest paths: building and caching a statement costs several times what sending one
    does, and `exec_driver_sql` still twice (ADR 0014). A long one is only cached by the driver up to 4,096 characters
    and 50 parameters. Raises SQLAlchemy's errors, as every other statement does.
    """
    session.flush()  # as `session.execute` would: what comes later may build on what is pending
    connection = session.connection()
    driver: Any = connection.connection.driver_connection
    try:
        sent: psycopg.Cursor[tuple[Any, ...]] = driver.execute(statement, values)
    except psycopg.Error as error:
        # translates it, and gives up the connection, or all of them, where the database is away
        connection._handle_dbapi_exception(error, statement, values, None, None)
    return sent


class Store:
    """The store's front door. Safe to share between threads; a session is not."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._sessions = sessionmaker(engine, expire_on_commit=False)

    @classmethod
    def at(cls, url: str, name: str = "") -> "Store":
        return cls(engine_for(url, name=name))

    def session(self) -> Session:
        """A session that begins its transaction with its first statement; whoever takes it commits and closes it."""
        return self._sessions()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Commits when the block ends, rolls back when it raises. Loaded objects stay readable afterwards."""
        with self._sessions.begin() as session:
            yield session

    @contextmanager
    def reading(self, *, snapshot: bool = False) -> Iterator[Session]:
        """A read-only transaction; whatever was written in it is refused by the database.

        snapshot: all its statements see the store as it was at the first of them.
        """
        options = {"postgresql_readonly": True} | ({"isolation_level": "REPEATABLE READ"} if snapshot else {})
        with self._sessions() as session:
            session.connection(execution_options=options)
            yield session
            session.commit()

    def close(self) -> None:
        """Gives every pooled connection back to the database."""
        self.engine.dispose()
