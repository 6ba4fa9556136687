"""The city's reasons: which may be chosen, and how a code is called, also one that is retired."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.catalogue.tables import Reason


def live(session: Session, lists: Collection[str]) -> Mapping[str, Mapping[str, str]]:
    """List -> code -> name of what may be chosen, in the city's order."""
    rows = session.execute(
        select(Reason.list, Reason.code, Reason.name)
        .where(Reason.list.in_(lists), Reason.active)
        .order_by(Reason.list, Reason.place)
    )
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        found[row.list][row.code] = row.name
    return found


def excludes(session: Session, code: str) -> tuple[str, ...]:
    """In which items of the assessment an order does not count that was excluded for this reason, retired or not."""
    row = session.get(Reason, ("exclusion", code))
    return tuple(row.excludes) if row else ()


def name(session: Session, list_: str, code: str) -> str:
    """How a reason is called, retired or not; the code itself where it was never known."""
    row = session.get(Reason, (list_, code))
    return row.name if row else code
