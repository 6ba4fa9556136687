"""The classifier: one linear weight a term and label, and one temperature that makes its probabilities honest.

The label `none` (words without a demand) does not compete with the categories: it has a scale of its own and answers
another question, whether anything is asked for at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from routing.classifier.demand import Weights, heard_passages, probability, signs
from routing.classifier.features import Document, Features
from routing.examples import NO_DEMAND

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Spoke:
    """A term that spoke for a label, with its share of the score."""

    term: str
    weight: float


@dataclass(frozen=True)
class Classifier:
    """weights: terms x labels; offsets: labels; temperature divides the scores before the softmax.

    demand_weights: see `routing.classifier.demand`.
    card: what it was made from and how well it did (see docs/routing.md).
    """

    labels: tuple[str, ...]
    features: Features
    weights: Array
    offsets: Array
    temperature: float
    demand_weights: Weights = (0.0, 0.0, 0.0, 0.0)
    card: dict[str, Any] = field(default_factory=dict)

    def scores(self, documents: Sequence[Document]) -> Array:
        """Raw scores, documents x all labels."""
        scores: Array = np.asarray(self.features.matrix(documents) @ self.weights) + self.offsets
        return scores

    def probabilities(self, documents: Sequence[Document]) -> Array:
        """Calibrated probabilities, documents x labels; each row sums to 1, `none` has none of it."""
        scores = self.scores(documents)
        if NO_DEMAND in self.labels:
            scores[:, self.labels.index(NO_DEMAND)] = -np.inf
        probabilities: Array = softmax(scores / self.temperature, axis=1)
        return probabilities

    def distribution(self, document: Document) -> dict[str, float]:
        """Category -> probability of one document, most probable first."""
        row = self.probabilities([document])[0]
        return {self.labels[i]: float(row[i]) for i in np.argsort(-row) if self.labels[i] != NO_DEMAND}

    def demand(self, text: str) -> float:
        """The probability that `text` asks for anything; 1.0 where the classifier never learned what is none."""
        if NO_DEMAND not in self.labels:
            return 1.0
        heard = heard_passages(text)
        scores = self.scores([Document(passage) for passage in heard])
        return probability(signs(heard, scores, self.labels.index(NO_DEMAND)), self.demand_weights)

    def spoke_for(self, document: Document, label: str, most: int = 5) -> list[Spoke]:
        """The words and characters that spoke most for `label` against the average label, strongest first."""
        row = self.features.matrix([document])
        column = self.labels.index(label)
        terms = self.features.terms_of(row.indices)
        gain = row.data * (self.weights[row.indices, column] - self.weights[row.indices].mean(axis=1))
        said: dict[str, float] = {}
        for (block, term), value in zip(terms, gain, strict=True):
            if block.view != "sounds" and len(term) > 1:
                readable = term.replace(" ", "")
                said[readable] = said.get(readable, 0.0) + float(value)
        return _without_parts(sorted(said.items(), key=lambda item: -item[1]), most)


def _without_parts(ranked: list[tuple[str, float]], most: int) -> list[Spoke]:
    """The strongest terms, without those that overlap a stronger one (水, 停水, 停水了 are one reason)."""
    chosen: list[Spoke] = []
    for term, weight in ranked:
        if len(chosen) == most or weight <= 0:
            break
        if not any(term in other.term or other.term in term for other in chosen):
            chosen.append(Spoke(term, round(weight, 4)))
    return chosen


def by_parent(distribution: dict[str, float], length: int) -> dict[str, float]:
    """Probabilities of codes summed up to their parents of `length` digits (2, 4), most probable first."""
    summed: dict[str, float] = {}
    for code, share in distribution.items():
        summed[code[:length]] = summed.get(code[:length], 0.0) + share
    return dict(sorted(summed.items(), key=lambda item: -item[1]))
