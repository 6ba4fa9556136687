"""How many calls at once this machine takes: recorded, tapped, streamed to the recogniser, before a frame is late.

A database, an exchange, the roles `calls` and `speech` (scripted engine) and sipp with unbroken speech-like audio, all
of its own. Steps of 25 calls until the first frame of a live tap comes more than 60 ms after the one before, or a
recording has lost any of what was sent. Beside it the same steps on a bare Asterisk (MixMonitor and Echo, without us).
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from sqlalchemy import func, select

from callcenter.exchange.install import install
from callcenter.exchange.ports import free_port
from callcenter.exchange.run import Exchange
from callcenter.exchange.site import Site
from callcenter.settings import Settings
from models import privacy
from models.calls import Call, CallEvent, Recording
from models.catalogue import city_folder, load
from models.database import Store, embedded, migrate, stop_embedded

STEP = 25
MOST = 400
HOLD_S = 12.0
_PER_SECOND = 20
_RATE = 8000
_FRAME = 160
_SETTLE_S = 60.0
_WARM_S = 300.0
_BARE = "7000"
_SCENARIO = Path(__file__).with_name("citizen.xml")


@dataclass(frozen=True)
class Step:
    """One step's outcome. lost_ms: of all recordings together; cpu: per cent of a core, while all calls were up."""

    calls: int
    recordings: int
    lost_ms: int
    late_frames: int
    longest_gap_ms: float
    cpu_percent: float

    @property
    def clean(self) -> bool:
        return self.recordings == self.calls and self.lost_ms == self.late_frames == 0


def run(rows: int | None, seed: int) -> dict[str, Any]:
    """rows: calls at most (default 400)."""
    most = rows or MOST
    with tempfile.TemporaryDirectory(prefix="hotline-bench-") as name:
        folder = Path(name)
        audio = _speech_like(folder / "citizen.alaw", seed)
        with _exchange(folder) as exchange:
            with _roles(folder, exchange) as (store, process):
                ours = list(_climb(most, lambda calls: _our_step(exchange, store, process, folder, audio, calls)))
            bare = list(_climb(most, lambda calls: _bare_step(exchange, folder, audio, calls)))
    return {"figures": _figures(ours), "limits": {"bare_asterisk_calls": _most_clean(bare)}}


def _climb(most: int, step: Any) -> Iterator[Step]:
    for calls in range(STEP, most + 1, STEP):
        done: Step = step(calls)
        _say(f"{calls} calls: {done.recordings} recorded, {done.lost_ms} ms lost, {done.late_frames} late, "
             f"longest gap {done.longest_gap_ms:.0f} ms, our CPU {done.cpu_percent:.0f} %")  # fmt: skip
        yield done
        if not done.clean:
            return


def _figures(steps: list[Step]) -> dict[str, Any]:
    clean = [step for step in steps if step.clean]
    at_200 = next((step.cpu_percent for step in steps if step.calls == 200), None)
    return {
        "calls_without_loss": _most_clean(steps),
        "our_cpu_percent_at_200": at_200,
        "max_gap_ms": max((step.longest_gap_ms for step in clean), default=None),
    }


def _most_clean(steps: list[Step]) -> int:
    return max((step.calls for step in steps if step.clean), default=0)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


# --- what runs ---------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _exchange(folder: Path) -> Iterator[Exchange]:
    for name in ("keys", "recordings"):
        (folder / name).mkdir(mode=0o700)
    program = install(Settings.load(folder).cache, _say)
    site = Site(sip_port=free_port(), http_port=free_port())
    exchange = Exchange.for_demo(program, folder / "exchange", folder / "keys", folder / "recordings", site)
    exchange.start(_say)
    bare = folder / "recordings" / "bare"
    bare.mkdir()
    for priority, does in enumerate(
        ("Answer()", f"MixMonitor(,r({bare}/${{UNIQUEID}}.sln)t({bare}/${{UNIQUEID}}.tx))", "Echo()"), start=1
    ):
        exchange.console(f"dialplan add extension {_BARE},{priority},{does} into from-local")
    try:
        yield exchange
    finally:
        exchange.stop()


@contextlib.contextmanager
def _roles(folder: Path, exchange: Exchange) -> Iterator[tuple[Store, subprocess.Popen[bytes]]]:
    url = embedded(folder)
    started: list[subprocess.Popen[bytes]] = []
    try:
        migrate(url)
        environment = {
            **os.environ,
            **exchange.environment,
            "DATABASE_URL": url,
            "HOTLINE_DATA": str(folder),
            "HOTLINE_AUDIOSOCKET_PORT": str(free_port()),
            "HOTLINE_SPEECH_SOCKET": str(folder / "speech.sock"),
            "HOTLINE_SPEECH_ENGINE": "scripted",
        }
        settings = Settings(folder, environment)
        privacy.use(privacy.KeyRing.load(settings.keys))
        store = Store.at(url)
        with store.transaction() as session:
            load(session, city_folder(settings.city))
        for role in ("speech", "calls"):
            with (folder / f"{role}.log").open("ab") as log:
                words = [sys.executable, "-m", "callcenter.cli", role, "--data", str(folder)]
                started.append(subprocess.Popen(words, env=environment, stdout=log, stderr=log))
        _wait_ready(folder)
        yield store, started[1]
        store.close()
    finally:
        for process in reversed(started):
            _end(process)
        stop_embedded(folder)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_ready(folder: Path) -> None:
    deadline = time.monotonic() + _WARM_S
    log = folder / "calls.log"
    while not all(word in log.read_text() for word in ("prompts-ready", "adviser-ready", "exchange answers")):
        if time.monotonic() > deadline:
            raise RuntimeError(f"`hotline calls` does not start: {log.read_text()[-2000:]}")
        time.sleep(0.5)


