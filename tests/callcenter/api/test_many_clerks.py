"""Fifty clerks on two thousand orders at once, over HTTP (ten on a hundred unless HOTLINE_FULL=1).

Two processes of `hotline web` serve them, so that nothing but the database can keep them apart.

Every order is on several clerks' desks at the same moment; each signs and replies whatever is open, with the version
that was read. Afterwards: every step that was answered 200 is in a timeline, every other was told why, every chain is
whole, and the events tell of every version once.
"""

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select, text

from callcenter.exchange.ports import free_port
from callcenter.web.signed_in import open_session
from models import orders
from models.catalogue import Department
from models.database import Store
from models.events import Event
from models.orders import SYSTEM, WorkOrder, first_broken
from models.people import Role, User
from tests.callcenter.browser import KEY, Browser
from tests.callcenter.test_web_role import ROOT, wait_for

FULL = os.environ.get("HOTLINE_FULL") == "1"
CLERKS, ORDERS = (50, 2_000) if FULL else (10, 100)
TOGETHER = 3
"""Clerks who have the same order before them."""

CONFLICTS = {"version-conflict", "verb-not-allowed"}


@pytest.fixture
def numbers(store: Store) -> list[str]:
    """Orders that wait for their unit's signature, all of one unit."""
    made = []
    with store.transaction() as session:
        unit = session.scalars(select(Department.code).order_by(Department.code).limit(1)).one()
    for first in range(0, ORDERS, 100):
        with store.transaction() as session:
            for number in range(first, first + 100):
                order = orders.create_draft(session, SYSTEM, title=f"第{number}件", content="路灯不亮", lead_code=unit)
                orders.apply(session, SYSTEM, order.order_no, "dispatch", 1)
                made.append(order.order_no)
    return made


def work(clerk: Browser, desk: list[str], seed: int) -> list[tuple[str, str, int, int, str]]:
    """One clerk's day: (order, verb, version that was read, status, code) of every attempt; conflicts are read anew."""
    chance, attempts = random.Random(seed), []
    chance.shuffle(desk)
    for number in desk:
        for _ in range(6):
            order: dict[str, Any] = clerk.get(f"/orders/{number}").json()
            allowed = [button["verb"] for button in order["verbs"] if button["allowed"]]
            verb = next((verb for verb in ("sign", "reply") if verb in allowed), None)
            if verb is None:
                break
            body = {"version": order["version"], "text": f"由{clerk.user.login}办理"}
            if verb == "reply":
                body |= {"reply_text": f"{clerk.user.login} 已修好", "public_reply_text": "已修好", "solved": "已解决"}
            answer = clerk.post(f"/orders/{number}/{verb}", body, Idempotency_Key=str(uuid4()))
            attempts.append((number, verb, order["version"], answer.status_code, answer.json().get("code", "")))
    return attempts


@pytest.fixture
def served(database_url: str, store: Store, tmp_path: Path) -> Iterator[list[str]]:
    """Addresses of two web processes on the test's database."""
    environment = {**os.environ, "DATABASE_URL": database_url, "HOTLINE_KEY": KEY, "PYTHONPATH": str(ROOT)}
    ports = [free_port(), free_port()]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "callcenter.cli", "web", "--data", str(tmp_path), "--port", str(port)],
            env=environment,
            cwd=ROOT,
        )
        for port in ports
    ]
    try:
        for port, process in zip(ports, started, strict=True):
            wait_for(f"http://127.0.0.1:{port}/api/v1/health", process)
        yield [f"http://127.0.0.1:{port}" for port in ports]
    finally:
        for process in started:
            process.kill()
        for process in started:
            process.wait()


@pytest.fixture
def clerk(served: list[str], store: Store, person: Callable[..., User]) -> Iterator[Callable[[int, str], Browser]]:
    """A clerk of a unit, signed in, with a connection to one of the processes."""
    opened: list[httpx.Client] = []

    def make(number: int, unit: str) -> Browser:
        user = person(Role.CLERK, f"clerk{number}", unit)
        with store.transaction() as session:
            token, row = open_session(session, user)
        opened.append(httpx.Client(base_url=served[number % len(served)], trust_env=False, timeout=120))
        return Browser(opened[-1], user, token, row.csrf)

    yield make
    for client in opened:
        client.close()


def test_many_clerks_at_once_lose_nothing(
    clerk: Callable[[int, str], Browser], numbers: list[str], store: Store
) -> None:
    with store.reading() as session:
        unit = session.scalars(select(WorkOrder.lead_code).limit(1)).one()
    assert unit is not None
    clerks = [clerk(number, unit) for number in range(CLERKS)]
    desks: list[list[str]] = [[] for _ in clerks]
    for place, number in enumerate(numbers):
        for shift in range(TOGETHER):
            desks[(place + shift) % CLERKS].append(number)
    with ThreadPoolExecutor(CLERKS) as threads:
        attempts = [one for day in threads.map(work, clerks, desks, range(CLERKS)) for one in day]

    # nothing but success and conflicts that say so: no deadlock, no crash, no rate limit
    outcomes = Counter((status, code) for _, _, _, status, code in attempts)
    assert {code for status, code in outcomes if status != 200} <= CONFLICTS, outcomes
    assert all(status in (200, 409) for status, _ in outcomes), outcomes
    done = [(number, verb, version + 1) for number, verb, version, status, _ in attempts if status == 200]
    assert Counter(done) == Counter(
        (number, verb, seq) for number in numbers for verb, seq in (("sign", 3), ("reply", 4))
    )

    with store.reading() as session:
        for order in session.scalars(select(WorkOrder)):
            steps = orders.timeline(session, order.id)
            assert [step.verb for step in steps] == ["create", "dispatch", "sign", "reply"]
            assert first_broken(order, steps) is None
            # the reply that stands is the one whose step says so
            assert order.reply_text == f"{(steps[3].text or '')[1:-2]} 已修好"
            assert (order.state, order.version) == ("replied", 4)
        told = session.execute(
            select(Event.subject, Event.data["version"].as_integer()).where(Event.topic == "order.changed")
        )
        assert Counter((row[0], row[1]) for row in told) == Counter(
            (number, v) for number in numbers for v in range(1, 5)
        )
        assert session.scalar(text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")) == 0
