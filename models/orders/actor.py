"""Who does something to an order."""

from dataclasses import dataclass
from typing import Any

from models.orders.workflow.states import SYSTEM_ROLE
from models.people import User


@dataclass(frozen=True)
class Actor:
    """role: a `people.Role`, or `system`; department_code: the unit of a clerk or head.

    inherited: units that have ended and whose work that unit has (`catalogue.units`): their orders are its people's.
    """

    user_id: int | None
    name: str
    role: str
    department_code: str | None = None
    inherited: frozenset[str] = frozenset()

    @property
    def units(self) -> frozenset[str]:
        """For which units the actor may act: the own one and those that it has succeeded."""
        return self.inherited | ({self.department_code} if self.department_code else frozenset())

    @property
    def signature(self) -> dict[str, Any]:
        """How a timeline names the actor."""
        return {"actor_id": self.user_id, "actor_name": self.name, "actor_role": str(self.role)}

    @classmethod
    def of(cls, user: User, inherited: frozenset[str] = frozenset()) -> "Actor":
        return cls(user.id, user.name, user.role, user.department_code, inherited)


SYSTEM = Actor(None, "系统", SYSTEM_ROLE)
