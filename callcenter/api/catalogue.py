"""The city's vocabulary for forms and filters: categories, departments, divisions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel
from sqlalchemy import select

from callcenter.api.fields import Listing
from callcenter.web.access import Access, allowed
from callcenter.web.permissions import Right
from callcenter.web.transaction import Transaction
from models import clock
from models.catalogue.tables import Category, Department, Division
from models.catalogue.units import living

router = APIRouter(prefix="/catalogue", tags=["catalogue"])

Reader = Annotated[Access, Depends(allowed(Right.CATALOGUE_READ))]


class CategoryRow(BaseModel):
    """One node of the tree of matters; parent is empty at level 1."""

    code: str
    parent: str
    level: int
    name: str


class CategoryList(Listing):
    items: list[CategoryRow]


class DepartmentRow(BaseModel):
    """A unit that answers orders."""

    code: str
    name: str
    short: str
    kind: str
    aliases: list[str]


class DepartmentList(Listing):
    items: list[DepartmentRow]


class DivisionRow(BaseModel):
    """A place with an official code; level: city, county, town, village."""

    code: str
    level: str
    name: str
    parent: str


class DivisionList(Listing):
    items: list[DivisionRow]


@router.get("/categories")
def categories(_: Reader, transaction: Transaction) -> CategoryList:
    """The active categories, by code."""
    rows = transaction.scalars(select(Category).where(Category.active).order_by(Category.code))
    return CategoryList(items=[CategoryRow(code=c.code, parent=c.parent, level=c.level, name=c.name) for c in rows])


@router.get("/departments")
def departments(_: Reader, transaction: Transaction) -> DepartmentList:
    """The departments of today, by code."""
    today = clock.today()
    rows = transaction.scalars(select(Department).where(living(today)).order_by(Department.code))
    return DepartmentList(
        items=[DepartmentRow(code=d.code, name=d.name, short=d.short, kind=d.kind, aliases=d.aliases) for d in rows]
    )


@router.get("/divisions")
def divisions(
    _: Reader, transaction: Transaction, parent: Annotated[str, Query(max_length=12, pattern=r"^\d*$")] = ""
) -> DivisionList:
    """The places directly below `parent`; without it, the highest ones that the city has."""
    chosen = select(Division).where(Division.active).order_by(Division.code)
    known = select(Division.code)
    rows = transaction.scalars(chosen.where(Division.parent == parent if parent else Division.parent.not_in(known)))
    return DivisionList(items=[DivisionRow(code=d.code, level=d.level, name=d.name, parent=d.parent) for d in rows])
