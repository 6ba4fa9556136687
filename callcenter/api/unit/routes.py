"""The unit's desk: its queues with their counts, and the orders of each."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query
from sqlalchemy.orm import Session

from callcenter.api import cursor as cursors
from callcenter.api.fields import Ref
from callcenter.api.orders.visible import sees_secret
from callcenter.api.unit import present
from callcenter.api.unit.shapes import UnitCounts, UnitPageBody, UnitQueueCount
from callcenter.web.access import Access, allowed
from callcenter.web.permissions import Right, Scope
from callcenter.web.problem import Problem
from callcenter.web.transaction import Transaction
from models import clock, search
from models.calendar import stored_calendar
from models.catalogue.tables import Department
from models.catalogue.units import with_taken_over

router = APIRouter(prefix="/unit", tags=["unit"])

Member = Annotated[Access, Depends(allowed(Right.UNIT))]
Unit = Annotated[str | None, Query(alias="department", max_length=40, pattern=r"^[0-9A-Za-z]+$")]
QueueName = Annotated[str, Path(max_length=40, pattern=r"^[a-z_]+$", examples=["to_sign"])]
_PAGE: Final = 50


@router.get("")
def counts(access: Member, transaction: Transaction, department: Unit = None) -> UnitCounts:
    """How much is in each queue of the own unit; those above the units name one."""
    unit = _unit(transaction, access, department)
    found = search.unit_counts(transaction, _with_inherited(transaction, unit), sees_secret(transaction, access))
    return UnitCounts(
        unit=unit,
        day_minutes=stored_calendar(transaction).day_minutes,
        counted_up_to=search.COUNTED,
        queues=[
            UnitQueueCount(name=name, chinese=queue.chinese, count=found[name])
            for name, queue in search.UNIT_QUEUES.items()
        ],
    )


@router.get("/queues/{queue}")
def queue(
    *,
    queue: QueueName,
    access: Member,
    transaction: Transaction,
    department: Unit = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = _PAGE,
) -> UnitPageBody:
    """The orders of a queue: what is due first; of the past the newest."""
    unit = _unit(transaction, access, department)
    seen = sees_secret(transaction, access)
    units = _with_inherited(transaction, unit)
    page = search.unit_page(transaction, units, queue, cursors.sorted_by(queue, cursor), limit, secret=seen)
    return UnitPageBody(
        items=present.items(transaction, page.items),
        next=cursors.packed(queue, page.next) if page.next else None,
    )


def _with_inherited(session: Session, unit: Ref) -> frozenset[str]:
    return with_taken_over(session, unit.code, clock.today())


def _unit(session: Session, access: Access, department: str | None) -> Ref:
    """The unit whose desk it is. Raises `not-found` for another one's, `field-missing` where none is named."""
    own = access.user.department_code
    if access.scope is Scope.DEPARTMENT:
        if department not in (None, own):
            raise Problem("not-found", "没有这个单位的工作台")
        if own is None:
            raise Problem("not-found", "您的账号没有所属单位，请联系系统管理员")
        department = own
    if department is None:
        raise Problem("field-missing", "请先选择承办单位", field="department")
    found = session.get(Department, department)
    if found is None:
        raise Problem("not-found", "没有这个单位")
    return Ref(code=found.code, name=found.name)
