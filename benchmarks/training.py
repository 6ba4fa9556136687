"""`hotline bench training`: a night's training on `rows` decided orders: how long, how much memory, how large a model.

The orders are generated, so the accuracy says nothing and is not given. Their words are fewer than people's, too: the
cost on real words is higher (docs/routing.md).
"""

import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.written_demands import WrittenDemands
from routing.learning import LabelledRow, learn

ROWS = 20_000
START = datetime(2026, 1, 1, tzinfo=UTC)


def run(rows: int | None, seed: int) -> dict[str, Any]:
    """rows: default 20,000. In a process of its own, as the night does it."""
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        return {"figures": apart.submit(_night, rows or ROWS, seed).result(), "limits": {}}


def _row(source: WrittenDemands, number: int) -> LabelledRow:
    at = START + timedelta(minutes=number)
    return LabelledRow(source.text(number), source.category(number), at, f"order {number}", "decided")


def _night(rows: int, seed: int) -> dict[str, float]:
    source = WrittenDemands(seed)
    decided = [_row(source, number) for number in range(rows)]
    wall, processor = time.monotonic(), time.process_time()
    with tempfile.TemporaryDirectory() as name:
        learned = learn(Path(name), decided, {row.label for row in decided}, by="bench", most=rows)
        files = sum(path.stat().st_size for path in Path(name).glob(f"**/{learned.name}*") if path.is_file())
    return {
        "rows": rows,
        "labels": len({row.label for row in decided}),
        "train_s": round(time.monotonic() - wall, 1),
        "train_processor_s": round(time.process_time() - processor, 1),
        "train_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "model_disk_mb": round(files / 2**20, 1),
    }
