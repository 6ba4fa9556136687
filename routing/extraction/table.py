"""Tables of turns of speech: tab-separated files beside the code, so that they are read and corrected without it."""

import csv
from functools import cache
from pathlib import Path


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `NAME.tsv` in this folder. Nothing is quoted: a cell is what stands between two tabs."""
    with (Path(__file__).parent / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
