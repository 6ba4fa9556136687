"""Figures computed once more with pandas, from the files of `hotline export` alone: neither the books nor the ledger.

Everything is columns, nothing a loop over orders, so a year's 151,000 orders take seconds.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pandas as pd

from models.clock import LOCAL

Sides = tuple[pd.Series, pd.Series | None]
"""What is above the line and below it (None: a count), each amount at the instant by which it counts."""
_SENDING: Final = ["dispatch", "rule", "redo", "reopen"]
_DONE: Final = ["closed", "direct_answered", "not_accepted", "emergency"]
_REPLYING: Final = ["reply", "sign_off"]
_ANSWERS: Final = ["record_callback", "rate", "verify_rating", "verify_ended"]
_INSTANTS: Final = ["at", "due", "original_due", "due_before", "due_after", "until"]
_MONTH: Final = pd.Timedelta(hours=720)


class Exported:
    """The files of one export, and what the timelines tell of each order."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.orders = orders = self.read("work_order").set_index("id")
        self.steps = steps = self.read("order_event").sort_values(["order_id", "seq"], ignore_index=True)
        steps["lead"] = steps.groupby("order_id")["lead_code"].ffill()
        steps["round"] = steps["verb"].isin(_SENDING).groupby(steps["order_id"]).cumsum()
        anew = steps["from_state"].isin(["direct_answered", "not_accepted"]) & (steps["to_state"] == "review")
        steps["returns"] = (anew.groupby(steps["order_id"]).cumsum() - anew).astype(int)
        orders["final"] = steps[steps["to_state"] != "archived"].groupby("order_id")["to_state"].last()
        orders["cancelled"] = orders.index.isin(steps.loc[steps["verb"] == "cancel", "order_id"])
        final = steps["order_id"].map(orders["final"])
        ends = steps[(steps["to_state"] == final) & (steps["from_state"] != final)]
        orders["ended_at"] = ends.groupby("order_id")["at"].last()

    def read(self, table: str) -> pd.DataFrame:
        """Codes stay text, instants become instants."""
        frame = pd.read_csv(
            self._folder / f"{table}.csv", true_values=["t"], false_values=["f"], low_memory=False,
            dtype={"category_code": str, "place_code": str, "lead_code": str, "reason_code": str},
        )  # fmt: skip
        for name in frame.columns:
            if name in _INSTANTS or name.endswith("_at"):
                frame[name] = pd.to_datetime(frame[name], format="ISO8601", utc=True)
        return frame

    def counts(self, rows: pd.DataFrame, item: str) -> pd.Series:
        """Of orders that are not excluded from this item of the assessment."""
        return ~rows["order_id"].map(self.orders["excluded_from"]).str.contains(f'"all"|"{item}"')


def figures(exported: Exported, begin: date, end: date) -> dict[str, tuple[float, float | None]]:
    """Of these days, both included: above the line, below it."""
    first, after = (pd.Timestamp(day, tz=LOCAL) for day in (begin, end + timedelta(days=1)))

    def within(side: pd.Series) -> float:
        return float(side[(side.index >= first) & (side.index < after)].sum())

    told = (part for room in (_intake, _dispatching, _limits, _asking, _calls) for part in room(exported))
    return {name: (within(above), None if below is None else within(below)) for name, (above, below) in told}


def _side(at: pd.Series, amount: "pd.Series | int" = 1) -> pd.Series:
    return pd.Series(amount if isinstance(amount, int) else amount.to_numpy().astype(float), index=pd.Index(at))


def _count(at: pd.Series) -> Sides:
    return _side(at), None


def _rate(at: pd.Series, amount: pd.Series) -> Sides:
    return _side(at, amount), _side(at)


