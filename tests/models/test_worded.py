"""Whichever way the search takes to the orders that hold some words, it gives what looking at every order gives."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models import orders, search
from models.catalogue import Department
from models.database import Store
from models.orders import SYSTEM, WorkOrder
from models.search import worded
from models.search.filters import conditions
from models.search.rarity import Rarity

_SIGNS = "路灯不亮永安"
_ORDERS = 60


@pytest.fixture
def units(store: Store) -> tuple[str, str]:
    """Two units; orders with random texts are theirs, drafts and dispatched ones."""
    random = Random(5)
    with store.reading() as session:
        first, second = session.scalars(select(Department.code).order_by(Department.code).limit(2)).all()
    for number in range(_ORDERS):
        content = "".join(random.choices(_SIGNS, k=random.randint(2, 12)))
        with store.transaction() as session:
            made = orders.create_draft(
                session, SYSTEM, title=f"第{number}件", content=content,
                lead_code=random.choice((first, first, second, None)),
                assist_codes=[second] if random.random() < 0.3 else [],
                category_code=random.choice(("0101", "0102", "02")), place_code=random.choice((None, "421202001")),
            )  # fmt: skip
            if made.lead_code and number % 4 == 0:
                orders.apply(session, SYSTEM, made.order_no, "dispatch", 1)
    return first, second


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Bounds at which sixty orders are many."""
    monkeypatch.setattr(worded, "_FEW", 2)
    monkeypatch.setattr(worded, "_LOOKED_AT", 20)
    return monkeypatch


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(st.text(_SIGNS, min_size=1, max_size=3), min_size=1, max_size=2).map(" ".join),
    claimed=st.sampled_from((0.0, 0.04, 0.3, 1.0)),
    unit=st.sampled_from((None, 0, 1)),
    narrowed=st.fixed_dictionaries(
        {},
        optional={
            "states": st.sampled_from((("draft",), ("dispatched",), ("draft", "dispatched"), ("closed",))),
            "category": st.sampled_from(("01", "0101", "02")),
            "place": st.just("4212"),
        },
    ),
    sort=st.sampled_from(("newest", "oldest")),
    limit=st.integers(1, 7),
)
def test_pages_of_words_are_those_of_a_plain_scan(
    *,
    store: Store,
    units: tuple[str, str],
    small: pytest.MonkeyPatch,
    words: str,
    claimed: float,
    unit: int | None,
    narrowed: dict[str, object],
    sort: search.Sort,
    limit: int,
) -> None:
    """claimed: the share of orders that the statistics say every pair of signs is in, true or not."""
    shares = {one + other: claimed for one in _SIGNS for other in _SIGNS}
    small.setattr(worded, "rarity", lambda _session: Rarity(shares, float(_ORDERS)))
    wanted = search.OrderFilter(q=words, units=() if unit is None else (units[unit],), **narrowed)  # type: ignore[arg-type]
    with store.reading() as session:
        rest = select(WorkOrder).where(*conditions(replace(wanted, q=None))).order_by(WorkOrder.id)
        expected = [
            order.id
            for order in session.scalars(rest)
            if all(part in order.title or part in order.content for part in words.split())
        ]
        seen: list[int] = []
        cursor, pages = None, 0
        while True:
            page = search.listing(session, wanted, cursor, limit, sort)
            seen += [order.id for order in page.items]
            assert page.total == len(expected) or (claimed and len(page.items) <= page.total)
            cursor, pages = page.next, pages + 1
            if cursor is None:
                break
    assert seen == (expected if sort == "oldest" else expected[::-1])
    assert pages == max(1, -(-len(expected) // limit))


def test_the_rarest_part_bounds_what_is_found() -> None:
    known = Rarity({"路灯": 0.2, "灯不": 0.1, "灯亮": 0.05, "etc": 0.3})
    assert known.bound("('路灯') & ('etc')") == 0.2
    assert known.bound("('路灯' <1> '灯不')") == 0.1
    assert known.bound("('灯':*)") == pytest.approx(0.15)
    assert known.bound("('没有')") == 0.0
