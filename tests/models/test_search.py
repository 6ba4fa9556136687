"""The search: what is found by which words, that it follows the texts, pages, and what must not be found."""

import unicodedata
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Text, cast, select, text

from models import orders, search
from models.catalogue import Department
from models.database import Store
from models.orders import SYSTEM, OrderError
from models.search.bigrams import bigrams, normal, tsquery, tsvector
from models.search.tables import OrderWords


def made(store: Store, **form: Any) -> str:
    with store.transaction() as session:
        return orders.create_draft(session, SYSTEM, **form).order_no


def found(store: Store, q: str, **wanted: Any) -> list[str]:
    with store.reading() as session:
        page = search.listing(session, search.OrderFilter(q=q, **wanted))
        assert page.total == len(page.items)
        return [order.title for order in page.items]


@pytest.fixture
def three(store: Store) -> Store:
    made(store, title="路灯", content="永安大道3栋路灯不亮，ETC车道旁。", place_text="温泉街道")
    made(store, title="噪音", content="永安小区夜里噪音。大道上也有", place_text="浮山街道")
    made(store, title="电话", content="请打13812345678，或 0715-8255 123", place_text="")
    return store


@pytest.mark.parametrize(
    ("q", "titles"),
    [
        ("路灯", ["路灯"]),
        ("永安", ["噪音", "路灯"]),
        ("永安大道", ["路灯"]),
        ("灯不亮", ["路灯"]),
        ("道3栋路", ["路灯"]),
        ("栋", ["路灯"]),
        ("亮", ["路灯"]),
        ("etc车道", ["路灯"]),
        ("ＥＴＣ", ["路灯"]),
        ("永安 噪音", ["噪音"]),
        ("永安，噪音", ["噪音"]),
        ("噪音。大道", ["噪音"]),  # divided it is two words, and both stand there
        ("音大", []),
        ("温泉街道", ["路灯"]),
        ("噪音永安", []),
        ("不存在", []),
        ("！！", []),
        ("' | 路", ["路灯"]),
        (":* & !", []),
    ],
)
def test_words_find_what_holds_them(three: Store, q: str, titles: list[str]) -> None:
    assert found(three, q) == titles


def test_numbers_that_are_shown_masked_are_not_found(three: Store) -> None:
    for number in ("13812345678", "138", "12345678", "138 1234 5678", "07158255123"):
        assert found(three, number) == []
    with three.reading() as session:
        held = session.scalars(select(cast(OrderWords.words, Text))).all()
    assert len(held) == 3
    assert not any("138" in words or "5678" in words for words in held)


def test_an_order_is_found_by_its_number(three: Store) -> None:
    with three.reading() as session:
        number = search.listing(session).items[0].order_no
    assert found(three, number.lower()) == ["电话"]


def test_words_follow_the_text_in_the_same_transaction(store: Store) -> None:
    number = made(store, title="路灯不亮", content="永安大道")
    with store.transaction() as session:
        orders.apply(session, SYSTEM, number, "edit", 1, title="井盖丢失")
        assert [order.order_no for order in search.listing(session, search.OrderFilter(q="井盖")).items] == [number]
    assert (found(store, "路灯"), found(store, "井盖"), found(store, "永安")) == ([], ["井盖丢失"], ["井盖丢失"])
    with store.transaction() as session, pytest.raises(OrderError):
        orders.apply(session, SYSTEM, number, "edit", 1, title="噪音")
    assert found(store, "噪音") == []


def test_sealed_data_is_not_in_the_index(store: Store) -> None:
    made(
        store,
        title="求助",
        content="请联系",
        caller_name="欧阳修文",
        caller_phone="13812345678",
        caller_address="桃花岛路",
    )
    assert found(store, "欧阳") == found(store, "桃花岛") == []


