"""The extra questions of a service (GET service definition), from the city's attributes.csv.

A row holds for every category whose code begins with its category_prefix. Four codes are known to the intake and become
the order's own fields: request_type, occurred_at, secret, no_public; all others stand in the order's text.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from models.catalogue.reading import CityDataError, Row, RowProblem, read_table
from models.catalogue.vocabulary import city_folder

DATATYPES: Final = ("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist")
_COLUMNS: Final = (
    "code", "category_prefix", "datatype", "required", "order", "description", "datatype_description", "values",
)  # fmt: skip


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


@cache
def attributes(city: str) -> tuple[Attribute, ...]:
    """All of a city's questions; none where its folder has no such file. Raises `CityDataError` for wrong rows."""
    path = city_folder(city) / "attributes.csv"
    if not path.is_file():
        return ()
    problems: list[RowProblem] = []
    found = tuple(read_table(path, _COLUMNS, _attribute, problems))
    if problems:
        raise CityDataError(problems)
    return found


def of_service(city: str, service_code: str) -> tuple[Attribute, ...]:
    """The questions of one service, in the order in which they are asked."""
    found = (one for one in attributes(city) if service_code.startswith(one.category_prefix))
    return tuple(sorted(found, key=lambda one: one.order))


def _attribute(row: Row) -> Attribute:
    datatype = row.one_of("datatype", DATATYPES)
    values = row.several("values")
    if bool(values) != datatype.endswith("list"):
        raise ValueError("只有选择项才有、也必须有 values")
    return Attribute(
        row.need("code"),
        row["category_prefix"],
        datatype,
        row.one_of("required", ("true", "false")) == "true",
        row.whole("order"),
        row.need("description"),
        row["datatype_description"],
        values,
    )
