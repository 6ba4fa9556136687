"""Marks, the verdict, an appeal, its decision: each once, by who may, and the sheet of then."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from models import quality
from models.catalogue.tables import ScoreItem
from models.database import Store
from models.events import Event
from models.orders import SYSTEM, Actor, FieldInvalid, FieldMissing, RoleNotAllowed, Sight
from models.people import Role
from models.quality import Course, Filter, InspectionNotFound, InspectionNotOpen, Sheet, Wanted, sheets
from tests.models.quality.sampled import DAY, call, full, person

SHEET = Sheet(
    "call", 1, 80,
    (
        sheets.Item("A", "态度", 30, False, ""), sheets.Item("B", "要素", 60, False, ""),
        sheets.Item("X", "辱骂", 0, True, ""),
    ),
)  # fmt: skip


@given(a=st.integers(0, 30), b=st.integers(0, 60), fatal=st.integers(0, 1))
def test_a_score_is_of_a_hundred_and_a_fatal_item_fails_the_whole(a: int, b: int, fatal: int) -> None:
    found = sheets.marked(SHEET, {"A": a, "B": b, "X": fatal})
    if fatal:
        assert (found.score, found.passed) == (0.0, False)
    else:
        assert abs(found.score - (a + b) / 0.9) <= 0.05 + 1e-9
        assert found.score == round(found.score, 1)
        assert found.passed == (found.score >= 80)
    assert [(one["code"], one["given"]) for one in found.stored()] == [("A", a), ("B", b), ("X", fatal)]


@pytest.mark.parametrize("given", [{"A": 31, "B": 0, "X": 0}, {"A": -1, "B": 0, "X": 0}, {"A": 1, "B": 1, "X": 2}])
def test_more_than_an_item_gives(given: dict[str, int]) -> None:
    with pytest.raises(FieldInvalid):
        sheets.marked(SHEET, given)


def test_every_item_and_no_other() -> None:
    with pytest.raises(FieldMissing, match="要素、辱骂"):
        sheets.marked(SHEET, {"A": 1})
    with pytest.raises(FieldInvalid, match="刷新"):
        sheets.marked(SHEET, {"A": 1, "B": 1, "X": 0, "Z": 1})


class Desk:
    """An inspector, an agent with one drawn call, two supervisors."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.inspector, self.agent = person(store, "i", Role.INSPECTOR), person(store, "w", Role.AGENT)
        self.supervisor, self.other = person(store, "s", Role.SUPERVISOR), person(store, "t", Role.SUPERVISOR)
        call(store, self.agent)
        with store.transaction() as session:
            quality.draw(session, self.inspector, Wanted("call", DAY, DAY, share=100))
            self.sheet = quality.sheet_of(session, "call")
            (held,) = quality.inspections(session, Filter(Sight.REVEAL), None, 10)
        self.number = held.inspection.id

    def score(self, actor: Actor, words: str = "", **other: int) -> Course:
        with self.store.transaction() as session:
            return quality.score(session, actor, self.number, full(self.sheet, **other), words)

    def appeal(self, actor: Actor, reason: str = "诉求人先挂断") -> Course:
        with self.store.transaction() as session:
            return quality.appeal(session, actor, self.number, reason)

    def decide(self, actor: Actor, given: dict[str, int] | None = None, reason: str = "已听录音") -> Course:
        with self.store.transaction() as session:
            return quality.decide(session, actor, self.number, reason, given)

    def listed(self, **wanted: object) -> list[int]:
        with self.store.reading() as session:
            found = quality.inspections(session, Filter(**{"sight": Sight.REVEAL, **wanted}), None, 10)  # type: ignore[arg-type]
            return [one.inspection.id for one in found]


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def test_from_the_marks_to_new_ones(desk: Desk, store: Store) -> None:
    with pytest.raises(InspectionNotOpen):
        desk.appeal(desk.agent)
    with pytest.raises(RoleNotAllowed):
        desk.score(desk.agent)
    scored = desk.score(desk.inspector, "无故挂断", C92=1)
    assert scored.effective is not None
    assert (scored.state, scored.effective.score, scored.effective.passed) == ("scored", 0.0, False)
    assert (scored.effective.pass_mark, scored.effective.actor_name) == (80, desk.inspector.name)
    with pytest.raises(InspectionNotOpen):
        desk.score(desk.inspector)
    with pytest.raises(RoleNotAllowed):
        desk.appeal(desk.inspector)
    with pytest.raises(FieldMissing):
        desk.appeal(desk.agent, " ")
    with pytest.raises(InspectionNotOpen):
        desk.decide(desk.supervisor)
    assert desk.appeal(desk.agent).state == "appealed"
    with pytest.raises(InspectionNotOpen):
        desk.appeal(desk.agent)
    with store.transaction() as session:  # the city changes its sheet meanwhile: this one is judged by the old
        session.get_one(ScoreItem, "C01").points = 50
    with pytest.raises(RoleNotAllowed):
        desk.decide(desk.inspector)
    with pytest.raises(FieldInvalid):
        desk.decide(desk.supervisor, full(desk.sheet, C01=50))
    decided = desk.decide(desk.supervisor, full(desk.sheet, C02=5))
    assert decided.effective is not None
    assert (decided.state, decided.effective.score, decided.effective.passed) == ("revised", 90.0, True)
    with pytest.raises(InspectionNotOpen):
        desk.decide(desk.other)
    with store.reading() as session:
        kept = quality.course(session, desk.number)
        told = session.scalars(select(Event.data).where(Event.topic == quality.CHANGED).order_by(Event.seq)).all()
    assert [(one.act, one.words) for one in kept.steps] == [
        ("scored", "无故挂断"), ("appealed", "诉求人先挂断"), ("revised", "已听录音"),
    ]  # fmt: skip
    assert [one["state"] for one in told] == ["scored", "appealed", "revised"]
    assert desk.listed(passed=True) == [desk.number]
    assert desk.listed(passed=False) == []


def test_upheld_the_first_marks_hold(desk: Desk) -> None:
    assert desk.listed(states=("waiting",)) == [desk.number]
    desk.score(desk.inspector, C01=0)
    assert desk.listed(states=("waiting",)) == []
    desk.appeal(desk.agent)
    assert desk.listed(states=("appealed",), agent_id=desk.agent.user_id) == [desk.number]
    upheld = desk.decide(desk.other)
    assert upheld.effective is not None
    assert (upheld.state, upheld.effective.act, upheld.effective.score) == ("upheld", "scored", 90.0)
    assert desk.listed(agent_id=desk.inspector.user_id) == []


def test_no_such_inspection(store: Store) -> None:
    with store.transaction() as session, pytest.raises(InspectionNotFound):
        quality.score(session, SYSTEM, 1, {})


def test_what_became_confidential_leaves_the_lists(store: Store) -> None:
    inspector, agent = person(store, "i", Role.INSPECTOR), person(store, "w", Role.AGENT)
    call(store, agent, secret=True)
    supervisor = person(store, "s", Role.SUPERVISOR)
    with store.transaction() as session:
        assert quality.draw(session, inspector, Wanted("call", DAY, DAY + timedelta(days=1), share=100)).drawn == 0
        assert quality.draw(session, supervisor, Wanted("call", DAY, DAY, share=100)).drawn == 1
        seen = {sight: len(quality.inspections(session, Filter(sight), None, 9)) for sight in Sight}
        assert quality.counts(session, Filter(Sight.MASKED)) == {"waiting": 1}
    assert seen == {Sight.HIDDEN: 0, Sight.NAMELESS: 0, Sight.MASKED: 1, Sight.REVEAL: 1}
