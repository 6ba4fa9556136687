"""Training on one file of labelled messages at once, without a judge: whoever asks has decided. See also `learning`."""

from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import softmax

from models.catalogue.vocabulary import Vocabulary
from models.clock import now
from routing import cold_start, examples
from routing.classifier import saving
from routing.classifier.features import SHORT, WRITTEN
from routing.classifier.fitting import Fitted, Training, TrainingUnfit, fit
from routing.evaluation.figures import Predictions, calibration_error
from routing.evaluation.measuring import training_of
from routing.evaluation.messages import read
from routing.versions import Versions


def train(messages: Path, vocabulary: Vocabulary, folder: Path, flat: bool = False) -> tuple[Path, dict[str, Any]]:
    """Fit on a CSV file; returns the classifier's path and its card. It becomes the version in use of `folder`.

    Labels must be category codes of `vocabulary`: our examples then join the rows, so that no category is forgotten.
    flat: take any labels, learn from the messages alone, only save it. Raises `TrainingUnfit`, `MessagesUnreadable`.
    """
    given = training_of(read(messages))
    strange = sorted(set(given.labels) - set(vocabulary.categories))
    if strange and not flat:
        raise TrainingUnfit(f"labels that are no category codes: {', '.join(strange[:5])}; give --output to allow them")
    rows, blocks = (given, WRITTEN) if strange else (_with_examples(given), SHORT)
    fitted = fit(rows, blocks)
    fitted.classifier.card.update(_card(fitted, rows, messages.name))
    if flat:
        return saving.save(fitted.classifier, folder, "routing"), fitted.classifier.card
    versions = Versions(folder)
    name = versions.add(fitted.classifier)
    versions.promote(name, "hotline train routing", f"按文件 {messages.name} 训练")
    return folder / f"{name}.json", fitted.classifier.card


def _with_examples(given: Training) -> Training:
    own = cold_start.training(examples.read())
    groups = [*(given.groups or ()), *(f"example {i}" for i in range(len(own.labels)))]
    return Training([*given.documents, *own.documents], [*given.labels, *own.labels], groups)


def _card(fitted: Fitted, rows: Training, source: str) -> dict[str, Any]:
    """What it was made from and how well it did on rows that it had not seen (grouped folds)."""
    names = np.array(fitted.classifier.labels)
    said = softmax(fitted.held_out / fitted.classifier.temperature, axis=1)
    seen = Predictions(names[said.argmax(axis=1)], said.max(axis=1).astype(np.float64), np.array(rows.labels))
    return {
        "name": f"routing-{now():%Y%m%d%H%M%S}",
        "data": source,
        "rows": len(rows.labels),
        "labels": len(names),
        "split": "grouped stratified folds",
        "accuracy": round(float(seen.right.mean()), 4),
        "ece": round(calibration_error(seen), 4),
        "date": now().isoformat(timespec="seconds"),
    }
