"""The round of the clocks is killed again and again with SIGKILL, and still everything comes due exactly once."""

import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from models import clock, orders
from models.clocks import OrderClock
from models.database import Store
from models.events import Event
from models.orders import SYSTEM, OrderEvent, first_broken
from models.orders.tables import WorkOrder

ROOT = Path(__file__).parents[3]
BEGIN = datetime(2026, 3, 2, 1, tzinfo=UTC)
DAYS, ORDERS, KILLS = 12, 60, 4


def started(url: str) -> subprocess.Popen[str]:
    program = [sys.executable, str(Path(__file__).with_name("clock_year.py")), url, BEGIN.isoformat(), str(DAYS)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(program, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT)


def test_killed_between_and_inside_its_rounds(store: Store, database_url: str) -> None:
    with clock.running_from(lambda: BEGIN), store.transaction() as session:
        for number in range(ORDERS):
            form = {"title": f"第{number}件", "content": "不亮", "request_type": "求助", "lead_code": "421202"}
            order = orders.create_draft(session, SYSTEM, **form)  # type: ignore[arg-type]
            orders.apply(session, SYSTEM, order.order_no, "dispatch", 1)
    for kill in range(KILLS):
        with started(database_url) as process:
            assert process.stdout is not None
            for _ in range(1 + 2 * kill):  # after a day more each time, while the next one is being done
                process.stdout.readline()
            process.kill()
    with started(database_url) as process:
        assert process.wait() == 0
    with clock.running_from(lambda: BEGIN + timedelta(days=DAYS)), store.reading() as session:
        told = select(Event.topic, Event.subject, Event.data["kind"].as_string()).where(
            Event.topic.startswith("clock.")
        )
        times = Counter((row[0], row[1], row[2]) for row in session.execute(told))
        assert set(times.values()) == {1}
        kinds = Counter((topic, kind) for topic, _, kind in times)
        assert (
            kinds["clock.overdue", "sign"]
            == kinds["clock.warned", "reply"]
            == kinds["clock.escalated", "reply"]
            == ORDERS
        )
        verbs = Counter(session.scalars(select(OrderEvent.verb)))
        assert verbs == {
            "create": ORDERS,
            "dispatch": ORDERS,
            "sign": ORDERS,
            "urge": 2 * ORDERS,  # first contact, reply
            "supervise": ORDERS,
        }
        for one in session.scalars(select(WorkOrder)):
            assert first_broken(one, orders.timeline(session, one.id)) is None
        waiting = session.scalars(select(OrderClock).where(OrderClock.stopped_at.is_(None))).all()
        assert all(one.next_at is None for one in waiting)
