"""A real Asterisk for the demo and the tests: found on the machine, or unpacked into the cache without root.

A site installs Asterisk from its own packages and takes only the configuration from us.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from callcenter.exchange.apt import PrivateApt, unpack
from callcenter.exchange.program import ACCEPTED, Asterisk, from_machine, from_tree
from callcenter.exchange.unavailable import ExchangeUnavailable

Progress = Callable[[str], None]

SUITES = ("testing", "unstable")
"""Parts of the Debian archive that carry Asterisk, in the order tried (Debian 12 has none)."""
PACKAGES = ("asterisk", "asterisk-modules", "asterisk-config", "asterisk-core-sounds-en-gsm", "libc6", "libgcc-s1")
CHECKSUMS = "packages.sha256"
"""In the unpacked tree: one line a package, `sha256sum` format. Written last: a tree that has it is whole."""
_UNUSED = ("usr/share/doc", "usr/share/man", "usr/share/locale")


def find(cache: Path) -> Asterisk | None:
    """`HOTLINE_ASTERISK`, else the newest in the cache, else an accepted one on PATH; None where there is none."""
    chosen = os.environ.get("HOTLINE_ASTERISK")
    if chosen:
        return from_machine(Path(chosen))
    trees = [mark.parent for mark in _folder(cache).glob(f"*/{CHECKSUMS}")]
    if trees:
        return from_tree(max(trees, key=lambda tree: [int(part) for part in tree.name.split(".")]))
    on_path = shutil.which("asterisk", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if on_path:
        try:
            return from_machine(Path(on_path))
        except ExchangeUnavailable:
            return None  # too old or too new for us; ours can still be unpacked beside it
    return None


def install(cache: Path, progress: Progress) -> Asterisk:
    """The exchange's program, unpacked first where the machine has none. Safe to call at every start."""
    found = find(cache)
    if found:
        return found
    folder = _folder(cache)
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder / ".lock"):
        found = find(cache)  # somebody else was faster
        if found:
            return found
        with tempfile.TemporaryDirectory(prefix=".new-", dir=folder) as work:
            version, archives = _download(Path(work) / "apt", progress)
            tree = _lay_out(archives, Path(work) / "tree", progress)
            from_tree(tree)  # it runs, and is one that we accept
            tree.rename(folder / version)
    return from_tree(folder / version)


def _download(folder: Path, progress: Progress) -> tuple[str, list[Path]]:
    offers: dict[str, str] = {}
    for suite in SUITES:
        progress(f"asking Debian {suite} for Asterisk")
        apt = PrivateApt(folder / suite, suite)
        apt.update()
        version = apt.version("asterisk")
        offers[suite] = version or "none"
        if version and int(version.split(".")[0]) in ACCEPTED:
            progress(f"downloading Asterisk {version} (about 80 MB)")
            return version, apt.download(PACKAGES)
    raise ExchangeUnavailable(
        f"Debian no longer offers Asterisk 20 or 22 (found {offers})",
        "Install Asterisk 22 from source or your own packages and set HOTLINE_ASTERISK to its path",
    )


def _lay_out(archives: list[Path], root: Path, progress: Progress) -> Path:
    # The merged layout first, so that a package's /lib lands in usr/lib
    for name in ("lib", "lib64", "bin", "sbin"):
        (root / "usr" / name).mkdir(parents=True)
        (root / name).symlink_to(f"usr/{name}")
    sums = []
    for number, archive in enumerate(archives, 1):
        if number % 20 == 1:
            progress(f"unpacking {number} of {len(archives)}")
        unpack(archive, root)
        sums.append(f"{hashlib.sha256(archive.read_bytes()).hexdigest()}  {archive.name}\n")
    for unused in _UNUSED:
        shutil.rmtree(root / unused, ignore_errors=True)
    (root / CHECKSUMS).write_text("".join(sums))
    return root


def _folder(cache: Path) -> Path:
    return cache / "asterisk"


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One installation at a time, whoever asks."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
