"""Quality inspection: drawing a sample, its lists, one inspection, its marks, the appeal and its decision."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from callcenter.api import cursor as cursors
from callcenter.api.quality import present
from callcenter.api.quality.shapes import (
    AppealRequest,
    DecisionRequest,
    DrawBody,
    DrawPage,
    DrawRequest,
    InspectionBody,
    InspectionPage,
    QualityCounts,
    RepeatBody,
    ScoreRequest,
    StateCount,
    WantedInspections,
)
from callcenter.api.quality.visible import Seen, filtered, seen
from callcenter.web.access import Access, allowed
from callcenter.web.idempotency import Once
from callcenter.web.one_go import OneGo
from callcenter.web.permissions import Right, Scope
from callcenter.web.problem import Problem
from callcenter.web.transaction import Transaction
from models import orders, quality
from models.quality import STATES, Course, Wanted

router = APIRouter(prefix="/quality", tags=["quality"], route_class=OneGo)

Reader = Annotated[Access, Depends(allowed(Right.QUALITY_READ))]
Inspector = Annotated[Access, Depends(allowed(Right.QUALITY_INSPECT))]
Decider = Annotated[Access, Depends(allowed(Right.QUALITY_DECIDE))]
Id = Annotated[int, Path(ge=1, le=2**62)]
Cursor = Annotated[str, Query(max_length=200)]
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("")
def counts(access: Reader, transaction: Transaction) -> QualityCounts:
    """How many inspections are in each state; an agent counts the own ones that have marks."""
    found = quality.counts(transaction, filtered(transaction, access))
    names = [name for name in STATES if access.scope is Scope.ALL or name != "waiting"]
    return QualityCounts(
        states=[StateCount(state=name, chinese=STATES[name], count=found.get(name, 0)) for name in names]
    )


@router.post("/draws", status_code=201)
def draw(request: DrawRequest, access: Inspector, transaction: Transaction, once: Once) -> DrawBody:
    """Draws a sample and makes an inspection of each; what was drawn before is not drawn again."""
    return once(
        DrawBody,
        lambda: present.draw(quality.draw(transaction, access.actor, Wanted(**request.model_dump()))),
    )


@router.get("/draws")
def draws(access: Reader, transaction: Transaction, cursor: Cursor = "", limit: Limit = 20) -> DrawPage:
    """Draws, newest first; for those who read all inspections."""
    if access.scope is not Scope.ALL:
        raise Problem("forbidden", right=Right.QUALITY_READ.value)
    below = cursors.number(cursor)
    found = quality.draws(transaction, int(below) if below else None, limit + 1)
    return DrawPage(
        items=[present.draw(one) for one in found[:limit]],
        next=cursors.packed(str(found[limit - 1].id)) if len(found) > limit else None,
    )


@router.get("/draws/{draw_id}/repeat")
def repeat(draw_id: Id, access: Reader, transaction: Transaction) -> RepeatBody:
    """The draw once more by its seed: whether the same comes of it. Nothing is written."""
    found = transaction.get(quality.QualityDraw, draw_id) if access.scope is Scope.ALL else None
    if found is None:
        raise Problem("inspection-not-found")
    return RepeatBody(**vars(quality.repeated(transaction, found)))


@router.get("/inspections")
def inspections(
    wanted: Annotated[WantedInspections, Query()], access: Reader, transaction: Transaction
) -> InspectionPage:
    """Inspections; an agent sees the own ones once they have marks."""
    after, limit = cursors.number(wanted.cursor), wanted.limit
    narrowed = filtered(
        transaction, access, tuple(wanted.state), kind=wanted.kind, agent_id=wanted.agent, passed=wanted.passed
    )
    found = quality.inspections(transaction, narrowed, int(after) if after else None, limit + 1)
    return InspectionPage(
        items=present.items(transaction, found[:limit]),
        next=cursors.packed(str(found[limit - 1].inspection.id)) if len(found) > limit else None,
    )


@router.get("/inspections/{inspection_id}")
def one(inspection_id: Id, access: Reader, transaction: Transaction) -> InspectionBody:
    """The inspection with its sheet, marks and steps. A look at a confidential order is written down."""
    found = seen(transaction, access, inspection_id)
    if found.order is not None:
        orders.note_look(transaction, found.order, access.actor)
    return _body(transaction, access, found, found.course)


@router.post("/inspections/{inspection_id}/score")
def score(
    inspection_id: Id, request: ScoreRequest, access: Inspector, transaction: Transaction, once: Once
) -> InspectionBody:
    """The marks, once; the verdict follows from them."""

    def write() -> InspectionBody:
        found = seen(transaction, access, inspection_id)
        made = quality.score(transaction, access.actor, inspection_id, request.given, request.words)
        return _body(transaction, access, found, made)

    return once(InspectionBody, write)


@router.post("/inspections/{inspection_id}/appeal")
def appeal(
    inspection_id: Id, request: AppealRequest, access: Reader, transaction: Transaction, once: Once
) -> InspectionBody:
    """The agent's own appeal, once."""

    def write() -> InspectionBody:
        found = seen(transaction, access, inspection_id)
        made = quality.appeal(transaction, access.actor, inspection_id, request.reason)
        return _body(transaction, access, found, made)

    return once(InspectionBody, write)


@router.post("/inspections/{inspection_id}/decision")
def decide(
    inspection_id: Id, request: DecisionRequest, access: Decider, transaction: Transaction, once: Once
) -> InspectionBody:
    """The marks are upheld, or replaced by new ones; by somebody else than who gave them."""

    def write() -> InspectionBody:
        found = seen(transaction, access, inspection_id)
        made = quality.decide(transaction, access.actor, inspection_id, request.reason, request.given)
        return _body(transaction, access, found, made)

    return once(InspectionBody, write)


def _body(transaction: Transaction, access: Access, found: Seen, course: Course) -> InspectionBody:
    return present.body(transaction, course, access, found.hearable)
