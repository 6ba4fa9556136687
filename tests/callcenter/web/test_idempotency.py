"""The same write from several tabs at once is done once, and everybody gets the same answer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import func, select

from models import clock, idempotency
from models.database import Store
from models.orders import WorkOrder
from models.people import Role
from tests.callcenter.browser import Browser

DEMAND = {"title": "路灯不亮", "content": "永安大道路灯不亮"}


def test_writes_at_once_with_one_key(browser: Callable[..., Browser], store: Store) -> None:
    agent = browser(Role.AGENT)
    with ThreadPoolExecutor(6) as tabs:
        answers = list(tabs.map(lambda _: agent.post("/orders", DEMAND, Idempotency_Key="one-intention"), range(6)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["order_no"] for answer in answers}) == 1
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(WorkOrder)) == 1


def test_answers_are_sealed_and_forgotten_after_two_days(browser: Callable[..., Browser], store: Store) -> None:
    from sqlalchemy import text

    agent = browser(Role.AGENT)
    agent.post("/orders", DEMAND, Idempotency_Key="one-intention")
    with store.reading() as session:
        assert "路灯".encode() not in bytes(session.scalar(text("SELECT body FROM idempotent_answer")))
    later = clock.now() + timedelta(days=2, minutes=1)
    with store.transaction() as session:
        assert idempotency.purge(session) == 0
    with clock.running_from(lambda: later), store.transaction() as session:
        assert idempotency.purge(session) == 1


def test_a_key_that_is_no_key(browser: Callable[..., Browser]) -> None:
    answer = browser(Role.AGENT).post("/orders", DEMAND, Idempotency_Key="short")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-invalid")
