"""The extra questions of a service (GET service definition), from the city's table `attributes`.

A row holds for every category whose code begins with its category_prefix. Four codes are known to the intake and become
the order's own fields: request_type, occurred_at, secret, no_public; all others stand in the order's text.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.catalogue import versions
from models.catalogue.cells import YES, parts


@dataclass(frozen=True)
class Attribute:
    """One question. values: what may be chosen, for the two kinds of lists."""

    code: str
    category_prefix: str
    datatype: str
    required: bool
    order: int
    description: str
    datatype_description: str
    values: tuple[str, ...]


def attributes(session: Session) -> tuple[Attribute, ...]:
    """All of the city's questions, as its newest version has them."""
    rows = versions.sheet_of(session, versions.newest(session), "attributes")
    return tuple(sorted(map(_attribute, rows), key=lambda one: one.order))


def of_service(known: Iterable[Attribute], service_code: str) -> tuple[Attribute, ...]:
    """The questions of one service among `known`, in the order in which they are asked."""
    return tuple(one for one in known if service_code.startswith(one.category_prefix))


def _attribute(row: Mapping[str, str]) -> Attribute:
    return Attribute(
        row["code"],
        row["category_prefix"],
        row["datatype"],
        row["required"] == YES,
        int(row["order"]),
        row["description"],
        row["datatype_description"],
        parts(row["values"]),
    )
