"""Twelve spoken demands, eight voices: at least ten reach the department that the table names."""

import csv
from pathlib import Path

import pytest

from tests.acceptance.demo import Demo

pytestmark = [pytest.mark.asterisk, pytest.mark.speech, pytest.mark.slow]

DEMANDS = list(csv.DictReader((Path(__file__).parent / "spoken_demands.csv").open(encoding="utf-8")))


def test_at_least_ten_of_twelve_are_dispatched_to_the_right_department(demo: Demo) -> None:
    outcomes = []
    for demand in DEMANDS:
        result = demo.call("--say", demand["text"], "--voice", demand["voice"])
        lead = result["departments"]["lead"] or {"code": None, "name": "-"}
        right = result["state"] == "dispatched" and lead["code"] == demand["department"]
        outcomes.append(right)
        print(f"{'+' if right else '-'} {demand['name']} <- {result['state']} {lead['name']} "
              f"({result['confidence']:.2f}) {result['transcript']}")  # fmt: skip
    assert sum(outcomes) >= 10, f"{sum(outcomes)} of {len(outcomes)}"
