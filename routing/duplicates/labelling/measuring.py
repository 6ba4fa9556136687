"""How good `judge` is on labelled pairs: precision and recall of `same`, and of which kind the mistakes are."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from routing.duplicates.demand import Demand
from routing.duplicates.judgement import Judgement
from routing.duplicates.labelling.sheet import Label, Reading

Judge = Callable[[Demand, Demand], Judgement]


@dataclass(frozen=True)
class Measured:
    """Counts of pairs. wrong: (stratum, label) -> pairs that were judged wrongly."""

    found: int
    missed: int
    invented: int
    refused: int
    wrong: dict[tuple[str, Label], int]

    @property
    def precision(self) -> float:
        return self.found / max(1, self.found + self.invented)

    @property
    def recall(self) -> float:
        return self.found / max(1, self.found + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.found / max(1, 2 * self.found + self.missed + self.invented)


def measure(readings: Sequence[Reading], demands: Mapping[str, Demand], judge: Judge) -> Measured:
    """Judge the pairs of the first pass. `related` counts as not the same, `unsure` is left out."""
    counts: Counter[tuple[bool, bool]] = Counter()
    wrong: Counter[tuple[str, Label]] = Counter()
    for reading in readings:
        if reading.turn != 1 or reading.label is Label.UNSURE:
            continue
        same = reading.label is Label.SAME
        judged = judge(demands[reading.pair.left], demands[reading.pair.right]).same
        counts[same, judged] += 1
        if same != judged:
            wrong[reading.pair.stratum, reading.label] += 1
    return Measured(counts[True, True], counts[True, False], counts[False, True], counts[False, False], dict(wrong))
