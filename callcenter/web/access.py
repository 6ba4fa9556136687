"""`allowed(Right.X)`: the dependency by which an endpoint names its right; gives who asks and how far he may see."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from callcenter.web.permissions import Right, Scope, scope_of
from callcenter.web.problem import Problem
from callcenter.web.signed_in import Signed
from models.orders import Actor
from models.people import User


@dataclass(frozen=True)
class Access:
    """A user with the reach of the right that the endpoint named. inherited: see `Actor`."""

    user: User
    scope: Scope
    inherited: frozenset[str] = frozenset()

    @property
    def actor(self) -> Actor:
        """As the order's verbs know the user."""
        return Actor.of(self.user, self.inherited)


def allowed(right: Right) -> Callable[[Signed], Awaitable[Access]]:
    """A dependency: raises `forbidden` where the user's role does not have `right`."""

    async def check(signed: Signed) -> Access:
        scope = scope_of(signed.user.role, right)
        if scope is None:
            raise Problem("forbidden", right=right.value)
        return Access(signed.user, scope, signed.inherited)

    return check
