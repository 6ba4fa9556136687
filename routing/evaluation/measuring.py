"""Measuring a classifier on labelled messages: grouped folds, a test set of its own, or the cold start on a map."""

import time
from collections.abc import Sequence
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

FOLDS = 5
TIMED = 200  # messages advised one by one for the latency


def training_of(messages: Sequence[Message]) -> Training:
    """Messages as training rows, near-duplicates as groups."""
    return Training([m.document for m in messages], [m.label for m in messages], [m.group for m in messages])


def cross_validated(messages: Sequence[Message]) -> dict[str, Any]:
    """Five grouped, stratified folds. train_s is the mean of a fold's training, p99_ms of single messages."""
    labels, groups = [m.label for m in messages], [m.group for m in messages]
    parts, confident, seconds, p99 = [], [], [], []
    for seen, unseen in StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0).split(labels, labels, groups):
        result = _measured([messages[i] for i in seen], [messages[i] for i in unseen])
        parts.append(result[0])
        confident.append(result[1])
        seconds.append(result[2])
        p99.append(result[3])
    together = Predictions(
        np.concatenate([p.chosen for p in parts]),
        np.concatenate([p.confidence for p in parts]),
        np.concatenate([p.truth for p in parts]),
    )
    timing = {"train_s": round(float(np.mean(seconds)), 2), "p99_ms": round(float(np.max(p99)), 2)}
    return {**figures(together, np.concatenate(confident)), **timing}


def held_out(training: Sequence[Message], test: Sequence[Message]) -> dict[str, Any]:
    """Trained on the one, measured on the other."""
    predictions, confident, seconds, p99 = _measured(training, test)
    return {**figures(predictions, confident), "train_s": round(seconds, 2), "p99_ms": round(p99, 2)}


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
    predictions = _predictions(names, classifier.probabilities([m.document for m in test]) @ onto, test)
    rows = cold_start.training(examples.read())
    own = names[[labels.index(mapping.label(code)) for code in rows.labels]]
    seen = _chosen(names, _calibrated(fitted) @ onto, own)
    confident = predictions.confidence >= threshold_for(seen)
    p99 = _latency(classifier, test)
    return {**figures(predictions, confident), "train_s": round(seconds, 2), "p99_ms": round(p99, 2)}


def _measured(
    training: Sequence[Message], test: Sequence[Message]
) -> tuple[Predictions, NDArray[np.bool_], float, float]:
    started = time.perf_counter()
    fitted = fit(training_of(training), WRITTEN)
    seconds = time.perf_counter() - started
    classifier, names = fitted.classifier, np.array(fitted.classifier.labels)
    seen = _predictions(names, _calibrated(fitted), training)
    predictions = _predictions(names, classifier.probabilities([m.document for m in test]), test)
    return predictions, predictions.confidence >= threshold_for(seen), seconds, _latency(classifier, test)


def _calibrated(fitted: Fitted) -> NDArray[np.float64]:
    return np.asarray(softmax(fitted.held_out / fitted.classifier.temperature, axis=1), np.float64)


def _predictions(names: NDArray[np.str_], probabilities: NDArray[Any], messages: Sequence[Message]) -> Predictions:
    return _chosen(names, probabilities, np.array([m.label for m in messages]))


def _chosen(names: NDArray[np.str_], probabilities: NDArray[Any], truth: NDArray[np.str_]) -> Predictions:
    return Predictions(names[probabilities.argmax(axis=1)], probabilities.max(axis=1).astype(np.float64), truth)


def _latency(classifier: Classifier, messages: Sequence[Message]) -> float:
    """99th percentile of milliseconds for one message at a time."""
    spent = []
    for message in messages[:TIMED]:
        started = time.perf_counter()
        classifier.probabilities([message.document])
        spent.append(1000 * (time.perf_counter() - started))
    return float(np.percentile(spent, 99))
