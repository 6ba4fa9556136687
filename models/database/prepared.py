"""Prepared statements that outlive a rollback.

The driver forgets all that it prepared, and has PostgreSQL forget it, with every rollback, for a table may have come
into being in what was rolled back. Ours come and go in migrations alone, and a refused verb is an everyday rollback:
with three of them a second two statements in five were parsed and planned each time.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from psycopg._preparing import Prepare, PrepareManager
from psycopg.pq import ExecStatus

if TYPE_CHECKING:
    from psycopg.pq.abc import PGresult

_AT_ONCE = 600
"""The driver remembers a hundred; we have several hundred."""
_GONE = re.compile(rb"(?:DROP|ALTER|DISCARD ALL|DEALLOCATE ALL)\b")


class Prepared(PrepareManager):
    """The driver's own, but that only what takes a table away clears it."""

    prepared_max = _AT_ONCE

    def clear(self) -> bool:
        return False

    def _should_discard(self, prep: Prepare, results: "Sequence[PGresult]", *_: Any) -> bool:
        done = (result.command_status for result in results if result.status == ExecStatus.COMMAND_OK)
        return any(status and _GONE.match(status) for status in done) and super().clear()


def keep_prepared(connection: Any, _record: Any) -> None:
    """For SQLAlchemy's event `connect`."""
    connection._prepared = Prepared()  # the driver has no door for it
