"""The agents' presence: shifts, breaks, ready again after wrap-up; by the function behind PUT /agents/me/state."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from callcenter.simulation.application import Application
from callcenter.simulation.staff import Colleague, Staff
from models.agents import AgentState
from models.clock import LOCAL

_SHIFTS: Final = (("night", 0), ("morning", 8), ("afternoon", 16))
_BREAK_EVERY: Final = 2.5 * 3600
_BREAK: Final = 12 * 60


class Floor:
    """Who is there, and in which state. Agents are told by their own screen which call they have."""

    def __init__(self, application: Application, staff: Staff) -> None:
        self._application, self._shifts = application, staff.shifts
        self._draws = application.world.draws("floor")
        self.by_id = {one.user_id: one for shift in staff.shifts.values() for one in shift}
        self._on_duty: set[int] = set()
        self._busy: set[int] = set()
        self._leaves: set[int] = set()
        self._breaks: set[int] = set()

    def begin(self) -> None:
        """The shift of now, and all that come."""
        local = self._application.world.local
        current = [name for name, hour in _SHIFTS if hour <= local.hour][-1]
        self._change_shift(current)
        day = local.replace(hour=0, minute=0, second=0, microsecond=0)
        for name, hour in _SHIFTS:
            first = day + timedelta(hours=hour)
            while first <= local:
                first += timedelta(days=1)
            self._daily(name, first)

    def end(self) -> None:
        """The simulation is over: nobody sits there any more, and the next call is a real one."""
        for one in self._others(()):
            self._go(one)

    def _daily(self, name: str, when: object) -> None:
        world = self._application.world

        def change() -> None:
            self._change_shift(name)
            again = (world.now.astimezone(LOCAL) + timedelta(days=1)).replace(microsecond=0)
            world.at(again, change)

        world.at(when, change)  # type: ignore[arg-type] # an aware datetime

    def _change_shift(self, name: str) -> None:
        """The new ones come first, so that there is always somebody."""
        coming = self._shifts[name]
        for one in coming:
            self._come(one)
        for one in self._others(coming):
            if one.user_id in self._busy:
                self._leaves.add(one.user_id)
            else:
                self._go(one)

    def _others(self, coming: Sequence[Colleague]) -> list[Colleague]:
        there = {one.user_id for one in coming}
        return [self.by_id[number] for number in sorted(self._on_duty - there)]

    def _come(self, one: Colleague) -> None:
        self._leaves.discard(one.user_id)
        if one.user_id in self._on_duty:
            return
        self._on_duty.add(one.user_id)
        self.choose(one, "ready")
        self._application.world.after(_BREAK_EVERY * self._draws.uniform(0.7, 1.3), lambda: self._rest(one))

    def _go(self, one: Colleague) -> None:
        self._on_duty.discard(one.user_id)
        self._leaves.discard(one.user_id)
        self._breaks.discard(one.user_id)
        self.choose(one, "offline")

    def _rest(self, one: Colleague) -> None:
        """A short break, where somebody else is ready; after the present call where there is one."""
        if one.user_id not in self._on_duty:
            return
        world = self._application.world
        free = self._on_duty - self._busy - self._breaks
        if one.user_id in self._busy or len(free) < 2:
            world.after(600, lambda: self._rest(one))
            return
        self._breaks.add(one.user_id)
        self.choose(one, "not_ready", "小休")
        world.after(_BREAK * self._draws.uniform(0.6, 1.5), lambda: self._back(one))
        world.after(_BREAK_EVERY * self._draws.uniform(0.7, 1.3), lambda: self._rest(one))

    def _back(self, one: Colleague) -> None:
        if one.user_id in self._breaks and one.user_id in self._on_duty:
            self._breaks.discard(one.user_id)
            self.choose(one, "ready")

    def rings(self, user_id: int) -> Colleague:
        """The application has chosen this agent for a call."""
        self._busy.add(user_id)
        return self.by_id[user_id]

    def not_taken(self, one: Colleague) -> None:
        """He did not take it: the application made him not ready, and he says when he is again."""
        self._busy.discard(one.user_id)
        self._breaks.add(one.user_id)
        self._application.world.after(90 * self._draws.uniform(0.5, 2), lambda: self._back(one))

    def let_go(self, one: Colleague) -> None:
        """The caller gave up while it rang: ready as before."""
        self._busy.discard(one.user_id)
        if one.user_id in self._leaves:
            self._go(one)

    def ready_again(self, one: Colleague) -> None:
        """The wrap-up is done."""
        self._busy.discard(one.user_id)
        if one.user_id in self._leaves:
            self._go(one)
        else:
            self.choose(one, "ready")

    def any_free(self) -> Colleague | None:
        """Somebody who may make a call; None where all are busy."""
        free = sorted(self._on_duty - self._busy - self._breaks - self._leaves)
        return self.by_id[self._draws.choice(free)] if free else None

    def choose(self, one: Colleague, state: AgentState, reason: str | None = None) -> None:
        """On his own screen."""
        self._application.presence(one, state, reason)
