"""Fitting: ridge regression on the blocks of features, its temperature found on predictions for rows it had not seen.

Ridge is as good as a support vector machine on this material (docs/routing.md), needs no tuning, and has a closed form
for many labels and few rows: the cold start with its 266 categories is solved at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp
from sklearn.linear_model import Ridge
from sklearn.model_selection import StratifiedGroupKFold

from routing.classifier.features import Block, Document, Features
from routing.classifier.model import Array, Classifier

CLOSED_FORM_ROWS = 6000  # above it the kernel's memory (rows squared) is worse than an iterative solution
SMOOTHNESS = 1.0  # ridge penalty
FOLDS = 4


@dataclass(frozen=True)
class Training:
    """What to fit on. groups: rows that must stay on one side of a split (near-duplicates); weights: of rows."""

    documents: Sequence[Document]
    labels: Sequence[str]
    groups: Sequence[str] | None = None
    weights: Sequence[float] | None = None

    def __post_init__(self) -> None:
        if not self.documents or len(self.documents) != len(self.labels):
            raise TrainingUnfit(f"{len(self.documents)} documents and {len(self.labels)} labels")
        if len(set(self.labels)) < 2:
            raise TrainingUnfit("at least two different labels are needed")


class TrainingUnfit(Exception):
    """The rows cannot train a classifier. Code: `training-unfit`."""

    code = "training-unfit"


@dataclass(frozen=True)
class Fitted:
    """The classifier, and what it said of each training row while that row was held out (rows x labels)."""

    classifier: Classifier
    held_out: Array


def fit(training: Training, blocks: Sequence[Block], folds: int = FOLDS) -> Fitted:
    """Fit on every row, with probabilities calibrated on `folds` grouped folds. Deterministic."""
    features = Features(blocks)
    matrix = _with_constant(features.fit(training.documents))
    labels = tuple(sorted(set(training.labels)))
    column = {label: i for i, label in enumerate(labels)}
    truth = np.array([column[label] for label in training.labels])
    row_weights = np.asarray(training.weights if training.weights is not None else np.ones(len(truth)), np.float64)
    held_out = np.zeros((len(truth), len(labels)), np.float32)
    for seen, unseen in _splits(truth, training.groups, folds):
        held_out[unseen] = matrix[unseen] @ _solve(matrix[seen], truth[seen], len(labels), row_weights[seen])
    weights = _solve(matrix, truth, len(labels), row_weights)
    temperature = best_temperature(held_out, truth, row_weights)
    classifier = Classifier(labels, features, weights[:-1], weights[-1], temperature)
    return Fitted(classifier, held_out)


def best_temperature(scores: Array, truth: NDArray[np.int64], weights: NDArray[np.float64]) -> float:
    """The divisor of scores that makes the true labels most probable (temperature scaling)."""

    def loss(log_temperature: float) -> float:
        scaled = scores / np.exp(log_temperature)
        gaps = logsumexp(scaled, axis=1) - scaled[np.arange(len(truth)), truth]
        return float(np.average(gaps, weights=weights))

    return float(np.exp(minimize_scalar(loss, bounds=(-6.0, 3.0), method="bounded").x))


def _with_constant(matrix: sp.csr_matrix) -> sp.csr_matrix:
    """A last column of ones: the offset of each label."""
    constant = sp.csr_matrix(np.ones((matrix.shape[0], 1), np.float32))
    return sp.csr_matrix(sp.hstack([matrix, constant]))


def _solve(matrix: sp.csr_matrix, truth: NDArray[np.int64], labels: int, row_weights: NDArray[np.float64]) -> Array:
    """Weights (columns x labels) that bring the score of the true label to 1 and of the others to -1."""
    target = np.full((len(truth), labels), -1.0, np.float32)
    target[np.arange(len(truth)), truth] = 1.0
    solver = "cholesky" if len(truth) <= CLOSED_FORM_ROWS else "sparse_cg"
    ridge = Ridge(alpha=SMOOTHNESS, fit_intercept=False, solver=solver)
    weights: Array = np.asarray(ridge.fit(matrix, target, sample_weight=row_weights).coef_, np.float32).T
    return weights if labels > 1 else weights.reshape(-1, 1)


def _splits(
    truth: NDArray[np.int64], groups: Sequence[str] | None, folds: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    keys = np.arange(len(truth)) if groups is None else np.unique(np.asarray(groups), return_inverse=True)[1]
    yield from StratifiedGroupKFold(folds, shuffle=True, random_state=0).split(truth, truth, keys)
