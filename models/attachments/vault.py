"""Where the bytes lie: one file a content, named by its SHA-256, below the data directory and outside the web root.

A file appears whole or not at all: it is written under another name, forced to the disk, then renamed. The row that
refers to it comes after it; what a crash leaves behind between the two is found by `models.attachments.sweeping`.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

_INCOMING: Final = "incoming"
_QUARANTINE: Final = "quarantine"


@dataclass
class Incoming:
    """A file on its way in. Write to it, then `close`: sha256 (hex) and size are of what was written."""

    path: Path
    file: BinaryIO = field(repr=False)
    size: int = 0
    sha256: str = ""

    def __post_init__(self) -> None:
        self._hash = hashlib.sha256()

    def write(self, data: bytes) -> None:
        self.file.write(data)
        self._hash.update(data)
        self.size += len(data)

    def close(self) -> None:
        """On the disk from here on."""
        if not self.file.closed:
            self.file.flush()
            os.fsync(self.file.fileno())
            self.file.close()
            self.sha256 = self._hash.hexdigest()


class Vault:
    """The directory of attachments. Every directory below is 0700, every file 0600."""

    def __init__(self, home: Path) -> None:
        self.home = home

    @contextmanager
    def incoming(self) -> Iterator[Incoming]:
        """A temporary file; gone when the block ends, unless `keep` has taken it."""
        path = self._folder(_INCOMING) / secrets.token_hex(16)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            arriving = Incoming(path, file)
            try:
                yield arriving
            finally:
                path.unlink(missing_ok=True)

    def keep(self, arrived: Incoming) -> None:
        """Takes a closed file in under its hash; a content that is there already only becomes young again.

        The caller holds the content's lock (`models.attachments.storing`): the sweep looks at the age under it.
        """
        target = self.path(arrived.sha256)
        if target.exists():
            os.utime(target)
            return
        folder = self._folder(target.parent.name)
        arrived.path.rename(target)
        _force(folder)

    def path(self, sha256: str) -> Path:
        """Where the content lies, if it does."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError("not a SHA-256 in hex")
        return self.home / sha256[:2] / sha256

    def quarantine(self, sha256: str) -> None:
        """Out of reach of every reader; kept for whoever looks into it."""
        source = self.path(sha256)
        if source.exists():
            folder = self._folder(_QUARANTINE)
            source.rename(folder / sha256)
            _force(folder)
            _force(source.parent)

    def held(self, sha256: str) -> Path:
        """Where the content lies, quarantined or not: for the scanner and whoever looks into a finding."""
        away = self.home / _QUARANTINE / self.path(sha256).name
        return away if away.exists() else self.path(sha256)

    def contents(self) -> Iterator[Path]:
        """Every kept file, quarantined ones not among them."""
        for folder in sorted(self.home.glob("[0-9a-f][0-9a-f]")):
            yield from sorted(folder.iterdir())

    def unfinished(self) -> Iterator[Path]:
        """Files on their way in, also those of processes that died."""
        folder = self.home / _INCOMING
        if folder.is_dir():
            yield from folder.iterdir()

    def _folder(self, name: str) -> Path:
        folder = self.home / name
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.home.chmod(0o700)
            _force(self.home)
        return folder


def _force(folder: Path) -> None:
    """Makes names in a directory as durable as the files."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
