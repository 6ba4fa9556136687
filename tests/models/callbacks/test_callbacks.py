"""Who is asked and how, the three attempts, their rows, and the loop of a bad rating, in the store."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text, update

from models import callbacks, calls, channels, clock, clocks, orders
from models.callbacks import CallbackAnswer, CallbackAttempt, CallbackTask, asking, calling
from models.callbacks.policy import sampled
from models.clock import LOCAL
from models.database import Store
from models.events import Event
from models.orders import SYSTEM, Actor, RoleNotAllowed, VerbNotAllowed, WorkOrder
from models.orders.verification import Checked, findings
from models.people import Role
from tests.models.callbacks.walk import CALLER, DISPATCHER, SUPERVISOR, UNIT, answered, do, handled, verbs
from tests.models.quality.sampled import person

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=LOCAL)  # a Tuesday
AGENT = Actor(None, "王芳", "agent")
PHONE = "13812345678"
BAD = {"callback_solved": "未解决", "callback_score": 1, "callback_reason": "还是不亮"}


class Day:
    """The time, which the test moves."""

    now = MORNING

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def day() -> Iterator[Day]:
    held = Day()
    with clock.running_from(lambda: held.now):
        yield held


@pytest.fixture
def texts(store: Store) -> None:
    """The site sends text messages."""
    with store.transaction() as session:
        channels.save_settings(session, "sms", enabled=True, settings="{}", version=0, by="x")


def advanced(store: Store) -> int:
    with store.transaction() as session:
        return callbacks.advance(session)


def rows(store: Store, table: Any) -> list[Any]:
    with store.reading() as session:
        return list(session.scalars(select(table).order_by(table.id)))


def state(store: Store, number: str) -> str:
    with store.reading() as session:
        return orders.get(session, number).state


@pytest.mark.parametrize(
    ("fields", "by_message", "ways", "policy"),
    [
        ({}, True, ["link", "automatic", "person"], "H001-2026"),
        ({}, False, ["automatic", "person"], "H001-2026"),
        ({"urgency": "特急"}, True, ["person"], "H006-2026"),
        ({"is_secret": True}, True, ["person"], "H009-2026"),
        ({"request_type": "表扬"}, True, [], "H004-2026"),
        ({"is_anonymous": True, "caller_phone": None}, True, [], "H010-2026"),
        ({"is_anonymous": True, "is_secret": True}, True, [], "H010-2026"),
        ({"caller_phone": None}, False, [], "H001-2026"),
    ],
)
def test_the_citys_rows_decide(
    store: Store, day: Day, texts: None, fields: dict[str, Any], by_message: bool, ways: list[str], policy: str
) -> None:
    number = answered(store, by_message=by_message, **fields)
    (task,) = rows(store, CallbackTask)
    assert (task.ways, task.policy, task.state, task.attempts) == (ways, policy, "waiting", 0)
    if not ways:  # who is not asked is let go, and the timeline says by which rule
        assert advanced(store) == 1
        assert (state(store, number), rows(store, CallbackTask)[0].state) == ("closed", "skipped")
        assert verbs(store, number)[-1] == "close"
    assert advanced(store) == (1 if ways[:1] == ["link"] else 0)


def test_a_version_of_the_policy_holds_by_its_dates(store: Store, day: Day) -> None:
    with store.transaction() as session:
        session.execute(text("UPDATE callback_policy SET valid_to = '2026-11-24' WHERE code LIKE 'H001%'"))
    answered(store)
    (task,) = rows(store, CallbackTask)
    assert (task.ways, task.policy) == (["person"], None)


def test_without_any_row_an_anonymous_order_is_not_asked_about(store: Store, day: Day) -> None:
    with store.transaction() as session:
        session.execute(text("DELETE FROM callback_policy"))
    number = answered(store, is_anonymous=True)
    assert [(one.ways, one.policy) for one in rows(store, CallbackTask)] == [([], None)]
    assert advanced(store) == 1
    assert state(store, number) == "closed"


def test_no_link_where_nobody_can_be_told(store: Store, day: Day) -> None:
    answered(store, by_message=True)
    assert rows(store, CallbackTask)[0].ways == ["automatic", "person"]


def test_a_sample_is_the_same_whenever_it_is_drawn() -> None:
    drawn = [sampled(f"XN{number}", 0, "H002", 30) for number in range(4000)]
    assert drawn == [sampled(f"XN{number}", 0, "H002", 30) for number in range(4000)]
    assert 0.27 < sum(drawn) / 4000 < 0.33
    assert not any(sampled(f"XN{number}", 0, "H002", 0) for number in range(100))
    assert all(sampled(f"XN{number}", 0, "H002", 100) for number in range(100))


def test_three_attempts_of_three_kinds_reach_nobody(store: Store, day: Day, texts: None) -> None:
    number = answered(store, by_message=True)
    assert [advanced(store), advanced(store)] == [1, 0]  # the link goes out once
    assert rows(store, CallbackTask)[0].state == "invited"
    day.later(hours=25)
    assert advanced(store) == 1
    task = rows(store, CallbackTask)[0]
    assert (task.way, task.attempts, task.state) == ("automatic", 1, "waiting")
    assert advanced(store) == 0  # a call is the exchange's to make
    day.now = task.next_at
    do(store, number, "try_callback", callback_method="语音", callback_result="machine")
    task = rows(store, CallbackTask)[0]
    assert (task.way, task.attempts, task.result) == ("person", 2, "machine")
    day.now = task.next_at
    do(store, number, "try_callback", CALLER, callback_method="人工", callback_result="no_answer")
    assert state(store, number) == "closed"
    attempts = [(one.way, one.result) for one in rows(store, CallbackAttempt)]
    assert attempts == [("link", "unanswered"), ("automatic", "machine"), ("person", "no_answer")]
    assert rows(store, CallbackTask)[0].state == "unreached"
    assert rows(store, CallbackAnswer) == []
    assert verbs(store, number)[-4:] == ["invite_callback"] + ["try_callback"] * 3


def test_the_system_alone_invites_and_then_waits_a_day(store: Store, day: Day, texts: None) -> None:
    number = answered(store, by_message=True)
    with pytest.raises(RoleNotAllowed):
        do(store, number, "invite_callback", CALLER)
    do(store, number, "invite_callback")
    assert advanced(store) == 0
    (task,) = rows(store, CallbackTask)
    assert (task.state, task.attempts, task.next_at) == ("invited", 0, MORNING + timedelta(hours=24))


def test_an_invitation_and_a_persons_attempt_are_kept_apart(store: Store, day: Day, texts: None) -> None:
    number = answered(store, by_message=True)
    assert advanced(store) == 1
    tried = {"callback_method": "人工", "callback_result": "no_answer"}
    day.later(minutes=30)
    with pytest.raises(VerbNotAllowed, match="同一半天"):
        do(store, number, "try_callback", CALLER, **tried)
    day.now = MORNING.replace(hour=15)
    do(store, number, "try_callback", CALLER, **tried)
    attempts = [(one.way, one.result) for one in rows(store, CallbackAttempt)]
    assert attempts == [("link", "unanswered"), ("person", "no_answer")]


def test_a_verification_does_not_wait_for_the_invitation_before_it(store: Store, day: Day, texts: None) -> None:
    number = answered(store, by_message=True)
    assert advanced(store) == 1
    do(store, number, "close", CALLER)
    with store.transaction() as session:
        callbacks.rate(session, number, score=1, solved="未解决", words=None)
    do(store, number, "try_verification", CALLER, callback_method="人工", callback_result="no_answer")
    assert rows(store, CallbackTask)[-1].attempts == 1


def test_who_refuses_is_not_asked_again(store: Store, day: Day) -> None:
    number = answered(store)
    do(store, number, "try_callback", CALLER, callback_method="人工", callback_result="refused")
    assert (state(store, number), rows(store, CallbackTask)[0].result) == ("closed", "refused")


def test_an_automatic_call_that_nobody_makes_becomes_a_persons(store: Store, day: Day) -> None:
    answered(store)
    day.later(hours=25)
    assert advanced(store) == 1
    assert rows(store, CallbackTask)[0].way == "person"
    assert advanced(store) == 0


def test_a_call_that_was_claimed_and_never_made_is_no_attempt(store: Store, day: Day) -> None:
    number = answered(store)
    with store.transaction() as session:
        wanted = calling.claim(session)
    assert wanted is not None
    assert rows(store, CallbackTask)[0].state == "calling"
    day.later(minutes=11)
    assert advanced(store) == 1
    task = rows(store, CallbackTask)[0]
    assert (task.state, task.way, task.attempts, rows(store, CallbackAttempt)) == ("waiting", "automatic", 0, [])
    with store.transaction() as session:
        wanted = calling.claim(session)
        assert wanted is not None
        calls.begin(session, uuid4(), wanted.phone, "12345", direction="outbound", started_at=clock.now())
        session.execute(text("UPDATE call SET order_id = :id"), {"id": wanted.order_id})
    day.later(minutes=11)
    assert advanced(store) == 1  # this one rang, and nobody heard of it again
    assert [(one.way, one.result) for one in rows(store, CallbackAttempt)] == [("automatic", "failed")]
    assert state(store, number) == "callback"


def claimed(store: Store) -> calling.Wanted | None:
    with store.transaction() as session:
        return calling.claim(session)


def test_who_is_called_is_nobody_elses(store: Store, day: Day) -> None:
    answered(store)
    task = rows(store, CallbackTask)[0].id
    with store.reading() as reading, store.transaction() as session:
        asking.take(session, CALLER, task)  # and has not said so yet: the row is locked
        assert reading.get_one(CallbackTask, task).agent_id is None
        assert claimed(store) is None
        session.rollback()
    assert claimed(store) is not None
    with store.transaction() as session, pytest.raises(asking.TaskTaken, match="外呼"):
        asking.save(session, CALLER, task, 1, "no_answer", note=None)


def test_who_is_called_meanwhile_is_not_saved(store: Store, day: Day) -> None:
    number = answered(store)
    task = rows(store, CallbackTask)[0].id
    with store.transaction() as session:
        read = asking.get(session, task)
        assert claimed(store) is not None
        with pytest.raises(asking.TaskTaken, match="外呼"):
            asking.save(session, CALLER, task, read[1].version, "no_answer", note=None)
    assert (state(store, number), rows(store, CallbackAttempt)) == ("callback", [])


@pytest.mark.parametrize(("given", "dialled"), [("+86 138-1234-5678", PHONE), ("138****5678", None), ("未留", None)])
def test_a_number_is_dialled_by_its_digits(store: Store, day: Day, given: str, dialled: str | None) -> None:
    answered(store, caller_phone=given)
    wanted = claimed(store)
    assert (wanted.phone if wanted else None) == dialled
    assert rows(store, CallbackTask)[0].way == ("automatic" if dialled else "person")


def test_no_link_at_night(store: Store, day: Day, texts: None) -> None:
    day.now = MORNING.replace(hour=22)
    answered(store, by_message=True)
    assert advanced(store) == 0
    day.now = MORNING.replace(hour=9) + timedelta(days=1)
    assert advanced(store) == 1


def test_no_link_to_whom_a_person_has_taken(store: Store, day: Day, texts: None) -> None:
    number, caller = answered(store, by_message=True), person(store, "wuting", Role.CALLBACK_AGENT)
    task = rows(store, CallbackTask)[0].id
    with store.transaction() as session:
        asking.take(session, caller, task)
    assert advanced(store) == 0
    with store.transaction() as session:
        asking.give_back(session, caller, task)
    assert advanced(store) == 1
    assert verbs(store, number)[-1] == "invite_callback"


def test_orders_of_before_get_their_task(store: Store, day: Day) -> None:
    answered(store)
    with store.transaction() as session:
        session.execute(text("DELETE FROM callback_task"))
    advanced(store)
    assert [one.ways for one in rows(store, CallbackTask)] == [["automatic", "person"]]


def test_every_question_is_kept_apart(store: Store, day: Day) -> None:
    number = answered(store)
    said = {"callback_contacted": False, "callback_true": True, "callback_code": "no_contact", "callback_fault": True}
    bad = {"callback_method": "人工", "callback_solved": "部分解决", "callback_score": 2}
    do(store, number, "record_callback", CALLER, **bad, **said)
    (answer,) = rows(store, CallbackAnswer)
    assert (answer.contacted, answer.found_true, answer.fault, answer.reason_code) == (False, True, True, "no_contact")
    assert (answer.solved, answer.score, answer.words) == ("部分解决", 2, "没有人联系")
    assert state(store, number) == "redo"
    with store.reading() as session:
        assert not orders.get(session, number).rating_unverified  # a person has heard it


def test_the_loop_of_a_bad_rating(store: Store, day: Day) -> None:
    number = answered(store, by_message=True)
    do(store, number, "record_callback", callback_method="网页", **BAD)
    do(store, number, "verify_rating", CALLER, rating_check="confirmed", reason="灯确实不亮")
    do(store, number, "redo", CALLER, reason="市民不满意，已核实")
    handled(store, number)
    task = rows(store, CallbackTask)[-1]
    assert (task.kind, task.ways, task.policy) == ("callback", ["person"], "H007-2026")
    do(store, number, "record_callback", callback_method="网页", **BAD)
    do(store, number, "verify_rating", CALLER, rating_check="confirmed", reason="仍不亮")
    with pytest.raises(VerbNotAllowed, match="督办"):
        do(store, number, "redo", CALLER, reason="再办")
    do(store, number, "redo", SUPERVISOR, reason="提级重办")
    with store.reading() as session:
        assert orders.get(session, number).is_supervised
    handled(store, number)
    do(store, number, "record_callback", CALLER, callback_method="人工", callback_solved="已解决", callback_score=5)
    assert state(store, number) == "closed"
    assert [one.score for one in rows(store, CallbackAnswer)] == [1, 1, 1, 1, 5]
    kinds = [(one.kind, one.state) for one in rows(store, CallbackTask)]
    assert kinds == [("callback", "done"), ("verification", "done")] * 2 + [("callback", "done")]


def test_a_mistaken_rating_is_corrected_by_the_citizen_alone(store: Store, day: Day) -> None:
    number = answered(store)
    do(store, number, "record_callback", callback_method="语音", callback_call=None, **BAD)
    with pytest.raises(orders.FieldInvalid, match="更正"):
        do(store, number, "verify_rating", CALLER, rating_check="mistaken", reason="按错了")
    right = {"callback_solved": "已解决", "callback_score": 5}
    do(store, number, "verify_rating", CALLER, rating_check="mistaken", reason="按错了", **right)
    assert state(store, number) == "closed"
    assert [(one.score, one.check) for one in rows(store, CallbackAnswer)] == [(1, None), (5, "mistaken")]


def test_who_cannot_be_reached_is_believed(store: Store, day: Day) -> None:
    number = answered(store)
    do(store, number, "record_callback", callback_method="语音", **BAD)
    for _ in range(3):
        day.now = rows(store, CallbackTask)[-1].next_at
        do(store, number, "try_verification", CALLER, callback_method="人工")
    assert rows(store, CallbackTask)[-1].state == "unreached"
    do(store, number, "redo", CALLER, reason="未能联系，以评价为准")
    assert state(store, number) == "dispatched"


def test_a_bad_rating_of_a_closed_order_begins_the_same_loop(store: Store, day: Day) -> None:
    number = answered(store)
    do(store, number, "close", CALLER)
    assert rows(store, CallbackTask)[0].state == "dropped"
    with store.transaction() as session:
        callbacks.rate(session, number, score=2, solved=None, words="还是不亮")
    answer = rows(store, CallbackAnswer)[-1]
    assert (answer.score, answer.solved, answer.words) == (2, None, "还是不亮")
    task = rows(store, CallbackTask)[-1]
    assert (state(store, number), task.kind, task.state) == ("redo", "verification", "waiting")
    with store.transaction() as session, pytest.raises(VerbNotAllowed):
        callbacks.rate(session, number, score=5, solved="已解决", words=None)


def test_after_the_window_a_person_hears_him_and_the_order_stays_closed(store: Store, day: Day) -> None:
    number = answered(store)
    do(store, number, "close", CALLER)
    day.later(days=20)
    with store.transaction() as session:
        callbacks.rate(session, number, score=1, solved="未解决", words=None)
    assert (state(store, number), rows(store, CallbackTask)[-1].kind) == ("closed", "verification")
    with store.transaction() as session, pytest.raises(VerbNotAllowed, match="已经评价过"):
        callbacks.rate(session, number, score=5, solved="已解决", words=None)
    with pytest.raises(VerbNotAllowed, match="核实"):
        do(store, number, "archive", SUPERVISOR)
    verified(store, number, "verify_ended", "confirmed")
    assert (state(store, number), rows(store, CallbackTask)[-1].state) == ("closed", "done")
    with store.reading() as session:
        old = orders.get(session, number)
        (new,) = session.scalars(select(WorkOrder).where(WorkOrder.order_no != number))
        assert (new.state, new.content, new.lead_code, new.caller_phone) == ("review", old.content, UNIT, PHONE)
        assert orders.timeline(session, old.id)[-1].changes["followed_by"] == [None, new.order_no]
        assert number in (orders.timeline(session, new.id)[-1].reason or "")
        assert list(findings(session, Checked())) == []
    with store.transaction() as session:
        order = callbacks.rate_again(session, number, score=4, solved=None, words="后来修好了", method="短信")
        assert (order.state, order.callback_score, order.callback_solved) == ("closed", 1, "未解决")
    said = [(one.score, one.solved, one.words, one.method) for one in rows(store, CallbackAnswer)]
    assert said[0] == (1, "未解决", None, "网页")
    assert said[2] == (4, None, "后来修好了", "短信")
    assert len(rows(store, CallbackTask)) == 2


def test_an_old_form_that_is_not_enough_today_waits_for_a_person(store: Store, day: Day) -> None:
    number = answered(store)
    do(store, number, "close", CALLER)
    day.later(days=20)
    with store.transaction() as session:
        callbacks.rate(session, number, score=1, solved="未解决", words=None)
        session.execute(update(WorkOrder).values(caller_phone=None, is_anonymous=False))
    verified(store, number, "verify_ended", "confirmed")
    with store.reading() as session:
        (new,) = session.scalars(select(WorkOrder).where(WorkOrder.order_no != number))
        assert (new.state, new.waits_for_person, new.wait_reason) == ("draft", True, "reference-closed")
        old = orders.get(session, number)
        assert orders.timeline(session, old.id)[-1].changes["followed_by"] == [None, new.order_no]


def verified(store: Store, number: str, verb: str, found: str, **fields: Any) -> None:
    do(store, number, verb, CALLER, rating_check=found, reason="电话核实", **fields)


@pytest.mark.parametrize(("found", "then"), [("confirmed", "review"), ("not_unit", "direct_answered")])
def test_a_bad_rating_of_a_direct_answer_is_a_persons(store: Store, day: Day, found: str, then: str) -> None:
    number = answered_directly(store)
    with store.transaction() as session:
        callbacks.rate(session, number, score=1, solved="未解决", words="没说清楚")
    (task,) = rows(store, CallbackTask)
    assert (state(store, number), task.kind, task.way, task.state) == (
        "direct_answered",
        "verification",
        "person",
        "waiting",
    )
    do(store, number, "try_verification", CALLER, callback_method="人工", callback_result="no_answer")
    assert rows(store, CallbackTask)[0].attempts == 1
    day.now = rows(store, CallbackTask)[0].next_at
    verified(store, number, "verify_ended", found)
    assert (state(store, number), rows(store, CallbackTask)[0].state) == (then, "done")
    answer = rows(store, CallbackAnswer)[-1]
    assert (answer.check, answer.score, answer.solved) == (found, 1, "未解决")
    with store.reading() as session:
        assert not orders.get(session, number).rating_unverified
        assert list(findings(session, Checked())) == []


def test_an_answer_that_is_looked_at_anew_is_asked_about_anew(store: Store, day: Day) -> None:
    number = answered_directly(store)
    with store.transaction() as session:
        callbacks.rate(session, number, score=1, solved="未解决", words="没说清楚")
    do(store, number, "try_verification", CALLER, callback_method="人工", callback_result="no_answer")
    day.now = rows(store, CallbackTask)[0].next_at
    verified(store, number, "verify_ended", "confirmed")
    with store.reading() as session:
        order = orders.get(session, number)
        left = order.callback_score, order.callback_solved, order.callback_at, order.callback_tried_at, order.solved
    assert (left, order.callback_tries, order.callback_invited_at) == ((None,) * 5, 0, None)
    do(store, number, "approve", SUPERVISOR)
    do(store, number, "dispatch", DISPATCHER, lead_code=UNIT)
    handled(store, number)
    do(store, number, "try_callback", CALLER, callback_method="人工", callback_result="no_answer")
    assert state(store, number) == "callback"
    with store.transaction() as session:
        assert callbacks.rate(session, number, score=5, solved="已解决", words=None).state == "closed"
    with store.reading() as session:
        assert list(findings(session, Checked())) == []


def answered_directly(store: Store) -> str:
    given = {"title": "社保怎么转", "content": "社保怎么转", "request_type": "咨询", "caller_phone": PHONE}
    with store.transaction() as session:
        number = orders.create_draft(session, SYSTEM, **given).order_no
    do(store, number, "answer", AGENT, public_reply_text="到窗口办理", knowledge_ref="K1")
    return number


def test_only_a_mistaken_rating_is_changed_by_who_verifies(store: Store, day: Day) -> None:
    number = answered(store)
    do(store, number, "record_callback", callback_method="语音", **BAD)
    for found in ("confirmed", "not_unit"):
        for changed in ({"callback_score": 5}, {"callback_solved": "已解决"}):
            with pytest.raises(orders.FieldInvalid, match="误评"):
                verified(store, number, "verify_rating", found, **changed)
    with store.reading() as session:
        assert orders.get(session, number).callback_score == 1
    verified(store, number, "verify_rating", "not_unit")
    assert (state(store, number), rows(store, CallbackAnswer)[-1].score) == ("closed", 1)


@pytest.mark.parametrize("ends", ["verify_ended", "try_verification"])
def test_an_unverified_rating_keeps_the_order_until_it_is_verified(store: Store, day: Day, ends: str) -> None:
    number = answered_directly(store)
    day.later(days=20)
    with store.transaction() as session:
        callbacks.rate(session, number, score=1, solved="未解决", words=None)
    for _ in range(2):
        day.later(days=10)
        fired(store)
    assert (state(store, number), "archive" in verbs(store, number)) == ("direct_answered", False)
    with store.reading() as session:
        assert [one for one in session.scalars(select(Event.topic)) if one == "alarm"] == []
    if ends == "verify_ended":
        verified(store, number, ends, "not_unit")
    else:
        for result in ("no_answer", "refused"):
            assert state(store, number) == "direct_answered"
            do(store, number, ends, CALLER, callback_method="人工", callback_result=result)
            fired(store)
            day.later(days=1)
    fired(store)
    assert state(store, number) == "archived"


def fired(store: Store) -> None:
    with store.transaction() as session:
        while clocks.fire(session):
            pass


def test_an_appeal_ends_the_verification(store: Store, day: Day) -> None:
    with store.transaction() as session:
        number = orders.create_draft(session, SYSTEM, title="社保", content="社保怎么转", caller_phone=PHONE).order_no
    do(store, number, "answer", AGENT, public_reply_text="到窗口办理", knowledge_ref="K1")
    with store.transaction() as session:
        callbacks.rate(session, number, score=1, solved=None, words="没说清楚")
    do(store, number, "appeal", AGENT, reason="来电人要求复核")
    assert [(one.kind, one.state) for one in rows(store, CallbackTask)] == [("verification", "dropped")]
    with store.reading() as session:
        order = orders.get(session, number)
        assert (order.state, order.rating_unverified) == ("review", False)


def test_a_review_by_other_ways_ends_the_verification(store: Store, day: Day) -> None:
    number = answered(store)
    do(store, number, "close", CALLER)
    day.later(days=16)
    with store.transaction() as session:
        callbacks.rate(session, number, score=1, solved=None, words=None)
        session.execute(text("UPDATE work_order SET closed_at = closed_at + interval '10 days'"))
    do(store, number, "reopen", SUPERVISOR, reason="诉求人不满意")
    assert [one.state for one in rows(store, CallbackTask)] == ["dropped", "dropped"]
    with store.reading() as session:
        assert not orders.get(session, number).rating_unverified


def test_who_is_dissatisfied_once_more_is_heard_by_a_person(store: Store, day: Day) -> None:
    number = answered(store)
    do(store, number, "record_callback", callback_method="网页", callback_solved="已解决", callback_score=5)
    with store.transaction() as session:
        callbacks.rate_again(session, number, score=2, solved=None, words="又坏了")
        callbacks.rate_again(session, number, score=1, solved="未解决", words="还没人来")
    with store.reading() as session:
        assert orders.get(session, number).callback_score == 5
        alarms = [one.data for one in session.scalars(select(Event).where(Event.topic == "alarm"))]
    assert [(one["code"], one["order_no"]) for one in alarms] == [("rating-bad-again", number)] * 2
    assert [(one.kind, one.state) for one in rows(store, CallbackTask)[1:]] == [("verification", "waiting")]
    verified(store, number, "verify_ended", "confirmed")
    assert state(store, number) == "redo"
    do(store, number, "redo", CALLER, reason="经核实又坏了")
    assert state(store, number) == "dispatched"