# --- one step ----------------------------------------------------------------------------------------------------


def _our_step(
    exchange: Exchange, store: Store, process: subprocess.Popen[bytes], folder: Path, audio: Path, calls: int
) -> Step:
    with store.reading() as session:
        before = session.scalar(select(func.max(CallEvent.id))) or 0
        known = set(session.scalars(select(Recording.id)))
    cpu = _place(exchange, folder, audio, "12345", calls, process.pid)
    deadline = time.monotonic() + _SETTLE_S
    while time.monotonic() < deadline and _unfinished(store):
        time.sleep(0.5)
    with store.reading() as session:
        events = session.scalars(select(CallEvent).where(CallEvent.id > before, CallEvent.kind == "audio")).all()
        paths = [row.path for row in session.scalars(select(Recording)) if row.id not in known]
    sounds = [soundfile.read(folder / "recordings" / path, dtype="int16")[0][:, 0] for path in paths]
    return Step(
        calls,
        len(paths),
        sum(map(_lost_ms, sounds)),
        sum(event.detail["late_frames"] for event in events),
        max((event.detail["longest_gap_ms"] for event in events), default=0.0),
        cpu,
    )


def _unfinished(store: Store) -> int:
    with store.reading() as session:
        open_calls = select(func.count()).where(Call.state == "live")
        recorded = select(func.count()).select_from(Recording)
        answered = select(func.count()).where(Call.answered_at.is_not(None))
        return (
            session.execute(open_calls).scalar_one()
            + session.execute(answered).scalar_one()
            - session.execute(recorded).scalar_one()
        )


def _bare_step(exchange: Exchange, folder: Path, audio: Path, calls: int) -> Step:
    bare = folder / "recordings" / "bare"
    for path in bare.iterdir():
        path.unlink()
    _place(exchange, folder, audio, _BARE, calls, None)
    time.sleep(2.0)
    sounds = [np.fromfile(path, "<i2") for path in bare.glob("*.sln")]
    return Step(calls, len(sounds), sum(map(_lost_ms, sounds)), 0, 0.0, 0.0)


def _place(exchange: Exchange, folder: Path, audio: Path, number: str, calls: int, pid: int | None) -> float:
    """sipp's citizens, all up together for HOLD_S; returns the CPU of process `pid` during that time."""
    climbing = calls / _PER_SECOND
    scenario = folder / "citizen.xml"
    text = _SCENARIO.read_text()
    hold_ms = str(round((HOLD_S + climbing) * 1000))
    scenario.write_text(text.replace("{audio}", str(audio)).replace("{hold_ms}", hold_ms))
    site = exchange.site
    words = [
        "sipp", f"127.0.0.1:{site.sip_port}", "-sf", str(scenario), "-s", number, "-m", str(calls), "-l", str(calls),
        "-r", str(_PER_SECOND), "-i", "127.0.0.1", "-mi", "127.0.0.1", "-rtp_threadtasks", "16", "-nostdin",
        "-p", str(free_port()), "-timeout", f"{round(HOLD_S + climbing + 60)}s", "-timeout_error",
    ]  # fmt: skip
    with (folder / "sipp.log").open("ab") as log:
        sipp = subprocess.Popen(words, cwd=folder, stdout=log, stderr=log)
    with contextlib.suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, sipp.pid, -10)  # whoever measures must not be what is slow
    try:
        time.sleep(climbing + 1)
        began, used = time.monotonic(), _cpu_s(pid)
        time.sleep(HOLD_S - 2)
        percent = 100 * (_cpu_s(pid) - used) / (time.monotonic() - began)
        sipp.wait(HOLD_S + climbing + 90)
    finally:
        if sipp.poll() is None:
            sipp.kill()
            sipp.wait()
    return percent


def _cpu_s(pid: int | None) -> float:
    """CPU seconds that a process has used, all its threads."""
    if pid is None:
        return 0.0
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# --- the sound ---------------------------------------------------------------------------------------------------


def _speech_like(path: Path, seed: int) -> Path:
    """Ten seconds that swell and fade like speech but are never silent, so that any lost frame shows as silence."""
    chance = np.random.default_rng(seed)
    n = 10 * _RATE
    swell = np.interp(np.arange(n), np.arange(0, n + 1, n // 40), chance.uniform(0.3, 1.0, 41))
    soundfile.write(path, chance.normal(0, 0.1, n) * swell, _RATE, format="RAW", subtype="ALAW")
    return path


def _lost_ms(sound: np.ndarray) -> int:
    """Silence between the first and the last loud frame of a caller's track, and what it lacks of HOLD_S."""
    frames = sound[: sound.size // _FRAME * _FRAME].reshape(-1, _FRAME).astype(np.float32)
    loud = np.flatnonzero(np.abs(frames).mean(axis=1) > 50)
    if not loud.size:
        return round(HOLD_S * 1000)
    inside = int(loud[-1] - loud[0] + 1 - loud.size)
    short = max(round(HOLD_S * _RATE / _FRAME) - loud.size, 0)
    return 20 * max(inside, short)
