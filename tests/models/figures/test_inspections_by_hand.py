"""Inspections of calls and orders: score, verdict, an appeal that changes them; the books as if made anew."""

from datetime import timedelta
from random import Random

import pytest

from models import clock, figures, quality
from models.database import Store
from models.figures import Period, Question
from models.orders import Sight
from models.people import Role
from models.quality import Filter, Wanted
from tests.models.quality.sampled import DAY, MONDAY, call, full, order, person

METRICS = ("inspected", "quality_score", "quality_rate")
WEEK = Period(DAY, DAY + timedelta(days=6))


def asked(store: Store, by: str | None = None) -> dict[str, tuple[float | None, ...]]:
    figures.fold(store)
    with store.reading() as session:
        found = figures.ask(session, Question(METRICS, WEEK, by))
    return {row.key: tuple(row.values[key].value for key in METRICS) for row in (found.rows if by else [found.total])}


def test_scores_of_a_week(store: Store) -> None:
    inspector, supervisor = person(store, "i", Role.INSPECTOR), person(store, "s", Role.SUPERVISOR)
    wang, li = person(store, "w", Role.AGENT), person(store, "l", Role.AGENT)
    conversation = call(store, wang)
    call(store, wang)
    order(store, li)
    assert asked(store) == {"": (0, None, None)}
    at = MONDAY + timedelta(days=1)
    with store.transaction() as session, clock.running_from(lambda: at):
        for kind in ("call", "order"):
            quality.draw(session, inspector, Wanted(kind, DAY, DAY, share=100))  # type: ignore[arg-type]
        sheets = {kind: quality.sheet_of(session, kind) for kind in quality.KINDS}
        held = {
            one.inspection.id: one.inspection for one in quality.inspections(session, Filter(Sight.MASKED), None, 9)
        }
        numbers = {one.conversation_id or one.kind: number for number, one in held.items()}
        fatal = numbers[conversation]
        for number, one in held.items():
            worse = {"C91": 1} if number == fatal else {"C01": 0} if one.kind == "call" else {}
            quality.score(session, inspector, number, full(sheets[one.kind], **worse))
    assert asked(store) == {"": (3, pytest.approx((0 + 90 + 100) / 3), pytest.approx(2 / 3))}
    people = {str(wang.user_id): (2, 45, 0.5), str(li.user_id): (1, 100, 1)}
    assert asked(store, "agent") == people
    with store.transaction() as session, clock.running_from(lambda: at + timedelta(days=30)):
        quality.appeal(session, wang, fatal, "没有争吵")
        quality.decide(session, supervisor, fatal, "属于误判", full(sheets["call"], C02=0))
    assert asked(store, "agent") == people | {str(wang.user_id): (2, 87.5, 1)}  # when it was scored, not decided
    with store.reading() as session:
        rows = figures.behind(session, Question(("quality_score",), WEEK), "numerator")
    assert sorted((row.counts, row.conversation_id is not None, row.detail) for row in rows.items) == [
        (85, True, "passed"), (90, True, "passed"), (100, False, "passed"),
    ]  # fmt: skip
    found = figures.compare(store)
    assert (found.postings, found.cells) == (0, 0)


def test_whatever_happens_in_whatever_order(store: Store) -> None:
    """Random marks, appeals and decisions with folds between: what is folded is what is rebuilt, and what was given."""
    chance = Random(11)
    inspector, supervisor = person(store, "i", Role.INSPECTOR), person(store, "s", Role.SUPERVISOR)
    agents = {one.user_id: one for one in (person(store, "w", Role.AGENT), person(store, "l", Role.AGENT))}
    for number in range(8):
        agent = chance.choice(list(agents.values()))
        (call if number % 2 else order)(store, agent, MONDAY + timedelta(hours=number))
    with store.transaction() as session:
        for kind in quality.KINDS:
            quality.draw(session, inspector, Wanted(kind, DAY, DAY, share=100), "1")
        sheets = {kind: quality.sheet_of(session, kind) for kind in quality.KINDS}
        open_ones = list(quality.inspections(session, Filter(Sight.MASKED), None, 20))
    held: dict[int, float] = {}
    while open_ones:
        one = open_ones.pop(chance.randrange(len(open_ones)))
        number, kind = one.inspection.id, one.inspection.kind
        marks = {i.code: chance.randint(0, i.points or int(chance.random() < 0.2)) for i in sheets[kind].items}
        with store.transaction() as session, clock.running_from(lambda: MONDAY + timedelta(days=chance.randrange(7))):
            if one.state == "waiting":
                now = quality.score(session, inspector, number, marks)
            elif one.state == "scored":
                now = quality.appeal(session, agents[one.inspection.agent_id], number, "不同意")
            else:
                now = quality.decide(session, supervisor, number, "已听录音", marks if chance.random() < 0.5 else None)
            assert now.effective is not None
            held[number] = now.effective.score or 0.0
        if len(now.steps) < 3 and chance.random() < 0.7:
            open_ones.append(now)
        if chance.random() < 0.4:
            figures.fold(store)
    assert asked(store)[""][:2] == (8, pytest.approx(sum(held.values()) / 8))
    folded = figures.compare(store)
    assert (folded.postings, folded.cells) == (0, 0)
    before = asked(store, "agent")
    figures.rebuild(store)
    assert asked(store, "agent") == before
