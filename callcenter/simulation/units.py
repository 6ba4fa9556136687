"""The units: a clerk each, who works in office hours on what the unit's queues show him.

He signs, calls the citizen, returns what is not his, asks for help or more time, reports, and replies; late sometimes.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from callcenter.simulation import lines
from callcenter.simulation.application import Application
from callcenter.simulation.bells import SENDING
from callcenter.simulation.sheet import Row, Sheet
from callcenter.simulation.staff import Staff
from models.catalogue.vocabulary import Vocabulary

_ON_TIME: Final = timedelta(minutes=40)
_LISTED: Final = timedelta(days=75)
_BRINGS: Final = SENDING | {"refuse_return", "send_back_reply"}
"""After these a unit has something that it did not have."""
_URGENT: Final = ("紧急", "特急")


class Units:
    """All clerks."""

    def __init__(self, application: Application, staff: Staff, vocabulary: Vocabulary) -> None:
        self._application, self._staff, self._vocabulary = application, staff, vocabulary
        self._world = application.world
        self._draws = application.world.draws("units")
        self._rung: set[str] = set()
        self._morning: set[str] = set()
        self._busy: set[str] = set()

    def heard(self, number: str, state: str, verb: str, lead: str | None) -> None:
        """A bell: the lead unit's; the others look twice a day."""
        if lead is not None and verb in _BRINGS:
            self._rung.add(lead)

    def look(self) -> None:
        """The units that have something new; at night and on free days only for what cannot wait."""
        open_now = self._world.office_is_open()
        if open_now:
            self._rung |= self._morning
            self._morning.clear()
        for unit in sorted(self._rung):
            clerk = self._staff.clerks[unit]
            pages = [self._application.unit_queue(clerk, queue) for queue in ("to_sign", "sent_back")]
            waiting = False
            for row in [row for rows, _ in pages for row in rows]:
                if row.role != "lead" or row.order_no in self._busy:
                    continue
                if not open_now and row.urgency not in _URGENT:
                    waiting = True
                    continue
                self._busy.add(row.order_no)
                self._begins(unit, row)
            if not any(more for _, more in pages) or not open_now:
                self._rung.discard(unit)
            if waiting:
                self._morning.add(unit)

    def look_for_help(self) -> None:
        """What other units have asked of one: signed and answered in office hours."""
        if not self._world.office_is_open():
            return
        for unit in sorted(self._staff.clerks):
            clerk = self._staff.clerks[unit]
            rows, _ = self._application.unit_queue(clerk, "assist")
            for row in rows:
                number = row.order_no
                if row.role == "guidance" and row.state == "submitted":
                    continue
                if row.role == "guidance":
                    self._application.do(clerk, number, "guide", text=lines.PROGRESS)
                elif row.state == "pending_sign":
                    if self._draws.random() < 0.03:
                        self._application.do(clerk, number, "return_part", reason=lines.RETURN_REASON)
                    else:
                        self._application.do(clerk, number, "sign_part")
                elif row.state in ("working", "sent_back"):
                    self._application.do(clerk, number, "submit_part", text=lines.PART_DONE)

    def _begins(self, unit: str, row: Row) -> None:
        """Signs, late or never where he is careless; goes on from there."""
        world, draws = self._world, self._draws
        hours = draws.expovariate(1 / 0.9)
        if draws.random() > self._application.behaviour.signs_in_time:
            hours += 6
        if row.urgency in _URGENT:
            self._then(draws.uniform(1, 5) * 60, lambda: self._signs(unit, row.order_no))
            return
        world.at(world.worked_hours(world.now, hours), lambda: self._signs(unit, row.order_no))

    def _then(self, seconds: float, act: Callable[[], None]) -> None:
        self._world.after(seconds, act)

    def _signs(self, unit: str, number: str) -> None:
        application, clerk = self._application, self._staff.clerks[unit]
        order = application.look(clerk, number)
        if order.lead != unit or order.state not in ("dispatched", "handling", "listed"):
            self._busy.discard(number)
            return
        if order.state == "dispatched":
            if self._returns(unit, order):
                return
            if application.do(clerk, number, "sign") is None:
                self._busy.discard(number)
                return
        self._works(unit, order)

    def _returns(self, unit: str, order: Sheet) -> bool:
        """Not ours, the clerk says, where the duty catalogue names others; rarely where it names him."""
        clerk, number = self._staff.clerks[unit], order.order_no
        own = self._application.is_own(clerk, order)
        if self._draws.random() > (self._application.behaviour.idle_return if own else 0.85):
            return False
        given = {"return_reason": "not_ours", "return_basis": lines.RETURN_BASIS}
        if self._application.do(clerk, number, "request_return", reason=lines.RETURN_REASON, **given) is None:
            return False
        self._busy.discard(number)
        return True

    def _works(self, unit: str, sheet: Sheet) -> None:
        """Plans what is to be done until the reply."""
        world, draws, number = self._world, self._draws, sheet.order_no
        due = sheet.due or world.now + timedelta(days=5)
        urgent = sheet.urgency in _URGENT
        hours = draws.lognormvariate(0, 0.7) * (1.5 if urgent or sheet.request_type == "咨询" else 7)
        replies = world.worked_hours(world.now, hours) if not urgent else world.now + timedelta(hours=hours)
        if replies > due - _ON_TIME:
            replies = max(world.now + timedelta(minutes=20), due - _ON_TIME * draws.uniform(1, 3))
        if draws.random() < self._application.behaviour.late:
            replies = due + timedelta(hours=draws.uniform(2, 60))
        if draws.random() < self._application.behaviour.contacts:
            at = min(world.worked_hours(world.now, draws.expovariate(1 / 1.5)), replies)
            world.at(at, lambda: self._contacts(unit, number))
        if draws.random() < self._application.behaviour.asks_help:
            world.after(1800, lambda: self._asks_help(unit, number))
        if draws.random() < self._application.behaviour.progress:
            world.at(world.now + (replies - world.now) * 0.5, lambda: self._progress(unit, number))
        drawn = draws.random()
        if drawn < self._application.behaviour.listing and not urgent:
            world.at(world.now + (replies - world.now) * 0.4, lambda: self._lists(unit, number))
            replies = world.now + _LISTED * draws.uniform(0.3, 0.9)
        elif drawn < self._application.behaviour.listing + self._application.behaviour.extension and not urgent:
            days = draws.randint(1, 3)
            asks = max(world.now + timedelta(minutes=10), due - timedelta(hours=draws.uniform(4, 20)))
            world.at(asks, lambda: self._asks_for_days(unit, number, days))
            replies = max(replies, due + timedelta(days=days) * draws.uniform(0.1, 0.8))
        world.at(replies, lambda: self._replies(unit, number))

    def _contacts(self, unit: str, number: str) -> None:
        clerk = self._staff.clerks[unit]
        self._application.do(clerk, number, "contact", contact_at=self._world.now, contact_by="拨打登记号码")

    def _progress(self, unit: str, number: str) -> None:
        self._application.do(self._staff.clerks[unit], number, "report_progress", text=lines.PROGRESS)

    def _asks_help(self, unit: str, number: str) -> None:
        other = self._draws.choice(sorted(set(self._staff.clerks) - {unit}))
        self._application.do(self._staff.clerks[unit], number, "sub_dispatch", add_units=[other])

    def _asks_for_days(self, unit: str, number: str, days: int) -> None:
        clerk = self._staff.clerks[unit]
        self._application.do(clerk, number, "request_extension", reason=lines.EXTENSION, extension_days=days)

    def _lists(self, unit: str, number: str) -> None:
        given: dict[str, Any] = {
            "listing_plan": lines.LISTING_PLAN,
            "listing_until": self._world.now + _LISTED,
            "caller_told": True,
        }
        self._application.do(self._staff.clerks[unit], number, "request_listing", **given)

    def _replies(self, unit: str, number: str, tries: int = 0) -> None:
        """Waits for whoever helps, and for what the hotline has not decided yet."""
        application, draws, clerk = self._application, self._draws, self._staff.clerks[unit]
        order = application.look(clerk, number)
        if order.lead != unit or order.state not in ("handling", "listed"):
            self._busy.discard(number)
            return
        for part in order.parts:
            if part.role == "assist" and part.state == "submitted":
                application.do(clerk, number, "accept_part", part_unit=part.unit)
        solved = draws.choices(
            list(self._application.behaviour.solved), weights=list(self._application.behaviour.solved.values())
        )[0]
        found = draws.choice(("属实", "属实", "部分属实", "不属实"))
        words = {"found": lines.FOUND[found], "done": lines.DONE[solved]}
        form: dict[str, Any] = {
            "reply_text": lines.REPLY.format(**words),
            "public_reply_text": lines.PUBLIC_REPLY.format(**words),
            "found_true": found,
            "solved": solved,
            "contacted": order.first_contact_at is not None,
        }
        if solved != "已解决":
            form["unsolved_reason"] = lines.UNSOLVED
        if application.do(clerk, number, "reply", **form) is None and tries < 40:
            again = self._world.now + timedelta(hours=draws.uniform(2, 6))
            self._world.at(again, lambda: self._replies(unit, number, tries + 1))
            return
        self._busy.discard(number)
