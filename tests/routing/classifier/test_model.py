"""Fitting, calibration, kinship, and the way to disk and back."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from routing.classifier import saving
from routing.classifier.features import SHORT, SHORT_MANY, WRITTEN, Document
from routing.classifier.fitting import Training, TrainingUnfit, fit, kinship
from routing.classifier.model import by_parent
from routing.examples import read


@pytest.fixture(scope="module")
def training() -> Training:
    rows = [e for e in read() if e.code[:4] in ("1201", "1202", "0701") or e.code == "none"]
    return Training([Document(e.text) for e in rows], [e.code for e in rows])


def test_probabilities_sum_to_one_and_none_has_no_part_in_them(training: Training) -> None:
    classifier = fit(training, SHORT).classifier
    found = classifier.distribution(Document("家里停水两天了"))
    assert next(iter(found)) == "120101"
    assert "none" not in found
    assert sum(found.values()) == pytest.approx(1.0, abs=1e-5)
    assert next(iter(by_parent(found, 4))) == "1201"


def test_a_mishearing_of_the_same_sound_is_understood(training: Training) -> None:
    classifier = fit(training, SHORT).classifier
    assert next(iter(by_parent(classifier.distribution(Document("拖签农名工公资")), 4))) == "0701"


def test_saved_and_loaded_it_says_the_same(training: Training, tmp_path: Path) -> None:
    classifier = fit(training, SHORT).classifier
    saving.save(classifier, tmp_path, "c")
    again = saving.load(tmp_path, "c")
    documents = [Document("停水了"), Document("电费太贵"), Document("老板不发工资")]
    assert np.allclose(classifier.probabilities(documents), again.probabilities(documents), atol=0.01)
    assert again.demand("家里停水了没人管") == pytest.approx(classifier.demand("家里停水了没人管"), abs=0.01)


def test_with_many_rows_the_terms_are_bounded_and_it_still_knows(training: Training, tmp_path: Path) -> None:
    bounded = tuple(replace(block, most=300) for block in SHORT_MANY)
    many = Training(list(training.documents) * 3, list(training.labels) * 3)
    few, all_ = fit(many, bounded, folds=2).classifier, fit(many, SHORT_MANY, folds=2).classifier
    assert len(few.weights) == 3 * 300 < len(all_.weights)
    saving.save(few, tmp_path, "c")
    assert next(iter(saving.load(tmp_path, "c").distribution(Document("家里停水两天了")))) == "120101"


@pytest.mark.parametrize("damage", ["missing", "cut", "format"])
def test_an_unreadable_file_has_its_cause(training: Training, tmp_path: Path, damage: str) -> None:
    path = saving.save(fit(training, SHORT).classifier, tmp_path, "c")
    if damage == "missing":
        path.unlink()
    elif damage == "cut":
        path.write_text(path.read_text(encoding="utf-8")[:100], encoding="utf-8")
    else:
        path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), "format": 99}), encoding="utf-8")
    with pytest.raises(saving.ClassifierUnreadable):
        saving.load(tmp_path, "c")


def test_written_messages_use_their_subject() -> None:
    documents = [Document("如题", "停水"), Document("如题", "停电")] * 20
    classifier = fit(Training(documents, ["水", "电"] * 20), WRITTEN).classifier
    assert next(iter(classifier.distribution(Document("如题", "停电")))) == "电"


def test_kin_are_nearer_than_strangers() -> None:
    worth = kinship(["020401", "020402", "020501", "120101", "交通"])
    assert worth[0, 0] == 1.0
    assert worth[0, 1] > worth[0, 2] > worth[0, 3] == worth[0, 4] == -1.0


def test_one_label_cannot_train() -> None:
    with pytest.raises(TrainingUnfit):
        fit(Training([Document("a"), Document("b")], ["x", "x"]), SHORT)
