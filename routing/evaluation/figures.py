"""The figures of a classifier: macro-F1, accuracy, coverage at 97 % precision, calibration, and each class."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score, precision_recall_fscore_support

PRECISION_WANTED = 0.97
CALIBRATION_BINS = 10


@dataclass(frozen=True)
class Predictions:
    """What was said of some messages (rows): the label chosen, its probability, and the truth."""

    chosen: NDArray[np.str_]
    confidence: NDArray[np.float64]
    truth: NDArray[np.str_]

    @property
    def right(self) -> NDArray[np.bool_]:
        return np.asarray(self.chosen == self.truth)


def threshold_for(seen: Predictions, precision: float = PRECISION_WANTED) -> float:
    """The lowest confidence above which the predictions are right as often as wanted; above 1 where there is none.

    `seen` must be predictions for training rows while they were held out, never the test.
    """
    order = np.argsort(-seen.confidence, kind="stable")
    precisions = np.cumsum(seen.right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(precisions >= precision)
    return float(seen.confidence[order][enough[-1]]) if len(enough) else 1.1


def calibration_error(predictions: Predictions) -> float:
    """Expected calibration error: mean distance of confidence and accuracy over ten bins of equal width, weighted."""
    bins = np.minimum((predictions.confidence * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    total = 0.0
    for i in np.unique(bins):
        inside = bins == i
        gap = abs(float(predictions.right[inside].mean()) - float(predictions.confidence[inside].mean()))
        total += gap * float(inside.mean())
    return total


def figures(predictions: Predictions, confident: NDArray[np.bool_]) -> dict[str, Any]:
    """The figures of the command line's contract. confident: rows above the threshold of their own training set."""
    labels = sorted(set(predictions.truth.tolist()))
    precision, recall, f1, count = precision_recall_fscore_support(
        predictions.truth, predictions.chosen, labels=labels, zero_division=0
    )
    per_class = {
        label: {"precision": round(p, 4), "recall": round(r, 4), "f1": round(f, 4), "messages": int(n)}
        for label, p, r, f, n in zip(labels, precision.tolist(), recall.tolist(), f1.tolist(), count, strict=True)
    }
    macro = f1_score(predictions.truth, predictions.chosen, labels=labels, average="macro", zero_division=0)
    return {
        "macro_f1": round(float(macro), 4),
        "accuracy": round(float(predictions.right.mean()), 4),
        "coverage_at_97": round(float(confident.mean()), 4),
        "precision_reached": round(float(predictions.right[confident].mean()), 4) if confident.any() else None,
        "ece": round(calibration_error(predictions), 4),
        "per_class": per_class,
    }
