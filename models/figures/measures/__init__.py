"""All measures. A measure's SELECT is the only place that says what counts: folding and rebuilding both run it."""

from collections.abc import Mapping
from typing import Final

from models.figures.definition import Measure
from models.figures.measures import agents, callbacks, calls, orders, quality

MEASURES: Final[Mapping[str, Measure]] = {
    measure.key: measure
    for measure in (*orders.MEASURES, *callbacks.MEASURES, *calls.MEASURES, *agents.MEASURES, *quality.MEASURES)
}
