"""Who may do what: one table of role x right -> scope. Endpoints name a right; the verbs' own roles are models.orders'.

`own`: what the user handles himself (his calls, the call-backs that no colleague has taken). `department`: what his
department takes part in. `all`: everything.
Personal data is masked for everybody; `orders.reveal` shows it, with a reason and a trace.
"""

from enum import StrEnum
from typing import Final

from models.people import Role


class Right(StrEnum):
    """A group of endpoints."""

    PRESENCE = "presence"
    AGENTS_READ = "agents.read"
    CALLS_READ = "calls.read"
    CALLS_LISTEN = "calls.listen"
    CALLS_HANDLE = "calls.handle"
    ORDERS_READ = "orders.read"
    ORDERS_DRAFT = "orders.draft"
    ORDERS_WORK = "orders.work"
    ORDERS_REVEAL = "orders.reveal"
    ORDERS_EXPORT = "orders.export"
    ORDERS_AUDIT = "orders.audit"
    DISPATCH = "dispatch"
    UNIT = "unit"
    CALLBACKS = "callbacks"
    ADVISE = "advise"
    CATALOGUE_READ = "catalogue.read"
    CATALOGUE_EDIT = "catalogue.edit"
    EVENTS = "events"
    API_CLIENTS = "api_clients"
    PEOPLE = "people"
    PLACES = "places"
    COUNTER = "counter"
    DOCS = "docs"
    INBOX_READ = "inbox.read"
    INBOX_WORK = "inbox.work"
    CHANNELS_READ = "channels.read"
    CHANNELS_SET = "channels.set"
    DELIVERIES_WORK = "deliveries.work"
    FIGURES_READ = "figures.read"
    WALLBOARD = "wallboard"
    QUALITY_READ = "quality.read"
    QUALITY_INSPECT = "quality.inspect"
    QUALITY_DECIDE = "quality.decide"
    REPORTS_READ = "reports.read"
    REPORTS_MAKE = "reports.make"
    ANALYSIS_READ = "analysis.read"
    MODELS_SET = "models.set"
    RETENTION_READ = "retention.read"
    RETENTION_WORK = "retention.work"


class Scope(StrEnum):
    """How far a right reaches."""

    OWN = "own"
    DEPARTMENT = "department"
    ALL = "all"


_EVERYBODY: Final = {Right.CATALOGUE_READ: Scope.ALL, Right.EVENTS: Scope.ALL}

_TAKES_CALLS: Final = {
    Right.PRESENCE: Scope.OWN,
    Right.CALLS_READ: Scope.OWN,
    Right.CALLS_LISTEN: Scope.OWN,
    Right.CALLS_HANDLE: Scope.OWN,
    Right.ORDERS_READ: Scope.ALL,
    Right.ORDERS_DRAFT: Scope.ALL,
    Right.ORDERS_WORK: Scope.ALL,
    Right.ORDERS_REVEAL: Scope.ALL,
    Right.ADVISE: Scope.ALL,
    Right.COUNTER: Scope.ALL,
    Right.QUALITY_READ: Scope.OWN,
}

_HANDLES_ORDERS: Final = {
    Right.FIGURES_READ: Scope.DEPARTMENT,
    Right.ORDERS_READ: Scope.DEPARTMENT,
    Right.ORDERS_WORK: Scope.DEPARTMENT,
    Right.ORDERS_REVEAL: Scope.DEPARTMENT,
    Right.ORDERS_EXPORT: Scope.DEPARTMENT,
    Right.UNIT: Scope.DEPARTMENT,
    Right.COUNTER: Scope.ALL,
}

_READS_ALL: Final = {
    Right.AGENTS_READ: Scope.ALL,
    Right.CALLS_READ: Scope.ALL,
    Right.CALLS_LISTEN: Scope.ALL,
    Right.ORDERS_READ: Scope.ALL,
    Right.ORDERS_EXPORT: Scope.ALL,
}

_INBOX: Final = {Right.INBOX_READ: Scope.ALL, Right.INBOX_WORK: Scope.ALL, Right.CHANNELS_READ: Scope.ALL}
_TELLS: Final = {Right.DELIVERIES_WORK: Scope.ALL}
_MODELS: Final = {Right.ANALYSIS_READ: Scope.ALL, Right.MODELS_SET: Scope.ALL}
_FIGURES: Final = {Right.FIGURES_READ: Scope.ALL, Right.WALLBOARD: Scope.ALL}
_QUALITY: Final = {Right.QUALITY_READ: Scope.ALL}
_READS_REPORTS: Final = {Right.REPORTS_READ: Scope.ALL}
_REPORTS: Final = _READS_REPORTS | {Right.REPORTS_MAKE: Scope.ALL}
_RETAINS: Final = {Right.RETENTION_READ: Scope.ALL, Right.RETENTION_WORK: Scope.ALL}

