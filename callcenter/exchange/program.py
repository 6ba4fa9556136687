"""The Asterisk program: where its parts are and which version it is.

Either a tree that we unpacked (run through its own loader: its C library is newer than the machine's), or one that
the machine has.
"""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from callcenter.exchange.unavailable import ExchangeUnavailable

ACCEPTED = (20, 22)
"""Major versions that our configuration is written for (both have long-term support)."""
TRIED = "22.10.1"
"""The version that was measured and tested."""

_ARCHITECTURE = "x86_64-linux-gnu"
_MODULE_PLACES = (
    f"/usr/lib/{_ARCHITECTURE}/asterisk/modules",
    "/usr/lib/asterisk/modules",
    "/usr/lib64/asterisk/modules",
)
_DATA_PLACES = ("/usr/share/asterisk", "/var/lib/asterisk")


@dataclass(frozen=True)
class Asterisk:
    """A program that can be started: `command` is the words before its own options."""

    version: str
    command: tuple[str, ...]
    modules: Path
    data: Path

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])


def version_of(command: tuple[str, ...]) -> str:
    """What `asterisk -V` says, such as 22.10.1."""
    try:
        said = subprocess.run([*command, "-V"], capture_output=True, text=True, timeout=30, check=False)
    except OSError as error:
        raise ExchangeUnavailable(f"{command[0]} cannot be run: {error.strerror}", _choose_another()) from error
    found = re.search(r"Asterisk (?:certified/)?(\d+\.[\d.]+)", said.stdout)
    if not found:
        raise ExchangeUnavailable(
            f"{command[-1]} does not tell its version: {said.stderr.strip()[:200]}", _choose_another()
        )
    return found[1]


def accepted(program: Asterisk) -> Asterisk:
    """The program itself, if our configuration suits it."""
    if program.major not in ACCEPTED:
        raise ExchangeUnavailable(f"Asterisk {program.version} is not one of {ACCEPTED}", _choose_another())
    return program


def from_tree(root: Path) -> Asterisk:
    """An unpacked tree (see `install`)."""
    libraries = root / "usr/lib" / _ARCHITECTURE
    command = (
        str(root / "lib64/ld-linux-x86-64.so.2"),
        "--library-path",
        f"{libraries}:{libraries}/asterisk",
        str(root / "usr/sbin/asterisk"),
    )
    return accepted(Asterisk(version_of(command), command, libraries / "asterisk/modules", root / "usr/share/asterisk"))


def from_machine(binary: Path) -> Asterisk:
    """An Asterisk that the machine has, from its distribution or built there."""
    command = (str(binary),)
    modules, data = (_first(places) for places in (_MODULE_PLACES, _DATA_PLACES))
    if modules is None or data is None:
        raise ExchangeUnavailable(f"the modules of {binary} are in none of {_MODULE_PLACES}", _choose_another())
    return accepted(Asterisk(version_of(command), command, modules, data))


def elsewhere() -> Asterisk:
    """The program of a site that is not on this machine: Debian's places, for the configuration only."""
    return Asterisk(TRIED, ("asterisk",), Path(_MODULE_PLACES[0]), Path(_DATA_PLACES[0]))


def _first(places: tuple[str, ...]) -> Path | None:
    return next((path for path in map(Path, places) if path.is_dir()), None)


def _choose_another() -> str:
    return "Set HOTLINE_ASTERISK to an Asterisk 20 or 22, or unset it and run `./hotline asterisk install`"
