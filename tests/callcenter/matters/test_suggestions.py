"""Likely duplicates become suggestions; people take, refuse and undo them; nothing is merged by itself."""

from datetime import timedelta

import pytest

from callcenter.intake import message, phone
from callcenter.matters.earlier import Earlier
from callcenter.matters.judging import Judging
from models import clock, intake, orders, suggestions
from models.database import Store
from models.intake import Channel, Submission
from models.orders import Actor, WorkOrder
from models.people import Role, User
from models.suggestions import Pair, SuggestionDecided
from tests.callcenter.assist.test_current import say
from tests.callcenter.floor import ScriptedAdviser
from tests.callcenter.intake.test_settling import ended_call, order_of
from tests.callcenter.matters.demands_of_people import LAMP, PIPE, PIPE_AGAIN, PIPE_OTHERS, TITLE, reported


@pytest.fixture
def earlier(store: Store) -> Earlier:
    held = Earlier(store)
    held.build()
    return held


@pytest.fixture
def judging(store: Store, earlier: Earlier) -> Judging:
    return Judging(store, earlier)


@pytest.fixture
def dispatcher(store: Store) -> Actor:
    with store.transaction() as session:
        user = User(login="d", name="派单员甲", role=Role.DISPATCHER, password_hash="x")
        session.add(user)
        session.flush()
        return Actor.of(user)


def suggested(store: Store) -> list[Pair]:
    with store.reading() as session:
        return suggestions.page(session)


def order(store: Store, number: str) -> WorkOrder:
    with store.reading() as session:
        return orders.get(session, number)


def test_the_same_person_again_and_others_nearby_are_told_apart_and_another_matter_is_none(
    store: Store, judging: Judging
) -> None:
    first = reported(store, PIPE)
    again = reported(store, PIPE_AGAIN)
    neighbour = reported(store, PIPE_OTHERS[0], "13800000002")
    reported(store, LAMP, "13800000003", place_code="421202101", category_code="020403")
    assert judging.round() == 2
    found = {(one.child.order_no, one.master.order_no): one.suggestion for one in suggested(store)}
    assert {pair: one.kind for pair, one in found.items()} == {
        (again, first): "repeat",
        (neighbour, first): "group",  # a crowd gathers at the first, not everybody at everybody
    }
    assert any("同一来电人" in reason for reason in found[again, first].reasons)
    assert all(0.5 <= one.score <= 1 for one in found.values())
    assert judging.round() == 0  # the same events are not judged twice


def test_taking_merges_and_urges_and_undoing_gives_the_order_back(
    store: Store, judging: Judging, dispatcher: Actor
) -> None:
    first, again = reported(store, PIPE), reported(store, PIPE_AGAIN)
    with store.transaction() as session:
        orders.apply(session, dispatcher, first, "dispatch", None, lead_code="421202")
    judging.round()
    (pair,) = suggested(store)
    with store.transaction() as session:
        suggestions.take(session, dispatcher, pair.suggestion.id, pair.child.version)
    assert (order(store, again).state, order(store, again).master_id) == ("merged", pair.master.id)
    assert order(store, first).urge_count == 1
    assert suggested(store) == []
    with store.transaction() as session, pytest.raises(SuggestionDecided):
        suggestions.refuse(session, dispatcher, pair.suggestion.id)
    with store.transaction() as session:
        suggestions.undo(session, dispatcher, pair.suggestion.id, "不是同一处水管")
    assert order(store, again).state == "review"
    with store.reading() as session:
        (done,) = suggestions.decided(session)
        assert (done.suggestion.state, done.suggestion.note) == ("undone", "不是同一处水管")


def test_a_refusal_is_remembered(store: Store, judging: Judging, dispatcher: Actor) -> None:
    first, again = reported(store, PIPE), reported(store, PIPE_AGAIN)
    judging.round()
    (pair,) = suggested(store)
    with store.transaction() as session:
        suggestions.refuse(session, dispatcher, pair.suggestion.id, "两次爆裂")
    with store.transaction() as session:  # new words: judged anew
        orders.apply(session, dispatcher, again, "edit", None, content=PIPE_AGAIN + "，请尽快")
        orders.apply(session, dispatcher, first, "edit", None, content=PIPE + "，请尽快")
    assert judging.round() == 0
    assert suggested(store) == []


def test_what_can_no_longer_be_merged_is_not_shown(store: Store, judging: Judging, dispatcher: Actor) -> None:
    first, again = reported(store, PIPE), reported(store, PIPE_AGAIN)
    judging.round()
    with store.transaction() as session:
        orders.apply(session, dispatcher, first, "cancel", None, reason="误登记")
    assert suggested(store) == []
    reported(store, PIPE_OTHERS[0], "13800000002")
    judging.round()
    assert {one.master.order_no for one in suggested(store)} == {again}  # the cancelled one left the index


