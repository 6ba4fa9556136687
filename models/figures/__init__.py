"""Figures that run a hotline: what each is (`metrics`), what adds up to it (`measures`), the books that are kept of it
(`folding`, `rebuilding`), and asking for it (`asking`). See docs/figures.md."""

from models.figures.asking import Row, Table, ask
from models.figures.behind import Behind, Posting, behind, narrowed
from models.figures.definition import DIMENSIONS, Measure, Metric, Source
from models.figures.folding import Folded, behind_s, fold, fold_some
from models.figures.measures import MEASURES
from models.figures.metrics import METRICS
from models.figures.periods import Period
from models.figures.question import FigureError, Filters, Question, splits
from models.figures.rebuilding import Compared, compare, is_current, rebuild
from models.figures.value import Value

__all__ = [
    "DIMENSIONS",
    "MEASURES",
    "METRICS",
    "Behind",
    "Compared",
    "FigureError",
    "Filters",
    "Folded",
    "Measure",
    "Metric",
    "Period",
    "Posting",
    "Question",
    "Row",
    "Source",
    "Table",
    "Value",
    "ask",
    "behind",
    "behind_s",
    "compare",
    "fold",
    "fold_some",
    "is_current",
    "narrowed",
    "rebuild",
    "splits",
]
