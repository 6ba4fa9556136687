"""`hotline bench intake`: new orders a second through the web application, on one worker and on two, durable.

Every request is a whole POST /api/v1/orders: session and rights, CSRF, validation, Idempotency-Key, sealing of name,
number and address, the citizen's row, order number, words for the search, timeline, event; one commit each, with
synchronous_commit on. wrk (a compiled client) asks with `CONNECTIONS` connections a worker; its CPU is reported, for on
the same machine it takes from the workers. A worker is one process of `hotline web`. p99_ms is that of one worker.
rows: how many orders there are before (default 20,000: none of the tables and indexes is empty).

inserts_per_s: one row of an order's size into a table with a key, a commit each, by pgbench on as many connections, in
the same database: what its disk and log allow. Afterwards every order that was answered must be there with its step in
the timeline, its event and its words, or the bench fails.
"""

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import text

from benchmarks.database import BenchDatabase, bench_database
from benchmarks.demand_set import demands
from benchmarks.order_set import OrderSet
from benchmarks.served import colleagues, logged_in, served
from callcenter.settings import Settings
from models.database.embedded import programs
from models.people import Role

ROWS = 20_000
SECONDS = 20
CONNECTIONS = 8
_WARM_S = 5
_LOGINS = 8
_BODIES = 5_000
_SCRIPT = Path(__file__).with_name("intake.lua")
_FAMILY = "王李张刘陈杨黄赵吴周"


