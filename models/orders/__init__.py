"""The work order: one demand from its draft to its closing, changed by verbs alone."""

from models.orders import words as words  # it listens: texts and their search words change together
from models.orders.actor import SYSTEM, Actor
from models.orders.attaching import attach, detach, take_attachments
from models.orders.confidentiality import Sight, confided, hidden_from, note_look, policy, sight
from models.orders.create import create_draft
from models.orders.disclosure import disclosures, reveal
from models.orders.effects.desk import MASTERS
from models.orders.errors import (
    AttachmentThere,
    FieldInvalid,
    FieldMissing,
    OrderError,
    OrderNotFound,
    RoleNotAllowed,
    TooManyAttachments,
    VerbNotAllowed,
    VerbUnknown,
    VersionConflict,
)
from models.orders.numbering import is_order_number
from models.orders.queries import by_citizen, by_conversation, by_message, due_colour, get
from models.orders.replay import replay
from models.orders.rights import Possible, possible
from models.orders.roots import TimelineHead, TimelineRoot, sign_root
from models.orders.tables import Assignment, OrderEvent, Overlay, WorkOrder
from models.orders.timeline import first_broken, timeline
from models.orders.verbs import apply
from models.orders.workflow import FIELDS, STATES, SYSTEM_ROLE, UNIT_ROLES, VERBS, Field, Verb
from models.search.filters import OrderFilter
from models.search.listing import Page, listing

__all__ = [
    "FIELDS",
    "MASTERS",
    "STATES",
    "SYSTEM",
    "SYSTEM_ROLE",
    "UNIT_ROLES",
    "VERBS",
    "Actor",
    "Assignment",
    "AttachmentThere",
    "Field",
    "FieldInvalid",
    "FieldMissing",
    "OrderError",
    "OrderEvent",
    "OrderFilter",
    "OrderNotFound",
    "Overlay",
    "Page",
    "Possible",
    "RoleNotAllowed",
    "Sight",
    "TimelineHead",
    "TimelineRoot",
    "TooManyAttachments",
    "Verb",
    "VerbNotAllowed",
    "VerbUnknown",
    "VersionConflict",
    "WorkOrder",
    "apply",
    "attach",
    "by_citizen",
    "by_conversation",
    "by_message",
    "confided",
    "create_draft",
    "detach",
    "disclosures",
    "due_colour",
    "first_broken",
    "get",
    "hidden_from",
    "is_order_number",
    "listing",
    "note_look",
    "policy",
    "possible",
    "replay",
    "reveal",
    "sight",
    "sign_root",
    "take_attachments",
    "timeline",
]
