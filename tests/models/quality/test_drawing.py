"""A sample: who may be in it, that it is of everybody, that it can be repeated, and that nothing is drawn twice."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from models import orders, quality
from models.catalogue.tables import CitySetting, ScoreItem
from models.database import Store
from models.orders import SYSTEM, FieldInvalid, WorkOrder
from models.people import Role
from models.quality import QualityDraw, QualityInspection, Wanted
from tests.models.quality.sampled import DAY, MONDAY, call, order, person

WEEK = {"begin": DAY, "end": DAY + timedelta(days=6)}


def drawn(store: Store, of: QualityDraw) -> list[QualityInspection]:
    with store.reading() as session:
        return list(session.scalars(select(QualityInspection).where(QualityInspection.draw_id == of.id)))


def test_so_many_of_each_agent_and_the_same_once_more(store: Store) -> None:
    inspector = person(store, "i", Role.INSPECTOR)
    wang, li = person(store, "w", Role.AGENT), person(store, "l", Role.SENIOR_AGENT)
    for number in range(12):
        call(store, wang, MONDAY + timedelta(hours=number))
    call(store, li, MONDAY + timedelta(days=6))
    call(store, li, MONDAY + timedelta(days=7))  # after the week
    call(store, li, words=False)  # nothing to go by
    with store.transaction() as session:
        first = quality.draw(session, inspector, Wanted("call", per_agent=3, **WEEK))
    assert (first.eligible, first.drawn) == (13, 4)
    assert Counter(one.agent_id for one in drawn(store, first)) == {wang.user_id: 3, li.user_id: 1}
    with store.transaction() as session:
        second = quality.draw(session, inspector, Wanted("call", per_agent=50, **WEEK))
    assert (second.eligible, second.drawn) == (9, 9)  # those of before are not drawn again
    assert not {one.conversation_id for one in drawn(store, first)} & {
        one.conversation_id for one in drawn(store, second)
    }
    with store.reading() as session:
        again = quality.repeated(session, first)
        assert (again.same_population, again.same_sample, again.eligible) == (True, True, 13)
    call(store, wang)  # one more that was there, as one that came late would be
    with store.reading() as session:
        assert not quality.repeated(session, first).same_population


def test_another_seed_draws_others_and_a_share_leaves_nobody_out(store: Store) -> None:
    inspector, wang, li = (
        person(store, "i", Role.INSPECTOR),
        person(store, "w", Role.AGENT),
        person(store, "l", Role.AGENT),
    )
    for number in range(20):
        call(store, wang, MONDAY + timedelta(minutes=number))
    call(store, li)
    samples = []
    for seed in ("1", "2", "1"):
        with store.session() as session:  # never committed
            made = quality.draw(session, inspector, Wanted("call", share=10, **WEEK), seed)
            found = session.scalars(select(QualityInspection).where(QualityInspection.draw_id == made.id)).all()
            samples.append({one.conversation_id for one in found})
            assert Counter(one.agent_id for one in found) == {wang.user_id: 2, li.user_id: 1}
    assert samples[0] == samples[2] != samples[1]


def test_orders_that_an_agent_registered_and_that_ended(store: Store) -> None:
    inspector, wang = person(store, "i", Role.INSPECTOR), person(store, "w", Role.AGENT)
    ended = order(store, wang)
    order(store, wang, ended=False)
    order(store, wang, MONDAY - timedelta(days=1))
    archived, withdrawn = order(store, wang), order(store, wang, ended=False)
    with store.transaction() as session:
        numbers = [session.get_one(WorkOrder, one).order_no for one in (archived, withdrawn)]
        orders.apply(session, wang, numbers[1], "cancel", None, reason="重复登记")
        for number in numbers:
            orders.apply(session, SYSTEM, number, "archive", None)
    with store.transaction() as session:
        made = quality.draw(session, inspector, Wanted("order", share=100, **WEEK))
    assert {(one.order_id, one.agent_id) for one in drawn(store, made)} == {
        (ended, wang.user_id),
        (archived, wang.user_id),
    }
    with store.reading() as session:
        assert session.get_one(WorkOrder, ended).version == 2  # as it was


@pytest.mark.parametrize(("sight", "calls", "orders"), [("hidden", 1, 1), ("nameless", 1, 2), ("masked", 2, 2)])
def test_confidential_ones_only_with_the_right(store: Store, sight: str, calls: int, orders: int) -> None:
    with store.transaction() as session:
        session.get_one(CitySetting, "sight-secret-inspector").value = sight
    inspector, wang = person(store, "i", Role.INSPECTOR), person(store, "w", Role.AGENT)
    for secret in (True, False):
        call(store, wang, secret=secret)
        order(store, wang, secret=secret)
    with store.transaction() as session:
        heard = quality.draw(session, inspector, Wanted("call", share=100, **WEEK))
        read = quality.draw(session, inspector, Wanted("order", share=100, **WEEK))
    assert (heard.drawn, read.drawn) == (calls, orders)


@pytest.mark.parametrize(
    "size", [{}, {"per_agent": 1, "share": 1}, {"per_agent": 0}, {"per_agent": 51}, {"share": 101}, {"share": 0}]
)
def test_a_size_that_cannot_be(size: dict[str, int]) -> None:
    with pytest.raises(FieldInvalid):
        Wanted("call", **WEEK, **size).checked()


def test_days_that_cannot_be_and_a_city_without_a_sheet(store: Store) -> None:
    with store.transaction() as session:
        for begin, end in ((DAY, DAY - timedelta(days=1)), (DAY, DAY + timedelta(days=93))):
            with pytest.raises(FieldInvalid):
                quality.draw(session, SYSTEM, Wanted("call", begin, end, share=1))
        session.execute(text("UPDATE score_item SET active = false WHERE kind = 'order'"))
        session.expire_all()
        with pytest.raises(quality.ScoreSheetMissing, match="质检评分表"):
            quality.draw(session, SYSTEM, Wanted("order", DAY, DAY, share=1))
        assert session.get_one(ScoreItem, "C91").fatal


def test_what_was_drawn_stays(store: Store) -> None:
    wang = person(store, "w", Role.AGENT)
    call(store, wang)
    with store.transaction() as session:
        quality.draw(session, SYSTEM, Wanted("call", share=100, **WEEK))
    for statement in ("DELETE FROM quality_inspection", "UPDATE quality_draw SET seed = '1'", "TRUNCATE quality_step"):
        with pytest.raises(ProgrammingError, match="append-only"), store.transaction() as session:
            session.execute(text(statement))
