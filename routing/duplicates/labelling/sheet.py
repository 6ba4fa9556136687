"""The sheet of labels: a CSV of ids and labels, one line a reading, written after each. No texts stand in it."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from random import Random

from routing.duplicates.labelling.sampling import Pair

_COLUMNS = ("left", "right", "stratum", "pass", "label")


class Label(StrEnum):
    """What a reader said of a pair.

    same: one action or one answer settles both. related: one place or body, but another problem, or one question of
    policy asked differently. different: anything else, also the same words about another place. unsure: cannot be told.
    """

    SAME = "same"
    RELATED = "related"
    DIFFERENT = "different"
    UNSURE = "unsure"


class SheetWrong(Exception):
    """The sheet of labels cannot be read; says the line. Code: `labels-wrong`."""

    code = "labels-wrong"


@dataclass(frozen=True)
class Reading:
    """One pair as one reader labelled it. turn: 1 for the first pass, 2 for the blind second."""

    pair: Pair
    turn: int
    label: Label

    @property
    def ids(self) -> frozenset[str]:
        """The two messages, whichever stood on the left."""
        return frozenset((self.pair.left, self.pair.right))


def read(path: Path) -> list[Reading]:
    """All readings in a sheet; none where there is no file yet."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return [_reading(row, f"{path.name}:{number}") for number, row in enumerate(csv.DictReader(lines), start=2)]


def _reading(row: dict[str, str], where: str) -> Reading:
    try:
        pair = Pair(row["left"], row["right"], row["stratum"])
        return Reading(pair, int(row["pass"]), Label(row["label"]))
    except (KeyError, TypeError, ValueError) as problem:
        raise SheetWrong(f"{where}: {', '.join(_COLUMNS)} are needed ({problem})") from problem


def append(path: Path, reading: Reading) -> None:
    """Add one reading; the file is closed again, so that an interruption loses nothing."""
    fresh = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        if fresh:
            writer.writerow(_COLUMNS)
        pair = reading.pair
        writer.writerow((pair.left, pair.right, pair.stratum, reading.turn, reading.label.value))


def second_pass(readings: Sequence[Reading], wanted: int, seed: int) -> list[Pair]:
    """Pairs of the first pass for the blind second: drawn and ordered anew, the two sides exchanged by chance."""
    random = Random(seed)  # noqa: S311 - a sample that can be drawn again, no secret
    pairs = [reading.pair for reading in readings if reading.turn == 1]
    drawn = random.sample(pairs, min(wanted, len(pairs)))
    return [Pair(p.right, p.left, p.stratum) if random.random() < 0.5 else p for p in drawn]


def unread(pairs: Sequence[Pair], readings: Sequence[Reading], turn: int) -> list[Pair]:
    """The pairs that this pass has not labelled yet, in their order."""
    done = {reading.ids for reading in readings if reading.turn == turn}
    return [pair for pair in pairs if frozenset((pair.left, pair.right)) not in done]
