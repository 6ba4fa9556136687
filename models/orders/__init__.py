"""The work order: one demand from its draft to its closing, changed by verbs alone."""

from models.orders import words as words  # it listens: texts and their search words change together
from models.orders.actor import SYSTEM, Actor
from models.orders.create import create_draft
from models.orders.disclosure import reveal
from models.orders.errors import (
    FieldInvalid,
    FieldMissing,
    OrderError,
    OrderNotFound,
    RoleNotAllowed,
    VerbNotAllowed,
    VerbUnknown,
    VersionConflict,
)
from models.orders.numbering import is_order_number
from models.orders.queries import by_citizen, by_conversation, due_colour, get
from models.orders.rights import Possible, possible
from models.orders.tables import Assignment, OrderEvent, WorkOrder
from models.orders.timeline import first_broken, timeline
from models.orders.verbs import apply
from models.orders.workflow import STATES, UNIT_ROLES, VERBS, Verb
from models.search.filters import OrderFilter
from models.search.listing import Page, listing

__all__ = [
    "STATES",
    "SYSTEM",
    "UNIT_ROLES",
    "VERBS",
    "Actor",
    "Assignment",
    "FieldInvalid",
    "FieldMissing",
    "OrderError",
    "OrderEvent",
    "OrderFilter",
    "OrderNotFound",
    "Page",
    "Possible",
    "RoleNotAllowed",
    "Verb",
    "VerbNotAllowed",
    "VerbUnknown",
    "VersionConflict",
    "WorkOrder",
    "apply",
    "by_citizen",
    "by_conversation",
    "create_draft",
    "due_colour",
    "first_broken",
    "get",
    "is_order_number",
    "listing",
    "possible",
    "reveal",
    "timeline",
]
