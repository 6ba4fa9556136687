"""Sentences and key phrases, written by us, for every third-level category: what routing knows before its first order.

One TSV a first-level category, columns `code`, `kind` (`sentence` or `phrase`), `text`; `00.tsv` holds what is no
demand at all (greetings, news, wrong numbers) under the code `none`. Add lines freely: the model is rebuilt when a file
changes.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FOLDER = Path(__file__).parent
NO_DEMAND = "none"
KINDS = ("sentence", "phrase")


@dataclass(frozen=True)
class Example:
    """One written example. code: six digits, or `none` for words without a demand."""

    code: str
    kind: Literal["sentence", "phrase"]
    text: str


class ExampleError(Exception):
    """A line of the examples cannot be used. Code: `routing-example`."""

    code = "routing-example"


def read(folder: Path = FOLDER) -> list[Example]:
    """All examples, in the order of the files. Raises `ExampleError` with file and line."""
    found: list[Example] = []
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.DictReader(lines, delimiter="\t"), start=2):
                kind, code, text = row.get("kind"), row.get("code"), row.get("text")
                if not code or not text or kind not in KINDS:
                    raise ExampleError(f"{path.name}:{number}: code, kind (sentence or phrase) and text are needed")
                found.append(Example(code, "sentence" if kind == "sentence" else "phrase", text))
    return found
