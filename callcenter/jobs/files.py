"""Jobs of attachments: virus scans, and the day's sweep of what crashes left behind."""

import logging

from callcenter.settings import Settings
from integrations.clamd import Clamd
from models import attachments
from models.attachments import Scanner, ScannerUnavailable, Vault
from models.database import Store

log = logging.getLogger(__name__)


def scanner_of(settings: Settings) -> Scanner | None:
    """The scanner that is set up, if one is."""
    return Clamd.at(settings.virus_scanner) if settings.virus_scanner else None


def scan(store: Store, vault: Vault, scanner: Scanner | None, sha256: str, *, last: bool) -> None:
    """One scan. On the last try a failure is written down; the error still leaves, so that the job stands as failed."""
    try:
        if scanner is None:
            raise ScannerUnavailable("HOTLINE_CLAMD is not set for the worker")
        state = attachments.scan_content(store, vault, scanner, sha256)
    except Exception:
        if last:
            with store.transaction() as session:
                attachments.give_up(session, sha256)
        raise
    if state == "infected":
        log.warning("attachment-infected: %s", sha256)


def sweep(store: Store, vault: Vault) -> None:
    """The day's round through the vault."""
    done = attachments.sweep(store, vault)
    log.info("attachments: unfinished=%d orphans=%d unused=%d", done.unfinished, done.orphans, done.unused)
    if done.lost:
        log.error("attachments-lost: %d contents have no file; restore them from the backup", done.lost)
