"""What the plans want made now: each form once for each of its periods, from the hour of its plan on."""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from callcenter.jobs import defer
from callcenter.reports import span
from callcenter.reports.forms import SCHEDULED
from models import clock, reports
from models.database import Store

BY: Final = "定时生成"


def order_due(store: Store) -> int:
    """Orders the reports that are due; returns how many. Repeatable: a period is ordered once."""
    with store.transaction() as session:
        return len(_due(session, clock.now().astimezone(clock.LOCAL)))


def _due(session: Session, now: datetime) -> list[int]:
    ordered = []
    plans = reports.plans(session)
    for form in SCHEDULED:
        plan = plans.get(form.key)
        if plan is None or not plan.enabled or now.hour < plan.hour:
            continue
        period = span.last_whole(form.span, now.date())
        key = f"{form.key}:{span.write(form.span, period)}"
        row = reports.order(session, form.key, period.begin, period.end, topic="", by=BY, plan_key=key)
        if row is not None:
            defer.make_report(session, row.id)
            ordered.append(row.id)
    return ordered