def _intake(exported: Exported) -> Iterator[tuple[str, Sides]]:
    orders = exported.orders
    void = orders["cancelled"] & (orders["final"] == "cancelled")
    received, ended = orders[~void], orders[orders["final"].isin(_DONE)]
    yield "requests", _count(received["accepted_at"])
    yield "urgent_requests", _count(received.loc[received["urgency"] != "一般", "accepted_at"])
    yield "direct_answered", _count(orders.loc[orders["final"] == "direct_answered", "accepted_at"])
    yield "direct_answer_rate", _rate(received["accepted_at"], received["final"] == "direct_answered")
    yield "repeat_rate", _rate(received["accepted_at"], received["master_id"].notna())
    yield "closed", _count(ended["ended_at"])
    yield "withdrawn", _count(orders.loc[(orders["final"] == "cancelled") & ~void, "ended_at"])
    same = ["citizen_id", "category_code"]
    known = orders.dropna(subset=same).reset_index()
    pairs = known.merge(known[~known["cancelled"]], on=same, suffixes=("", "_again"))
    later = pairs["accepted_at_again"] - pairs["ended_at"]
    again = pairs[(pairs["id"] != pairs["id_again"]) & (later > pd.Timedelta(0)) & (later <= _MONTH)]
    once = (ended["redo_count"] == 0) & (ended["reopen_count"] == 0) & ~ended.index.isin(again["id"])
    yield "first_time_rate", _rate(ended["ended_at"], once)


def _dispatching(exported: Exported) -> Iterator[tuple[str, Sides]]:
    steps, overlays = exported.steps, exported.read("order_overlay")
    first = steps[steps["verb"].isin(_SENDING) & (steps["round"] == 1)].join(
        exported.orders[["accepted_at", "urgency"]], on="order_id"
    )
    allowed = first["urgency"].map({"一般": pd.Timedelta(minutes=120)}).fillna(pd.Timedelta(minutes=30))
    yield "dispatched", _count(first["at"])
    yield "dispatch_on_time_rate", _rate(first["at"], first["at"] - first["accepted_at"] <= allowed)
    units = steps[steps["verb"].isin(["dispatch", "rule"])].groupby("order_id")["lead"].nunique()
    told = first[first["order_id"].isin(units.index)]
    yield "first_dispatch_accuracy", _rate(told["at"], told["order_id"].map(units) == 1)
    sent = steps[steps["verb"].isin(_SENDING) & exported.counts(steps, "returns")]
    kind, act = overlays["kind"], overlays["act"]
    asked = (kind == "return_request") & (act == "asked") & exported.counts(overlays, "returns")
    yield "return_rate", (_side(overlays.loc[asked, "at"]), _side(sent["at"]))
    for figure, overlay in (("supervisions", "supervision"), ("urges", "urge")):
        yield figure, _count(overlays.loc[(kind == overlay) & (act == "done"), "at"])


def _limits(exported: Exported) -> Iterator[tuple[str, Sides]]:
    """Signing, first contact, reply: each time that the order was sent, by when the limit ran out."""
    steps = exported.steps
    moments = steps.groupby(["order_id", "at"])
    clocks = exported.read("order_clock").sort_values("id")
    clocks = clocks.join(moments["round"].max(), on=["order_id", "started_at"])
    clocks = clocks.join(moments["contact_at"].max(), on=["order_id", "stopped_at"])
    for name, verbs in (("signed", ["sign"]), ("replied", _REPLYING)):
        done = steps[steps["verb"].isin(verbs)].groupby(["order_id", "at"]).size().rename(name)
        clocks = clocks.join(done, on=["order_id", "stopped_at"])
    red, replied, in_time = clocks["red_at"].notna(), clocks["replied"].notna(), clocks["stopped_at"] <= clocks["due"]
    sign = (clocks["kind"] == "sign") & (red | clocks["signed"].notna()) & exported.counts(clocks, "signing")
    yield "sign_on_time_rate", _rate(clocks.loc[sign, "due"], in_time[sign])
    last = ~clocks[clocks["kind"] == "reply"].duplicated(["order_id", "round"], keep="last")
    reply = last.reindex(clocks.index, fill_value=False) & (red | replied) & exported.counts(clocks, "on_time")
    yield "finish_on_time_rate", _rate(clocks.loc[reply, "due"], in_time[reply])
    yield "overdue_rate", _rate(clocks.loc[reply, "due"], ~in_time[reply])
    hidden = clocks["order_id"].map(exported.orders["is_secret"] | exported.orders["is_anonymous"])
    called = clocks["contact_at"]
    contact = (clocks["kind"] == "first_contact") & ~hidden & (red | called.notna() | replied)
    contact &= exported.counts(clocks, "contact")
    yield "response_rate", _rate(clocks.loc[contact, "due"], (called <= clocks["due"])[contact])


