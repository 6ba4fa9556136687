"""A vault of the test's own, and files put into it as a channel does."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models import attachments
from models.attachments import Scan, StoredFile, Vault
from models.database import Store

Put = Callable[..., StoredFile]


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "attachments")


@pytest.fixture
def put(store: Store, vault: Vault) -> Put:
    """Stores bytes under a name, in a transaction of its own."""

    def stored(data: bytes, name: str = "灯.jpg", scan: Scan | None = None) -> StoredFile:
        with vault.incoming() as arriving:
            arriving.write(data)
            arriving.close()
            file = attachments.examine(arriving, name)
            with store.transaction() as session:
                attachments.store(session, vault, arriving, file, scan)
        return file

    return stored
