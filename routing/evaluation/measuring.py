"""Measuring a classifier on labelled messages: grouped folds, the newest messages, a test set of its own, or the cold
start on a map; and how much of it is left when the words come through a recogniser."""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax
from sklearn.model_selection import StratifiedGroupKFold

from routing import cold_start, examples
from routing.classifier.features import WRITTEN
from routing.classifier.fitting import Fitted, Training, fit
from routing.classifier.model import Classifier
from routing.evaluation.figures import Predictions, figures, threshold_for
from routing.evaluation.mapping import Mapping
from routing.evaluation.messages import Message
from routing.evaluation.mishearing import DROPPED_WORDS, HOMOPHONES, as_heard
from routing.evaluation.splitting import by_time

FOLDS = 5
TIMED = 200  # messages advised one by one for the latency


@dataclass(frozen=True)
class Measured:
    """What was said of a test: as written and as a recogniser might have heard it. confident: rows above the threshold
    of the training; seconds: of training; spent: milliseconds of single messages."""

    written: Predictions
    heard: Predictions
    confident: NDArray[np.bool_]
    seconds: float
    spent: NDArray[np.float64]

    def figures(self) -> dict[str, Any]:
        """The command line's fields."""
        found = figures(self.written, self.confident)
        heard = figures(self.heard, self.confident)
        return {
            **found,
            "train_s": round(self.seconds, 2),
            "p50_ms": round(float(np.percentile(self.spent, 50)), 2),
            "p99_ms": round(float(np.percentile(self.spent, 99)), 2),
            "misheard": {
                "homophones": HOMOPHONES,
                "dropped_words": DROPPED_WORDS,
                "macro_f1": heard["macro_f1"],
                "accuracy": heard["accuracy"],
                "loss": round(found["macro_f1"] - heard["macro_f1"], 4),
            },
        }


def training_of(messages: Sequence[Message]) -> Training:
    """Messages as training rows, near-duplicates as groups."""
    return Training([m.document for m in messages], [m.label for m in messages], [m.group for m in messages])


def cross_validated(messages: Sequence[Message]) -> dict[str, Any]:
    """Five grouped, stratified folds; `time_split` (None without dates): trained on the older four fifths of the
    dated messages, measured on the newest. train_s is the mean of a fold's training."""
    labels, groups = [m.label for m in messages], [m.group for m in messages]
    parts = [
        _measured([messages[i] for i in seen], [messages[i] for i in unseen])
        for seen, unseen in StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0).split(labels, labels, groups)
    ]
    together = Measured(
        _together([part.written for part in parts]),
        _together([part.heard for part in parts]),
        np.concatenate([part.confident for part in parts]),
        float(np.mean([part.seconds for part in parts])),
        np.concatenate([part.spent for part in parts]),
    )
    split = by_time(messages)
    return {**together.figures(), "time_split": held_out(*split) if split else None}


def held_out(training: Sequence[Message], test: Sequence[Message]) -> dict[str, Any]:
    """Trained on the one, measured on the other."""
    return {**_measured(training, test).figures(), "trained_on": len(training), "tested_on": len(test)}


def cold(mapping: Mapping, test: Sequence[Message]) -> dict[str, Any]:
    """Trained on our own examples only, our categories mapped to the labels of the test.

    The threshold is chosen on the examples' own held-out predictions, mapped the same way.
    """
    started = time.perf_counter()
    fitted = cold_start.build()
    seconds = time.perf_counter() - started
    classifier = fitted.classifier
    labels, onto = mapping.onto(classifier.labels)
    names = np.array(labels)
    rows = cold_start.training(examples.read())
    own = names[[labels.index(mapping.label(code)) for code in rows.labels]]
    threshold = threshold_for(_chosen(names, _calibrated(fitted) @ onto, own))
    predictions = _said(classifier, names, test, onto)
    return Measured(*predictions, predictions[0].confidence >= threshold, seconds, _latency(classifier, test)).figures()


def _measured(training: Sequence[Message], test: Sequence[Message]) -> Measured:
    started = time.perf_counter()
    fitted = fit(training_of(training), WRITTEN)
    seconds = time.perf_counter() - started
    names = np.array(fitted.classifier.labels)
    seen = _chosen(names, _calibrated(fitted), np.array([m.label for m in training]))
    written, heard = _said(fitted.classifier, names, test)
    return Measured(
        written, heard, written.confidence >= threshold_for(seen), seconds, _latency(fitted.classifier, test)
    )


def _said(
    classifier: Classifier, names: NDArray[np.str_], test: Sequence[Message], onto: NDArray[np.float64] | None = None
) -> tuple[Predictions, Predictions]:
    """Of the test as written and as heard. onto: the classifier's labels onto `names`, where they are not the same."""
    truth, dice = np.array([m.label for m in test]), random.Random(0)  # noqa: S311 - the same errors at every run
    written, heard = (
        probabilities if onto is None else probabilities @ onto
        for probabilities in (
            classifier.probabilities([m.document for m in test]),
            classifier.probabilities([as_heard(m.document, dice) for m in test]),
        )
    )
    return _chosen(names, written, truth), _chosen(names, heard, truth)


def _calibrated(fitted: Fitted) -> NDArray[np.float64]:
    return np.asarray(softmax(fitted.held_out / fitted.classifier.temperature, axis=1), np.float64)


def _chosen(names: NDArray[np.str_], probabilities: NDArray[Any], truth: NDArray[np.str_]) -> Predictions:
    return Predictions(names[probabilities.argmax(axis=1)], probabilities.max(axis=1).astype(np.float64), truth)


def _together(parts: Sequence[Predictions]) -> Predictions:
    return Predictions(
        np.concatenate([p.chosen for p in parts]),
        np.concatenate([p.confidence for p in parts]),
        np.concatenate([p.truth for p in parts]),
    )


def _latency(classifier: Classifier, messages: Sequence[Message]) -> NDArray[np.float64]:
    """Milliseconds for one message at a time."""
    spent = []
    for message in messages[:TIMED]:
        started = time.perf_counter()
        classifier.probabilities([message.document])
        spent.append(1000 * (time.perf_counter() - started))
    return np.array(spent)
