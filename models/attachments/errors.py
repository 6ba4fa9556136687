"""Why a file was refused or is not given out. Each reason has a stable code, an HTTP status, and words for people."""

from typing import Any


class AttachmentError(Exception):
    """Base of all. message: Chinese, with what can be done next; members: for programs."""

    code = "attachment-error"
    status = 422

    def __init__(self, message: str, **members: Any) -> None:
        self.message, self.members = message, members
        super().__init__(message)


class EmptyFile(AttachmentError):
    """Nothing is in it."""

    code = "attachment-empty"


class TooLarge(AttachmentError):
    """More bytes, pixels or unpacked bytes than its type may have."""

    code, status = "attachment-too-large", 413


class TypeRefused(AttachmentError):
    """By its content none of the types that are taken."""

    code, status = "attachment-type-refused", 415


class Damaged(AttachmentError):
    """It begins like one of the types but is broken or cut off."""

    code = "attachment-damaged"


class Disguised(AttachmentError):
    """It is two things at once, or carries a program: polyglots, macros, scripts, zip bombs."""

    code = "attachment-disguised"


class Infected(AttachmentError):
    """The virus scanner found something in this content."""

    code = "attachment-infected"


class NotScanned(AttachmentError):
    """The virus scanner has not seen it yet, and the policy holds such files back."""

    code, status = "attachment-not-scanned", 409


class Confidential(AttachmentError):
    """Of a secret order, and it cannot be given out without what may name the reporter."""

    code, status = "attachment-confidential", 403


class FileLost(AttachmentError):
    """The row is there, its file is not: restore it from the backup."""

    code, status = "attachment-lost", 404


class AttachmentNotFound(AttachmentError):
    """The order has no such attachment, or it was withdrawn."""

    code, status = "attachment-not-found", 404
