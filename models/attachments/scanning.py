"""The virus scan of a content: a port for scanners, what a verdict does, and which contents still wait for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import BigInteger, Text, column, select, table
from sqlalchemy.orm import Session

from models import clock, events
from models.attachments.tables import Attachment, Content, ScanState
from models.attachments.vault import Vault
from models.database import Store

_order = table("work_order", column("id", BigInteger), column("order_no", Text))  # orders know attachments, not we them


class ScannerUnavailable(Exception):
    """The scanner did not answer, or could not scan. Code: `scanner-unavailable`. Trying again may help."""

    code = "scanner-unavailable"


@dataclass(frozen=True)
class Verdict:
    """finding: the scanner's name for what it found; None: nothing."""

    finding: str | None


class Scanner(Protocol):
    """Something that looks for viruses (`integrations.clamd`)."""

    def scan(self, path: Path) -> Verdict:
        """Raises `ScannerUnavailable`."""
        ...

    def version(self) -> str:
        """What answers. Raises `ScannerUnavailable`."""
        ...


def scan_content(store: Store, vault: Vault, scanner: Scanner, sha256: str) -> ScanState | None:
    """Scans one content and notes the verdict; an infected one goes into quarantine. Repeatable.

    Gives its state, None where it is gone. Raises `ScannerUnavailable`: then nothing has changed.
    """
    with store.reading() as session:
        content = session.get(Content, sha256)
        if content is None or content.scan_state == "infected":
            return content.scan_state if content else None
    verdict = scanner.scan(vault.held(sha256))
    if verdict.finding is not None:
        vault.quarantine(sha256)  # first out of reach, then written down; a crash in between only repeats the scan
    with store.transaction() as session:
        return _note(session, sha256, "clean" if verdict.finding is None else "infected", verdict.finding)


def give_up(session: Session, sha256: str) -> None:
    """The last try failed: the content stays held back, and `hotline doctor` tells. It is tried again hours later."""
    _note(session, sha256, "failed", None)


def _note(session: Session, sha256: str, state: ScanState, finding: str | None) -> ScanState | None:
    content = session.get(Content, sha256, with_for_update=True)
    if content is None or content.scan_state == "infected":
        return content.scan_state if content else None
    content.scan_state, content.finding, content.scanned_at = state, finding, clock.now()
    session.flush()
    for order_no in _orders(session, sha256):
        events.publish(session, "attachment.scanned", order_no, {"state": state})
    return state


def _orders(session: Session, sha256: str) -> Sequence[str]:
    holding = select(_order.c.order_no).join(Attachment, Attachment.order_id == _order.c.id)
    return session.scalars(holding.where(Attachment.sha256 == sha256).distinct()).all()


def waiting_for_scan(
    session: Session, older_than: datetime, given_up_before: datetime, limit: int = 100
) -> Sequence[str]:
    """Contents that no scanner has judged though one may be there, and those given up so long ago: for a sweep."""
    stuck = Content.scan_state.in_(("unscanned", "waiting")) & (Content.stored_at < older_than)
    given_up = (Content.scan_state == "failed") & (Content.scanned_at < given_up_before)
    return session.scalars(
        select(Content.sha256).where(stuck | given_up).order_by(Content.stored_at).limit(limit)
    ).all()