def _asking(exported: Exported) -> Iterator[tuple[str, Sides]]:
    tasks = exported.read("callback_task")
    tasks = tasks[(tasks["kind"] == "callback") & ~tasks["state"].isin(["skipped", "dropped"])]
    over = tasks["state"].isin(["done", "unreached"])
    yield "callback_rate", _rate(tasks["created_at"], over | (tasks["attempts"] > 0))
    yield "callbacks", _count(tasks.loc[over, "ended_at"])
    yield "reached_rate", _rate(tasks.loc[over, "ended_at"], tasks.loc[over, "state"] == "done")
    answers = exported.read("callback_answer").sort_values("seq")
    steps = exported.steps[["order_id", "seq", "verb", "round", "returns"]]
    nowhere = {"verb": "rate", "round": 0, "returns": 0}
    answers = answers.merge(steps, on=["order_id", "seq"], how="left").fillna(nowhere)
    answers = answers[answers["verb"].isin(_ANSWERS)]
    time = ["order_id", "round", "returns"]
    answers["first_at"] = answers.groupby(time)["at"].transform("min")
    said = answers.drop_duplicates(time, keep="last")
    rated = said[said["score"].notna() & exported.counts(said, "satisfied")]
    at, score = rated["first_at"], rated["score"]
    yield "rated", _count(at)
    yield "satisfied_rate", _rate(at, score >= 3)
    yield "well_satisfied_rate", _rate(at, score >= 4)
    yield "average_score", _rate(at, score)
    yield "dissatisfied", _count(at[score < 3])
    solved = said[said["solved"].notna() & exported.counts(said, "solved")]
    at, parts = solved["first_at"], solved["solved"].map({"已解决": 1, "部分解决": 0.5, "未解决": 0})
    yield "solved_rate", _rate(at, parts == 1)
    yield "solved_weighted_rate", _rate(at, parts)


def _calls(exported: Exported) -> Iterator[tuple[str, Sides]]:
    calls, told = exported.read("call").set_index("conversation_id"), exported.read("call_event")
    wanted = (calls["direction"] == "inbound") & (calls["state"] == "ended")
    calls = calls[wanted & ~calls["outcome"].isin(["unknown_number", "test"])]
    offers = told[told["kind"] == "offered"].groupby("conversation_id")["at"].min().reindex(calls.index)
    offered = offers.where(offers <= calls["agent_offered_at"], calls["agent_offered_at"].fillna(offers))
    queued = offered.fillna(calls["answered_at"]).fillna(calls["started_at"])
    at, taken = calls["started_at"], calls["agent_answered_at"].notna()
    waited = calls["agent_answered_at"] - queued
    given_up = (calls["outcome"] == "abandoned") & (offered.notna() | calls["intake"].notna())
    yield "calls", _count(at)
    yield "answered", _count(at[taken])
    yield "answer_rate", _rate(at, taken)
    yield "answer_15s_rate", _rate(at, waited <= pd.Timedelta(seconds=15))
    yield "answer_20s_rate", _rate(at, waited <= pd.Timedelta(seconds=20))
    yield "average_wait", _rate(at[taken], _seconds(waited[taken]))
    yield "abandon_rate", _rate(at, given_up & (calls["ended_at"] - queued > pd.Timedelta(seconds=5)))
    yield "automatic_rate", _rate(at, calls["outcome"] == "automatic")
    yield "talk_time", _rate(at[taken], _seconds((calls["ended_at"] - calls["agent_answered_at"])[taken]))
    lost = calls["outcome"].isin(["abandoned", "silent", "failed"]) & ~taken
    yield "missed", _count(calls.loc[lost, "ended_at"])


def _seconds(spans: pd.Series) -> pd.Series:
    """In whole thousandths, halves upwards."""
    return ((spans + pd.Timedelta(microseconds=500)) // pd.Timedelta(milliseconds=1)).clip(lower=0) / 1000