def run(rows: int | None, seed: int) -> dict[str, Any]:
    """rows: orders that are there before."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("hotline bench intake: wrk is missing; on Debian: apt-get install wrk")
    cache = Settings.load().cache
    with bench_database() as database:
        OrderSet(rows or ROWS, seed).load(database.store, demands(cache, rows or ROWS, seed))
        password = colleagues(database, Role.AGENT, _LOGINS)
        one = _measured(database, wrk, password, 1, seed)
        two = _measured(database, wrk, password, 2, seed)
        raw = _raw_inserts(database)
        with database.store.reading() as session:
            durable = session.scalar(text("SHOW synchronous_commit")), session.scalar(text("SHOW fsync"))
    return {
        "figures": {
            "orders_per_s_1_worker": one["orders_per_s"],
            "orders_per_s_2_workers": two["orders_per_s"],
            "p99_ms": one["p99_ms"],
            "p50_ms": one["p50_ms"],
            "p99_ms_2_workers": two["p99_ms"],
            "client_cpu_percent": one["client_cpu_percent"],
            "client_cpu_percent_2_workers": two["client_cpu_percent"],
            "worker_cpu_percent": one["worker_cpu_percent"],
            "rows": rows or ROWS,
            "synchronous_commit": durable[0],
            "fsync": durable[1],
        },
        "limits": {"inserts_per_s": raw},
    }


def _measured(database: BenchDatabase, wrk: str, password: str, workers: int, seed: int) -> dict[str, float]:
    before = _counted(database)
    with served(database, workers) as answering:
        requests = _requests(database, answering[0][1], password, seed)
        _load(wrk, [url for _, url in answering], requests, f"warm{workers}", _WARM_S)
        cpu, client = _cpu_s([pid for pid, _ in answering]), resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.monotonic()
        answers = _load(wrk, [url for _, url in answering], requests, f"run{workers}", SECONDS)
        lasted = time.monotonic() - began
        cpu = _cpu_s([pid for pid, _ in answering]) - cpu
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
    after = _counted(database)
    made = {name: after[name] - before[name] for name in after}
    if len(set(made.values())) != 1 or made["work_order"] < sum(answer["requests"] for answer in answers):
        raise RuntimeError(f"not every order that was answered is whole in the database: {made}")
    spent = used.ru_utime + used.ru_stime - client.ru_utime - client.ru_stime
    return {
        "orders_per_s": round(sum(answer["requests"] / answer["duration_s"] for answer in answers), 1),
        "p50_ms": max(answer["p50_ms"] for answer in answers),
        "p99_ms": max(answer["p99_ms"] for answer in answers),
        "client_cpu_percent": round(100 * spent / lasted, 1),
        "worker_cpu_percent": round(100 * cpu / lasted / workers, 1),
    }


def _load(wrk: str, urls: list[str], requests: Path, run_name: str, seconds: int) -> list[dict[str, float]]:
    """One wrk a worker, at the same time. Raises where any request was refused or failed."""
    clients = [
        subprocess.Popen(
            [wrk, "-t", "1", "-c", str(CONNECTIONS), "-d", f"{seconds}s", "--timeout", "20s", "-s", str(_SCRIPT), url,
             "--", str(requests), f"{run_name}-{place}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        for place, url in enumerate(urls)
    ]  # fmt: skip
    answers = []
    for client in clients:
        _, said = client.communicate()
        answer: dict[str, float] = json.loads(said.strip().splitlines()[-1])
        if answer["refused"] or answer["failed"] or not answer["requests"]:
            raise RuntimeError(f"requests were not answered as they should: {answer}")
        print(f"{run_name}: {answer}", file=sys.stderr)
        answers.append(answer)
    return answers


def _requests(database: BenchDatabase, url: str, password: str, seed: int) -> Path:
    """Logs everybody in, over HTTP; writes logins and bodies for wrk."""
    path = database.folder / "requests.txt"
    logins = [f"{cookie}\t{csrf}" for cookie, csrf in logged_in(url, password, _LOGINS)]
    random = np.random.default_rng(seed)
    bodies = []
    for demand in demands(Settings.load().cache, _BODIES, seed):
        name = "".join(random.choice(list(_FAMILY), 2))
        phone = f"13{random.integers(10**9):09d}"
        body = {
            "title": demand[:30], "content": demand, "request_type": "投诉", "urgency": "一般",
            "place_text": "永安大道", "citizen_name": name, "citizen_phone": phone, "citizen_address": "永安大道8号3栋",
        }  # fmt: skip
        bodies.append(json.dumps(body, ensure_ascii=False))
    path.write_text("\n".join([*logins, "", *bodies]) + "\n", "utf-8")
    return path


def _counted(database: BenchDatabase) -> dict[str, int]:
    """Orders, their beginnings, events and words: as many of each."""
    queries = {
        "work_order": "SELECT count(*) FROM work_order",
        "order_event": "SELECT count(*) FROM order_event WHERE verb = 'create'",
        "event": "SELECT count(*) FROM event WHERE topic = 'order.changed'",
        "order_words": "SELECT count(*) FROM order_words",
    }
    with database.store.reading() as session:
        return {name: session.execute(text(query)).scalar_one() for name, query in queries.items()}


def _raw_inserts(database: BenchDatabase) -> float:
    """pgbench: rows of an order's size, a commit each, per second."""
    with database.store.transaction() as session:
        session.execute(
            text("CREATE TABLE raw_order (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, content text)")
        )
    script = database.folder / "insert.sql"
    script.write_text("INSERT INTO raw_order (content) VALUES (repeat('永安大道路灯不亮', 60));\n", "utf-8")
    with database.store.reading() as session:
        socket = session.scalar(text("SHOW unix_socket_directories"))
    words = [
        str(programs() / "pgbench"), "-n", "-M", "prepared", "-c", str(CONNECTIONS), "-j", "2", "-T", str(SECONDS),
        "-f", str(script), "-h", str(socket), "-U", "hotline", "hotline",
    ]  # fmt: skip
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    found = re.search(r"tps = ([0-9.]+)", said)
    if found is None:
        raise RuntimeError(f"pgbench says no rate: {said}")
    return round(float(found[1]), 1)


def _cpu_s(pids: list[int]) -> float:
    """CPU seconds that processes have used, all their threads."""
    seconds = 0.0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return seconds
