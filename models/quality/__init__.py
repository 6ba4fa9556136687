"""Quality inspection (质检): a sample is drawn, scored by the city's sheet, appealed once, decided. docs/quality.md."""

from models.quality.drawing import Repeated, Wanted, draw, draws, repeated
from models.quality.errors import InspectionNotFound, InspectionNotOpen, ScoreSheetMissing
from models.quality.inspecting import CHANGED, Course, appeal, course, decide, score
from models.quality.listing import Filter, counts, inspections
from models.quality.sheets import Item, Sheet, sheet_of
from models.quality.tables import ACTS, KINDS, STATES, Kind, QualityDraw, QualityInspection, QualityStep, State

__all__ = [
    "ACTS",
    "CHANGED",
    "KINDS",
    "STATES",
    "Course",
    "Filter",
    "InspectionNotFound",
    "InspectionNotOpen",
    "Item",
    "Kind",
    "QualityDraw",
    "QualityInspection",
    "QualityStep",
    "Repeated",
    "ScoreSheetMissing",
    "Sheet",
    "State",
    "Wanted",
    "appeal",
    "counts",
    "course",
    "decide",
    "draw",
    "draws",
    "inspections",
    "repeated",
    "score",
    "sheet_of",
]
