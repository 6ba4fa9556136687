"""Places with a QR code (急难愁盼扫码办): a counter, a community, a bus stop. A scanned code fills the place in."""

import base64
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import clock, privacy
from models.database.base import Base, RowId, one_of

PlaceKind = Literal["counter", "community", "bus_stop", "other"]
KINDS: Final[dict[PlaceKind, str]] = {
    "counter": "办事窗口",
    "community": "社区（村）",
    "bus_stop": "公交站点",
    "other": "其他场所",
}
_SEAL: Final = 10


class Place(Base):
    """A place. code: what its QR code names; address: what stands in the form; division_code: its official place."""

    __tablename__ = "place"
    __table_args__ = (one_of("kind", PlaceKind),)

    id: Mapped[RowId]
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[PlaceKind] = mapped_column(Text)
    name: Mapped[str]
    address: Mapped[str]
    division_code: Mapped[str | None]
    active: Mapped[bool]
    created_at: Mapped[datetime]
    created_by: Mapped[str]


def make(
    session: Session, *, kind: PlaceKind, name: str, address: str, division_code: str | None, created_by: str
) -> Place:
    """A new place with a code of its own."""
    place = Place(
        code=_signs(secrets.token_bytes(5)),
        kind=kind,
        name=name,
        address=address,
        division_code=division_code,
        active=True,
        created_at=clock.now(),
        created_by=created_by,
    )
    session.add(place)
    session.flush()
    return place


def every(session: Session, active: bool | None = None) -> Sequence[Place]:
    """All places by kind and name; active: only those whose code is taken, or only those whose is not."""
    query = select(Place).order_by(Place.kind, Place.name, Place.id)
    return session.scalars(query if active is None else query.where(Place.active.is_(active))).all()


def token(place: Place) -> str:
    """What the QR code says: the code and its seal, so that nobody prints codes but us."""
    return f"{place.code}{_seal(place.code)}"


def by_token(session: Session, given: str) -> Place | None:
    """The place of a scanned code; None for a forged one and for a place that is no longer in use."""
    given = given.strip().upper()
    code, seal = given[:-_SEAL], given[-_SEAL:]
    if not code or not hmac.compare_digest(_seal(code).encode(), seal.encode()):
        return None
    return session.scalars(select(Place).where(Place.code == code, Place.active)).one_or_none()


def _seal(code: str) -> str:
    return _signs(privacy.ring().sign("place", code.encode()))[:_SEAL]


def _signs(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=")
