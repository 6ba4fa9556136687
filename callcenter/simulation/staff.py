"""Who works in the simulated city: agents by shift, reviewers, dispatchers, call-back agents, and in every unit a clerk
and a head. Made by the functions of the people's page."""

import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Final

from sqlalchemy.orm import Session

from callcenter.people import passwords
from callcenter.simulation.inputs import SEATS
from callcenter.simulation.words import Words
from models import personnel
from models.catalogue.vocabulary import Vocabulary
from models.orders import SYSTEM, Actor
from models.people import Role

_OFFICE: Final = (
    ("senior", Role.SENIOR_AGENT, 2), ("dispatcher", Role.DISPATCHER, 2), ("callback", Role.CALLBACK_AGENT, 3),
    ("supervisor", Role.SUPERVISOR, 1), ("administrator", Role.ADMINISTRATOR, 1),
)  # fmt: skip


@dataclass(frozen=True)
class Colleague:
    """Somebody who works here; login is how the ledger names him."""

    login: str
    actor: Actor

    @property
    def user_id(self) -> int:
        assert self.actor.user_id is not None
        return self.actor.user_id


@dataclass(frozen=True)
class Staff:
    """shifts: agents by shift; clerks, heads: by unit."""

    shifts: Mapping[str, Sequence[Colleague]]
    office: Mapping[Role, Sequence[Colleague]]
    clerks: Mapping[str, Colleague]
    heads: Mapping[str, Colleague]

    def one(self, role: Role, draws: random.Random) -> Colleague:
        """Any of the office with this role."""
        return draws.choice(self.office[role])


def hire(session: Session, vocabulary: Vocabulary, words: Words, rate: float, password: str | None = None) -> Staff:
    """Everybody. rate: of the city's full load; the telephone's seats go with its square root.

    password: with which they sign in; None: nobody does, so nobody knows one.
    """
    stored = passwords.hashed(password or secrets.token_urlsafe(32))

    def add(login: str, role: Role, unit: str | None = None) -> Colleague:
        user = personnel.add(
            session, SYSTEM, login=login, name=words.name(), role=role, password_hash=stored, department_code=unit
        )
        return Colleague(login, Actor.of(user))

    shifts = {
        shift: [add(f"{shift}-{number}", Role.AGENT) for number in range(1, max(2, ceil(seats * sqrt(rate))) + 1)]
        for shift, seats in SEATS.items()
    }
    office = {role: [add(f"{name}-{number}", role) for number in range(1, count + 1)] for name, role, count in _OFFICE}
    units = sorted(vocabulary.departments)
    clerks = {unit: add(f"clerk-{unit.lower()}", Role.CLERK, unit) for unit in units}
    heads = {unit: add(f"head-{unit.lower()}", Role.DEPARTMENT_HEAD, unit) for unit in units}
    return Staff(shifts, office, clerks, heads)
