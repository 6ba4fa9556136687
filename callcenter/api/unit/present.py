"""From rows to the unit's desk: masked, with the time that is left by the city's calendar."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcenter.api.orders import present
from callcenter.api.unit.shapes import UnitItem
from callcenter.web.masking import masked_text
from models import clock
from models.calendar import ClockHours, WorkingCalendar, office_minutes, stored_calendar
from models.calendar.spans import span
from models.catalogue.tables import SlaPolicy
from models.orders import WorkOrder
from models.search import OWED, UnitRow


def items(session: Session, rows: Sequence[UnitRow]) -> list[UnitItem]:
    """The rows in their order."""
    now, calendar = clock.now(), stored_calendar(session).weekends_only()
    by_clock = _by_clock(session, {row.order.limit_code for row in rows if row.order.limit_code})
    summaries = present.summaries(session, [row.order for row in rows])
    return [
        UnitItem(
            **summary.model_dump(),
            part_role=row.part.role,
            part_state=row.part.state,
            urge_count=row.order.urge_count,
            is_supervised=row.order.is_supervised,
            pending_request=row.order.pending_request,
            came_back=masked_text(row.came_back or ""),
            left_minutes=_left(row.order, now, calendar, row.order.limit_code in by_clock),
            left_by="clock" if row.order.limit_code in by_clock else "office",
        )
        for row, summary in zip(rows, summaries, strict=True)
    ]


def _left(order: WorkOrder, now: datetime, calendar: WorkingCalendar, by_clock: bool) -> int | None:
    if order.due_at is None or order.state not in OWED:
        return None
    late = order.due_at < now
    begin, end = (order.due_at, now) if late else (now, order.due_at)
    minutes = int((end - begin).total_seconds() // 60) if by_clock else office_minutes(begin, end, calendar)
    return -minutes if late else minutes


def _by_clock(session: Session, codes: set[str]) -> set[str]:
    """The rows of the policy that count hours day and night."""
    if not codes:
        return set()
    spans = session.execute(select(SlaPolicy.code, SlaPolicy.span).where(SlaPolicy.code.in_(codes)))
    return {code for code, text in spans if isinstance(span(text), ClockHours)}
