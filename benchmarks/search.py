"""`hotline bench search`: lists, words and an order's page among a million orders, through the web application.

Every figure is the time of a whole request in the application (login, rights, query, names, masking, JSON), without
the network: list: the newest, by state, unit, category, place, colour of the limit, days; text: words of two to eight
characters drawn from the demands themselves, common and rare, alone, two together and with a filter; order: a page and
its timeline; badges: how much waits in each queue of the dispatcher's desk, or of a unit's. Requests come one after the
other in a random order, drawn with `seed`, after a round that is not counted.
"""

import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import numpy as np
from fastapi.testclient import TestClient
from sqlalchemy import text

from benchmarks.database import BenchDatabase, bench_database
from benchmarks.demand_set import demands
from benchmarks.order_set import OrderSet
from callcenter.settings import Settings
from callcenter.web.app import create_app
from callcenter.web.signed_in import COOKIE, open_session
from models.people import Role, User
from models.search.bigrams import bigrams

ROWS = 1_000_000
ASKED = 400
_WARM = 60
API = "/api/v1"


def run(rows: int | None, seed: int) -> dict[str, Any]:
    """rows: orders (default 1,000,000)."""
    rows = rows or ROWS
    cache = Settings.load().cache
    with bench_database(memory=True) as database:
        began = time.monotonic()
        orders = OrderSet(rows, seed)
        orders.load(database.store, demands(cache, rows, seed))
        load_s = round(time.monotonic() - began)
        print(f"{rows} orders loaded in {load_s} s", file=sys.stderr)
        with TestClient(create_app(database.settings)) as client:
            figures = _measure(database, client, orders, seed, _sample(cache, rows, seed))
        with database.store.reading() as session:
            size = session.scalar(text("SELECT pg_database_size(current_database()) / 1048576"))
            words = session.scalar(text("SELECT pg_relation_size('ix_order_words_words') / 1048576"))
    return {
        "figures": {**figures, "rows": rows, "load_s": load_s, "database_mb": size, "words_index_mb": words},
        "limits": {},
    }


def _sample(cache: Any, rows: int, seed: int) -> list[str]:
    step = max(rows // 2_000, 1)
    return [demand for number, demand in enumerate(demands(cache, rows, seed)) if number % step == 0]


def _measure(
    database: BenchDatabase, client: TestClient, orders: OrderSet, seed: int, sample: list[str]
) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    cookie = _signed_in(database)
    ask = _Ask(client, cookie)
    with database.store.reading() as session:
        numbers = list(session.scalars(text("SELECT order_no FROM work_order TABLESAMPLE SYSTEM (0.5) LIMIT 2000")))
    kinds: dict[str, Callable[[], str]] = {
        "list": lambda: f"/orders?{urlencode(_list(random, orders))}",
        "text": lambda: f"/orders?{urlencode(_words(random, sample, orders))}",
        "order": lambda: f"/orders/{random.choice(numbers)}",
        "similar": lambda: f"/orders/{random.choice(numbers)}/similar",
        "badges": lambda: str(random.choice(["/dispatch", f"/unit?department={orders.unit()}"])),
    }
    figures: dict[str, Any] = {}
    for kind, path in kinds.items():
        for _ in range(_WARM):
            ask(path())
        paths = [path() for _ in range(ASKED)]
        took = [ask(address) for address in paths]
        figures |= {f"{kind}_p{q}_ms": round(float(np.percentile(took, q)), 1) for q in (50, 95, 99)}
        slowest = int(np.argmax(took))
        figures[f"{kind}_slowest"] = f"{took[slowest]:.0f} ms {paths[slowest]}"
    return figures


class _Ask:
    """One request; gives milliseconds."""

    def __init__(self, client: TestClient, cookie: str) -> None:
        self._client, self._headers = client, {"Cookie": f"{COOKIE}={cookie}"}

    def __call__(self, path: str) -> float:
        began = time.perf_counter()
        answer = self._client.get(API + path, headers=self._headers)
        took = (time.perf_counter() - began) * 1e3
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code} {answer.text}")
        return took


def _signed_in(database: BenchDatabase) -> str:
    with database.store.transaction() as session:
        user = User(login="bench", name="测试", role=Role.SUPERVISOR.value, password_hash="")
        session.add(user)
        session.flush()
        return open_session(session, user)[0]


def _list(random: np.random.Generator, orders: OrderSet) -> dict[str, Any]:
    """One of the lists that people open, each as likely as the other."""
    day = orders.end - timedelta(days=int(random.integers(1, 900)))
    choices: tuple[Callable[[], dict[str, Any]], ...] = (
        dict,
        lambda: {"state": "handling"},
        lambda: {"state": "closed", "department": orders.unit()},
        lambda: {"department": orders.unit()},
        lambda: {"category": orders.category()[: int(random.choice([2, 4, 6]))]},
        lambda: {"place": orders.place()},
        lambda: {"due": str(random.choice(["yellow", "red", "green"]))},
        lambda: {"sort": "due", "state": "handling"},
        lambda: {"waiting": "true"},
        lambda: {"accepted_from": day.isoformat(), "accepted_to": (day + timedelta(days=7)).isoformat()},
        lambda: {"department": orders.unit(), "accepted_from": day.isoformat()},
    )
    return choices[int(random.integers(len(choices)))]()


def _words(random: np.random.Generator, sample: list[str], orders: OrderSet) -> dict[str, Any]:
    """A piece of a demand: two characters half the time, else up to eight; sometimes two pieces, or with a filter."""

    def piece() -> str:
        while True:
            demand = str(random.choice(sample))
            length = 2 if random.random() < 0.5 else int(random.integers(3, 9))
            start = int(random.integers(max(len(demand) - length, 1)))
            words = demand[start : start + length]
            if len(bigrams(words)) == length - 1:
                return words

    drawn = random.random()
    if drawn < 0.6:
        return {"q": piece()}
    if drawn < 0.8:
        return {"q": f"{piece()} {piece()}"}
    if drawn < 0.9:
        return {"q": piece(), "department": orders.unit()}
    return {"q": piece(), "state": "handling"}
