"""Orders of a few weeks with every turn that a unit is judged by: the figures, worked out here by hand."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from models import callbacks, clock, clocks, figures, orders
from models.catalogue.tables import CitySetting, Department
from models.clock import LOCAL
from models.database import Store
from models.figures import Period, Question
from models.orders import SYSTEM, Actor
from tests.models.callbacks.walk import CALLER, DISPATCHER, REPLY, SUPERVISOR, UNIT, do

OTHER = "XNSZ006"
MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=LOCAL)
PERIOD = Period(MONDAY.date(), MONDAY.date() + timedelta(days=59))
GOOD = {"callback_method": "人工", "callback_solved": "已解决", "callback_score": 4}
BAD = {"callback_method": "人工", "callback_solved": "未解决", "callback_score": 2, "callback_reason": "还是不亮",
       "callback_fault": True}  # fmt: skip


class Weeks:
    """The time, which goes on; and what people do in it."""

    def __init__(self, store: Store) -> None:
        self.store, self.now = store, MONDAY

    def until(self, at: datetime) -> None:
        """Limits turn red as the minutes go by."""
        while self.now < at:
            self.now = min(self.now + timedelta(hours=6), at)
            with self.store.transaction() as session:
                while clocks.fire(session):
                    pass

    def order(self, **fields: Any) -> str:
        form = {"title": "路灯不亮", "content": "永安大道", "request_type": "投诉", "category_code": "010101"}
        form |= {"caller_name": "张三", "lead_code": UNIT, **fields}
        with self.store.transaction() as session:
            return orders.create_draft(session, SYSTEM, **form).order_no

    def does(self, number: str, verb: str, actor: Actor | None = None, **fields: Any) -> orders.WorkOrder:
        return do(self.store, number, verb, actor or self.clerk(number), **fields)

    def clerk(self, number: str) -> Actor:
        with self.store.reading() as session:
            return Actor(None, "李工", "clerk", orders.get(session, number).lead_code)

    def due(self, number: str, kind: str) -> datetime:
        with self.store.reading() as session:
            order = orders.get(session, number)
            return next(one.due for one in clocks.running(session, order.id) if one.kind == kind)

    def figures(self, *metrics: str, **more: Any) -> dict[str, float | None]:
        figures.fold(self.store)
        with self.store.reading() as session:
            table = figures.ask(session, Question(metrics, PERIOD, **more))
        return {key: value.value for key, value in table.total.values.items()}


@pytest.fixture
def weeks(store: Store) -> Iterator[Weeks]:
    held = Weeks(store)
    with clock.running_from(lambda: held.now):
        yield held
        found = figures.compare(store)
        assert (found.postings, found.cells) == (0, 0)


def test_limits(weeks: Weeks) -> None:
    """One in time in all, one late in all, one that an extension saves, one that is returned in time."""
    prompt, late, extended, returned = (weeks.order(caller_phone=f"1380000000{n}") for n in range(4))
    weeks.until(MONDAY + timedelta(minutes=20))
    for number in (prompt, extended, returned):
        weeks.does(number, "dispatch", SYSTEM)
    weeks.until(MONDAY + timedelta(hours=3))  # more than two hours after it came in
    weeks.does(late, "dispatch", SYSTEM)
    for number in (prompt, extended):
        weeks.does(number, "sign")
        weeks.does(number, "contact", contact_at=weeks.now - timedelta(minutes=5))
    weeks.does(returned, "request_return", return_reason="not_ours", return_basis="三定方案")
    weeks.does(returned, "refuse_return", DISPATCHER, reason="属你单位职责")
    weeks.does(prompt, "reply", **REPLY)
    original = weeks.due(extended, "reply")
    weeks.does(extended, "request_extension", extension_days=2, reason="需要备件")
    weeks.does(extended, "grant_extension", DISPATCHER)
    assert weeks.due(extended, "reply") > original
    weeks.until(original + timedelta(hours=1))
    weeks.does(extended, "reply", **REPLY)
    weeks.until(weeks.due(late, "reply") + timedelta(hours=1))
    weeks.does(late, "reply", **REPLY)  # it was signed by itself when its limit had passed
    weeks.does(returned, "reply", **REPLY)  # late too, and never rang the caller; its sign limit lapsed
    found = weeks.figures(
        "dispatched", "dispatch_on_time_rate", "sign_on_time_rate", "finish_on_time_rate", "response_rate",
        "finish_on_time_original_rate", "extension_rate", "overdue_rate", "return_rate", "invalid_return_rate",
        "first_dispatch_accuracy",
    )  # fmt: skip
    assert found == {
        "dispatched": 4,
        "dispatch_on_time_rate": 3 / 4,
        "sign_on_time_rate": 2 / 3,
        "finish_on_time_rate": 2 / 4,
        "finish_on_time_original_rate": 1 / 4,
        "response_rate": 2 / 4,
        "extension_rate": 1 / 4,
        "overdue_rate": 2 / 4,
        "return_rate": 1 / 4,
        "invalid_return_rate": 1,
        "first_dispatch_accuracy": 1,
    }


def test_whose_order_it_is(weeks: Weeks) -> None:
    """Given back and sent elsewhere: the first unit was wrong, the return was right, and each has its own."""
    moved, stays = weeks.order(), weeks.order()
    for number in (moved, stays):
        weeks.does(number, "dispatch", SYSTEM)
    weeks.does(moved, "request_return", return_reason="not_ours", return_basis="三定方案")
    weeks.does(moved, "agree_return", DISPATCHER)
    weeks.does(moved, "dispatch", DISPATCHER, lead_code=OTHER)
    found = weeks.figures("first_dispatch_accuracy", "invalid_return_rate", "return_rate", "requests")
    assert found == {"first_dispatch_accuracy": 1 / 2, "invalid_return_rate": 0, "return_rate": 1 / 3, "requests": 2}
    by_unit = {}
    with weeks.store.reading() as session:
        for row in figures.ask(session, Question(("dispatched", "return_rate", "requests"), PERIOD, "unit")).rows:
            by_unit[row.key] = {key: value.numerator for key, value in row.values.items()}
    assert by_unit == {
        UNIT: {"dispatched": 2, "return_rate": 1, "requests": 1},
        OTHER: {"dispatched": 0, "return_rate": 0, "requests": 1},
    }


def test_asked_afterwards(weeks: Weeks) -> None:
    """Bad, done again, good; a second good at once; a third whom nobody reached; one that is not judged."""

    def answered(number: str) -> None:
        weeks.does(number, "sign")
        weeks.does(number, "reply", **REPLY)
        weeks.does(number, "accept_reply", DISPATCHER)

    again, glad, silent, unjudged = (weeks.order(caller_phone=f"1380000000{n}") for n in range(4))
    for number in (again, glad, silent, unjudged):
        weeks.does(number, "dispatch", SYSTEM)
        answered(number)
    weeks.until(weeks.now + timedelta(days=1))
    weeks.does(again, "record_callback", CALLER, **BAD)
    weeks.does(glad, "record_callback", CALLER, **{**GOOD, "callback_score": 5})
    weeks.does(unjudged, "request_exclusion", exclusion_reason="unreasonable", reason="不合理", evidence="录音")
    weeks.does(unjudged, "record_callback", CALLER, **{**BAD, "callback_fault": False})
    for _ in range(3):
        weeks.until(weeks.now + timedelta(days=1))
        weeks.does(silent, "try_callback", CALLER, callback_method="人工", callback_result="no_answer")
    weeks.does(again, "redo", CALLER, reason="诉求人不满意")
    answered(again)
    weeks.until(weeks.now + timedelta(days=1))
    weeks.does(again, "record_callback", CALLER, **GOOD)
    before = weeks.figures("rated", "satisfied_rate", "first_time_rate")
    weeks.does(unjudged, "grant_exclusion", SUPERVISOR)
    found = weeks.figures(
        "rated", "satisfied_rate", "well_satisfied_rate", "average_score", "solved_rate", "dissatisfied", "callbacks",
        "reached_rate", "callback_rate", "redo_rate", "second_redo_rate", "closed",
    )  # fmt: skip
    assert before["rated"] == 4
    assert found["rated"] == 3
    assert found["satisfied_rate"] == 2 / 3
    assert found["average_score"] == (2 + 5 + 4) / 3
    assert found["solved_rate"] == 2 / 3
    assert found["dissatisfied"] == 1
    assert (found["callbacks"], found["reached_rate"], found["callback_rate"]) == (5, 4 / 5, 1)
    assert (found["redo_rate"], found["second_redo_rate"]) == (1 / 5, 0)


def test_a_score_of_its_own_for_every_class(weeks: Weeks) -> None:
    """By the city's setting a 属地 counts signing alone, less half a point for every hundredth of refused returns."""
    with weeks.store.transaction() as session:
        session.add(CitySetting(key="score-属地", value="0 0 0 100 -50", note=""))
    for lead in (UNIT, OTHER):
        number = weeks.order(lead_code=lead)
        weeks.does(number, "dispatch", SYSTEM)
        weeks.does(number, "sign")
        weeks.does(number, "request_return", return_reason="not_ours", return_basis="三定方案")
        weeks.does(number, "refuse_return", DISPATCHER, reason="属你单位职责")
    figures.fold(weeks.store)
    with weeks.store.reading() as session:
        asked, of_class = Question(("composite",), PERIOD, "unit"), Question(("requests",), PERIOD, "unit_class")
        found = {row.key: row.values["composite"].value for row in figures.ask(session, asked).rows}
        by_class = {row.key: row.values["requests"].value for row in figures.ask(session, of_class).rows}
    assert found == {UNIT: 50, OTHER: 95}  # the other has no more than the signing either: its 10 points are all 100

    assert by_class == {"属地": 1, "市直": 1}
    with weeks.store.transaction() as session:  # a unit of another class takes what it did with it
        session.get_one(Department, OTHER).kind = "垂直管理"
    figures.fold(weeks.store)
    with weeks.store.reading() as session:
        assert {row.key for row in figures.ask(session, of_class).rows} == {"属地", "垂直管理"}


