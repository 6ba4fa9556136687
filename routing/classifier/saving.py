"""A classifier on disk: `NAME.npz` (numbers), `NAME.json` (terms, labels, card): plain, loading runs no code."""

import json
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from routing.classifier.features import Features
from routing.classifier.model import Classifier

FORMAT = 1


class ClassifierUnreadable(Exception):
    """The files are missing, cut short or of another format. Code: `classifier-unreadable`."""

    code = "classifier-unreadable"


def save(classifier: Classifier, folder: Path, name: str) -> Path:
    """Write both files, each whole or not at all; returns the JSON's path."""
    folder.mkdir(parents=True, exist_ok=True)
    blocks, rarities = classifier.features.state()
    about = {
        "format": FORMAT,
        "card": classifier.card,
        "labels": classifier.labels,
        "temperature": classifier.temperature,
        "demand_weights": classifier.demand_weights,
        "blocks": blocks,
    }
    numbers, description = folder / f"{name}.npz", folder / f"{name}.json"
    written = folder / f"{name}.writing.npz"
    np.savez(written, weights=classifier.weights.astype(np.float16), offsets=classifier.offsets, rarities=rarities)
    written.replace(numbers)
    draft = folder / f"{name}.writing.json"
    draft.write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
    draft.replace(description)
    return description


def load(folder: Path, name: str) -> Classifier:
    """Read it back. Raises `ClassifierUnreadable` with the cause."""
    try:
        about = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        if about["format"] != FORMAT:
            raise ClassifierUnreadable(f"{name}: format {about['format']}, this version reads {FORMAT}")
        with np.load(folder / f"{name}.npz", allow_pickle=False) as numbers:
            features = Features.restored(about["blocks"], numbers["rarities"])
            weights = numbers["weights"].astype(np.float32)
            offsets = numbers["offsets"].astype(np.float32)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise ClassifierUnreadable(f"{name}: {type(error).__name__}: {error}") from error
    none, best, turns, constant = about["demand_weights"]
    return Classifier(
        labels=tuple(about["labels"]),
        features=features,
        weights=weights,
        offsets=offsets,
        temperature=about["temperature"],
        demand_weights=(none, best, turns, constant),
        card=about["card"],
    )
