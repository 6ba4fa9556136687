"""Random lives of orders, folds at random moments, some of them killed: the books are as if made anew, and as by hand.

Fifteen walks, 2,000 with HOTLINE_FULL=1. The walk is that of `tests/models/test_walks.py`.
"""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test
from sqlalchemy import Connection, text

from models import clock, figures, orders
from models.database import Store
from models.figures.folding import fold_some
from models.figures.grains import NAMES, OF_YEARS
from models.figures.measures import MEASURES
from models.figures.posting import MONTH_UNLIKE, YEAR_UNLIKE, unlike
from models.figures.rebuilding import spanned
from tests.models.figures.by_hand import counted
from tests.models.test_walks import Floor

WALKS = 2_000 if os.environ.get("HOTLINE_FULL") == "1" else int(os.environ.get("WALKS", "15"))
SEEN: Counter[str] = Counter()
EVER = spanned(date(2020, 1, 1), date(2040, 1, 1))
YEARS = {**EVER, "grains": sorted(OF_YEARS), "months": sorted(name for name in NAMES if name.startswith("m"))}


class Killed(Exception):
    pass


class Books(Floor):
    """The floor, with somebody who keeps the books."""

    @rule(limit=st.integers(1, 7))
    def a_fold(self, limit: int) -> None:
        with self.step():
            fold_some(self.session, limit)

    @rule(limit=st.integers(1, 7))
    def a_fold_that_is_killed(self, limit: int) -> None:
        with pytest.raises(Killed):
            self.fold_and_die(limit)

    def fold_and_die(self, limit: int) -> None:
        with self.step():
            fold_some(self.session, limit)
            raise Killed

    @rule()
    def the_oldest_mark_comes_last(self) -> None:
        with self.step():
            self.session.execute(
                text(
                    "WITH oldest AS (DELETE FROM figure_due WHERE id = (SELECT min(id) FROM figure_due) RETURNING *)"
                    " INSERT INTO figure_due (at, order_id, conversation_id, stretch_id)"
                    " SELECT at, order_id, conversation_id, stretch_id FROM oldest"
                )
            )

    def teardown(self) -> None:
        try:
            with clock.running_from(lambda: self.now):
                while fold_some(self.session, 50).more:
                    pass
                assert figures.behind_s(self.session) == 0
            self.agree()
        finally:
            super().teardown()

    def agree(self) -> None:
        ids = [order.id for order in self.orders]
        assert self.session.scalar(text(unlike("order")), {"ids": ids}) == 0
        assert self.session.scalar(text(MONTH_UNLIKE), EVER) == 0
        assert self.session.scalar(text(YEAR_UNLIKE), YEARS) == 0
        by_hand: Counter[tuple[str, object]] = Counter()
        for order in self.orders:
            by_hand += counted(orders.get(self.session, order.order_no), orders.timeline(self.session, order.id))
        postings = self.session.execute(text("SELECT measure, detail, amount FROM figure_posting")).all()
        SEEN.update(measure for measure, _, _ in postings)
        booked: Counter[tuple[str, object]] = Counter()
        for measure, detail, amount in postings:
            match measure:
                case "received":
                    booked[measure, amount // 1000] += 1
                case "closed" | "sent":
                    booked[measure, detail] += 1
                case "dispatched" | "sent_right":
                    booked[measure, amount == 1000] += 1
                case "return":
                    booked[measure, "asked"] += 1
                case "rating":
                    booked[measure, int(detail)] += 1
                case "urge" | "redo" | "withdrawn":
                    booked[measure, 0] += 1
        assert booked == by_hand, (booked - by_hand, by_hand - booked)


@pytest.fixture
def connection(store: Store) -> Iterator[Connection]:
    with store.engine.connect() as opened:
        yield opened


@pytest.mark.timeout(0)
def test_incremental_books_are_as_made_anew_and_as_by_hand(connection: Connection) -> None:
    run_state_machine_as_test(
        lambda: Books(connection),
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            phases=(Phase.generate,),
        ),
    )
    assert {"received", "sent"} <= set(SEEN)
    if WALKS > 1_000:
        assert {key for key, measure in MEASURES.items() if measure.subject == "order"} - set(SEEN) == set()
