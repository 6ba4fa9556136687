"""`hotline bench kpi`: dashboards over ten million orders, through the code that answers the interface.

Dashboards of every kind, drawn with `seed`: spans from a day to ten years, whole months and not; alone, by time, unit,
class, category, district, channel, type, hour; none to four filters; compared with the last period and the last year;
three sets of metrics. dashboard_p95_ms: one question with its comparisons, from the question to the table. Beside it
the same questions as plain SQL over the raw tables (five metrics), without comparisons. wallboard_age_s: from the
commit of an order until the wallboard has it, the longest of twenty, while the worker folds.
"""

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.database import BenchDatabase, bench_database
from benchmarks.figure_set import BEGIN, FigureSet
from callcenter import folding
from callcenter.api.figures.wallboard import Latest
from models import figures, orders
from models.clock import LOCAL
from models.figures import Filters, Period, Question
from models.orders import SYSTEM

ROWS: Final = 10_000_000
ASKED: Final = 400
_RAW: Final = 60
_RAW_WITHIN_S: Final = 300
_WARM: Final = 40
_WATCHED: Final = 20
SETS: Final = (
    ("requests", "direct_answer_rate", "repeat_rate", "closed", "first_time_rate", "dispatched"),
    ("sign_on_time_rate", "finish_on_time_rate", "overdue_rate", "extension_rate", "first_dispatch_accuracy"),
    ("requests", "closed", "finish_on_time_rate", "satisfied_rate", "solved_rate", "composite"),
)


def run(rows: int | None, seed: int) -> dict[str, Any]:
    """rows: orders (default 10,000,000)."""
    rows = rows or ROWS
    with bench_database(memory=True) as database:
        made = FigureSet(database.store, rows)
        began = time.monotonic()
        made.load(database.store)
        load_s = round(time.monotonic() - began)
        _say(f"{rows} orders loaded in {load_s} s")
        began = time.monotonic()
        figures.rebuild(database.store, told=_now_and_then())
        rebuild_s = round(time.monotonic() - began)
        _vacuum(database)
        _say(f"books made in {rebuild_s} s")
        drawn = Drawn(made, seed)
        questions = [drawn.question() for _ in range(ASKED + _WARM)]
        asked = [_timed(database, question) for question in questions][_WARM:]
        took = [ms for ms, _ in asked]
        slowest = int(np.argmax(took))
        _say(f"slowest: {took[slowest]:.0f} ms {questions[_WARM + slowest]}")
        raw = _raw(database, questions[_WARM:])
        with database.store.reading() as session:
            counted = {name: _count(session, name) for name in ("figure_posting", "figure_cell")}
            size = session.scalar(text("SELECT pg_database_size(current_database()) / 1048576"))
        age = _wallboard_age(database)
    return {
        "figures": {
            "dashboard_p50_ms": _percentile(took, 50),
            "dashboard_p95_ms": _percentile(took, 95),
            "dashboard_p99_ms": _percentile(took, 99),
            "dashboard_max_ms": _percentile(took, 100),
            "wallboard_age_s": age,
            "rows": rows,
            "postings": counted["figure_posting"],
            "cells": counted["figure_cell"],
            "load_s": load_s,
            "rebuild_s": rebuild_s,
            "database_mb": size,
        },
        "limits": {
            "raw_sql_p50_ms": _percentile(raw, 50),
            "raw_sql_p95_ms": _percentile(raw, 95),
            "raw_questions": len(raw),
        },
    }


class Drawn:
    """Questions by chance."""

    def __init__(self, made: FigureSet, seed: int) -> None:
        self._made = made
        self._random = np.random.default_rng(seed)
        self._first = BEGIN.astimezone(LOCAL).date()
        self._last = made.end.astimezone(LOCAL).date() - timedelta(days=1)

    def question(self) -> Question:
        """One dashboard."""
        by = self._of(_BYS)
        period = self._period()
        if by in ("day", "week") and period.days > 800:
            period = Period(period.end - timedelta(days=365), period.end)
        compare: tuple[Any, ...] = self._of(((), ("previous",), ("previous", "last_year")))
        return Question(self._of(SETS), period, by, compare, self._filters())

    def _period(self) -> Period:
        """To the last day, or any whole month, quarter or year, or any days."""
        end = self._last - timedelta(days=int(self._random.integers(0, 2500)))
        match int(self._random.integers(7)):
            case 0:
                return Period(end, end)
            case 1:
                return Period(end - timedelta(days=6), end)
            case 2:
                return Period(end.replace(day=1), end)
            case 3:
                return Period(
                    end.replace(day=1), (end.replace(day=1) + timedelta(days=40)).replace(day=1) - timedelta(1)
                )
            case 4:
                return Period(date(end.year, 1, 1), date(end.year, 12, 31))
            case 5:
                return Period(end - timedelta(days=int(self._random.integers(30, 400))), end)
            case _:
                return Period(self._first, self._last)

    def _filters(self) -> Filters:
        given: dict[str, tuple[str, ...]] = {}
        makers: tuple[tuple[str, Callable[[], str]], ...] = (
            ("unit", lambda: self._of(self._made.units[:20])),
            ("unit_class", lambda: self._of(("属地", "市直", "垂直管理", "公用企业"))),
            ("category", lambda: self._of(self._made.categories[:60])[: int(self._of((2, 4, 6)))]),
            ("district", lambda: self._of(self._made.places[:20])[: int(self._of((6, 6, 9)))]),
            ("channel", lambda: self._of(("phone", "website", "qr"))),
            ("request_type", lambda: self._of(("咨询", "投诉", "求助"))),
        )
        for place in self._random.permutation(len(makers))[: int(self._of((0, 0, 1, 1, 2, 3, 4)))]:
            name, make = makers[place]
            given[name] = (make(),)
        return Filters(**given)

    def _of(self, choices: Any) -> Any:
        return choices[int(self._random.integers(len(choices)))]


