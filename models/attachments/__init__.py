"""Attachments: pictures and documents of a demand and of its handling. Bytes in the vault, facts in the database."""

from models.attachments.content import examined
from models.attachments.errors import (
    AttachmentError,
    AttachmentNotFound,
    Confidential,
    Damaged,
    Disguised,
    EmptyFile,
    FileLost,
    Infected,
    NotScanned,
    TooLarge,
    TypeRefused,
)
from models.attachments.kinds import (
    FAMILIES,
    KINDS,
    LARGEST,
    LIMITS,
    MB,
    PER_ORDER,
    TYPES,
    UNIT_KINDS,
    AttachmentKind,
    Family,
    FileType,
    told,
)
from models.attachments.names import cleaned
from models.attachments.offered import OFFER_STATES, OfferedFile, OfferState, offered_with, were_offered
from models.attachments.publishing import publishable, stripped
from models.attachments.scanning import Scanner, ScannerUnavailable, Verdict, give_up, scan_content, waiting_for_scan
from models.attachments.storing import Scan, StoredFile, examine, facts, of_message, of_order, store
from models.attachments.sweeping import Swept, sweep
from models.attachments.tables import SCAN_STATES, Attachment, Content, ScanState
from models.attachments.vault import Incoming, Vault

__all__ = [
    "FAMILIES",
    "KINDS",
    "LARGEST",
    "LIMITS",
    "MB",
    "OFFER_STATES",
    "PER_ORDER",
    "SCAN_STATES",
    "TYPES",
    "UNIT_KINDS",
    "Attachment",
    "AttachmentError",
    "AttachmentKind",
    "AttachmentNotFound",
    "Confidential",
    "Content",
    "Damaged",
    "Disguised",
    "EmptyFile",
    "Family",
    "FileLost",
    "FileType",
    "Incoming",
    "Infected",
    "NotScanned",
    "OfferState",
    "OfferedFile",
    "Scan",
    "ScanState",
    "Scanner",
    "ScannerUnavailable",
    "StoredFile",
    "Swept",
    "TooLarge",
    "TypeRefused",
    "Vault",
    "Verdict",
    "cleaned",
    "examine",
    "examined",
    "facts",
    "give_up",
    "of_message",
    "of_order",
    "offered_with",
    "publishable",
    "scan_content",
    "store",
    "stripped",
    "sweep",
    "told",
    "waiting_for_scan",
    "were_offered",
]
