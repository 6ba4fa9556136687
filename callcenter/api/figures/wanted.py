"""A question about figures on the wire, and what of it a user may ask."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from callcenter.api.figures.shapes import Compared, Dimension, Part
from callcenter.web.access import Access
from callcenter.web.permissions import Scope
from models.figures import Filters, Period, Question
from models.figures.question import FigureNotSplit

_Codes = Annotated[str, StringConstraints(max_length=2_000, pattern=r"^[^\x00]*$")]


class _Wanted(BaseModel):
    """Of which days, split by what, of what alone. to is included; filters: codes by commas, see docs/figures.md."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    begin: Annotated[date, Field(alias="from")]
    end: Annotated[date, Field(alias="to")]
    by: Dimension | None = None
    unit: _Codes = ""
    unit_class: _Codes = ""
    category: _Codes = ""
    district: _Codes = ""
    channel: _Codes = ""
    request_type: _Codes = ""
    agent: Annotated[str, StringConstraints(max_length=2_000, pattern=r"^[0-9,]*$")] = ""
    detail: _Codes = ""


class WantedFigures(_Wanted):
    """Which figures. metrics: keys by commas."""

    metrics: Annotated[str, StringConstraints(min_length=1, max_length=2_000, pattern=r"^[a-z0-9_,]+$")]
    compare: Annotated[str, StringConstraints(max_length=40)] = ""


class WantedRows(_Wanted):
    """The rows behind one number. key: of a row of the table by `by`; without it all of the table's."""

    metric: Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[a-z0-9_]+$")]
    part: Part = "numerator"
    key: Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00]*$")] | None = None
    cursor: Annotated[str | None, Field(max_length=200)] = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


_COMPARED: Final[tuple[Compared, ...]] = ("previous", "last_year")
_FILTERS: Final = tuple(Filters.__dataclass_fields__)


def question_of(access: Access, wanted: WantedFigures | WantedRows) -> Question:
    """The question within what the user may ask: a unit's people ask of their own unit alone.

    Raises `figure-not-split` where a unit's people ask for what has no unit.
    """
    filters = Filters(**{name: _codes(getattr(wanted, name)) for name in _FILTERS})
    if isinstance(wanted, WantedFigures):
        compare = tuple(one for one in _COMPARED if one in _codes(wanted.compare))
        keys = _codes(wanted.metrics)
    else:
        compare, keys = (), (wanted.metric,)
    question = Question(keys, Period(wanted.begin, wanted.end), wanted.by, compare, filters)
    if access.scope is Scope.DEPARTMENT:
        own = tuple(sorted(access.actor.units)) or ("-",)
        asked = tuple(code for code in own if code in filters.unit) if filters.unit else own
        if not asked:
            raise FigureNotSplit("只能查看本单位的数据，请去掉其他单位")
        question = replace(question, filters=replace(filters, unit=asked))
    return question


def _codes(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