MATRIX: Final[dict[Role, dict[Right, Scope]]] = {
    Role.AGENT: _EVERYBODY | _TAKES_CALLS,
    Role.SENIOR_AGENT: _EVERYBODY
    | _READS_REPORTS
    | _TAKES_CALLS
    | _FIGURES
    | {Right.AGENTS_READ: Scope.ALL, Right.ORDERS_EXPORT: Scope.ALL},
    Role.DISPATCHER: _EVERYBODY
    | _READS_REPORTS
    | _INBOX
    | _FIGURES
    | {
        Right.CALLS_READ: Scope.ALL,
        Right.CALLS_LISTEN: Scope.ALL,
        Right.ORDERS_READ: Scope.ALL,
        Right.ORDERS_DRAFT: Scope.ALL,
        Right.ORDERS_WORK: Scope.ALL,
        Right.ORDERS_REVEAL: Scope.ALL,
        Right.ORDERS_EXPORT: Scope.ALL,
        Right.DISPATCH: Scope.ALL,
        Right.ADVISE: Scope.ALL,
    },
    Role.CLERK: _EVERYBODY | _HANDLES_ORDERS,
    Role.DEPARTMENT_HEAD: _EVERYBODY | _HANDLES_ORDERS,
    Role.CALLBACK_AGENT: _EVERYBODY
    | {
        Right.CALLS_READ: Scope.ALL,
        Right.CALLS_LISTEN: Scope.ALL,
        Right.ORDERS_READ: Scope.ALL,
        Right.ORDERS_WORK: Scope.ALL,
        Right.ORDERS_REVEAL: Scope.ALL,
        Right.CALLBACKS: Scope.OWN,
    },
    Role.INSPECTOR: _EVERYBODY
    | _READS_REPORTS
    | _FIGURES
    | _QUALITY
    | {
        Right.CALLS_READ: Scope.ALL,
        Right.CALLS_LISTEN: Scope.ALL,
        Right.ORDERS_READ: Scope.ALL,
        Right.QUALITY_INSPECT: Scope.ALL,
    },
    Role.SUPERVISOR: _EVERYBODY
    | _REPORTS
    | _READS_ALL
    | _INBOX
    | _TELLS
    | _MODELS
    | _FIGURES
    | _RETAINS
    | _QUALITY
    | {
        Right.QUALITY_DECIDE: Scope.ALL,
        Right.ORDERS_DRAFT: Scope.ALL,
        Right.ORDERS_WORK: Scope.ALL,
        Right.ORDERS_REVEAL: Scope.ALL,
        Right.ORDERS_AUDIT: Scope.ALL,
        Right.DISPATCH: Scope.ALL,
        Right.UNIT: Scope.ALL,
        Right.CALLBACKS: Scope.ALL,
        Right.ADVISE: Scope.ALL,
        Right.COUNTER: Scope.ALL,
        Right.PLACES: Scope.ALL,
    },
    Role.KNOWLEDGE_EDITOR: _EVERYBODY | {Right.ADVISE: Scope.ALL},
    Role.ADMINISTRATOR: _EVERYBODY
    | _REPORTS
    | _MODELS
    | _FIGURES
    | _RETAINS
    | {
        Right.AGENTS_READ: Scope.ALL,
        Right.DOCS: Scope.ALL,
        Right.API_CLIENTS: Scope.ALL,
        Right.PEOPLE: Scope.ALL,
        Right.PLACES: Scope.ALL,
        Right.CHANNELS_READ: Scope.ALL,
        Right.CHANNELS_SET: Scope.ALL,
        Right.DELIVERIES_WORK: Scope.ALL,
        Right.CATALOGUE_EDIT: Scope.ALL,
    },
    Role.AUDITOR: _EVERYBODY
    | _READS_REPORTS
    | _READS_ALL
    | {Right.INBOX_READ: Scope.ALL, Right.CHANNELS_READ: Scope.ALL, Right.ORDERS_AUDIT: Scope.ALL}
    | {Right.ANALYSIS_READ: Scope.ALL}
    | _QUALITY
    | _FIGURES
    | {Right.RETENTION_READ: Scope.ALL},
}


def scope_of(role: str, right: Right) -> Scope | None:
    """How far `right` reaches for `role` (a value of `Role`); None where the role does not have it."""
    return MATRIX[Role(role)].get(right)