_BYS: Final = (
    None, "unit", "unit", "unit_class", "category1", "category2", "category3", "county", "town", "channel",
    "request_type", "hour", "day", "week", "month", "quarter", "year",
)  # fmt: skip


def _timed(database: BenchDatabase, question: Question) -> tuple[float, int]:
    began = time.perf_counter()
    with database.store.reading() as session:
        table = figures.ask(session, question)
    return (time.perf_counter() - began) * 1e3, len(table.rows)


def _raw(database: BenchDatabase, questions: list[Question]) -> list[float]:
    """The same questions to the raw tables, as somebody would write them; as many as five minutes allow."""
    took: list[float] = []
    until = time.monotonic() + _RAW_WITHIN_S
    with database.store.reading() as session:
        classes = figures.asking.unit_classes(session)
    for question in questions[:_RAW]:
        if time.monotonic() > until:
            break
        began = time.perf_counter()
        with database.store.reading() as session:
            for statement, values in _plain_sql(question, classes):
                session.execute(text(statement), values).all()
        took.append((time.perf_counter() - began) * 1e3)
    return took


_KEYS: Final = {
    "unit": "o.lead_code", "unit_class": "o.lead_code", "category1": "left(o.category_code, 2)",
    "category2": "left(o.category_code, 4)", "category3": "o.category_code", "county": "left(o.place_code, 6)",
    "town": "left(o.place_code, 9)", "channel": "o.channel", "request_type": "o.request_type",
}  # fmt: skip
_RAW_METRICS: Final = {
    "requests": ("o.accepted_at", "count(*)", "work_order o", "true"),
    "closed": (
        "coalesce(o.closed_at, o.replied_at)", "count(*)", "work_order o", "o.state IN ('closed', 'direct_answered')",
    ),
    "finish_on_time_rate": (
        "c.due", "count(*), count(*) FILTER (WHERE c.stopped_at <= c.due)",
        "order_clock c JOIN work_order o ON o.id = c.order_id", "c.kind = 'reply'",
    ),
    "satisfied_rate": (
        "a.at", "count(*), count(*) FILTER (WHERE a.score >= 3)",
        "callback_answer a JOIN work_order o ON o.id = a.order_id", "a.score IS NOT NULL",
    ),
    "solved_rate": (
        "a.at", "count(*), count(*) FILTER (WHERE a.solved = '已解决')",
        "callback_answer a JOIN work_order o ON o.id = a.order_id", "a.solved IS NOT NULL",
    ),
}  # fmt: skip


def _plain_sql(question: Question, classes: dict[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    filters = question.filters
    values: dict[str, Any] = {
        "begin": question.period.begin.isoformat(),
        "end": (question.period.end + timedelta(days=1)).isoformat(),
    }
    conditions = []
    units = list(filters.unit)
    if filters.unit_class:
        units = [unit for unit, kind in classes.items() if kind in filters.unit_class and (not units or unit in units)]
        conditions.append("o.lead_code = ANY(:units)")
    elif units:
        conditions.append("o.lead_code = ANY(:units)")
    values["units"] = units
    for name, column in (("category", "category_code"), ("district", "place_code")):
        for code in getattr(filters, name):
            conditions.append(f"o.{column} LIKE :{name}")
            values[name] = f"{code}%"
    for name in ("channel", "request_type"):
        for code in getattr(filters, name):
            conditions.append(f"o.{name} = :{name}")
            values[name] = code
    for at, figure, source, fits in _RAW_METRICS.values():
        key = _KEYS.get(question.by or "", "''")
        if question.by == "hour":
            key = f"extract(hour FROM {at} AT TIME ZONE 'Asia/Shanghai')"
        elif question.by in ("day", "week", "month", "quarter", "year"):
            key = f"date_trunc('{question.by}', {at} AT TIME ZONE 'Asia/Shanghai')"
        where = " AND ".join(
            [
                f"{at} >= (:begin || ' 00:00:00+08')::timestamptz AND {at} < (:end || ' 00:00:00+08')::timestamptz",
                fits,
                *conditions,
            ]
        )
        yield f"SELECT {key}, {figure} FROM {source} WHERE {where} GROUP BY 1", values


@contextmanager
def _worker(database: BenchDatabase) -> Iterator[None]:
    loop = asyncio.new_event_loop()
    task = loop.create_task(folding.run(database.store, database.url))

    def work() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join()
        loop.close()


def _wallboard_age(database: BenchDatabase) -> float:
    """The longest of twenty: an order is committed, and the wallboard has it."""
    latest = Latest()
    ages = []
    with _worker(database):
        time.sleep(1)
        for _ in range(_WATCHED):
            before = latest.of(database.store).today.received
            with database.store.transaction() as session:
                orders.create_draft(session, SYSTEM, title="路灯不亮", content="永安大道")
            began = time.monotonic()
            while latest.of(database.store).today.received == before:
                time.sleep(0.02)
            ages.append(time.monotonic() - began)
    return round(max(ages), 2)


def _vacuum(database: BenchDatabase) -> None:
    with database.store.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        for table in ("figure_posting", "figure_cell", "figure_due"):
            connection.execute(text(f"VACUUM (ANALYZE) {table}"))


def _count(session: Session, table: str) -> int:
    return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def _percentile(took: list[float], percent: int) -> float | None:
    return round(float(np.percentile(took, percent)), 1) if took else None


def _now_and_then() -> Callable[[str], None]:
    last = [0.0]

    def told(said: str) -> None:
        if time.monotonic() - last[0] > 10:
            last[0] = time.monotonic()
            _say(said)

    return told


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
