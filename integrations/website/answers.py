"""Selected answered demands for everybody: what a clerk has published and the hotline has answered, masked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from integrations.website.house import House
from models.catalogue.tables import Department
from models.orders import WorkOrder
from models.orders.publicity import ANSWERED, RELEASED
from models.privacy import public_text

PAGE: Final = 20
_WHERE: Final = (RELEASED, WorkOrder.state.in_(ANSWERED), WorkOrder.public_reply_text.is_not(None))


@dataclass(frozen=True)
class Published:
    """One answered demand as everybody reads it."""

    id: int
    number: str
    title: str
    words: str
    reply: str
    department: str | None
    received_at: datetime
    replied_at: datetime | None


def latest(session: Session, before: int | None) -> Sequence[Published]:
    """A page of them, the newest first, and one more where there is a following page. before: the last one's id."""
    query = select(WorkOrder, Department.name).outerjoin(Department, Department.code == WorkOrder.lead_code)
    query = query.where(*_WHERE).order_by(WorkOrder.id.desc()).limit(PAGE + 1)
    if before is not None:
        query = query.where(WorkOrder.id < before)
    return [_published(row[0], row[1]) for row in session.execute(query)]


def one(session: Session, number: str) -> Published | None:
    """The published order of this number."""
    query = select(WorkOrder, Department.name).outerjoin(Department, Department.code == WorkOrder.lead_code)
    row = session.execute(query.where(*_WHERE, WorkOrder.order_no == number)).first()
    return _published(row[0], row[1]) if row else None


def _published(order: WorkOrder, department: str | None) -> Published:
    return Published(
        id=order.id,
        number=order.order_no,
        title=order.public_title or "",
        words=order.public_content or "",
        reply=public_text(order.public_reply_text or "", (order.caller_name,)),
        department=department,
        received_at=order.accepted_at,
        replied_at=order.replied_at,
    )


def add_answers(router: APIRouter, house: House) -> None:
    """Adds the routes."""

    @router.get("/answers")
    def listing(request: Request, before: Annotated[int | None, Query(ge=1, le=2**62)] = None) -> Response:
        """The list."""
        with house.store_of(request).reading() as session:
            found = latest(session, before)
        following = found[PAGE - 1].id if len(found) > PAGE else None
        return house.page(request, "answers.html", "answers", found=found[:PAGE], following=following, before=before)

    @router.get("/answers/{number}")
    def single(request: Request, number: str) -> Response:
        """One of them."""
        with house.store_of(request).reading() as session:
            found = one(session, number.upper()[:40])
        if found is None:
            return house.page(request, "no_answer.html", "answers", 404)
        return house.page(request, "answer.html", "answers", one=found)
