"""How citizens' calls come in: some by real SIP, the others on a telephone beside the platform.

A real call is taken by the automatic intake, for no agent has a telephone at hand. At the others agents listen and take
the demand down by hand, as they do when the exchange is down: an order without a conversation.
"""

from itertools import count
from typing import Final, Protocol

from callcenter.simulation.agents import Agents
from callcenter.simulation.application import Application
from callcenter.simulation.inputs import TELEPHONE
from callcenter.simulation.staff import Staff
from callcenter.simulation.words import Demand

_SHIFTS: Final = ("night", "morning", "afternoon")


class Speaks(Protocol):
    """Says a demand into the running exchange."""

    def __call__(self, demand: Demand) -> None: ...


class Lines:
    """spoken: how many calls are made by SIP, the first ones that tell of something."""

    def __init__(
        self, application: Application, staff: Staff, agents: Agents, speaks: Speaks | None, spoken: int
    ) -> None:
        self._application, self._staff, self._agents = application, staff, agents
        self._speaks, self._left = speaks, spoken if speaks is not None else 0
        self._draws = application.world.draws("lines")
        self._numbers = count(1)

    def arrives(self, demand: Demand) -> None:
        """Who asks for nothing leaves no trace here."""
        if not demand.is_demand:
            return
        if self._left and self._speaks is not None and demand.phone and not demand.emergency:
            self._left -= 1
            self._speaks(demand)
            return
        world = self._application.world
        agent = self._draws.choice(self._staff.shifts[_SHIFTS[world.local.hour // 8]])
        reference = f"BYHAND{next(self._numbers):06d}"
        talk = max(15.0, self._draws.lognormvariate(0, 0.6) * TELEPHONE.talk)

        def talked() -> None:
            wrap_up = self._agents.talks(agent, reference, demand)
            if wrap_up is not None:
                world.after(TELEPHONE.wrap_up, wrap_up)

        world.after(talk, talked)
