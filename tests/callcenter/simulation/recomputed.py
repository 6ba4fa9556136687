"""Figures computed once more, from the exported files alone: neither the application's books nor the ledger."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from models.clock import LOCAL

Row = dict[str, str]
_SENDING: Final = ("dispatch", "rule", "redo", "reopen")
_ENDS: Final = ("closed", "direct_answered", "not_accepted", "emergency")
_ANSWERS: Final = ("record_callback", "rate", "verify_rating")


class Exported:
    """The files of one export."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.orders = {row["id"]: row for row in self._rows("work_order")}
        self.steps: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(self._rows("order_event"), key=lambda row: int(row["seq"])):
            self.steps[row["order_id"]].append(row)
        self.calls = [row for row in self._rows("call") if row["direction"] == "inbound" and row["state"] == "ended"]
        self.tasks = list(self._rows("callback_task"))
        self.answers = sorted(self._rows("callback_answer"), key=lambda row: int(row["seq"]))

    def _rows(self, table: str) -> Iterable[Row]:
        with (self._folder / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)


def figures(exported: Exported, begin: date, end: date) -> dict[str, tuple[float, float | None]]:
    """The year report's five figures and those nearest to them: above the line, below it."""

    def within(instant: str) -> bool:
        return bool(instant) and begin <= datetime.fromisoformat(instant).astimezone(LOCAL).date() <= end

    finals = {number: _final(steps) for number, steps in exported.steps.items()}
    cancelled = {number for number, steps in exported.steps.items() if any(s["verb"] == "cancel" for s in steps)}
    void = {number for number in cancelled if finals[number] == "cancelled"}
    received = [o for o in exported.orders.values() if within(o["accepted_at"]) and o["id"] not in void]
    direct = [o for o in received if finals[o["id"]] == "direct_answered"]
    closed = [number for number, final in finals.items() if final in _ENDS and within(_ended(exported.steps[number]))]
    calls = [call for call in exported.calls if within(call["started_at"])]
    taken = [call for call in calls if call["agent_answered_at"]]
    asked = [t for t in exported.tasks if t["kind"] == "callback" and t["state"] in ("done", "unreached")]
    asked = [t for t in asked if within(t["ended_at"])]
    rated = [(at, score) for at, score in _ratings(exported) if within(at)]
    first = {
        number: next((s for s in steps if s["verb"] in _SENDING), None) for number, steps in exported.steps.items()
    }
    sent = {number: step for number, step in first.items() if step is not None and within(step["at"])}
    quick = [number for number, step in sent.items() if _quick(exported.orders[number], step)]
    talked = sum(_seconds(call["agent_answered_at"], call["ended_at"]) for call in taken)
    return {
        "requests": (len(received), None),
        "answered": (len(taken), None),
        "closed": (len(closed), None),
        "callbacks": (len(asked), None),
        "satisfied_rate": (sum(score >= 3 for _, score in rated), len(rated)),
        "direct_answer_rate": (len(direct), len(received)),
        "answer_rate": (len(taken), len(calls)),
        "reached_rate": (sum(t["state"] == "done" for t in asked), len(asked)),
        "average_score": (sum(score for _, score in rated), len(rated)),
        "dispatch_on_time_rate": (len(quick), len(sent)),
        "talk_time": (round(talked, 3), len(taken)),
    }


def _final(steps: list[Row]) -> str:
    return next((step["to_state"] for step in reversed(steps) if step["to_state"] != "archived"), "")


def _first_sent(steps: list[Row]) -> Row | None:
    return next((step for step in steps if step["verb"] in _SENDING), None)


def _ended(steps: list[Row]) -> str:
    """When it came to where it ended."""
    final = _final(steps)
    return next(s["at"] for s in reversed(steps) if s["to_state"] == final and s["from_state"] != final)


def _quick(order: Row, step: Row) -> bool:
    minutes = 120 if order["urgency"] == "一般" else 30
    return datetime.fromisoformat(step["at"]) - datetime.fromisoformat(order["accepted_at"]) <= timedelta(
        minutes=minutes
    )


def _ratings(exported: Exported) -> list[tuple[str, int]]:
    """One for each time that an order was sent: the last score, counted when the first was given."""
    times: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for answer in exported.answers:
        before = [s for s in exported.steps[answer["order_id"]] if int(s["seq"]) <= int(answer["seq"])]
        if before and before[-1]["verb"] in _ANSWERS:
            times[answer["order_id"], sum(s["verb"] in _SENDING for s in before)].append(answer)
    return [(said[0]["at"], int(said[-1]["score"])) for said in times.values() if said[-1]["score"]]


def _seconds(begin: str, end: str) -> float:
    return round((datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds() * 1000) / 1000
