"""What everybody may read of orders, as conditions of a query: one place for every public door."""

from sqlalchemy import and_

from models.orders.tables import WorkOrder

MAY_BE_SHOWN = and_(WorkOrder.is_secret.is_(False), WorkOrder.request_type != "举报", WorkOrder.no_public.is_(False))
"""Never a report of wrongdoing, a confidential order, or one whose citizen objected."""

RELEASED = and_(MAY_BE_SHOWN, WorkOrder.released_at.is_not(None))
"""A clerk has published it."""

ANSWERED = frozenset({"callback", "closed", "archived", "direct_answered"})
"""States in which the hotline stands by the public reply."""
