"""Why something about an inspection was refused."""

from models.orders.errors import OrderError


class InspectionNotFound(OrderError):
    """No inspection has this number, or it is not for this user."""

    code, status = "inspection-not-found", 404


class InspectionNotOpen(OrderError):
    """It has come another way already: scored, appealed, or decided."""

    code, status = "inspection-not-open", 409


class ScoreSheetMissing(OrderError):
    """The city has no score sheet for this kind."""

    code, status = "score-sheet-missing", 409
