"""The workflow in one table: states, verbs, who may, what must be given (REPORT 2.2). Everything else reads it.

The code, the API, the console's buttons and forms, the documentation's diagram come from here.
"""

from models.orders.workflow.fields import FIELDS, FORM, Field, Kind
from models.orders.workflow.states import (
    HOTLINE_STATES,
    STATES,
    SYSTEM_ROLE,
    UNIT_ROLES,
    UNIT_STATES,
    AssignmentRole,
    AssignmentState,
    OrderState,
)
from models.orders.workflow.table import VERBS, Verb

__all__ = [
    "FIELDS",
    "FORM",
    "HOTLINE_STATES",
    "STATES",
    "SYSTEM_ROLE",
    "UNIT_ROLES",
    "UNIT_STATES",
    "VERBS",
    "AssignmentRole",
    "AssignmentState",
    "Field",
    "Kind",
    "OrderState",
    "Verb",
]
