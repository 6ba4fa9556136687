"""Working time in China: which days are worked, and when a limit ends."""

from models.calendar.days import CalendarGap, WorkingCalendar, stored_calendar
from models.calendar.limits import ClockHours, Limit, WorkingDays, WorkingHours, WorkingMinutes, due_at, warn_at

__all__ = [
    "CalendarGap",
    "ClockHours",
    "Limit",
    "WorkingCalendar",
    "WorkingDays",
    "WorkingHours",
    "WorkingMinutes",
    "due_at",
    "stored_calendar",
    "warn_at",
]
