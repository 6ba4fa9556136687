"""A city's own labelled orders become the classifier in use; what cannot be used is refused with its cause."""

import csv
from pathlib import Path

import pytest

from models.catalogue.vocabulary import Vocabulary
from routing import load, training
from routing.classifier.fitting import TrainingUnfit
from routing.evaluation import messages
from routing.versions import Versions


def write(path: Path, rows: list[tuple[str, str, str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([("subject", "body", "label"), *rows])
    return path


def test_a_correction_that_is_trained_on_changes_the_advice(vocabulary: Vocabulary, tmp_path: Path) -> None:
    words = "龙舟赛的看台太陡了，站不稳"
    rows = [(f"龙舟赛第{n}号看台", words, "150403") for n in range(12)]
    path, card = training.train(write(tmp_path / "own.csv", rows), vocabulary, tmp_path)
    advice = load(vocabulary, tmp_path).advise(words)
    assert advice.category is not None
    assert advice.category.code == "150403"
    assert advice.model == card["name"]
    assert path.stem == card["name"] == Versions(tmp_path).pointer().active
    assert card["rows"] > len(rows)  # our examples are part of it, so that no category is forgotten


def test_labels_that_are_no_codes_need_to_be_asked_for(vocabulary: Vocabulary, tmp_path: Path) -> None:
    rows = [("停水", "家里停水了", "水"), ("停电", "家里停电了", "电")] * 10
    path = write(tmp_path / "flat.csv", rows)
    with pytest.raises(TrainingUnfit, match="水"):
        training.train(path, vocabulary, tmp_path)
    assert training.train(path, vocabulary, tmp_path, flat=True)[1]["labels"] == 2


def test_an_unreadable_trained_classifier_is_told_and_the_cold_start_serves(
    vocabulary: Vocabulary, classifiers: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pointer = classifiers / "pointer.json"
    pointer.write_text('{"active": "routing-1", "shadow": null}', encoding="utf-8")
    try:
        adviser = load(vocabulary, classifiers)
    finally:
        pointer.unlink()
    assert adviser.classifier.card["name"].startswith("cold-start-")
    assert "classifier-unreadable" in caplog.text


def test_a_row_without_a_label_is_named(tmp_path: Path) -> None:
    with pytest.raises(messages.MessagesUnreadable, match="row 3"):
        messages.read(write(tmp_path / "x.csv", [("a", "b", "c"), ("a", "b", "")]))
