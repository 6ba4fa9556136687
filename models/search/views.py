"""Saved views: a filter under a name, each person's own."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import clock
from models.orders.errors import OrderError
from models.search.tables import SavedView

MOST = 50


class ViewNotFound(OrderError):
    """No view has this number, or it is somebody else's."""

    code, status = "view-not-found", 404


class ViewNameTaken(OrderError):
    """The same person has a view of this name."""

    code, status = "view-name-taken", 409


class TooManyViews(OrderError):
    """More than `MOST` views of one person."""

    code, status = "too-many-views", 409


def of_user(session: Session, user_id: int) -> Sequence[SavedView]:
    """A person's views by name."""
    return session.scalars(select(SavedView).where(SavedView.user_id == user_id).order_by(SavedView.name)).all()


def add(session: Session, user_id: int, name: str, wanted: dict[str, Any]) -> SavedView:
    """A new view. Raises `ViewNameTaken`, `TooManyViews`."""
    if session.execute(select(func.count()).where(SavedView.user_id == user_id)).scalar_one() >= MOST:
        raise TooManyViews(f"每人最多保存 {MOST} 个视图")
    at = clock.now()
    view = SavedView(user_id=user_id, name=name, filter=wanted, created_at=at, updated_at=at)
    session.add(view)
    _written(session, name)
    return view


def change(session: Session, user_id: int, view_id: int, name: str, wanted: dict[str, Any]) -> SavedView:
    """Another name or filter. Raises `ViewNotFound`, `ViewNameTaken`."""
    view = _own(session, user_id, view_id)
    view.name, view.filter, view.updated_at = name, wanted, clock.now()
    _written(session, name)
    return view


def remove(session: Session, user_id: int, view_id: int) -> None:
    """Raises `ViewNotFound`."""
    session.delete(_own(session, user_id, view_id))


def _own(session: Session, user_id: int, view_id: int) -> SavedView:
    view = session.get(SavedView, view_id)
    if view is None or view.user_id != user_id:
        raise ViewNotFound("没有这个视图")
    return view


def _written(session: Session, name: str) -> None:
    try:
        session.flush()
    except IntegrityError:
        raise ViewNameTaken(f"已有名为“{name}”的视图") from None
