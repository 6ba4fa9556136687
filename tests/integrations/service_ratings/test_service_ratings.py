"""The exchange of ratings keeps the contract: it hears each rating and what came of a bad one, once, never whose."""

import json
from typing import Any

import pytest
from sqlalchemy import select, update

from callcenter.channels.health import health
from integrations.channel import save
from integrations.service_ratings.channel import ServiceRatingsSettings
from models import callbacks, clock, outbox
from models.database import Store
from tests.callcenter.channels.telling import work
from tests.integrations.channel.kit import WayOut, WhatItIs
from tests.integrations.far_side import FarSide
from tests.integrations.service_ratings.exchange import RatingExchange
from tests.models.callbacks.walk import CALLER, answered, do, handled

WORDS = "我是张三，电话13812345678，灯还是不亮"
BAD = {"callback_solved": "未解决", "callback_score": 1, "callback_reason": WORDS, "callback_code": "not_solved"}


@pytest.fixture
def world(far_side: FarSide) -> RatingExchange:
    return RatingExchange(far_side)


class TestServiceRatings(WhatItIs, WayOut):
    """The kit, of a channel that brings nothing."""


@pytest.fixture
def exchange(world: RatingExchange, store: Store) -> RatingExchange:
    set_up(world, store)
    return world


def set_up(world: RatingExchange, store: Store, version: int = 0, **more: Any) -> None:
    with store.transaction() as session:
        given = world.settings | more
        save(session, "service_ratings", ServiceRatingsSettings, given, enabled=True, version=version, by="x")


def deliveries(store: Store) -> list[outbox.Delivery]:
    with store.reading() as session:
        wanted = select(outbox.Delivery).where(outbox.Delivery.target == "channel:service_ratings")
        return list(session.scalars(wanted))


def badly_rated(store: Store, **fields: Any) -> str:
    number = answered(store, **fields)
    do(store, number, "record_callback", callback_method="网页", **BAD)
    return number


def test_nothing_is_told_until_it_is_set(store: Store) -> None:
    badly_rated(store)
    work(store)
    assert deliveries(store) == []


def test_a_rating_its_verification_and_its_mending_go_up_once(exchange: RatingExchange, store: Store) -> None:
    number = badly_rated(store)
    do(store, number, "verify_rating", CALLER, rating_check="confirmed", reason="灯确实不亮")
    do(store, number, "redo", CALLER, reason="经核实")
    handled(store, number)
    do(store, number, "record_callback", CALLER, callback_method="人工", callback_solved="已解决", callback_score=5)
    with store.transaction() as session:
        callbacks.rate_again(session, number, score=4, solved=None, words="谢谢", method="短信")
    exchange.far.faults.extend(["after", "error"])
    work(store)
    for _ in range(3):
        with store.transaction() as session:
            late = update(outbox.Delivery).where(outbox.Delivery.state == "waiting")
            session.execute(late.values(next_at=clock.now()))
        work(store)
    kinds = [biz_type for biz_type, _ in exchange.told()]
    assert kinds == ["pushRating", "pushVerification", "pushRectification", "pushRating", "pushRating"]
    first, checked, mended, second, later = (payload for _, payload in exchange.told())
    assert {payload["order_no"] for _, payload in exchange.told()} == {number}
    assert (first["grade"], first["grade_name"], first["solved"], first["way"]) == (1, "非常不满意", "未解决", "网页")
    assert (first["reason"], first["unit_code"], first["service_channel"]) == ("问题没有解决", "421202", "12345热线")
    assert (checked["found"], checked["found_name"][:2]) == ("confirmed", "属实")
    assert (mended["reply"], mended["redo"]) == ("路灯已修复", 1)
    assert (second["grade"], second["again"], later["grade"], later["again"]) == (5, False, 4, True)
    assert [one["seq"] for one in (first, checked, mended, second, later)] == sorted(
        one["seq"] for one in (first, checked, mended, second, later)
    )
    told = json.dumps(exchange.told(), ensure_ascii=False)
    assert not any(private in told for private in ("张三", "13812345678", "words"))
    assert {one.state for one in deliveries(store)} == {"sent"}


def test_words_go_up_only_where_that_is_set(exchange: RatingExchange, store: Store) -> None:
    set_up(exchange, store, version=1, with_words=True)
    badly_rated(store)
    work(store)
    assert [payload["words"] for _, payload in exchange.told()] == [WORDS]


def test_confidential_orders_and_reports_are_not_told(exchange: RatingExchange, store: Store) -> None:
    for fields in ({"is_secret": True}, {"request_type": "举报"}):
        badly_rated(store, **fields)
    work(store)
    assert deliveries(store) == []


def test_what_the_exchange_refuses_stands_in_its_health(exchange: RatingExchange, store: Store) -> None:
    badly_rated(store)
    exchange.far.faults.append("refuse")
    work(store)
    with store.reading() as session:
        found = next(one for one in health(session) if one.name == "service_ratings")
    assert (found.delivers, found.receives, found.pulls, found.given_up) == (True, False, False, 1)
    assert found.error_code == "far-side-refused"
