"""Debian packages without root: a private apt state beside the machine's, the machine's own mirror, proxy and keys.

Nothing of the machine's package database is read or changed; packages are only downloaded and unpacked.
"""

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from callcenter.exchange.unavailable import ExchangeUnavailable

_KEYRINGS = ("/usr/share/keyrings/debian-archive-keyring.pgp", "/usr/share/keyrings/debian-archive-keyring.gpg")
_OWN = "Install Asterisk 20 or 22 from your own packages and set HOTLINE_ASTERISK to its path"


def mirror() -> str:
    """Address of the Debian archive that this machine's apt uses; `HOTLINE_DEBIAN_MIRROR` wins."""
    own = os.environ.get("HOTLINE_DEBIAN_MIRROR")
    if own:
        return own
    try:
        told = subprocess.run(
            ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except OSError as error:
        raise ExchangeUnavailable("this machine has no apt-get", _OWN) from error
    # The archive is named /debian everywhere; its security part and foreign repositories are not it.
    addresses = [line.strip() for line in told.stdout.splitlines()]
    found = next((a for a in addresses if re.search(r"/debian(/|$)", a) and "security" not in a), None)
    if found is None:
        raise ExchangeUnavailable(
            "apt knows no Debian mirror here", f"Set HOTLINE_DEBIAN_MIRROR to a Debian archive's address, or: {_OWN}"
        )
    return found


class PrivateApt:
    """apt over one suite of the mirror, its whole state below `folder`."""

    def __init__(self, folder: Path, suite: str) -> None:
        if platform.machine() != "x86_64":
            raise ExchangeUnavailable(
                f"packages are unpacked on amd64 only, this machine is {platform.machine()}", _OWN
            )
        if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
            raise ExchangeUnavailable("this machine has no apt-get", _OWN)
        self.folder = folder
        self.suite = suite
        keyring = next((path for path in _KEYRINGS if Path(path).is_file()), None)
        if keyring is None:
            raise ExchangeUnavailable("the keys of the Debian archive are missing", "Install debian-archive-keyring")
        for name in ("parts", "state/lists/partial", "cache/archives/partial"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "status").touch()
        (folder / "sources.list").write_text(f"deb [signed-by={keyring}] {mirror()} {suite} main\n")

    def update(self) -> None:
        """Fetch the suite's list of packages."""
        done = self._run("apt-get", "-q", "-o", "Acquire::Retries=2", "update")
        # apt-get update says 0 even where nothing could be fetched
        if done.returncode or not any((self.folder / "state/lists").glob("*Packages*")):
            raise ExchangeUnavailable(
                f"the list of packages could not be fetched: {_last_error(done)}",
                "Check the network and apt's proxy settings, then try again",
            )

    def version(self, package: str) -> str | None:
        """The upstream version on offer, such as 22.10.1; None where the suite has no such package."""
        found = re.search(r"^Version: (?:\d+:)?([\d.]+)", self._run("apt-cache", "show", package).stdout, re.MULTILINE)
        return found[1].strip(".") if found else None

    def download(self, packages: Sequence[str]) -> list[Path]:
        """The packages and all that they depend on, as .deb files, checked by apt against the archive's signature."""
        done = self._run("apt-get", "-q", "-y", "-o", "Acquire::Retries=2", "--download-only", "install", *packages)
        archives = sorted((self.folder / "cache/archives").glob("*.deb"))
        if done.returncode or not archives:
            raise ExchangeUnavailable(
                f"Asterisk's packages could not be fetched: {_last_error(done)}", "Check the network, then try again"
            )
        return archives

    def _run(self, program: str, *words: str) -> subprocess.CompletedProcess[str]:
        at = self.folder
        options = {
            "Dir::Etc::sourcelist": at / "sources.list",
            "Dir::Etc::sourceparts": at / "parts",
            "Dir::Etc::preferences": at / "none",
            "Dir::Etc::preferencesparts": at / "parts",
            "Dir::State": at / "state",
            "Dir::State::status": at / "status",
            "Dir::Cache": at / "cache",
            "APT::Architecture": "amd64",
            "APT::Install-Recommends": "0",
            "APT::Sandbox::User": "root",  # we are one user, root or not
            "Acquire::Languages": "none",
            "Debug::NoLocking": "1",
        }
        words = (*(word for name, value in options.items() for word in ("-o", f"{name}={value}")), *words)
        environment = {**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}
        return subprocess.run([program, *words], capture_output=True, text=True, env=environment, check=False)


def unpack(archive: Path, root: Path) -> None:
    """Lay a package's files into `root`, running none of its scripts."""
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(archive)], stdout=subprocess.PIPE) as reader:
        tar = ["tar", "-x", "-C", str(root), "--keep-directory-symlink", "--no-same-owner"]
        subprocess.run(tar, stdin=reader.stdout, check=True)
    if reader.returncode:
        raise ExchangeUnavailable(
            f"{archive.name} cannot be unpacked", "Check the free space on the disk, then try again"
        )


def _last_error(done: subprocess.CompletedProcess[str]) -> str:
    lines = [line for line in done.stderr.splitlines() if line.startswith(("E:", "W:", "Err"))]
    return (lines or done.stderr.splitlines() or ["no reason given"])[-1]
