"""How far two passes agree: Cohen's kappa, and the pairs on which they differ."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from routing.duplicates.labelling.sheet import Label, Reading


@dataclass(frozen=True)
class Agreement:
    """pairs: read in both passes; agreed: share with equal labels; kappa: of all labels, kappa_same: of same or not.
    confusion: (label of the first pass, of the second) -> pairs."""

    pairs: int
    agreed: float
    kappa: float
    kappa_same: float
    confusion: dict[tuple[Label, Label], int]


def agreement(readings: Sequence[Reading]) -> Agreement:
    """Compare the second pass with the first over the pairs that both have. Without any: zero pairs, kappa 0."""
    first = {reading.ids: reading.label for reading in readings if reading.turn == 1}
    both = [(first[r.ids], r.label) for r in readings if r.turn == 2 and r.ids in first]
    equal = sum(a == b for a, b in both)
    return Agreement(
        pairs=len(both),
        agreed=equal / len(both) if both else 0.0,
        kappa=kappa([(a.value, b.value) for a, b in both]),
        kappa_same=kappa([(str(a is Label.SAME), str(b is Label.SAME)) for a, b in both]),
        confusion=dict(Counter(both)),
    )


def kappa(both: Sequence[tuple[str, str]]) -> float:
    """Cohen's kappa of two readers: (agreement - expected by chance) / (1 - expected by chance)."""
    if not both:
        return 0.0
    total = len(both)
    observed = sum(a == b for a, b in both) / total
    first, second = Counter(a for a, _ in both), Counter(b for _, b in both)
    chance = sum(first[label] * second[label] for label in first) / total**2
    return 1.0 if chance == 1 else (observed - chance) / (1 - chance)
