"""Who does something to an order."""

from dataclasses import dataclass
from typing import Any

from models.orders.workflow.states import SYSTEM_ROLE
from models.people import User


@dataclass(frozen=True)
class Actor:
    """role: a `people.Role`, or `system`; department_code: the unit of a clerk or head."""

    user_id: int | None
    name: str
    role: str
    department_code: str | None = None

    @property
    def signature(self) -> dict[str, Any]:
        """How a timeline names the actor."""
        return {"actor_id": self.user_id, "actor_name": self.name, "actor_role": str(self.role)}

    @classmethod
    def of(cls, user: User) -> "Actor":
        return cls(user.id, user.name, user.role, user.department_code)


SYSTEM = Actor(None, "系统", SYSTEM_ROLE)
