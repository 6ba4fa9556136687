"""Simulated time for processes of their own: what the simulation tells, they read; nobody else lives in it."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from callcenter.settings import Settings
from callcenter.simulated_clock import FILE, VARIABLE, NotASimulation, SimulatedClock, time_of
from callcenter.simulation.over_http.told_world import ToldWorld
from models import clock

ROOT = Path(__file__).parents[2]
MORNING = datetime(2026, 3, 2, 0, 30, 0, 123457, tzinfo=UTC)


def test_a_role_reads_at_once_what_the_simulation_tells(tmp_path: Path) -> None:
    settings = Settings(tmp_path, {VARIABLE: str(tmp_path / FILE)})
    with SimulatedClock(tmp_path / FILE, writes=MORNING) as told:
        with time_of(settings):
            assert clock.now() == MORNING
            told.tell(MORNING + timedelta(hours=2))
            assert clock.now() == MORNING + timedelta(hours=2)
        assert clock.now() - MORNING > timedelta(days=1)
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize("named", [f"elsewhere/{FILE}", FILE])
def test_only_a_simulation_on_the_same_data_gives_the_time(tmp_path: Path, named: str) -> None:
    """Named, but of another directory; named, but no simulation goes on."""
    elsewhere, settings = tmp_path / "elsewhere", Settings(tmp_path, {VARIABLE: str(tmp_path / named)})
    elsewhere.mkdir()
    with SimulatedClock(elsewhere / FILE, writes=MORNING), pytest.raises(NotASimulation), time_of(settings):
        pass


def test_a_role_of_no_simulation_does_not_start_in_another_time(tmp_path: Path) -> None:
    environment = {**os.environ, VARIABLE: str(tmp_path / FILE), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "callcenter.cli", "worker", "--data", str(tmp_path)]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, NotASimulation.code in done.stderr) == (2, True)


def test_the_told_world_flows_during_a_call_and_never_goes_back(tmp_path: Path) -> None:
    seen: list[datetime] = []
    with SimulatedClock(tmp_path / FILE, writes=MORNING) as told:
        world = ToldWorld(MORNING, MORNING + timedelta(hours=1), 1, told)

        def call() -> None:
            with world.flowing():
                while world.now < MORNING + timedelta(seconds=10, milliseconds=50):
                    seen.append(told.now())

        world.after(10, call)
        world.after(10.001, lambda: seen.append(told.now()))
        world.run()
    assert seen == sorted(seen)
    assert seen[0] >= MORNING + timedelta(seconds=10)
    assert seen[-1] >= MORNING + timedelta(seconds=10, milliseconds=50)
