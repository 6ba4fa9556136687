"""Which limits hold for an order: the city's policy of the day (REPORT 2.4b), its calendar, its units; one query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Text, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from models import events
from models.calendar import CalendarGap, ClockHours, Limit, WorkingCalendar, WorkingDays, due_at, warn_at
from models.calendar.spans import span
from models.catalogue.limits import NO_LIMIT
from models.clock import LOCAL

REPLY_LIMIT = WorkingDays(3)  # 限定3个工作日内回复; a city's own value: setting `reply_working_days`
ARCHIVES_AFTER = ClockHours(15 * 24)

# The weightiest row of each kind comes first.
_TERMS = text(
    "SELECT ARRAY(SELECT code FROM department WHERE code = ANY(:codes) AND (valid_to IS NULL OR valid_to >= :today)),"
    " (SELECT jsonb_agg(jsonb_build_array(kind, span, extension, pause_in, code) ORDER BY priority DESC, code)"
    "  FROM sla_policy WHERE valid_from <= :today AND (valid_to IS NULL OR valid_to > :today)"
    "  AND request_type IN ('', :request_type) AND urgency IN ('', :urgency) AND channel IN ('', :channel)"
    "  AND starts_with(:category, category_prefix)),"
    " (SELECT value FROM city_setting WHERE key = 'reply_working_days'),"
    " (SELECT jsonb_object_agg(day, working) FROM calendar_day)"
).bindparams(bindparam("codes", type_=ARRAY(Text)))


@dataclass(frozen=True)
class Term:
    """One limit. extension: how far it may be extended, None: not at all; pause_in: the state in which it stands."""

    limit: Limit
    extension: Limit | None = None
    pause_in: str | None = None
    code: str | None = None


@dataclass
class Terms:
    """What holds for one order now. gap: set when the calendar had no data for a year and weekends alone counted."""

    session: Session
    units: frozenset[str]
    by_kind: Mapping[str, Term]
    calendar: WorkingCalendar
    gap: str | None = field(default=None, init=False)

    def due(self, start: datetime, limit: Limit) -> datetime:
        """When it ends; in a year without data by weekends alone, with an alarm."""
        try:
            return due_at(start, limit, self.calendar)
        except CalendarGap as gap:
            self._alarm(gap)
            return due_at(start, limit, self.calendar.weekends_only())

    def warn(self, start: datetime, due: datetime, limit: Limit) -> datetime:
        """When it turns yellow; never before it began."""
        return max(start, warn_at(start, due, limit))

    def shifted(self, due: datetime, begin: datetime, end: datetime, by_days: bool) -> datetime:
        """`due` after the clock stood still from `begin` to `end`: by the working days between, or the time itself."""
        if not by_days:
            return due + (end - begin)
        try:
            return _shifted(due, begin, end, self.calendar)
        except CalendarGap as gap:
            self._alarm(gap)
            return _shifted(due, begin, end, self.calendar.weekends_only())

    def _alarm(self, gap: CalendarGap) -> None:
        if self.gap is None:
            data = {"code": gap.code, "year": gap.year, "message": str(gap)}
            events.publish(self.session, "alarm", "calendar", data)
        self.gap = str(gap)


def read_terms(session: Session, order: Any, at: datetime, codes: Sequence[str] = ()) -> Terms:
    """The terms of an order (by type, urgency, channel, category) on the day of `at`; codes: units to check."""
    given = {
        "codes": list(codes),
        "today": at.astimezone(LOCAL).date(),
        "request_type": order.request_type,
        "urgency": order.urgency,
        "channel": order.channel,
        "category": order.category_code or "",
    }
    known, rows, days, overrides = session.execute(_TERMS, given).one()
    by_kind: dict[str, Term] = {}
    none: set[str] = set()
    for kind, limit, extension, pause_in, code in rows or ():
        if kind in by_kind or kind in none:
            continue
        if limit == NO_LIMIT:
            none.add(kind)
        else:
            longer = span(extension) if extension != NO_LIMIT else None
            by_kind[kind] = Term(span(limit), longer, pause_in or None, code)
    if "reply" not in none:
        by_kind.setdefault("reply", Term(WorkingDays(int(days)) if days else REPLY_LIMIT))
    by_kind["archive"] = Term(ARCHIVES_AFTER)
    calendar = WorkingCalendar({date.fromisoformat(day): working for day, working in (overrides or {}).items()})
    return Terms(session, frozenset(known), by_kind, calendar)


def _shifted(due: datetime, begin: datetime, end: datetime, calendar: WorkingCalendar) -> datetime:
    day, stop, worked = begin.astimezone(LOCAL).date(), end.astimezone(LOCAL).date(), 0
    while day < stop:
        day = calendar.later(day, 1)
        worked += day <= stop
    local = due.astimezone(LOCAL)
    return datetime.combine(calendar.later(local.date(), worked), local.timetz()).astimezone(due.tzinfo)
