"""What the wallboard shows: the hotline at this moment, and today as the books have it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from models import clock
from models.clock import LOCAL
from models.figures.folding import behind_s
from models.search.filters import OWED

_AGENTS: Final = text("SELECT state, count(*) FROM agent_session WHERE state <> 'offline' GROUP BY state")
_CALLS: Final = text(
    "SELECT count(*), count(*) FILTER (WHERE waits),"
    " coalesce(extract(epoch FROM :now - min(since) FILTER (WHERE waits)), 0)"
    " FROM (SELECT coalesce(answered_at, started_at) AS since, agent_answered_at IS NULL AND intake IS NULL AS waits"
    " FROM call WHERE state = 'live' AND direction = 'inbound') living"
)
_ANSWERED: Final = text(
    "SELECT count(*) FILTER (WHERE measure = 'wait' AND detail = '15'), count(*) FILTER (WHERE measure = 'wait'),"
    " count(*) FILTER (WHERE measure = 'call') FROM figure_posting"
    " WHERE measure IN ('call', 'wait') AND day >= :day AND at > :since AND at <= :now"
)
_TODAY: Final = text(
    "SELECT grain, measure, a, detail, rows, amount FROM figure_cell WHERE day = :day"
    " AND (grain = 'd' AND measure IN ('received', 'dispatched', 'closed', 'call')"
    " OR grain IN ('dd', 'dw', 'dh', 'dc') AND measure = 'received')"
)
_OWED: Final = f"state IN ({', '.join(map(repr, OWED))})"
_OVERDUE: Final = text(
    f"SELECT lead_code, count(*) FROM work_order WHERE {_OWED} AND due_at < :now GROUP BY lead_code"  # noqa: S608
)
_OPEN: Final = text(f"SELECT count(*) FROM work_order WHERE {_OWED} OR state = 'listed'")  # noqa: S608
_NEWEST: Final = text(
    "SELECT accepted_at, channel, category_code, place_code FROM work_order"
    " WHERE NOT is_secret AND state <> 'cancelled' ORDER BY id DESC LIMIT 12"
)


@dataclass(frozen=True)
class Newest:
    """An order that came in lately. Never a confidential one, and without its words: anybody may pass the wall."""

    at: datetime
    channel: str
    category: str
    district: str


@dataclass(frozen=True)
class Live:
    """The moment. waits_s: of the call that waits longest; within_15_s: of calls of the last hour, and of 24 hours, as
    shares; today: what came in, went out and was answered; by_*: received today by code."""

    at: datetime
    behind_s: float
    agents: Mapping[str, int]
    live_calls: int
    queue: int
    waits_s: float
    within_15_s: tuple[float | None, float | None]
    answered_24h: float | None
    today: Mapping[str, int]
    by_district: Mapping[str, int]
    by_channel: Mapping[str, int]
    by_hour: Mapping[str, int]
    by_category: Mapping[str, int]
    overdue: Mapping[str, int]
    open: int
    newest: Sequence[Newest]


def live(session: Session) -> Live:
    """Read now."""
    now = clock.now()
    day = now.astimezone(LOCAL).date()
    behind = behind_s(session)
    calls, queue, waits_s = session.execute(_CALLS, {"now": now}).one()
    hour = _answered(session, now, timedelta(hours=1))
    whole_day = _answered(session, now, timedelta(hours=24))
    sums = session.execute(_TODAY, {"day": day}).all()
    overdue = session.execute(_OVERDUE, {"now": now}).all()
    return Live(
        at=now,
        behind_s=behind,
        agents=dict(session.execute(_AGENTS).all()),
        live_calls=calls,
        queue=queue,
        waits_s=max(float(waits_s), 0.0),
        within_15_s=(_share(hour[0], hour[2]), _share(whole_day[0], whole_day[2])),
        answered_24h=_share(whole_day[1], whole_day[2]),
        today={
            "received": _sum(sums, "d", "received"),
            "urgent": sum(row.rows for row in sums if row[:2] == ("d", "received") and row.detail != "一般"),
            "dispatched": _sum(sums, "d", "dispatched"),
            "closed": _sum(sums, "d", "closed"),
            "answered": sum(row.amount for row in sums if row[:2] == ("d", "call")) // 1000,
        },
        by_district=_by(sums, "dd"),
        by_channel=_by(sums, "dw"),
        by_hour=_by(sums, "dh"),
        by_category=_by(sums, "dc"),
        overdue={row[0] or "": row[1] for row in overdue},
        open=session.execute(_OPEN).scalar_one(),
        newest=[Newest(row[0], row[1], row[2] or "", row[3] or "") for row in session.execute(_NEWEST)],
    )


def _answered(session: Session, now: datetime, span: timedelta) -> tuple[int, int, int]:
    """Answered within 15 s, answered, all: of the calls that came within the span."""
    since = now - span
    day: date = since.astimezone(LOCAL).date()
    row = session.execute(_ANSWERED, {"day": day, "since": since, "now": now}).one()
    return row[0], row[1], row[2]


def _share(part: int, of: int) -> float | None:
    return part / of if of else None


def _sum(rows: Sequence[Any], grain: str, measure: str) -> int:
    return sum(row.rows for row in rows if row[:2] == (grain, measure))


def _by(rows: Sequence[Any], grain: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        if row.grain == grain:
            found[row.a] = found.get(row.a, 0) + row.rows
    return found
