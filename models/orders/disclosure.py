"""Showing a citizen's sealed data to somebody who needs it, and writing down that it was shown (个人信息保护法)."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import clock
from models.orders.actor import Actor
from models.orders.confidentiality import Sight, sight
from models.orders.errors import FieldInvalid, FieldMissing, OrderNotFound, RoleNotAllowed
from models.orders.queries import get
from models.orders.tables import Disclosure
from models.orders.workflow import UNIT_ROLES

# content: texts are shown with the numbers in them masked
FIELDS = {"name": "caller_name", "phone": "caller_phone", "address": "caller_address", "content": "content"}


def reveal(session: Session, actor: Actor, order_no: str, fields: Sequence[str], reason: str) -> dict[str, str | None]:
    """The named fields (`name`, `phone`, `address`, `content`) in clear, logged in the same transaction.

    A unit's people see only orders of their unit; of confidential and archived orders `confidentiality` says who may.
    Raises `OrderNotFound`, `RoleNotAllowed`, `FieldInvalid`, `FieldMissing` (a reason must be given).
    """
    order = get(session, order_no)
    if unknown := [name for name in fields if name not in FIELDS]:
        raise FieldInvalid(f"没有可查看的字段 {'、'.join(unknown)}")
    if not reason.strip():
        raise FieldMissing("查看个人信息需要填写理由")
    own = {part.department_code for part in order.assignments}
    foreign = actor.role in UNIT_ROLES and not actor.units & own
    seen = sight(session, order, actor)
    if seen is Sight.HIDDEN:
        raise OrderNotFound(f"没有工单 {order_no}")
    if foreign or seen is not Sight.REVEAL:
        raise RoleNotAllowed("您无权查看该工单的个人信息")
    session.add(
        Disclosure(
            order_id=order.id,
            at=clock.now(),
            actor_id=actor.user_id,
            actor_name=actor.name,
            actor_role=actor.role,
            fields=sorted(fields),
            reason=reason.strip(),
        )
    )
    session.flush()
    return {name: getattr(order, FIELDS[name]) for name in fields}


def disclosures(session: Session, order_id: int) -> Sequence[Disclosure]:
    """Who looked at an order's personal data, or at a confidential order, and why; oldest first."""
    return session.scalars(select(Disclosure).where(Disclosure.order_id == order_id).order_by(Disclosure.id)).all()
