"""Deferring a background job in the transaction of what it belongs to: both happen, or neither."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

# procrastinate's own SQL function, on our connection; see its documentation of "defer within a transaction"
_DEFER = text(
    "SELECT (procrastinate_defer_jobs_v1(ARRAY[ROW(:queue, :task, :priority, :lock, :queueing_lock, :args, "
    "CAST(:schedule_at AS timestamptz))]::procrastinate_job_to_defer_v1[]))[1]"
).bindparams(bindparam("args", type_=JSONB))


def defer(
    session: Session,
    task: str,
    args: dict[str, Any],
    *,
    queue: str = "default",
    schedule_at: datetime | None = None,
    lock: str | None = None,
    priority: int = 0,
    queueing_lock: str | None = None,
) -> int:
    """Queues `task` (procrastinate's task name) with JSON `args`; returns the job's id.

    schedule_at: not before this instant. lock: jobs with the same lock run one after the other.
    queueing_lock: at most one waiting job with this; a second raises IntegrityError. priority: larger runs earlier.
    """
    values = {
        "queue": queue,
        "task": task,
        "priority": priority,
        "lock": lock,
        "queueing_lock": queueing_lock,
        "args": args,
        "schedule_at": schedule_at,
    }
    return int(session.execute(_DEFER, values).scalar_one())
