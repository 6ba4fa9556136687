"""Whatever is asked, cells give what the postings give: random postings of three years, random questions."""

from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import text

from models.database import Store
from models.figures import summing
from models.figures.periods import Period
from models.figures.rebuilding import _spans
from models.figures.summing import Wanted, added_up

BEGIN, DAYS = date(2024, 1, 1), 1_000
MEASURES = ("received", "closed", "reply")
CHOICES = {
    "unit": ("", "421202", "XNSZ006", "XNSZ015"),
    "unit_class": ("", "属地", "市直"),
    "category": ("", "010101", "010102", "010201", "020101"),
    "district": ("", "421202", "421202001", "421202002", "421221101"),
    "channel": ("phone", "website"),
    "request_type": ("咨询", "投诉"),
    "detail": ("", "一般", "特急"),
}
ASKED = {
    "unit": ("", "421202", "XNSZ006"),
    "unit_class": ("属地", "市直", ""),
    "category": ("01", "0101", "010101", "020101", ""),
    "district": ("4212", "421202", "421202001", "421221101", ""),
    "channel": ("phone", "website"),
    "request_type": ("咨询",),
    "person": ("0", "7"),
}
BYS = (
    None, "unit", "unit_class", "category", "district", "county", "channel", "request_type", "person", "hour", "day",
    "week", "month", "quarter", "year", "detail",
)  # fmt: skip


@pytest.fixture
def filled(store: Store) -> Store:
    chance = Random(5)
    rows = []
    for number in range(4_000):
        day = BEGIN + timedelta(days=chance.randrange(DAYS))
        row = {name: chance.choice(words) for name, words in CHOICES.items()}
        row |= {"measure": chance.choice(MEASURES), "day": day, "hour": chance.randrange(24), "order_id": number}
        rows.append(row | {"person": chance.choice((0, 7, 8)), "amount": chance.choice((0, 500, 1_000))})
    with store.transaction() as session:
        session.execute(
            text(
                "INSERT INTO figure_posting (measure, at, day, hour, order_id, unit, unit_class, category, district,"
                " channel, request_type, person, detail, amount) VALUES (:measure, CAST(:day AS date), :day, :hour,"
                " :order_id, :unit, :unit_class, :category, :district, :channel, :request_type, :person, :detail,"
                " :amount)"
            ),
            rows,
        )
    for span in _spans(store):
        with store.transaction() as session:
            session.execute(text(span.sums), span.values)
    return store


def wanted(chance: Random) -> Wanted:
    begin = BEGIN + timedelta(days=chance.randrange(DAYS))
    end = begin + timedelta(days=chance.choice((0, 6, 40, 365, 366, 700, 1_100)))
    if chance.random() < 0.4:
        begin = begin.replace(day=1, month=chance.choice((begin.month, 1)))
    if chance.random() < 0.3:
        end = date(end.year, 12, 31)
    by = chance.choice(BYS)
    where = {
        name: tuple(chance.sample(codes, chance.choice((1, 1, 2)) if len(codes) > 1 else 1))
        for name, codes in ASKED.items()
        if chance.random() < 0.3
    }
    digits = chance.choice((0, 2, 4)) if by == "category" else 0
    details = ("一般",) if chance.random() < 0.1 else ()
    return Wanted(chance.sample(MEASURES, chance.choice((1, 3))), Period(begin, end), by, digits, where, details)


def test_cells_give_what_postings_give(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = Random(7)
    questions = [wanted(chance) for _ in range(400)]
    with filled.reading() as session:
        by_cells = [added_up(session, question) for question in questions]
    with monkeypatch.context() as patched:
        patched.setattr(summing, "NAMES", frozenset())
        with filled.reading() as session:
            by_postings = [added_up(session, question) for question in questions]
    for question, ours, theirs in zip(questions, by_cells, by_postings, strict=True):
        assert ours == theirs, question
    assert sum(bool(found) for found in by_cells) > 200
