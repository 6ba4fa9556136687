"""The embedded PostgreSQL: found again, shared, and whole after every kind of death."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from models.database import Store, embedded, stop_embedded

START = "import sys; from models.database import embedded; print(embedded(sys.argv[1], durable=False), flush=True)"


@pytest.fixture
def data() -> Iterator[Path]:
    """A private data directory with a short path; its server is stopped afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="hotline-embedded-"))
    yield folder
    for database in folder.rglob("database"):
        stop_embedded(database.parent)
    shutil.rmtree(folder)


def start_elsewhere(data: Path, then: str = "") -> subprocess.Popen[str]:
    command = [sys.executable, "-c", f"{START}\n{then}", str(data)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])


def postmaster(data: Path) -> int:
    return int((data / "database" / "cluster" / "postmaster.pid").read_text().split()[0])


def run_sql(url: str, statement: str) -> object:
    store = Store.at(url)
    try:
        with store.transaction() as session:
            result = session.execute(text(statement))
            return result.scalar() if result.returns_rows else None
    finally:
        store.close()


def test_outlives_a_killed_parent_and_is_found_again(data: Path) -> None:
    with start_elsewhere(data, "import time; time.sleep(600)") as parent:
        assert parent.stdout is not None
        url = parent.stdout.readline().strip()
        run_sql(url, "CREATE TABLE kept AS SELECT 42 AS n")
        server = postmaster(data)
        parent.kill()
    assert embedded(data, durable=False) == url
    assert postmaster(data) == server
    assert run_sql(url, "SELECT n FROM kept") == 42


def test_many_start_one_server(data: Path) -> None:
    starting = [start_elsewhere(data) for _ in range(3)]
    urls = {process.communicate(timeout=120)[0].strip() for process in starting}
    assert [process.returncode for process in starting] == [0, 0, 0]
    assert len(urls) == 1
    assert run_sql(urls.pop(), "SELECT 1") == 1


def test_what_was_committed_survives_the_death_of_the_server(data: Path) -> None:
    url = embedded(data)
    run_sql(url, "CREATE TABLE kept AS SELECT 42 AS n")
    killed = postmaster(data)
    os.kill(killed, signal.SIGKILL)
    assert embedded(data) == url
    assert postmaster(data) != killed
    assert run_sql(url, "SELECT n FROM kept") == 42
    assert run_sql(url, "SHOW fsync") == "on"


def test_a_pid_file_that_names_somebody_else_is_not_believed(data: Path) -> None:
    url = embedded(data, durable=False)
    assert stop_embedded(data)
    left = data / "database" / "cluster" / "postmaster.pid"
    left.write_text(f"{os.getpid()}\n{left.parent}\n1\n5432\n{data}/database\n\n\nready\n")
    assert not stop_embedded(data)
    assert embedded(data, durable=False) == url
    assert postmaster(data) != os.getpid()


def test_stop_ends_it_once(data: Path) -> None:
    embedded(data, durable=False)
    assert stop_embedded(data)
    assert not (data / "database" / "cluster" / "postmaster.pid").exists()
    assert not list((data / "database").glob(".s.PGSQL*"))
    assert not stop_embedded(data)
    assert not stop_embedded(data / "nothing-here")


def test_a_path_too_long_for_a_socket(data: Path) -> None:
    deep = data / ("d" * 60) / ("e" * 60)
    url = embedded(deep, durable=False)
    assert run_sql(url, "SELECT 1") == 1
    sockets = Path(url.split("host=")[1])
    assert len(str(sockets)) < 80
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    stop_embedded(deep)
    assert not sockets.exists()


def test_only_its_user_may_enter_and_neighbours_stay_shut(data: Path) -> None:
    keys = data / "keys"
    keys.mkdir(mode=0o700)
    embedded(data, durable=False)
    assert stat.S_IMODE((data / "database").stat().st_mode) == 0o700
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    # others may pass through the data directory (the server runs as another account under root), never list it
    assert not stat.S_IMODE(data.stat().st_mode) & 0o066
