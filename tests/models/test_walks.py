"""Random walks through an order's life: random people do random things, time goes by, and what must hold holds.

Forty walks, 10,000 with HOTLINE_FULL=1 (docs/order-life.md has the figures). A walk is one transaction on the one
connection, in which people's transactions are savepoints, and is rolled back: the next one sees an empty house.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from models import clock, clocks, orders
from models.attachments import Content, StoredFile
from models.catalogue.tables import CitySetting
from models.database import Store
from models.orders import SYSTEM, VERBS, Actor, OrderError, WorkOrder
from models.orders.rights import refusal
from models.orders.workflow import SYSTEM_ROLE
from models.people import Role
from tests.models.walk_checks import one_agrees, whom
from tests.models.walk_fields import UNITS, fields

FULL = os.environ.get("HOTLINE_FULL") == "1"
WALKS, STEPS = (10_000 if FULL else 40), 25
PATHS = (
    ("dispatch", "sign", "reply", "accept_reply", "record_callback", "redo"),
    ("dispatch", "sign", "request_extension", "grant_extension", "request_unreasonable", "grant_unreasonable"),
    ("dispatch", "sign", "request_listing", "grant_listing", "report_progress", "request_exclusion"),
    ("dispatch", "sign_part", "submit_part", "sign", "accept_part", "request_assessment_appeal"),
    ("submit", "approve", "dispatch", "request_return", "agree_return", "refer_arbitration"),
    ("dispatch", "sign", "request_sign_off", "sign_off", "accept_reply", "try_callback"),
    ("transfer_emergency", "archive"),
)
ENDS = ("cancelled", "not_accepted", "merged", "direct_answered", "archived")
# what only a rare state of things lets anybody do
SELDOM = frozenset(
    {"agree_part_return", "refuse_part_return", "accept_part", "send_back_part", "grant_extension", "refuse_extension",
     "grant_listing", "refuse_listing", "unlist", "take_answer", "unmerge", "redo", "reopen", "rule",
     "refer_arbitration", "refuse_return", "agree_return", "clear_risk", "revoke_exclusion",
     "lift_supervision", "retract", "sign_off",
     "refuse_sign_off", "verify_ended", "propose_erasure", "erase", "keep_longer", "confirm_emergency", "appeal",
     "answer_question"}
)  # fmt: skip
AN_AGE = 24 * 1200  # hours: longer than an archived order keeps who asked
STATES_SEEN: set[str] = set()
VERBS_DONE: set[str] = set()


class Floor(RuleBasedStateMachine):
    """Two orders, everybody at them, and time that goes by."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self.walk = connection.begin()
        self.session = Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
        self.now = datetime(2026, 9, 25, 2, tzinfo=UTC)
        self.orders: list[WorkOrder] = []
        self.files = count(1)

    def teardown(self) -> None:
        self.session.close()
        self.walk.rollback()

    @contextmanager
    def step(self) -> Iterator[None]:
        """One transaction of somebody's; afterwards what it changed is read anew and checked."""
        with clock.running_from(lambda: self.now), self.session.begin_nested():
            yield
        self.session.expunge_all()
        known = {order.id: order for order in self.orders}
        newest = select(WorkOrder.id, WorkOrder.order_no, WorkOrder.version).order_by(WorkOrder.id)
        for number, order_no, version in self.session.execute(newest).all():
            if number not in known or known[number].version != version:
                known[number] = orders.get(self.session, order_no)
                STATES_SEEN.add(known[number].state)
                one_agrees(self.session, known[number])
        self.orders = list(known.values())
        self.session.expunge_all()  # what was read stays as it was

    @initialize(
        urgency=st.sampled_from(["一般", "紧急", "特急"]),
        kind=st.sampled_from(["咨询", "求助", "举报", "表扬"]),
        path=st.sampled_from(PATHS),
        far=st.integers(0, 6),
        pick=st.integers(0, 29),
    )
    def draft(self, urgency: str, kind: str, path: tuple[str, ...], far: int, pick: int) -> None:
        """Two drafts; the first has already gone some way down a trodden path."""
        form = {"title": "路灯", "content": "不亮", "urgency": urgency, "request_type": kind}
        with self.step():
            for _ in range(2):
                orders.create_draft(self.session, SYSTEM, **form)  # type: ignore[arg-type]
        for name in path[:far]:
            with clock.running_from(lambda: self.now):
                order, verb = self.orders[0], VERBS[name]
                who = [actor for actor in whom(order, verb) if refusal(order, actor, verb) is None]
            if who:
                self.do(order, verb, who[0], pick)

    @rule(which=st.integers(0, 1), data=st.data(), pick=st.integers(0, 29))
    def somebody_does_what_the_table_offers(self, which: int, data: st.DataObject, pick: int) -> None:
        """A verb that somebody may do now, with fields that may be wrong: walks that get far."""
        order = self.orders[which]
        with clock.running_from(lambda: self.now):
            ways = [(v, who) for v in VERBS.values() for who in whom(order, v) if refusal(order, who, v) is None]
        # first the verb, then who does it: one that few may do is as likely as one that many may; those that are seldom
        # possible are likelier, and those that lead on than those that leave the order where it is
        names = list(dict.fromkeys(verb.name for verb, _ in ways))
        likely = [name for name in names if VERBS[name].to_state not in (None, *ENDS)]
        seldom = [name for name in names if name in SELDOM]
        if ways:
            name = data.draw(st.sampled_from(names + 2 * likely + 4 * seldom))
            actor = data.draw(st.sampled_from([who for verb, who in ways if verb.name == name]))
            self.do(order, VERBS[name], actor, pick)
        else:
            assert order.state == "archived"

    @rule(
        which=st.integers(0, 1),
        name=st.sampled_from([name for name in VERBS if name != "create"]),
        role=st.sampled_from([*Role, SYSTEM_ROLE]),
        unit=st.sampled_from((*UNITS, None)),
    )
    def anybody_does_anything(self, which: int, name: str, role: str, unit: str | None) -> None:
        self.do(self.orders[which], VERBS[name], Actor(None, "某人", role, unit), 0)

    @rule(
        which=st.integers(0, 1),
        role=st.sampled_from([*Role, SYSTEM_ROLE]),
        unit=st.sampled_from((*UNITS, None)),
        stays=st.booleans(),
    )
    def somebody_adds_a_file(self, which: int, role: str, unit: str | None, stays: bool) -> None:
        """Where it is refused nothing stays behind; some are withdrawn again."""
        self.now += timedelta(minutes=1)
        actor, number = Actor(None, "某人", role, unit), self.orders[which].order_no
        file = StoredFile("灯.jpg", "image/jpeg", f"{next(self.files):064x}", 9)
        row = {"sha256": file.sha256, "media_type": file.media_type, "size": 9, "stored_at": self.now}
        happened = "done"
        try:
            with self.step():
                self.session.add(Content(**row, scan_state="unscanned"))
                added = orders.attach(self.session, actor, number, file, "handling")
                VERBS_DONE.add("attach")
                if not stays:
                    orders.detach(self.session, actor, number, added.id, "传错了")
                    VERBS_DONE.add("detach")
        except OrderError as error:
            happened = error.code
        assert happened in {"done", "role-not-allowed", "verb-not-allowed", "too-many-attachments"}

    @rule(hours=st.sampled_from([1, 5, 26, 24 * 8, AN_AGE]))
    def time_goes_by(self, hours: int) -> None:
        """An age only where nothing but the archive waits for it."""
        waits = hours == AN_AGE and not any(order.state == "archived" for order in self.orders)
        self.now += timedelta(hours=26 if waits else hours)
        with self.step():
            while clocks.fire(self.session):  # and in the end it has nothing more to do
                pass

    def do(self, order: WorkOrder, verb: orders.Verb, actor: Actor, pick: int) -> None:
        self.now += timedelta(minutes=1)
        other = next(one.order_no for one in self.orders if one.id != order.id)
        given = {
            name: value
            for name, value in fields(verb.name, pick, self.now, other).items()
            if name in verb.takes or name in ("reason", "text")
        }
        happened = "done"
        with clock.running_from(lambda: self.now):
            expected = refusal(order, actor, verb)
        try:
            with self.step():
                after = orders.apply(self.session, actor, order.order_no, verb.name, order.version, **given)
                ended = after.state
        except OrderError as error:
            happened = error.code
        if happened == "done":
            assert actor.role in verb.roles
            assert order.state in verb.from_states
            assert ended in verb.ends
            assert expected is None
            VERBS_DONE.add(verb.name)
        elif expected is not None:
            assert happened == expected.code


@pytest.fixture
def connection(store: Store) -> Iterator[Connection]:
    with store.transaction() as session:  # some replies must be signed by the unit's head
        session.add(CitySetting(key="sign_off_types", value="求助", note=""))
    with store.engine.connect() as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_walks_break_nothing(connection: Connection) -> None:
    run_state_machine_as_test(
        lambda: Floor(connection),
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            phases=(Phase.generate,),
        ),
    )
    if FULL:
        assert set(orders.STATES) - STATES_SEEN == set()
        assert set(VERBS) - {"create"} - VERBS_DONE == set()
