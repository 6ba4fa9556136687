"""Fitting: ridge regression on the blocks of features, its temperature found on predictions for rows it had not seen.

Ridge is as good as a support vector machine on this material (docs/routing.md), needs no tuning, and has a closed form
for many labels and few rows: the cold start with its 280 categories is solved at once. With few labels the terms are
weighed by naive Bayes before, label by label; the result is one weight a term and label again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp
from sklearn.linear_model import Ridge
from sklearn.model_selection import StratifiedGroupKFold

from routing.classifier.demand import Weights, learn, signs
from routing.classifier.features import Block, Document, Features
from routing.classifier.model import Array, Classifier
from routing.examples import NO_DEMAND

# One closed form for all labels, or one iterative solution a label: the first costs rows squared, the second labels.
CLOSED_FORM_ROWS, MANY_LABELS = 6000, 40
SMOOTHNESS = 1.0  # ridge penalty
FOLDS = 4
KINSHIP = {2: 0.3, 4: 0.6}  # how much of the target a label of the same first or second level is worth


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


class TrainingUnfit(Exception):
    """The rows cannot train a classifier. Code: `training-unfit`."""

    code = "training-unfit"


@dataclass(frozen=True)
class Fitted:
    """The classifier, and what it said of each training row while that row was held out (rows x labels)."""

    classifier: Classifier
    held_out: Array


def fit(training: Training, blocks: Sequence[Block], folds: int = FOLDS) -> Fitted:
    """Fit on every row, calibrated on `folds` grouped folds. Deterministic. Raises `TrainingUnfit`."""
    if len(set(training.labels)) < 2:
        raise TrainingUnfit("at least two different labels are needed")
    features = Features(blocks)
    matrix = _with_constant(features.fit(training.documents))
    labels = tuple(sorted(set(training.labels)))
    column = {label: i for i, label in enumerate(labels)}
    truth = np.array([column[label] for label in training.labels])
    row_weights = np.asarray(training.weights if training.weights is not None else np.ones(len(truth)), np.float64)
    targets = kinship(labels)
    held_out = np.zeros((len(truth), len(labels)), np.float32)
    for seen, unseen in _splits(truth, training.groups, folds):
        held_out[unseen] = matrix[unseen] @ _solve(matrix[seen], targets[truth[seen]], row_weights[seen])
    weights = _solve(matrix, targets[truth], row_weights)
    none = column.get(NO_DEMAND)
    rows = truth != none
    categories = np.array([i for i in range(len(labels)) if i != none])
    temperature = best_temperature(
        held_out[np.ix_(rows, categories)], np.searchsorted(categories, truth[rows]), row_weights[rows]
    )
    classifier = Classifier(labels, features, weights[:-1], weights[-1], temperature, _demand(training, held_out, none))
    return Fitted(classifier, held_out)


def best_temperature(scores: Array, truth: NDArray[np.int64], weights: NDArray[np.float64]) -> float:
    """The divisor of scores that makes the true labels most probable (temperature scaling)."""

    def loss(log_temperature: float) -> float:
        scaled = scores / np.exp(log_temperature)
        gaps = logsumexp(scaled, axis=1) - scaled[np.arange(len(truth)), truth]
        return float(np.average(gaps, weights=weights))

    return float(np.exp(minimize_scalar(loss, bounds=(-6.0, 3.0), method="bounded").x))


def _demand(training: Training, held_out: Array, none: int | None) -> Weights:
    """Weights of the signs of a demand, from what was said of rows while they were held out."""
    if none is None:
        return 0.0, 0.0, 0.0, 0.0
    texts = [document.body for document in training.documents]
    return learn(signs(texts, held_out, none), np.array([label != NO_DEMAND for label in training.labels]))


def _with_constant(matrix: sp.csr_matrix) -> sp.csr_matrix:
    """A last column of ones: the offset of each label."""
    constant = sp.csr_matrix(np.ones((matrix.shape[0], 1), np.float32))
    return sp.csr_matrix(sp.hstack([matrix, constant]))


def kinship(labels: Sequence[str]) -> Array:
    """The score that each label (column) should get for a row of each label: 1 its own, -1 a stranger.

    Codes of one parent are kin: what speaks for 路灯 speaks a little for 井盖 as well. So the tree of categories helps
    where a category has few examples. Labels that are not codes are strangers to each other.
    """
    worth = np.full((len(labels), len(labels)), -1.0, np.float32)
    codes = [label if label.isdigit() else "" for label in labels]
    for length, share in KINSHIP.items():
        for i, code in enumerate(codes):
            if code:
                worth[i, [j for j, other in enumerate(codes) if other[:length] == code[:length]]] = share - 1.0
    np.fill_diagonal(worth, 1.0)
    return worth


def _solve(matrix: sp.csr_matrix, target: Array, row_weights: NDArray[np.float64]) -> Array:
    """Weights (columns x labels) whose scores come closest to `target` (rows x labels).

    With few labels the terms are first weighed for each label by how much they tell about it.
    """
    if target.shape[1] < MANY_LABELS:
        return np.stack([_weighed(matrix, target[:, i], row_weights) for i in range(target.shape[1])], axis=1)
    closed = target.shape[0] <= CLOSED_FORM_ROWS
    return _ridge("cholesky" if closed else "sparse_cg", matrix, target, row_weights).T


def _weighed(matrix: sp.csr_matrix, target: Array, row_weights: NDArray[np.float64]) -> Array:
    """Weights of one label (columns), its terms weighed before."""
    share = _telling(matrix, target > 0)
    weights: Array = share * _ridge("sparse_cg", sp.csr_matrix(matrix.multiply(share)), target, row_weights)
    return weights


def _ridge(
    solver: Literal["cholesky", "sparse_cg"],
    matrix: sp.csr_matrix,
    target: Array,
    row_weights: NDArray[np.float64],
) -> Array:
    ridge = Ridge(alpha=SMOOTHNESS, fit_intercept=False, solver=solver)
    return np.asarray(ridge.fit(matrix, target, sample_weight=row_weights).coef_, np.float32)


def _telling(matrix: sp.csr_matrix, mine: NDArray[np.bool_]) -> Array:
    """How much each column tells about a label: the root of |log of its share here over its share elsewhere| (the
    weights of naive Bayes, as in NB-SVM). The constant column, which is everywhere, keeps 1."""
    has = sp.csr_matrix((np.ones_like(matrix.data), matrix.indices, matrix.indptr), shape=matrix.shape)
    here, elsewhere = (np.asarray(has[rows].sum(axis=0)).ravel() + 1.0 for rows in (mine, ~mine))
    share: Array = np.sqrt(np.abs(np.log((here / here.sum()) / (elsewhere / elsewhere.sum())))).astype(np.float32)
    share[-1] = 1.0
    return share


def _splits(
    truth: NDArray[np.int64], groups: Sequence[str] | None, folds: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    keys = np.arange(len(truth)) if groups is None else np.unique(np.asarray(groups), return_inverse=True)[1]
    yield from StratifiedGroupKFold(folds, shuffle=True, random_state=0).split(truth, truth, keys)
