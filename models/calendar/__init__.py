"""Working time in China: which days are worked, and when a limit ends."""

from models.calendar.days import CalendarGap, WorkingCalendar, calendar_of, stored_calendar
from models.calendar.limits import (
    ClockHours,
    Limit,
    WorkingDays,
    WorkingHours,
    WorkingMinutes,
    due_at,
    office_minutes,
    warn_at,
)

__all__ = [
    "CalendarGap",
    "ClockHours",
    "Limit",
    "WorkingCalendar",
    "WorkingDays",
    "WorkingHours",
    "WorkingMinutes",
    "calendar_of",
    "due_at",
    "office_minutes",
    "stored_calendar",
    "warn_at",
]