def test_a_direct_answer_that_is_given_anew_is_rated_anew(weeks: Weeks) -> None:
    """The bad rating of the first answer was upheld: it stays where it was, whatever the second one brings."""

    def answered(reply: str) -> None:
        weeks.does(number, "answer", Actor(None, "王芳", "agent"), public_reply_text=reply, knowledge_ref="K-1")

    def rated(score: int, solved: str) -> None:
        with weeks.store.transaction() as session:
            callbacks.rate(session, number, score=score, solved=solved, words=None)

    number = weeks.order(caller_phone="13800000001")
    weeks.does(number, "submit", SYSTEM, occurred_at=weeks.now, place_text="温泉路", caller_name="张三")
    answered("如下")
    weeks.until(MONDAY + timedelta(days=1))
    rated(1, "未解决")
    weeks.until(MONDAY + timedelta(days=2))
    weeks.does(number, "verify_ended", CALLER, rating_check="confirmed", reason="电话核实")
    names = ("rated", "dissatisfied", "satisfied_rate", "average_score", "solved_rate")
    first = {"rated": 1, "dissatisfied": 1, "satisfied_rate": 0, "average_score": 1, "solved_rate": 0}
    assert weeks.figures(*names) == first
    answered("更正如下")
    weeks.until(MONDAY + timedelta(days=10))
    rated(5, "已解决")
    assert weeks.figures(*names) == {
        "rated": 2, "dissatisfied": 1, "satisfied_rate": 1 / 2, "average_score": 3, "solved_rate": 1 / 2,
    }  # fmt: skip
    with weeks.store.reading() as session:
        of_then = figures.ask(session, Question(names, Period(MONDAY.date(), MONDAY.date() + timedelta(days=5))))
    assert {key: value.value for key, value in of_then.total.values.items()} == first


