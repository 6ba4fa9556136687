"""Twelve spoken demands, eight voices: at least ten reach the department that the table names."""

import csv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.demo import Demo

pytestmark = [pytest.mark.asterisk, pytest.mark.speech, pytest.mark.slow]

DEMANDS = list(csv.DictReader((Path(__file__).parent / "spoken_demands.csv").open(encoding="utf-8")))


AT_ONCE = 3
"""Citizens on the line together: a call is mostly waiting, so the test need not take them one by one."""


def _called(demo: Demo, demand: dict[str, str], number: int) -> dict[str, Any]:
    """Twelve people: one who calls again with an open order is held for a person."""
    return demo.call("--say", demand["text"], "--voice", demand["voice"], "--from", f"139{number:08d}")


def test_at_least_ten_of_twelve_are_dispatched_to_the_right_department(demo: Demo) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(_called, [demo] * len(DEMANDS), DEMANDS, range(len(DEMANDS))))
    right = 0
    for demand, result in zip(DEMANDS, results, strict=True):
        lead = result["departments"]["lead"] or {"code": None, "name": "-"}
        hit = result["state"] == "dispatched" and lead["code"] == demand["department"]
        right += hit
        mark = "+" if hit else "-"
        print(f"{mark} {demand['name']} <- {result['state']} {lead['name']} {result['confidence']:.2f}")
        print(f"    {result['transcript']}")
    assert right >= 10, f"{right} of {len(DEMANDS)}"
