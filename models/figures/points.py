"""The points of the composed score by class of unit: the city's settings `score-<class>`, else the definition's."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.catalogue.choices import KINDS, SCORE
from models.catalogue.tables import CitySetting
from models.figures.metrics import METRICS

Points = Mapping[str, float]
DEFAULT: Final[Points] = METRICS["composite"].mix
assert tuple(DEFAULT) == tuple(SCORE)


def points_by_class(session: Session) -> dict[str, Points]:
    """Class -> metric -> points; classes of which the city says nothing are not in it."""
    named = {f"score-{kind}": kind for kind in KINDS}
    stated = select(CitySetting.key, CitySetting.value).where(CitySetting.key.in_(named))
    return {
        named[key]: dict(zip(SCORE, map(float, value.split()), strict=True)) for key, value in session.execute(stated)
    }
