"""Citizens: how many come in an hour, by which door, with what; and those who call again about the same."""

import random
from collections import deque
from math import exp
from typing import Final, Protocol

from callcenter.simulation.application import Application
from callcenter.simulation.inputs import (
    CALLS_A_YEAR,
    HOURS,
    MONTHS,
    REQUEST_TYPES,
    REQUESTS_A_YEAR,
    TELEPHONE,
    WEEKDAYS,
    WRITTEN,
)
from callcenter.simulation.words import Demand, Words
from models.intake import Channel

_RECENT: Final = 200


class Line(Protocol):
    """Where a citizen's telephone rings."""

    def arrives(self, demand: Demand) -> None:
        """He dials."""


class Citizens:
    """The city. rate: of its full load."""

    def __init__(self, application: Application, telephone: Line, words: Words, rate: float) -> None:
        self._application, self._telephone, self._words, self._rate = application, telephone, words, rate
        self._world = application.world
        self._draws = self._world.draws("citizens")
        self._recent: deque[Demand] = deque(maxlen=_RECENT)
        self._number = 0

    def begin(self) -> None:
        """From now on, hour by hour."""
        self._hour()

    def _hour(self) -> None:
        local = self._world.local
        share = HOURS[local.hour] / sum(HOURS) * WEEKDAYS[local.weekday()] * MONTHS[local.month - 1]
        a_day = self._rate * share / 365
        for mean, comes in (
            (a_day * CALLS_A_YEAR / (1 - TELEPHONE.no_demand - TELEPHONE.gives_up_early), self._calls),
            (a_day * (REQUESTS_A_YEAR - CALLS_A_YEAR), self._writes),
        ):
            for _ in range(_poisson(self._draws, mean)):
                self._world.after(self._draws.uniform(0, 3600), comes)
        self._world.after(3600, self._hour)

    def _calls(self) -> None:
        if self._draws.random() < TELEPHONE.no_demand:
            self._telephone.arrives(self._words.nothing())
        else:
            self._telephone.arrives(self._demand())

    def _demand(self) -> Demand:
        draws = self._draws
        if self._recent and draws.random() < self._application.behaviour.repeats_somebody:
            return self._words.again(draws.choice(self._recent))
        kind = draws.choices(list(REQUEST_TYPES), weights=list(REQUEST_TYPES.values()))[0]
        demand = self._words.demand(
            kind,
            anonymous=draws.random() < self._application.behaviour.anonymous,
            secret=draws.random() < self._application.behaviour.secret,
            emergency=draws.random() < self._application.behaviour.emergency,
        )
        if kind in ("投诉", "求助") and not demand.secret and not demand.emergency:
            self._recent.append(demand)
        return demand

    def _writes(self) -> None:
        """A written demand: the channel's door stores it, the job behind it makes its order."""
        demand = self._demand()
        channel = Channel(self._draws.choices(list(WRITTEN), weights=list(WRITTEN.values()))[0])
        self._number += 1
        external = f"SIM{self._number:08d}"
        receipt = self._application.write(external, channel, demand)
        if receipt is not None:
            later = self._draws.uniform(1, 40)
            self._world.after(later, lambda: self._application.told_number(external, receipt))


def _poisson(draws: random.Random, mean: float) -> int:
    """How many come where `mean` come on average (Knuth)."""
    limit, count, product = exp(-mean), 0, draws.random()
    while product > limit:
        count += 1
        product *= draws.random()
    return count
