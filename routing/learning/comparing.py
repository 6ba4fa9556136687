"""Two classifiers on the same rows that neither has seen: which category each would have proposed, and how surely."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from routing.classifier.features import Document
from routing.classifier.model import Classifier
from routing.learning.rows import LabelledRow
from routing.wording import simplified

_LEAST: Final = 1e-6  # probability of a label that a classifier does not know


@dataclass(frozen=True)
class Compared:
    """right: how many categories of `rows` each would have proposed; gained: right by the candidate alone, lost: by
    the one in use alone; loss: mean -log probability of the true category."""

    rows: int
    candidate_right: int
    active_right: int
    gained: int
    lost: int
    candidate_loss: float
    active_loss: float

    @property
    def better(self) -> bool:
        """More right; or as many, and surer of what is right."""
        if self.candidate_right != self.active_right:
            return self.candidate_right > self.active_right
        return self.candidate_loss < self.active_loss

    def as_dict(self) -> dict[str, Any]:
        share = {
            "candidate_accuracy": round(self.candidate_right / self.rows, 4),
            "active_accuracy": round(self.active_right / self.rows, 4),
        }
        return asdict(self) | share


def compared(active: Classifier, candidate: Classifier, rows: Sequence[LabelledRow]) -> Compared:
    """Both on `rows`, which must not be empty."""
    documents = [Document(simplified(row.text)) for row in rows]
    truth = [row.label for row in rows]
    old_right, old_loss = _judged(active, documents, truth)
    new_right, new_loss = _judged(candidate, documents, truth)
    return Compared(
        rows=len(rows),
        candidate_right=int(new_right.sum()),
        active_right=int(old_right.sum()),
        gained=int((new_right & ~old_right).sum()),
        lost=int((old_right & ~new_right).sum()),
        candidate_loss=round(new_loss, 4),
        active_loss=round(old_loss, 4),
    )


def _judged(model: Classifier, documents: Sequence[Document], truth: Sequence[str]) -> tuple[NDArray[np.bool_], float]:
    shares = model.probabilities(documents)
    names, column = np.array(model.labels), {label: i for i, label in enumerate(model.labels)}
    right = names[shares.argmax(axis=1)] == np.array(truth)
    of_truth = [shares[i, column[label]] if label in column else 0.0 for i, label in enumerate(truth)]
    return np.asarray(right, np.bool_), float(-np.log(np.maximum(of_truth, _LEAST)).mean())
