"""`hotline bench routing`: milliseconds for one proposal, seconds for the cold start, memory.

The texts are our own examples with places of the city before them, so that every step has something to find. Similar
orders are among a proposal's reasons, so it is measured beside databases of 10,000, 100,000 and `rows` orders.
Memory is that of the process that proposes; it trains in another, as the hotline does. The database has its own:
`shared_buffers` of 2 GB here.
"""

import random
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import psutil  # type: ignore[import-untyped]

from benchmarks.database import bench_database
from benchmarks.demand_set import demands
from benchmarks.order_set import OrderSet
from callcenter.assist.memory import StoreMemory
from callcenter.settings import Settings
from models.catalogue.vocabulary import Vocabulary, city_folder
from routing import Adviser, cold_start
from routing.classifier import saving
from routing.examples import NO_DEMAND, read

STEPS = (10_000, 100_000, 1_000_000)
ASKED = 1_000
_WARM = 50
_NAME = "bench"


def run(rows: int | None, seed: int) -> dict[str, Any]:
    """rows: orders in the largest database (default 1,000,000). There is no raw ceiling to compare with."""
    rows = rows or STEPS[-1]
    vocabulary = Vocabulary.from_folder(city_folder("xianning"))
    with tempfile.TemporaryDirectory() as name, ProcessPoolExecutor(1, get_context("spawn")) as apart:
        train_s, train_mb = apart.submit(_trained, Path(name)).result()
        classifier = saving.load(Path(name), _NAME)
    texts = _texts(vocabulary, ASKED + _WARM, random.Random(seed))
    alone = _advised(Adviser(vocabulary, classifier), texts)
    steps: dict[str, dict[str, float]] = {}
    for step in [*(step for step in STEPS if step < rows), rows]:
        with bench_database(memory=True) as database:
            began = time.monotonic()
            OrderSet(step, seed).load(database.store, demands(Settings.load().cache, step, seed))
            print(f"{step} orders loaded in {time.monotonic() - began:.0f} s", file=sys.stderr)
            steps[str(step)] = _advised(Adviser(vocabulary, classifier, StoreMemory(database.store)), texts)
            print(f"{step} orders: {steps[str(step)]}", file=sys.stderr)
    last = steps[str(rows)]
    figures = {
        "p50_ms": last["p50_ms"],
        "p99_ms": last["p99_ms"],
        "train_s": round(train_s, 2),
        "train_memory_mb": round(train_mb, 1),
        "memory_mb": last["memory_mb"],
        "rows": rows,
        "without_orders": alone,
        "steps": steps,
    }
    return {"figures": figures, "limits": {}}


def _trained(folder: Path) -> tuple[float, float]:
    """The cold start, built and saved; processor seconds, and the most memory in MB."""
    started = time.process_time()
    saving.save(cold_start.build().classifier, folder, _NAME)
    return time.process_time() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _advised(adviser: Adviser, texts: Sequence[str]) -> dict[str, float]:
    """Proposals one after another, the first ones not counted. memory_mb: what this process has in memory then."""
    spent = []
    for text in texts:
        before = time.perf_counter()
        adviser.advise(text)
        spent.append(1000 * (time.perf_counter() - before))
    return {
        "p50_ms": round(float(np.percentile(spent[_WARM:], 50)), 2),
        "p99_ms": round(float(np.percentile(spent[_WARM:], 99)), 2),
        "memory_mb": round(psutil.Process().memory_info().rss / 2**20, 1),
    }


def _texts(vocabulary: Vocabulary, rows: int, dice: random.Random) -> list[str]:
    sentences = [e.text for e in read() if e.kind == "sentence" and e.code != NO_DEMAND]
    places = [f"{d.area}{d.street}{d.name}" for d in vocabulary.divisions if d.level != "city"]
    return [f"你好，我是{dice.choice(places)}的居民，{dice.choice(sentences)}" for _ in range(rows)]
