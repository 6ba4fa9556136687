"""Why a verb was refused. Each reason has a stable code, an HTTP status, and words for people."""

from typing import Any


class OrderError(Exception):
    """Base of all refusals. message: Chinese, shown to whoever tried; members: what else the API says of it."""

    code = "order-error"
    status = 400

    def __init__(self, message: str, field: str | None = None) -> None:
        self.message = message
        self.members: dict[str, Any] = {"field": field}
        super().__init__(message)


class OrderNotFound(OrderError):
    """No order has this number."""

    code, status = "order-not-found", 404


class VersionConflict(OrderError):
    """Somebody else changed the order meanwhile."""

    code, status = "version-conflict", 409


class VerbUnknown(OrderError):
    """The workflow has no such verb."""

    code, status = "verb-unknown", 404


class VerbNotAllowed(OrderError):
    """The order is not in a state in which this may be done."""

    code, status = "verb-not-allowed", 409


class RoleNotAllowed(OrderError):
    """This role, or this unit, may not do it."""

    code, status = "role-not-allowed", 403


class TooManyAttachments(OrderError):
    """The order has as many attachments as it may have."""

    code, status = "too-many-attachments", 409


class AttachmentThere(OrderError):
    """The same content is attached to the order already."""

    code, status = "attachment-already-there", 409


class FieldMissing(OrderError):
    """Something that must be given is empty: `field` of `workflow.FIELDS`."""

    code, status = "field-missing", 422


class FieldInvalid(OrderError):
    """A field that the verb does not take, or a value that cannot be; `field` where it is one field's fault."""

    code, status = "field-invalid", 422
