"""Alembic's environment: works on the connection that `models.database.migrate` gives it."""

from alembic import context

import models.agents
import models.api_clients
import models.callbacks.tables
import models.calls
import models.catalogue.tables
import models.channel_alarms
import models.channels
import models.contacts
import models.events
import models.figures.tables
import models.hot_issues
import models.idempotency
import models.inbox
import models.intake
import models.learning.tables
import models.one_time_codes
import models.openings
import models.orders.tables
import models.outbox
import models.people
import models.personnel
import models.places
import models.reconciliations
import models.reports
import models.search.tables
import models.suggestions  # noqa: F401 - the tables must be known
from models.database.base import Base

# The job queue keeps its own tables.
_FOREIGN = ("procrastinate_",)


def _ours(thing: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    return not (kind == "table" and reflected and (name or "").startswith(_FOREIGN))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_object=_ours,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
