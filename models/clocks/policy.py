"""Which limits hold for an order: the city's policy of the day (REPORT 2.4b), its calendar, its units; one query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Text, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from models import events
from models.calendar import (
    CalendarGap,
    ClockHours,
    Limit,
    WorkingCalendar,
    WorkingDays,
    calendar_of,
    due_at,
    warn_at,
)
from models.calendar.spans import span
from models.catalogue import versions
from models.catalogue.cells import parts
from models.catalogue.limits import NO_LIMIT
from models.catalogue.rules import EVERY
from models.clock import LOCAL

REPLY_LIMIT = WorkingDays(3)  # 限定3个工作日内回复; a city's own value: setting `reply_working_days`
ARCHIVES_AFTER = ClockHours(15 * 24)

DUTY_WEIGHT = 19
"""A duty entry's own limit goes before the general and statutory rows, and behind those of urgent demands."""

# Units: each with who has its work today. Limits: the weightiest row of each kind comes first. Duty: the entry that the
# proposal named, else the weightiest without words for this matter, place and lead.
_TERMS = text(
    "SELECT (WITH RECURSIVE heir(code, now) AS ("
    "  SELECT code, code FROM department WHERE code = ANY(:codes)"
    "  UNION SELECT heir.code, ended.successor FROM heir JOIN department ended ON ended.code = heir.now"
    "  WHERE ended.valid_to <= :today AND ended.successor IS NOT NULL)"
    "  SELECT jsonb_object_agg(heir.code, heir.now) FROM heir JOIN department living ON living.code = heir.now"
    "  WHERE (living.valid_from IS NULL OR living.valid_from <= :today)"
    "  AND (living.valid_to IS NULL OR living.valid_to > :today)),"
    " (SELECT jsonb_agg(jsonb_build_array(kind, span, extension, pause_in, code, priority)"
    "  ORDER BY priority DESC, code)"
    "  FROM sla_policy WHERE valid_from <= :today AND (valid_to IS NULL OR valid_to > :today)"
    "  AND request_type IN ('', :request_type) AND urgency IN ('', :urgency) AND channel IN ('', :channel)"
    "  AND starts_with(:category, category_prefix)),"
    " (SELECT jsonb_object_agg(key, value) FROM city_setting"
    "  WHERE key IN ('reply_working_days', 'office_hours', 'day_ends', 'sign_off_units', 'sign_off_types')),"
    " (SELECT jsonb_object_agg(day, working) FROM calendar_day),"
    ' (SELECT jsonb_build_array(code, "limit") FROM duty_rule WHERE active'
    "  AND starts_with(:category, category_prefix) AND starts_with(:place, place_prefix)"
    "  AND lead IN ('属地', :lead) AND (code = :rule OR keywords = '[]')"
    "  ORDER BY code = :rule DESC, priority DESC, length(category_prefix) DESC, id LIMIT 1),"
    " (SELECT max(number) FROM city_version)"
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
    """What holds for one order now. units: those asked for -> who has their work today, those without anybody left out.

    version: of the city's data, None before any; gap: set when the calendar had no data for a year and weekends alone
    counted.
    """

    session: Session
    units: Mapping[str, str]
    by_kind: Mapping[str, Term]
    calendar: WorkingCalendar
    version: int | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    gap: str | None = field(default=None, init=False)

    def limit(self, kind: str) -> Limit:
        """A kind's own; a working day where the city says nothing."""
        term = self.by_kind.get(kind)
        return term.limit if term else WorkingDays(1)

    def due(self, start: datetime, limit: Limit) -> datetime:
        """When it ends; in a year without data by weekends alone, with an alarm."""
        try:
            return due_at(start, limit, self.calendar)
        except CalendarGap as gap:
            self._alarm(gap)
            return due_at(start, limit, self.calendar.weekends_only())

    def sign_off(self, unit: str | None, request_type: str) -> bool:
        """Whether the city wants the unit's head to sign such a reply (settings `sign_off_units`, `sign_off_types`)."""
        asked = {"sign_off_units": unit, "sign_off_types": request_type}
        return any({EVERY, of} & set(parts(self.settings.get(key, ""))) for key, of in asked.items())

    def guessed_from(self, start: datetime, due: datetime, limit: Limit) -> datetime | None:
        """From when on `due` was counted by weekends alone: the first day (of minutes: instant) in a year without data.

        None where every year is known, or the limit goes by the clock.
        """
        if isinstance(limit, ClockHours):
            return None
        begin, end = start.astimezone(LOCAL), due.astimezone(LOCAL)
        if isinstance(limit, WorkingDays):
            begin = datetime.combine(begin.date() + timedelta(days=1), time(), LOCAL)
        for year in range(begin.year, end.year + 1):
            if not self.calendar.knows(year):
                return max(begin, datetime(year, 1, 1, tzinfo=LOCAL))
        return None

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


def earlier(ours: datetime, upstream: datetime | None) -> datetime:
    """Of our own date for the reply and that of the platform above us, if it gave one: the earlier holds."""
    return ours if upstream is None else min(ours, upstream)


def read_terms(session: Session, order: Any, at: datetime, codes: Sequence[str] = ()) -> Terms:
    """The terms of an order (by type, urgency, channel, category) on the day of `at`; codes: units to check."""
    given = {
        "codes": list(codes),
        "today": at.astimezone(LOCAL).date(),
        "request_type": order.request_type,
        "urgency": order.urgency,
        "channel": order.channel,
        "category": order.category_code or "",
        "place": order.place_code or "",
        "lead": order.lead_code or "",
        "rule": _proposed_by(order.advice),
    }
    units, rows, settings, overrides, duty, version = session.execute(_TERMS, given).one()
    settings = settings or {}
    by_kind: dict[str, Term] = {}
    none: set[str] = set()
    weights: dict[str, int] = {}
    for kind, limit, extension, pause_in, code, weight in rows or ():
        if kind in by_kind or kind in none:
            continue
        weights[kind] = weight
        if limit == NO_LIMIT:
            none.add(kind)
        else:
            longer = span(extension) if extension != NO_LIMIT else None
            by_kind[kind] = Term(span(limit), longer, pause_in or None, code)
    if "reply" not in none:
        days = settings.get("reply_working_days")
        by_kind.setdefault("reply", Term(WorkingDays(int(days)) if days else REPLY_LIMIT))
    if duty and duty[1] and duty[1] != NO_LIMIT and "reply" in by_kind and weights.get("reply", 0) < DUTY_WEIGHT:
        by_kind["reply"] = replace(by_kind["reply"], limit=span(duty[1]), code=duty[0])
    by_kind["archive"] = Term(ARCHIVES_AFTER)
    days_off = {date.fromisoformat(day): working for day, working in (overrides or {}).items()}
    return Terms(session, units or {}, by_kind, calendar_of(days_off, settings), version, settings)


def extension_then(session: Session, order: Any, now: Terms) -> Limit | None:
    """How far the reply may be put off: by the policy with which the order was decided, not by a later one.

    now: what holds where that version says nothing of the order's limit.
    """
    if order.city_version is not None and order.limit_code:
        for row in versions.sheet_of(session, order.city_version, "limits"):
            if row["code"] == order.limit_code:
                return span(row["extension"]) if row["extension"] != NO_LIMIT else None
    term = now.by_kind.get("reply")
    return term.extension if term else None


def _proposed_by(advice: Any) -> str:
    """The duty entry that the proposal names."""
    told = (advice or {}).get("evidence") or ()
    return next((one.get("ref") or "" for one in told if one.get("kind") == "rule"), "")


def _shifted(due: datetime, begin: datetime, end: datetime, calendar: WorkingCalendar) -> datetime:
    day, stop, worked = begin.astimezone(LOCAL).date(), end.astimezone(LOCAL).date(), 0
    while day < stop:
        day = calendar.later(day, 1)
        worked += day <= stop
    local = due.astimezone(LOCAL)
    return datetime.combine(calendar.later(local.date(), worked), local.timetz()).astimezone(due.tzinfo)