def test_a_confidential_order_is_put_beside_none(store: Store, judging: Judging) -> None:
    reported(store, PIPE, is_secret=True)
    reported(store, PIPE_AGAIN)
    reported(store, PIPE_OTHERS[0], "13800000002", request_type="举报")
    assert judging.round() == 0


def accepted(store: Store, text: str, phone_number: str, flags: frozenset[str] = frozenset()) -> int:
    with store.transaction() as session:
        said = Submission(Channel.WEBSITE, text, text, clock.now(), TITLE, citizen_phone=phone_number, flags=flags)
        return intake.accept(session, said).message_id


@pytest.mark.parametrize(
    ("number", "flags", "reason", "pairs"),
    [
        ("13800000001", frozenset(), "possible-duplicate", 1),  # the same person again
        ("13800000002", frozenset(), "possible-duplicate", 1),  # a neighbour, nearly the same words
        ("13800000001", frozenset({"secret"}), None, 0),
    ],
)
def test_a_message_about_an_open_order_waits_for_a_person(
    *,
    store: Store,
    adviser: ScriptedAdviser,
    earlier: Earlier,
    number: str,
    flags: frozenset[str],
    reason: str | None,
    pairs: int,
) -> None:
    reported(store, PIPE, title=TITLE)
    made = message.process(store, adviser, accepted(store, PIPE_AGAIN, number, flags), 0.7, earlier)
    assert made is not None
    assert (order(store, made).wait_reason, len(suggested(store))) == (reason, pairs)
    assert order(store, made).state == ("draft" if reason else "dispatched")


def test_a_call_about_an_open_order_waits_for_a_person(
    store: Store, adviser: ScriptedAdviser, earlier: Earlier
) -> None:
    reported(store, PIPE, phone="13812345678", title=TITLE)
    conversation = ended_call(store, PIPE_AGAIN)
    settled = phone.settle(store, adviser, conversation, 0.7, earlier)
    assert (settled.dispatched, settled.reason) == (False, "possible-duplicate")
    assert order_of(store, conversation).wait_reason == "possible-duplicate"
    assert [one.suggestion.kind for one in suggested(store)] == ["repeat"]


def test_what_the_city_sets_holds_from_the_next_message_on(
    store: Store, adviser: ScriptedAdviser, earlier: Earlier
) -> None:
    reported(store, PIPE, title=TITLE)
    say(store, "matters", "M05", score="100")  # nothing is held for its words alone
    say(store, "matters", "M01", hours="1")
    sent = message.process(store, adviser, accepted(store, PIPE_AGAIN, "13800000002"), 0.7, earlier)
    assert sent is not None
    assert order(store, sent).state == "dispatched"
    (pair,) = suggested(store)  # told all the same
    assert (pair.suggestion.kind, earlier.policy.repeat) == ("group", timedelta(hours=1))


def test_before_the_index_is_built_nothing_waits_and_afterwards_nothing_is_missed(
    store: Store, adviser: ScriptedAdviser
) -> None:
    late = Earlier(store)
    judging = Judging(store, late)
    reported(store, PIPE, at=clock.now() - timedelta(hours=1))
    message.process(store, adviser, accepted(store, PIPE_AGAIN, "13800000001"), 0.99, late)
    assert judging.round() == 0
    late.build()
    assert judging.round() == 1


def test_at_one_place_in_one_category_others_need_not_say_the_same_words(store: Store, judging: Judging) -> None:
    village = {"place_code": "421202003001", "title": "停水"}
    first = reported(store, "家里从早上起就没有自来水", "13800000001", **village)
    other = reported(store, "水龙头放不出水，做不了饭，什么时候恢复", "13800000002", **village)
    reported(store, "水龙头放不出水，做不了饭，什么时候恢复", "13800000003", title="停水", place_code="421202101")
    judging.round()
    kinds = {(one.child.order_no, one.master.order_no): one.suggestion.kind for one in suggested(store)}
    assert kinds.get((other, first)) == "group"


def test_what_waited_for_an_order_that_is_merged_waits_for_its_master(
    store: Store, judging: Judging, dispatcher: Actor
) -> None:
    later = reported(store, PIPE_OTHERS[0], "13800000002", at=clock.now())
    last = reported(store, PIPE_OTHERS[1], "13800000003", at=clock.now())
    judging.round()
    first = reported(store, PIPE, at=clock.now() - timedelta(hours=1))  # registered late
    judging.round()
    for one in suggested(store):
        if {one.child.order_no, one.master.order_no} == {later, first}:
            with store.transaction() as session:
                suggestions.take(session, dispatcher, one.suggestion.id, one.child.version)
    assert order(store, later).state == "merged"
    assert {(one.child.order_no, one.master.order_no) for one in suggested(store)} == {(last, first)}
