"""Starts and stops an Asterisk of our own: configuration, priority, boot; ends one that a killed demo left."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from callcenter.exchange.config import render
from callcenter.exchange.keys import ExchangeKeys
from callcenter.exchange.ports import free_port, reachable
from callcenter.exchange.program import Asterisk
from callcenter.exchange.site import Site
from callcenter.exchange.unavailable import ExchangeUnavailable

_BOOT_S = 30.0
_STOP_S = 8.0


class Exchange:
    """One Asterisk process with its configuration in `folder`. Start and stop may be repeated; the ports stay."""

    def __init__(self, program: Asterisk, folder: Path, keys: ExchangeKeys, site: Site, *, demo: bool) -> None:
        self.program = program
        self.keys = keys
        self.site = site
        self.real_time = real_time_allowed()
        """False: the system forbids real-time priority, and audio may be lost on a busy machine. Worth telling."""
        self._rendered = render(folder, program, site, keys, demo=demo)
        self._pid_file = folder / "asterisk.pid"
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def for_demo(cls, program: Asterisk, folder: Path, keys_folder: Path, recordings: Path, site: Site) -> "Exchange":
        """An exchange on free ports (the usual ones if they are free), open to callers on this machine.

        `site` brings host, numbers and, for browsers on other machines, certificate and key.
        """
        end_leftover(folder)  # first, so that its ports are free again
        site = replace(
            site,
            recordings=str(recordings),
            sip_port=free_port(site.sip_port, site.host),
            http_port=free_port(site.http_port),
            https_port=free_port(8089, site.host) if site.certificate else 0,
            capture=f"127.0.0.1:{free_port()}",
        )
        return cls(program, folder, ExchangeKeys.load(keys_folder), site, demo=True)

    @property
    def folder(self) -> Path:
        return self._rendered.folder

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.poll() is None else None

    @property
    def environment(self) -> dict[str, str]:
        """What the roles need to know, as the variables that `Settings` reads."""
        site = self.site
        scheme, port = ("wss", site.https_port) if site.https_port else ("ws", site.http_port)
        return {
            "HOTLINE_ARI_URL": f"http://127.0.0.1:{site.http_port}/ari",
            "HOTLINE_ARI_USER": self.keys.ari_user,
            "HOTLINE_ARI_PASSWORD": self.keys.ari_password,
            "HOTLINE_PHONE_URL": f"{scheme}://{reachable(site.host)}:{port}/ws",
            "HOTLINE_CAPTURE_PORT": site.capture.rpartition(":")[2],
        }

    def start(self, progress: Callable[[str], None] = lambda _: None) -> None:
        """Start and wait until it is fully booted (about 3 s)."""
        end_leftover(self._rendered.folder)
        progress(f"starting Asterisk {self.program.version}")
        with (self._rendered.folder / "log/console.log").open("ab") as console:
            self._process = subprocess.Popen(
                [
                    *self.program.command,
                    "-C",
                    str(self._rendered.main),
                    "-f",
                    "-n",
                    *(["-p"] if self.real_time else []),
                ],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                env={**os.environ, "MALLOC_ARENA_MAX": "4", "LC_ALL": "C.UTF-8"},
                start_new_session=True,
                umask=0o077,
            )
        self._pid_file.write_text(str(self._process.pid))
        self._wait_booted()

    def stop(self) -> None:
        """End it, with the calls that are up; recordings are closed properly."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None
        self._pid_file.unlink(missing_ok=True)

    def wait(self) -> int:
        """Until it ends by itself; its exit code."""
        assert self._process is not None
        return self._process.wait()

    def console(self, command: str) -> str:
        """What Asterisk's own console answers to `command`."""
        words = [*self.program.command, "-C", str(self._rendered.main), "-rx", command]
        return subprocess.run(words, capture_output=True, text=True, timeout=30, check=False).stdout

    def _wait_booted(self) -> None:
        assert self._process is not None
        until = time.monotonic() + _BOOT_S
        while time.monotonic() < until:
            if self._process.poll() is not None:
                raise ExchangeUnavailable(
                    f"Asterisk ended while starting: {self._last_words()}", f"See {self._rendered.log}"
                )
            if "fully booted" in self.console("core waitfullybooted"):
                return
            time.sleep(0.1)
        self.stop()
        raise ExchangeUnavailable(f"Asterisk did not boot within {_BOOT_S:.0f} s", f"See {self._rendered.log}")

    def _last_words(self) -> str:
        text = (self._rendered.folder / "log/console.log").read_text(errors="replace").strip()
        return text.splitlines()[-1] if text else "no reason given"


def end_leftover(folder: Path) -> bool:
    """End the Asterisk that a killed run left in `folder`; True if there was one."""
    pid_file = folder / "asterisk.pid"
    if not pid_file.is_file():
        return False
    pid = int(pid_file.read_text() or 0)
    ours = pid > 0 and _runs_from(pid, folder)
    if ours:
        os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + _STOP_S
        while _runs_from(pid, folder):
            if time.monotonic() > until:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)
    pid_file.unlink(missing_ok=True)
    return ours


def _runs_from(pid: int, folder: Path) -> bool:
    """Whether `pid` lives and is an Asterisk with the configuration of `folder` (a number may be another's by now)."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return str(folder / "etc/asterisk.conf").encode() in words and state != "Z"


def real_time_allowed() -> bool:
    """Whether a child of ours may ask for real-time priority."""
    chrt = shutil.which("chrt")
    return (
        chrt is not None
        and subprocess.run([chrt, "-r", "10", "true"], capture_output=True, check=False).returncode == 0
    )
