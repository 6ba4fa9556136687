"""`hotline bench duplicates`: candidates for a new demand among a million, and are planted near-duplicates found.

The demands are made of the project's own examples, divisions and made-up estates, with the skew of real places and
matters. 5 % are near-duplicates of an earlier demand, rewritten as people and recognisers do: clauses dropped and
reordered, words replaced, characters lost or heard as others of the same sound. Recall: the original is among the 20
candidates. Memory is what the process grew by, with the texts in no one's memory.
"""

import gc
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import psutil  # type: ignore[import-untyped]

from benchmarks.rewriting import rewritten
from benchmarks.written_demands import WrittenDemands
from routing.duplicates import Demand, Index, judge

STEPS = (10_000, 100_000, 1_000_000)
ASKED = 1_000  # searches timed at each step
PLANTED = 20  # each twentieth is a rewritten earlier one
START = datetime(2026, 1, 1, tzinfo=UTC)
LIMIT = 20


def run(rows: int | None, seed: int) -> dict[str, Any]:
    """Fill an index up to `rows` demands and measure at 10,000, 100,000 and at the end."""
    rows = rows or STEPS[-1]
    source = WrittenDemands(seed)
    random = np.random.default_rng(seed)
    index, before = Index(), _resident_mb()
    steps: dict[str, dict[str, float]] = {}
    longest_add = added_s = 0.0
    for number in range(rows):
        demand = _demand(source, number, random)
        started = time.perf_counter()
        index.add(demand)
        took = time.perf_counter() - started
        added_s += took
        longest_add = max(longest_add, took)
        if number + 1 == rows or number + 1 in STEPS:
            gc.collect()
            steps[str(number + 1)] = {
                "memory_mb": round(_resident_mb() - before, 1),
                **_searched(index, source, number + 1, random),
            }
    last = steps[str(rows)]
    return {
        "figures": {
            "p99_ms": last["p99_ms"],
            "rows": rows,
            "memory_mb": last["memory_mb"],
            "recall": last["recall"],
            "add_mean_ms": round(added_s / rows * 1e3, 3),
            "add_longest_ms": round(longest_add * 1e3, 1),
            "judge_20_p99_ms": _judged(source, rows, random),
            "steps": steps,
        },
        "limits": {},
    }


def _demand(source: WrittenDemands, number: int, random: np.random.Generator) -> Demand:
    """The demand of this number: its own words, or, planted, an earlier one's, rewritten."""
    planted = number % PLANTED == PLANTED - 1
    text = rewritten(source.text(_original(number, random)), random) if planted else source.text(number)
    return Demand(str(number), text, START + timedelta(minutes=number))


def _original(below: int, random: np.random.Generator) -> int:
    """The number of a demand that has its own words."""
    number = int(random.integers(below))
    return number - 1 if number % PLANTED == PLANTED - 1 else number


def _searched(index: Index, source: WrittenDemands, rows: int, random: np.random.Generator) -> dict[str, float]:
    """Search for rewritten demands: milliseconds (reading the words included), and how many originals came back."""
    took, found = [], 0
    for original in (_original(rows, random) for _ in range(ASKED)):
        new = Demand("new", rewritten(source.text(original), random), START + timedelta(minutes=rows))
        started = time.perf_counter()
        hits = index.search(new, LIMIT)
        took.append(_ms_since(started))
        found += any(hit.id == str(original) for hit in hits)
    return {
        "p50_ms": round(float(np.percentile(took, 50)), 2),
        "p99_ms": round(float(np.percentile(took, 99)), 2),
        "recall": round(found / ASKED, 4),
    }


def _judged(source: WrittenDemands, rows: int, random: np.random.Generator) -> float:
    """99th percentile of judging 20 candidates that nobody has read before, in milliseconds."""
    took = []
    for _ in range(100):
        new, *others = (Demand(str(n), source.text(n), START) for n in random.integers(rows, size=LIMIT + 1).tolist())
        started = time.perf_counter()
        for other in others:
            judge(new, other)
        took.append(_ms_since(started))
    return round(float(np.percentile(took, 99)), 2)


def _ms_since(started: float) -> float:
    return (time.perf_counter() - started) * 1e3


def _resident_mb() -> float:
    return float(psutil.Process().memory_info().rss) / 2**20