def test_filters_meet(three: Store) -> None:
    assert found(three, "永安", states=("dispatched",)) == []
    assert found(three, "永安", place="42") == []
    number = made(three, title="远处", content="永安", place_code="421202001", category_code="0101")
    assert found(three, "永安", place="421202", category="01") == ["远处"]
    with three.reading() as session:
        order = orders.get(session, number)
        at = order.accepted_at
    assert found(three, "永安", accepted_from=at, accepted_to=at + timedelta(seconds=1)) == ["远处"]
    assert found(three, "永安", accepted_to=at) == ["噪音", "路灯"]


def test_a_department_sees_its_parts_and_the_drafts_meant_for_it(store: Store) -> None:
    with store.reading() as session:
        unit, other = session.scalars(select(Department.code).order_by(Department.code).limit(2)).all()
    made(store, title="草稿", content="永安", lead_code=unit)
    number = made(store, title="已派", content="永安", lead_code=other, assist_codes=[unit])
    with store.transaction() as session:
        orders.apply(session, SYSTEM, number, "dispatch", 1)
    assert found(store, "永安", units=(unit,)) == ["已派", "草稿"]
    assert found(store, "永安", units=(unit,), states=("dispatched",)) == ["已派"]


@pytest.mark.parametrize("sort", ["newest", "oldest", "due"])
def test_pages_hold_every_order_once(store: Store, sort: search.Sort) -> None:
    with store.reading() as session:
        unit = session.scalars(select(Department.code).limit(1)).one()
    for number in range(7):
        no = made(store, title=f"第{number}件", content="永安", lead_code=unit)
        with store.transaction() as session:
            orders.apply(session, SYSTEM, no, "dispatch", 1)
    seen, cursor = [], None
    while True:
        with store.reading() as session:
            page = search.listing(session, cursor=cursor, limit=3, sort=sort)
        seen += [order.title for order in page.items]
        cursor = page.next
        if cursor is None:
            break
    expected = [f"第{number}件" for number in range(7)]
    assert seen == (expected[::-1] if sort == "newest" else expected)
    with store.reading() as session:
        assert [order.title for chunk in search.every(session, search.OrderFilter(), 5) for order in chunk] == [
            f"第{number}件" for number in range(6, 1, -1)
        ]
        with pytest.raises(OrderError):
            search.listing(session, cursor="x y z", sort=sort)


def test_similar_orders_come_likest_first_and_confidential_ones_never(store: Store) -> None:
    made(store, title="路灯不亮", content="温泉街道永安大道的路灯坏了好几天，晚上看不见路")
    made(store, title="路灯不亮", content="永安大道路灯不亮")
    made(store, title="学校食堂", content="孩子在食堂吃不饱，饭菜很差")
    made(store, title="举报路灯", content="永安大道路灯坏了好几天", request_type="举报")
    words = "永安大道的路灯坏了好几天，没人修"
    with store.reading() as session:
        hits = search.similar(session, words)
        assert [hit.title for hit in hits] == ["路灯不亮", "路灯不亮"]
        assert 1 > hits[0].score > hits[1].score > 0
        assert search.similar(session, words, besides=hits[0].order_id)[0].order_id == hits[1].order_id
        assert search.similar(session, words, units={"nobody"}) == []
        assert search.similar(session, "。！") == []
        assert search.similar(session, "路灯不亮。永安大道路灯不亮", 1)[0].score == 1.0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="路灯不亮永安ABab12 ，。'\\:*&|!()<>-_", max_size=30), st.data())
def test_every_piece_of_a_text_finds_it(store: Store, words: str, data: st.DataObject) -> None:
    query = tsquery(data.draw(st.sampled_from([words, *bigrams(words)])))
    if query is not None:
        with store.reading() as session:
            hit = text("SELECT CAST(:vector AS tsvector) @@ CAST(:query AS tsquery)")
            assert session.scalar(hit, {"vector": tsvector(words), "query": query}) is True


@given(st.text(alphabet="路灯ＡｂＣ①㎡ﬁﾊﾞ가각e\u0301\u0327豈㈱，。 \u1100\u1161", max_size=40) | st.text(max_size=40))
def test_ideographs_that_are_left_out_change_no_normal_form(words: str) -> None:
    assert normal(words) == normal(unicodedata.normalize("NFKC", words))
