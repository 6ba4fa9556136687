"""Saved views: a list's filter under a name, each user's own."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, StringConstraints

from callcenter.api.fields import Instant, Listing
from callcenter.api.orders.wanted import Wanted, said
from callcenter.web.access import Access, allowed
from callcenter.web.idempotency import Once
from callcenter.web.one_go import OneGo
from callcenter.web.permissions import Right
from callcenter.web.transaction import Transaction
from models.search import SavedView, views

router = APIRouter(prefix="/views", tags=["orders"], route_class=OneGo)

Reader = Annotated[Access, Depends(allowed(Right.ORDERS_READ))]
ViewId = Annotated[int, Path(ge=1, le=2**62)]


class ViewRequest(BaseModel):
    """A name and a filter, as GET /orders takes it."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[^\x00]*$")]
    filter: Wanted


class ViewBody(BaseModel):
    """A saved view."""

    id: int
    name: str
    filter: Wanted
    updated_at: Instant


class Views(Listing):
    """The user's views by name."""

    items: list[ViewBody]


class Removed(BaseModel):
    """A view that is gone."""

    id: int


@router.get("")
def listing(access: Reader, transaction: Transaction) -> Views:
    """The user's own views."""
    return Views(items=[_body(view) for view in views.of_user(transaction, access.user.id)])


@router.post("", status_code=201)
def add(request: ViewRequest, access: Reader, transaction: Transaction, once: Once) -> ViewBody:
    """Saves a view; fifty at most, names are unique."""
    return once(ViewBody, lambda: _body(views.add(transaction, access.user.id, request.name, said(request.filter))))


@router.put("/{view_id}")
def change(view_id: ViewId, request: ViewRequest, access: Reader, transaction: Transaction, once: Once) -> ViewBody:
    """Another name or filter."""
    return once(
        ViewBody,
        lambda: _body(views.change(transaction, access.user.id, view_id, request.name, said(request.filter))),
    )


@router.delete("/{view_id}")
def remove(view_id: ViewId, access: Reader, transaction: Transaction, once: Once) -> Removed:
    """Forgets a view."""

    def write() -> Removed:
        views.remove(transaction, access.user.id, view_id)
        return Removed(id=view_id)

    return once(Removed, write)


def _body(view: SavedView) -> ViewBody:
    return ViewBody(id=view.id, name=view.name, filter=Wanted.model_validate(view.filter), updated_at=view.updated_at)
