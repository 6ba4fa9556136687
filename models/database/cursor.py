"""A cursor that describes its columns only to whoever looks at them.

SQLAlchemy asks every result whether it has columns at all, and what they are only of a statement that is new to it. The
driver would make an object for each of them every time: of an order's row that is ninety.
"""

from collections.abc import Iterator, Sequence
from typing import Any, overload

from psycopg import Column, Cursor


class Columns(Sequence[Column]):
    """The columns of the cursor's present result."""

    def __init__(self, cursor: "QuietCursor") -> None:
        self._cursor = cursor

    def __len__(self) -> int:
        return self._cursor.pgresult.nfields if self._cursor.pgresult else 0

    def __iter__(self) -> Iterator[Column]:
        return iter(self._all())

    @overload
    def __getitem__(self, index: int) -> Column: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Column]: ...
    def __getitem__(self, index: int | slice) -> Column | Sequence[Column]:
        return self._all()[index]

    def _all(self) -> list[Column]:
        return super(QuietCursor, self._cursor).description or []


class QuietCursor(Cursor[Any]):
    """The driver's own but for `description`."""

    @property
    def description(self) -> Any:
        result = self.pgresult
        return Columns(self) if result and result.nfields else super().description
