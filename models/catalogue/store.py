"""The catalogue in the database: loading a city's folder, and reading it back as a vocabulary."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models import clock
from models.catalogue.city import CityData
from models.catalogue.tables import Category, CitySetting, Department, Division, DutyRule, LegacyHotline, SlaPolicy
from models.catalogue.vocabulary import CategoryEntry, DepartmentEntry, DivisionEntry, DutyEntry, Vocabulary
from models.clock import LOCAL
from models.database.base import Base

_RETIRED = {"active": False}


def load(session: Session, folder: Path) -> dict[str, int]:
    """Makes the tables say what the folder says; returns rows per table. Idempotent.

    What the folder no longer has is retired, not deleted, for orders refer to it.
    Raises `CityDataError` with every wrong row, and then nothing has changed.
    """
    city = CityData.from_folder(folder)
    today = clock.now().astimezone(LOCAL).date()
    words = city.vocabulary
    named = [{"key": key, "value": value} for key, value in city.settings.items()]
    spoken = [{"key": f"prompt.{key}", "value": said} for key, said in city.prompts.items()]
    active = {"active": True}
    _put(session, Category, [asdict(entry) | active for entry in words.categories.values()], "code", _RETIRED)
    units = [asdict(entry) | {"valid_to": None} for entry in words.departments.values()]
    _put(session, Department, units, "code", {"valid_to": today})
    _put(session, Division, [asdict(entry) | active for entry in words.divisions], "code", _RETIRED)
    _put(session, DutyRule, [asdict(entry) | active for entry in words.duty], "code", _RETIRED)
    _put(session, LegacyHotline, [asdict(entry) | active for entry in city.legacy_hotlines], "number", _RETIRED)
    _put(session, SlaPolicy, [asdict(entry) | {"valid_to": None} for entry in city.limits], "code", {"valid_to": today})
    _put(session, CitySetting, named + spoken, "key", None)
    return {
        "categories": len(words.categories),
        "departments": len(words.departments),
        "divisions": len(words.divisions),
        "duty": len(words.duty),
        "legacy_hotlines": len(city.legacy_hotlines),
        "limits": len(city.limits),
        "settings": len(named),
        "prompts": len(spoken),
    }


def read_vocabulary(session: Session) -> Vocabulary:
    """What is valid now, as routing wants it."""
    categories = session.scalars(select(Category).where(Category.active).order_by(Category.code))
    departments = session.scalars(select(Department).where(Department.valid_to.is_(None)).order_by(Department.code))
    divisions = session.scalars(select(Division).where(Division.active).order_by(Division.code))
    duty = session.scalars(select(DutyRule).where(DutyRule.active).order_by(DutyRule.id))
    return Vocabulary(
        {c.code: CategoryEntry(c.code, c.parent, c.level, c.name) for c in categories},
        {d.code: DepartmentEntry(d.code, d.name, d.short, d.kind, tuple(d.aliases)) for d in departments},
        tuple(DivisionEntry(d.code, d.level, d.name, d.parent, d.area, d.street) for d in divisions),
        tuple(_duty_entry(rule) for rule in duty),
    )


def setting(session: Session, key: str, default: str = "") -> str:
    """A city's setting, such as `name` or `prompt.greeting`."""
    row = session.get(CitySetting, key)
    return default if row is None else row.value


def prompts(session: Session) -> dict[str, str]:
    """The texts of the city's spoken prompts by key."""
    rows = session.scalars(select(CitySetting).where(CitySetting.key.startswith("prompt.")))
    return {row.key.removeprefix("prompt."): row.value for row in rows}


def _duty_entry(rule: DutyRule) -> DutyEntry:
    return DutyEntry(
        code=rule.code,
        priority=rule.priority,
        category_prefix=rule.category_prefix,
        keywords=tuple(rule.keywords),
        exclude_keywords=tuple(rule.exclude_keywords),
        place_prefix=rule.place_prefix,
        lead=rule.lead,
        assist=tuple(rule.assist),
        guidance=rule.guidance,
        basis=rule.basis,
        lead_mode=rule.lead_mode,
    )


def _put(
    session: Session, table: type[Base], rows: Sequence[dict[str, Any]], key: str, retired: dict[str, Any] | None
) -> None:
    """Upserts the rows; those that are not among them are set to `retired`, or deleted when that is None."""
    if rows:
        statement = insert(table)
        columns = {name: statement.excluded[name] for name in rows[0] if name != key}
        session.execute(statement.on_conflict_do_update(index_elements=[key], set_=columns), rows)
    known = [row[key] for row in rows]
    absent = table.__table__.c[key].not_in(known)
    if retired is None:
        session.execute(delete(table).where(absent))
    else:
        still = [table.__table__.c[name].is_distinct_from(value) for name, value in retired.items()]
        session.execute(update(table).where(absent, *still).values(retired))
