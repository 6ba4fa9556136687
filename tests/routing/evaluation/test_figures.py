"""The figures' arithmetic on hand-made predictions."""

import numpy as np
import pytest

from routing.evaluation.figures import Predictions, calibration_error, figures, threshold_for


def predictions(chosen: str, truth: str, confidence: list[float]) -> Predictions:
    return Predictions(np.array(list(chosen)), np.array(confidence), np.array(list(truth)))


def test_threshold_is_the_lowest_that_keeps_the_precision() -> None:
    seen = predictions("aaab", "aabb", [0.9, 0.8, 0.7, 0.6])
    assert threshold_for(seen, 1.0) == 0.8
    assert threshold_for(seen, 0.75) == 0.6


def test_threshold_that_nothing_reaches() -> None:
    assert threshold_for(predictions("a", "b", [0.9]), 0.97) > 1


def test_calibration_error() -> None:
    assert calibration_error(predictions("ab", "ab", [1.0, 1.0])) == 0.0
    assert calibration_error(predictions("ab", "ba", [0.95, 0.95])) == pytest.approx(0.95)


def test_figures_of_a_small_table() -> None:
    found = figures(predictions("aabb", "aaba", [0.9, 0.9, 0.9, 0.2]), np.array([True, True, True, False]))
    assert found["accuracy"] == 0.75
    assert found["coverage_at_97"] == 0.75
    assert found["precision_reached"] == 1.0
    assert found["macro_f1"] == pytest.approx((0.8 + 2 / 3) / 2, abs=1e-4)
    assert found["per_class"]["a"]["recall"] == pytest.approx(2 / 3, abs=1e-4)
