"""Programs and fonts from the distribution, as a table; as root they are installed with apt."""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Requirement:
    """Something that the distribution ships. `present` looks for it; `why` is told where it is missing."""

    name: str
    package: str
    why: str
    present: Callable[[], bool]


class SystemIncomplete(Exception):
    """Packages are missing and this user may not install them. Code: `system-incomplete`."""

    code = "system-incomplete"

    def __init__(self, missing: Iterable[Requirement]) -> None:
        wanted = list(missing)
        lines = [f"  {item.name}: {item.why}" for item in wanted]
        command = "apt-get update && apt-get install -y --no-install-recommends " + " ".join(
            item.package for item in wanted
        )
        super().__init__("missing on this machine:\n" + "\n".join(lines) + f"\nAs root: {command}")


def _program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


def _library(name: str) -> Callable[[], bool]:
    def loads() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return loads


def _chinese_font() -> bool:
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


FOR_TESTS = (
    Requirement("sipp", "sip-tester", "places the telephone calls of the load tests", _program("sipp")),
    Requirement("chromium", "chromium", "the browser of the browser tests", _program("chromium")),
    Requirement("libatomic", "libatomic1", "what drives the browser needs it", _library("libatomic.so.1")),
    Requirement("fontconfig", "fontconfig", "finds fonts for the browser tests", _program("fc-list")),
    Requirement("a Chinese font", "fonts-noto-cjk", "without it screenshots show empty boxes", _chinese_font),
)


def missing(requirements: Iterable[Requirement]) -> list[Requirement]:
    return [item for item in requirements if not item.present()]


def ensure(requirements: Iterable[Requirement], say: Callable[[str], None]) -> None:
    """Install what is missing. Raises SystemIncomplete where that needs root, apt, or a reachable mirror."""
    wanted = missing(requirements)
    if not wanted:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise SystemIncomplete(wanted)
    say("installing " + ", ".join(item.package for item in wanted))
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    packages = [item.package for item in wanted]
    # dpkg asks nothing, and waits while another apt holds the lock
    quiet = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]
    for command in (
        [*quiet, "update"],
        [*quiet, "install", "-y", "--no-install-recommends", *packages],
    ):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            say(done.stdout[-2000:] + done.stderr[-2000:])
            raise SystemIncomplete(wanted)
    if still := missing(requirements):
        raise SystemIncomplete(still)
