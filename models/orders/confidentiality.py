"""Who sees how much of a confidential order, and of one that is archived: a policy of the city, by role.

A confidential order (举报, or marked 保密) does not exist for the unit that it accuses, whatever the policy says. The
policy is a city's setting `sight-<secret|archived>-<role>` with the words of `SIGHTS`; where the city says nothing the
table below holds (个人信息保护法; REPORT 1.8, 9: a reporter is never named to whom it does not concern).
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, Final, Literal

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models import clock
from models.catalogue.sights import SIGHTS
from models.catalogue.tables import CitySetting
from models.orders.actor import Actor
from models.orders.tables import Disclosure, WorkOrder
from models.orders.workflow import SYSTEM_ROLE, UNIT_ROLES
from models.people import Role

Kind = Literal["secret", "archived"]


class Sight(IntEnum):
    """How much: nothing; the order but not who asked; who asked, masked; and that in clear, with a reason."""

    HIDDEN = 0
    NAMELESS = 1
    MASKED = 2
    REVEAL = 3


assert tuple(sight.name.lower() for sight in Sight) == SIGHTS

_PLAIN: Final = frozenset(
    {Role.AGENT, Role.SENIOR_AGENT, Role.DISPATCHER, Role.SUPERVISOR, Role.CALLBACK_AGENT, Role.INSPECTOR} | UNIT_ROLES
)
"""Who may have personal data of an ordinary order in clear."""
_TABLE: Final[Mapping[Kind, Mapping[str, Sight]]] = {
    "secret": {
        Role.AGENT: Sight.MASKED,
        Role.SENIOR_AGENT: Sight.REVEAL,
        Role.DISPATCHER: Sight.REVEAL,
        Role.CALLBACK_AGENT: Sight.REVEAL,
        Role.SUPERVISOR: Sight.REVEAL,
        Role.CLERK: Sight.NAMELESS,
        Role.DEPARTMENT_HEAD: Sight.NAMELESS,
        Role.INSPECTOR: Sight.NAMELESS,
        Role.AUDITOR: Sight.NAMELESS,
        SYSTEM_ROLE: Sight.REVEAL,
    },
    "archived": {Role.SUPERVISOR: Sight.REVEAL, SYSTEM_ROLE: Sight.REVEAL},
}
_OTHERS: Final[Mapping[Kind, Sight]] = {"secret": Sight.HIDDEN, "archived": Sight.NAMELESS}
_CONFIDED: Final = ("request_type", "is_secret", "is_anonymous", "no_public", "accused_code")
_LOOKS_AGAIN: Final = 600  # seconds within which the same person's looks are one
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(:look, 12347))")


def policy(session: Session, kind: Kind, role: str) -> Sight:
    """What the city lets `role` see of confidential, or of archived, orders."""
    said = session.scalar(select(CitySetting.value).where(CitySetting.key == f"sight-{kind}-{role}"))
    return Sight[said.upper()] if said in SIGHTS else _TABLE[kind].get(role, _OTHERS[kind])


def hidden_from(session: Session, needed: Sight = Sight.NAMELESS) -> frozenset[str]:
    """The roles that see less than `needed` of confidential orders: for which, unless more is asked, none exist."""
    stated = select(CitySetting.key, CitySetting.value).where(CitySetting.key.startswith("sight-secret-"))
    rows = session.execute(stated)
    said = {key.removeprefix("sight-secret-"): Sight[value.upper()] for key, value in rows if value in SIGHTS}
    seen = {role: said.get(role, _TABLE["secret"].get(role, _OTHERS["secret"])) for role in Role}
    return frozenset(role for role, sees in seen.items() if sees < needed)


def sight(session: Session, order: WorkOrder, actor: Actor) -> Sight:
    """How much of this order `actor` may see."""
    if order.is_secret and actor.role in UNIT_ROLES and order.accused_code in actor.units:
        return Sight.HIDDEN
    seen = Sight.REVEAL if actor.role in _PLAIN else Sight.MASKED
    if order.is_secret:
        seen = min(seen, policy(session, "secret", actor.role))
    if order.state == "archived":
        seen = min(seen, policy(session, "archived", actor.role))
    return seen


def confided(order: WorkOrder) -> dict[str, Any]:
    """What an order that takes this one up again keeps of it, as its form: whom it accuses, who may know who asked."""
    return {name: value for name in _CONFIDED if (value := getattr(order, name))}


def note_look(session: Session, order: WorkOrder, actor: Actor) -> None:
    """Writes down that somebody looked at a confidential order; looks within ten minutes are one.

    So are those of one page, which asks for all that it shows at once: each waits for the one before it.
    """
    if not order.is_secret or _has_looked(session, order, actor):
        return
    session.execute(_LOCK, {"look": f"{order.id} {actor.user_id}"})
    if not _has_looked(session, order, actor):
        session.add(
            Disclosure(
                order_id=order.id,
                at=clock.now(),
                actor_id=actor.user_id,
                actor_name=actor.name,
                actor_role=str(actor.role),
                fields=["page"],
                reason="查看保密工单",
            )
        )


def _has_looked(session: Session, order: WorkOrder, actor: Actor) -> bool:
    last = select(Disclosure.at).where(Disclosure.order_id == order.id, Disclosure.actor_id == actor.user_id)
    before = session.scalar(last.order_by(Disclosure.id.desc()).limit(1))
    return before is not None and (clock.now() - before).total_seconds() <= _LOOKS_AGAIN
