"""`hotline bench routing`: milliseconds for one proposal, seconds for the cold start, memory.

The texts are our own examples with places of the city before them, so that every step has something to find.
"""

import random
import resource
import time
from typing import Any

import numpy as np

from models.catalogue.vocabulary import Vocabulary, city_folder
from routing import Adviser, cold_start
from routing.examples import NO_DEMAND, read

DEFAULT_ROWS = 2_000


def run(rows: int | None, seed: int) -> dict[str, Any]:
    """Advise on `rows` texts one after another. Returns the figures; there is no raw ceiling to compare with."""
    vocabulary = Vocabulary.from_folder(city_folder("xianning"))
    started = time.process_time()
    classifier = cold_start.build().classifier
    train_s = time.process_time() - started
    adviser = Adviser(vocabulary, classifier)
    spent = []
    for text in _texts(vocabulary, rows or DEFAULT_ROWS, random.Random(seed)):
        before = time.perf_counter()
        adviser.advise(text)
        spent.append(1000 * (time.perf_counter() - before))
    figures = {
        "p50_ms": round(float(np.percentile(spent, 50)), 2),
        "p99_ms": round(float(np.percentile(spent, 99)), 2),
        "train_s": round(train_s, 2),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "rows": len(spent),
    }
    return {"figures": figures, "limits": {}}


def _texts(vocabulary: Vocabulary, rows: int, dice: random.Random) -> list[str]:
    sentences = [e.text for e in read() if e.kind == "sentence" and e.code != NO_DEMAND]
    places = [f"{d.area}{d.street}{d.name}" for d in vocabulary.divisions if d.level != "city"]
    return [f"你好，我是{dice.choice(places)}的居民，{dice.choice(sentences)}" for _ in range(rows)]
