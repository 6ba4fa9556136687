"""Services: the city's matters of the third level (事项分类), by group; and the definition of one."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.open311.attributes import Attribute, attributes, of_service
from integrations.open311.wire import Listed
from models.catalogue.tables import Category

LEVEL = 3


def listing(session: Session) -> Listed:
    """Every service (GET Service List)."""
    names, questions = _names(session), attributes(session)
    leaves = select(Category.code).where(Category.active, Category.level == LEVEL).order_by(Category.code)
    return Listed("service", [_service(code, names, questions) for code in session.scalars(leaves)])


def definition(session: Session, code: str) -> dict[str, Any] | None:
    """The questions of a service (GET Service Definition); None where there is no such service."""
    if not exists(session, code):
        return None
    questions = [_question(one, place) for place, one in enumerate(of_service(attributes(session), code), 1)]
    return {"service_code": code, "attributes": Listed("attribute", questions)}


def exists(session: Session, code: str) -> bool:
    """Whether a demand may be handed in under this code."""
    found = session.get(Category, code) if len(code) <= 40 else None
    return found is not None and found.active and found.level == LEVEL


def names_of(session: Session, codes: set[str]) -> dict[str, str]:
    """Names of categories of any level, retired ones too: an old order keeps its matter."""
    return dict(session.execute(select(Category.code, Category.name).where(Category.code.in_(codes))).all())


def _names(session: Session) -> dict[str, str]:
    return dict(session.execute(select(Category.code, Category.name)).all())


def _service(code: str, names: dict[str, str], questions: Sequence[Attribute]) -> dict[str, Any]:
    path = [names.get(code[:length], "") for length in (2, 4, 6)]
    return {
        "service_code": code,
        "service_name": path[-1],
        "description": "，".join(part for part in path if part),
        "metadata": bool(of_service(questions, code)),
        "type": "realtime",
        "keywords": ", ".join(part for part in path if part),
        "group": path[0],
    }


def _question(one: Attribute, place: int) -> dict[str, Any]:
    return {
        "variable": True,
        "code": one.code,
        "datatype": one.datatype,
        "required": one.required,
        "datatype_description": one.datatype_description or None,
        "order": place,
        "description": one.description,
        "values": Listed("value", [{"key": value, "name": value} for value in one.values]),
    }