def test_once_and_again(weeks: Weeks) -> None:
    """Solved at once, until the same citizen asks about the same matter within thirty days."""

    def closed(phone: str) -> str:
        number = weeks.order(caller_phone=phone)
        weeks.does(number, "submit", SYSTEM, occurred_at=weeks.now, place_text="温泉路", caller_name="张三")
        return weeks.does(
            number, "answer", Actor(None, "王芳", "agent"), public_reply_text="如下", knowledge_ref="K-1"
        ).order_no

    closed("13800000001"), closed("13800000002"), closed("13800000003")
    assert weeks.figures("first_time_rate", "direct_answer_rate") == {"first_time_rate": 1, "direct_answer_rate": 1}
    weeks.until(MONDAY + timedelta(days=20))
    second = weeks.order(caller_phone="13800000001")
    weeks.order(caller_phone="13800000002", category_code="010102")
    assert weeks.figures("first_time_rate", "direct_answer_rate", "closed") == {
        "first_time_rate": 2 / 3, "direct_answer_rate": 3 / 5, "closed": 3,
    }  # fmt: skip
    weeks.until(MONDAY + timedelta(days=31))
    weeks.order(caller_phone="13800000003")
    assert weeks.figures("first_time_rate") == {"first_time_rate": 2 / 3}
    weeks.does(second, "cancel", DISPATCHER, reason="登记有误")  # it was nothing: neither received nor repeated
    assert weeks.figures("first_time_rate", "requests") == {"first_time_rate": 1, "requests": 5}
