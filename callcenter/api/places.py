"""Places with a QR code (急难愁盼扫码办): kept by administrators, printed as sheets."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.orm import Session

from callcenter.api.fields import Code, Instant, Line, Listing
from callcenter.printing import qr
from callcenter.web.access import Access, allowed
from callcenter.web.address import public_address
from callcenter.web.idempotency import Once
from callcenter.web.permissions import Right
from callcenter.web.problem import Problem
from callcenter.web.transaction import Transaction
from models import catalogue, places
from models.catalogue.tables import Division
from models.places import KINDS, Place, PlaceKind

router = APIRouter(prefix="/places", tags=["places"])

Keeper = Annotated[Access, Depends(allowed(Right.PLACES))]
PDF: Final = "application/pdf"
MOST: Final = 300
"""Codes in one file."""
_Name = Annotated[Line, StringConstraints(min_length=1, max_length=40)]
_Address = Annotated[Line, StringConstraints(min_length=1, max_length=100)]


class NewPlace(BaseModel):
    """A place. address: what stands in the citizen's form; division_code: its official place, where it has one."""

    model_config = ConfigDict(extra="forbid")

    kind: PlaceKind
    name: _Name
    address: _Address
    division_code: Code | None = None


class PlaceChange(BaseModel):
    """What changes. active false: its code is no longer taken."""

    model_config = ConfigDict(extra="forbid")

    name: _Name | None = None
    address: _Address | None = None
    active: bool | None = None


class PlaceBody(BaseModel):
    """A place; link: what its QR code says."""

    id: int
    kind: PlaceKind
    kind_name: str
    name: str
    address: str
    division_code: str | None
    active: bool
    created_at: Instant
    created_by: str
    link: str = Field(description="what the QR code says")


class PlaceList(Listing):
    items: list[PlaceBody]


@router.get("")
def listing(_: Keeper, transaction: Transaction, request: Request) -> PlaceList:
    """All places, by kind and name."""
    address = public_address(request)
    return PlaceList(items=[_body(place, address) for place in places.every(transaction)])


@router.post("", status_code=201)
def add(wanted: NewPlace, access: Keeper, transaction: Transaction, request: Request, once: Once) -> PlaceBody:
    """A new place with a code of its own."""

    def write() -> PlaceBody:
        if wanted.division_code is not None and transaction.get(Division, wanted.division_code) is None:
            raise Problem("field-invalid", "没有这个行政区划代码")
        place = places.make(transaction, **wanted.model_dump(), created_by=access.user.name)
        return _body(place, public_address(request))

    return once(PlaceBody, write)


@router.get("/sheet.pdf", response_class=Response, responses={200: {"content": {PDF: {}}}})
def sheet(
    _: Keeper,
    transaction: Transaction,
    request: Request,
    ids: Annotated[str, Query(max_length=4000, pattern=r"^[0-9,]*$", description="comma delimited; empty: all")] = "",
    size: Literal["six", "one"] = "six",
) -> Response:
    """The codes on A4, six a page to cut out, or one a page as a poster."""
    found = [place for place in places.every(transaction, active=True) if not ids or str(place.id) in ids.split(",")]
    if not found:
        raise Problem("not-found", "没有可打印的点位")
    if len(found) > MOST:
        raise Problem("invalid-request", f"一次最多打印 {MOST} 个点位，请分批选择")
    city = catalogue.setting(transaction, "name")
    made = qr.sheet(found, public_address(request), city, large=size == "one")
    return Response(made, media_type=PDF, headers={"Content-Disposition": 'inline; filename="qr-codes.pdf"'})


@router.patch("/{place_id}")
def change(
    *,
    place_id: Annotated[int, Path(ge=1, le=2**31)],
    wanted: PlaceChange,
    _: Keeper,
    transaction: Transaction,
    request: Request,
    once: Once,
) -> PlaceBody:
    """Changes a place; its printed code stays good, or is no longer taken."""

    def write() -> PlaceBody:
        place = _known(transaction, place_id)
        for name, value in wanted.model_dump(exclude_none=True).items():
            setattr(place, name, value)
        return _body(place, public_address(request))

    return once(PlaceBody, write)


def _known(session: Session, place_id: int) -> Place:
    place = session.get(Place, place_id, with_for_update=True)
    if place is None:
        raise Problem("not-found")
    return place


def _body(place: Place, address: str) -> PlaceBody:
    return PlaceBody(
        id=place.id,
        kind=place.kind,
        kind_name=KINDS[place.kind],
        name=place.name,
        address=place.address,
        division_code=place.division_code,
        active=place.active,
        created_at=place.created_at,
        created_by=place.created_by,
        link=qr.scanned(place, address),
    )
