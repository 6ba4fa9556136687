"""`hotline bench events`: how soon browsers see what was committed, with many of them looking.

One process of `hotline web`; `browsers` WebSockets of signed-in supervisors (rows: how many), each on the whole
stream; `EVENTS_PER_S` events a second, each a transaction of its own. p99_ms is over every event at every browser, from
before the transaction until the message is there. Not one may be missing. notify_p99_ms, the raw limit in the same run:
from before the transaction until a bare LISTEN connection hears of it.
"""

import json
import subprocess
import sys
import threading
import time
from typing import Any

import numpy as np
import psycopg
from sqlalchemy.engine import make_url

from benchmarks.database import BenchDatabase, bench_database
from benchmarks.served import colleagues, logged_in, served
from models import events
from models.people import Role

BROWSERS = 200
EVENTS_PER_S = 20
SECONDS = 20
_LOGINS = 8


def run(rows: int | None, seed: int) -> dict[str, Any]:
    """rows: browsers (default 200). seed: nothing here is random."""
    many = rows or BROWSERS
    with bench_database() as database:
        password = colleagues(database, Role.SUPERVISOR, _LOGINS)
        with served(database, 1) as ((_, url),):
            cookies = [cookie for cookie, _ in logged_in(url, password, _LOGINS)]
            seen, heard = _measured(database, url, many, cookies)
    came, published = seen["came"], EVENTS_PER_S * SECONDS
    if set(came) != {published}:
        raise RuntimeError(f"not every event reached every browser: {min(came)} of {published} at the worst")
    delays = np.array(seen["delays_ms"])
    return {
        "figures": {
            "browsers": many,
            "events_per_s": EVENTS_PER_S,
            "p50_ms": round(float(np.percentile(delays, 50)), 1),
            "p99_ms": round(float(np.percentile(delays, 99)), 1),
        },
        "limits": {"notify_p99_ms": round(float(np.percentile(heard, 99)), 1)},
    }


def _measured(database: BenchDatabase, url: str, many: int, cookies: list[str]) -> tuple[dict[str, Any], list[float]]:
    words = [sys.executable, "-m", "benchmarks.browsers", url, str(many), str(EVENTS_PER_S * SECONDS), *cookies]
    browsers = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert browsers.stdout is not None
    if browsers.stdout.readline().strip() != "ready":
        raise RuntimeError("the browsers did not get their hello")
    heard: list[float] = []
    over = threading.Event()
    listener = threading.Thread(target=_listen, args=(database.url, heard, over))
    listener.start()
    began = time.monotonic()
    for number in range(EVENTS_PER_S * SECONDS):
        time.sleep(max(0.0, began + number / EVENTS_PER_S - time.monotonic()))
        with database.store.transaction() as session:
            _SENT.append(time.monotonic())
            events.publish(session, "agent.state", f"bench{number}", {"sent": _SENT[-1], "state": "ready"})
    said = browsers.communicate()[0]
    over.set()
    listener.join()
    seen: dict[str, Any] = json.loads(said)
    return seen, heard


_SENT: list[float] = []
"""When each transaction began: a doorbell carries no content, so the nth ring is the nth event."""


def _listen(url: str, heard: list[float], over: threading.Event) -> None:
    dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(dsn, autocommit=True) as doorbell:
        doorbell.execute(f"LISTEN {events.CHANNEL}")
        while not over.is_set():
            for _ in doorbell.notifies(timeout=1, stop_after=1):
                heard.append(1_000 * (time.monotonic() - _SENT[len(heard)]))
