"""Quality inspection in the simulated city: an inspector draws and scores, agents appeal, a supervisor decides.

In process alone: the functions behind /api/v1/quality, a transaction each. What an inspection is about stands in the
ledger as its page shows it; the marks are what the inspector gave, the score is the application's.
"""

import secrets
from datetime import timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from callcenter.people import passwords
from callcenter.simulation.inside import Inside
from callcenter.simulation.staff import Colleague, Staff
from models import orders, personnel, quality
from models.orders import SYSTEM, Actor, WorkOrder
from models.people import Role
from models.quality import KINDS, Course, Filter, Item, Kind, Wanted

ROUND: Final = timedelta(hours=8)
_PER_AGENT: Final = 1
_FATAL, _FULL, _APPEALS, _REVISED = 0.02, 0.75, 0.4, 0.5
"""Assumed: how often something fatal happens, an item is given in full, a failed one is appealed, an appeal granted."""


class Inspections:
    """The inspector's desk, the agents' page of their own inspections, the supervisor's appeals."""

    def __init__(self, application: Inside, staff: Staff) -> None:
        self._application, self._draws = application, application.world.draws("inspection")
        self._supervisor = staff.office[Role.SUPERVISOR][0]
        self._agents = {
            one.user_id: one for group in (*staff.shifts.values(), staff.office[Role.SENIOR_AGENT]) for one in group
        }
        with application.store.transaction() as session:
            self._inspector = _hired(session)

    def look(self) -> None:
        """A round: a sample of today and yesterday, its marks; then the appeals of those who failed."""
        for kind in KINDS:
            self._draw(kind)
        for course in self._listed("waiting"):
            self._score(course)
        for course in self._listed("scored"):
            failed = course.effective is not None and not course.effective.passed
            if failed and self._draws.random() < _APPEALS:
                self._appeal(course)
        for course in self._listed("appealed"):
            self._decide(course)

    def _draw(self, kind: Kind) -> None:
        today = self._application.world.local.date()
        wanted = Wanted(kind, today - timedelta(days=1), today, per_agent=_PER_AGENT)
        seed = str(self._draws.getrandbits(64))
        with self._application.answering(self._inspector.login, "draw_sample", kind) as (session, answer):
            answer.shows(drawn=quality.draw(session, self._inspector.actor, wanted, seed).drawn)

    def _listed(self, state: quality.State) -> list[Course]:
        with self._application.store.reading() as session:
            sight = orders.policy(session, "secret", self._inspector.actor.role)
            return list(quality.inspections(session, Filter(sight, (state,)), None, 200))

    def _score(self, course: Course) -> None:
        number = course.inspection.id
        with self._application.store.reading() as session:
            sheet = quality.sheet_of(session, course.inspection.kind)
            about = _about(session, course)
        given = self._marks(sheet.items)
        shown = {"pass_mark": sheet.pass_mark, "sheet": [_told(item) for item in sheet.items]}
        who = self._inspector
        act = self._application.answering(who.login, "inspect", str(number), given=given, **shown, **about)
        with act as (session, _):
            quality.score(session, who.actor, number, given, "抽检")

    def _appeal(self, course: Course) -> None:
        who, number = self._agents[course.inspection.agent_id], course.inspection.id
        with self._application.answering(who.login, "appeal_inspection", str(number)) as (session, _):
            quality.appeal(session, who.actor, number, "与实际不符，请复核录音")

    def _decide(self, course: Course) -> None:
        who, number = self._supervisor, course.inspection.id
        given = None
        if self._draws.random() < _REVISED:
            items = course.steps[0].items or []
            given = {item["code"]: 0 if item["fatal"] else item["points"] for item in items}
        with self._application.answering(who.login, "decide_inspection", str(number), given=given) as (session, _):
            quality.decide(session, who.actor, number, "已复核", given)

    def _marks(self, items: tuple[Item, ...]) -> dict[str, int]:
        draws = self._draws
        given = {}
        for item in items:
            if item.fatal:
                given[item.code] = int(draws.random() < _FATAL)
            else:
                given[item.code] = item.points if draws.random() < _FULL else draws.randint(0, item.points)
        return given


def _hired(session: Session) -> Colleague:
    stored = passwords.hashed(secrets.token_urlsafe(32))
    user = personnel.add(session, SYSTEM, login="inspector-1", name="质检一", role=Role.INSPECTOR, password_hash=stored)
    return Colleague(user.login, Actor.of(user))


def _about(session: Session, course: Course) -> dict[str, Any]:
    """What the page shows of a call or an order."""
    one = course.inspection
    if one.order_id is None:
        return {"sort": one.kind, "subject": str(one.conversation_id)}
    return {"sort": one.kind, "subject": session.get_one(WorkOrder, one.order_id).order_no}


def _told(item: Item) -> dict[str, Any]:
    return {"code": item.code, "points": item.points, "fatal": item.fatal}
