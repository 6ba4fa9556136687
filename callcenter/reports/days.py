"""Calendar days in Asia/Shanghai as instants."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import InstrumentedAttribute

from models import clock
from models.figures import Period


def begin_of(period: Period) -> datetime:
    """The first instant."""
    return clock.midnight(period.begin)


def end_of(period: Period) -> datetime:
    """The first instant behind it."""
    return clock.midnight(period.end + timedelta(days=1))


def within(
    column: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None], period: Period
) -> ColumnElement[bool]:
    """Whether a column's instant is in the period."""
    return and_(column >= begin_of(period), column < end_of(period))
