"""How far the books are behind: since when a change waits, whatever instant the changed row tells of."""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import sleep
from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from models import calls, clock, figures
from models.callbacks import CallbackTask
from models.calls import Call
from models.catalogue.tables import Department
from models.clock import LOCAL
from models.clocks.tables import OrderClock
from models.database import Store
from tests.models.callbacks.walk import UNIT, answered

THEN = datetime(2026, 11, 24, 10, 0, tzinfo=LOCAL)
CHANGES: dict[str, Callable[[Session], object]] = {
    "a call-back is taken": lambda session: session.execute(update(CallbackTask).values(attempts=1)),
    "a call is found to belong to an order": lambda session: session.execute(update(Call).values(notes={"a": 1})),
    "a limit has run out": lambda session: session.execute(update(OrderClock).values(red_at=THEN)),
    "a limit is moved": lambda session: session.execute(update(OrderClock).values(due=THEN + timedelta(days=30))),
    "a unit is of another class": lambda session: session.execute(
        update(Department).where(Department.code == UNIT).values(kind="市直")
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_of_something_old_waits_since_it_was_made(store: Store, change: Callable[[Session], object]) -> None:
    with clock.running_from(lambda: THEN):
        answered(store)
        with store.transaction() as session:
            conversation = uuid4()
            calls.begin(session, conversation, "13812345678", "12345")
            calls.end(session, conversation, "abandoned")
    figures.fold(store)
    with clock.running_from(lambda: THEN + timedelta(days=2)):
        with store.transaction() as session:
            change(session)
        sleep(0.2)
        with store.reading() as session:
            assert 0.2 <= figures.behind_s(session) < 30
        figures.fold(store)
        with store.reading() as session:
            assert figures.behind_s(session) == 0
