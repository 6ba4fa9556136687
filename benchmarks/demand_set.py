"""A set of written demands, generated once and kept in the cache: one line a demand, gzip."""

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

from benchmarks.written_demands import WrittenDemands

_LEVEL = 1


def demands(cache: Path, rows: int, seed: int) -> Iterator[str]:
    """`rows` texts by number; read from `cache`/bench where the same set, or a longer one, was made before."""
    with gzip.open(_made(cache, rows, seed), "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number == rows:
                return
            yield line.rstrip("\n")


def _made(cache: Path, rows: int, seed: int) -> Path:
    folder = cache / "bench"
    longer = [path for path in folder.glob(f"demands-{seed}-*.gz") if int(path.stem.rsplit("-", 1)[1]) >= rows]
    if longer:
        return min(longer, key=lambda path: path.stat().st_size)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"demands-{seed}-{rows}.gz"
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    source = WrittenDemands(seed)
    with gzip.open(draft, "wt", encoding="utf-8", compresslevel=_LEVEL) as lines:
        for number in range(rows):
            lines.write(source.text(number) + "\n")
    draft.replace(target)
    return target
