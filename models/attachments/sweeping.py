"""What crashes leave behind: unfinished files, files that no row refers to, contents that nobody attached.

A file that a row refers to is never touched: age and row are looked at under the lock that whoever takes this content
in holds until his transaction ends.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import delete, exists, select

from models import clock
from models.attachments.storing import lock
from models.attachments.tables import Attachment, Content
from models.attachments.vault import Vault
from models.database import Store

OLD: Final = timedelta(days=1)


@dataclass
class Swept:
    """unfinished: files that never arrived; orphans: files without a row; unused: contents attached nowhere;
    lost: contents whose file is missing (nothing is done about them: an operator restores them).
    """

    unfinished: int = 0
    orphans: int = 0
    unused: int = 0
    lost: int = 0


def sweep(store: Store, vault: Vault, older_than: timedelta = OLD) -> Swept:
    """One round; a periodic job calls it. Each file in a transaction of its own."""
    done, before = Swept(), (clock.now() - older_than).timestamp()
    for path in vault.unfinished():
        if _aged(path, before):
            path.unlink(missing_ok=True)
            done.unfinished += 1
    for sha256 in _unused(store, older_than):
        done.unused += _forget(store, sha256)
    for path in vault.contents():
        if _aged(path, before):
            done.orphans += _clear(store, path, before)
    with store.reading() as session:
        kept = session.scalars(select(Content.sha256).where(Content.scan_state != "infected").order_by(Content.sha256))
        done.lost = sum(not vault.path(sha256).exists() for sha256 in kept)
    return done


def _aged(path: Path, before: float) -> bool:
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:
        return False


def _unused(store: Store, older_than: timedelta) -> list[str]:
    attached = exists().where(Attachment.sha256 == Content.sha256)
    with store.reading() as session:
        old = Content.stored_at < clock.now() - older_than
        return list(session.scalars(select(Content.sha256).where(old, ~attached, Content.scan_state != "infected")))


def _forget(store: Store, sha256: str) -> bool:
    """The row of a content that is attached nowhere; its file is an orphan from then on."""
    attached = exists().where(Attachment.sha256 == sha256)
    with store.transaction() as session:
        lock(session, sha256)
        gone = session.execute(delete(Content).where(Content.sha256 == sha256, ~attached).returning(Content.sha256))
        return gone.first() is not None


def _clear(store: Store, path: Path, before: float) -> bool:
    with store.transaction() as session:
        lock(session, path.name)
        if session.get(Content, path.name) is not None or not _aged(path, before):
            return False
        path.unlink(missing_ok=True)
        return True
