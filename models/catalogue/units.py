"""Units through time: their names in old orders and in new ones, who has a unit's work today, and whose it has."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select, text
from sqlalchemy.orm import Session

from models.catalogue import versions
from models.catalogue.tables import Department

# A unit that has ended is followed to its successor; UNION ends the walk where a circle was made by hand.
_HEIRS = text(
    "WITH RECURSIVE heir(code, now) AS ("
    " SELECT code, code FROM department WHERE code = ANY(:codes)"
    " UNION SELECT heir.code, ended.successor FROM heir JOIN department ended ON ended.code = heir.now"
    " WHERE ended.valid_to <= :today AND ended.successor IS NOT NULL)"
    " SELECT heir.code, heir.now FROM heir JOIN department living ON living.code = heir.now"
    " WHERE living.valid_to IS NULL OR living.valid_to > :today"
)


def heirs(session: Session, codes: Collection[str], today: date) -> dict[str, str]:
    """Code -> the unit that has its work on this day, itself where it still exists; those without any are left out."""
    if not codes:
        return {}
    return {row.code: row.now for row in session.execute(_HEIRS, {"codes": list(codes), "today": today})}


def taken_over(unit: str, today: str) -> str:
    """A query for the ended units whose work `unit` has: those of which it is the successor, and theirs. SQL, both."""
    gone = f"valid_to <= {today}"
    return (
        f"WITH RECURSIVE gone(code) AS (SELECT code FROM department WHERE successor = {unit} AND {gone}"  # noqa: S608
        f" UNION SELECT d.code FROM gone JOIN department d ON d.successor = gone.code AND d.{gone})"
        " SELECT code FROM gone"
    )


_TAKEN_OVER = text(taken_over(":unit", ":today"))


def with_taken_over(session: Session, unit: str, today: date) -> frozenset[str]:
    """The unit and the ended ones whose work it has: what its people see and work."""
    return frozenset({unit, *session.scalars(_TAKEN_OVER, {"unit": unit, "today": today})})


def living(today: date) -> ColumnElement[bool]:
    """The condition that a `Department` may be chosen on this day."""
    begun = or_(Department.valid_from.is_(None), Department.valid_from <= today)
    return begun & or_(Department.valid_to.is_(None), Department.valid_to > today)


def names(session: Session, codes: Collection[str], today: date) -> dict[str, str]:
    """Code -> name; of a unit that has ended with who has its work now: 市乡村振兴局（现 市农业农村局）."""
    if not codes:
        return {}
    rows: Any = session.execute(
        select(Department.code, Department.name, Department.valid_to).where(Department.code.in_(codes))
    ).all()
    known = {row.code: row.name for row in rows}
    gone = [row.code for row in rows if row.valid_to is not None and row.valid_to <= today]
    if gone:
        now = heirs(session, gone, today)
        wanted = select(Department.code, Department.name).where(Department.code.in_(now.values()))
        later = {row.code: row.name for row in session.execute(wanted)}
        for code in gone:
            known[code] += f"（现 {later[now[code]]}）" if code in now else "（已撤销）"
    return known


def names_then(session: Session, codes: Collection[str], version: int | None, today: date) -> dict[str, str]:
    """`names`, with the name of when an order was decided where the same unit has another one now: 旧名（现 新名）."""
    known = names(session, codes, today)
    if version is None or not known:
        return known
    for row in versions.sheet_of(session, version, "departments"):
        code, then = row["code"], row["name"]
        if code in known and not known[code].startswith(then):
            now = known[code].partition("（现 ")[2].removesuffix("）") or known[code]
            known[code] = f"{then}（现 {now}）"
    return known
