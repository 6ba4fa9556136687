"""The list's filter on the wire, and what of it a user may see: the same for the list, the export and saved views."""

from dataclasses import fields
from typing import Annotated, Any, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.orm import Session

from callcenter.api.orders.shapes import DueColour, State
from callcenter.api.orders.visible import sees_secret
from callcenter.web.access import Access
from callcenter.web.permissions import Scope
from models.learning import CorrectionKind
from models.orders import STATES
from models.search import OrderFilter, Sort
from models.search.routed import Routed
from routing.adviser import CONFIDENT

_ROUTED: Final = tuple(one.name for one in fields(Routed) if one.name != "unsure_below")
Word = Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00]*$")]


class Wanted(BaseModel):
    """Which orders. q: an order's number, or words (two characters are enough), all of which must be there.

    state: any of these; category, place: a code or its beginning; department: has any part in the order; accepted_from
    is inclusive, accepted_to exclusive. proposed to agrees: how it was routed (see models.search.routed), without
    confidential orders.
    """

    model_config = ConfigDict(extra="forbid")

    state: Annotated[list[State], Field(max_length=40)] = []
    q: Word | None = None
    department: Word | None = None
    category: Word | None = None
    place: Word | None = None
    channel: Word | None = None
    waiting: bool | None = None
    due: DueColour | None = None
    accepted_from: AwareDatetime | None = None
    accepted_to: AwareDatetime | None = None
    proposed: Word | None = None
    corrected: CorrectionKind | None = None
    unsure: bool | None = None
    automatic: bool | None = None
    kept: bool | None = None
    decided: bool | None = None
    as_proposed: bool | None = None
    rule: Word | None = None
    model: Word | None = None
    shadow: Word | None = None
    agrees: bool | None = None
    sort: Sort = "newest"

    def routed(self) -> Routed:
        """Its part on how orders were routed."""
        return Routed(**{name: getattr(self, name) for name in _ROUTED}, unsure_below=CONFIDENT)


class WantedPage(Wanted):
    """A page of them."""

    cursor: Annotated[str | None, Field(max_length=200)] = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


def reach(session: Session, access: Access, wanted: Wanted) -> OrderFilter | None:
    """The filter within what the user may see; None: nothing of it.

    A unit's people see orders in which their unit has a part; a draft's unit is only a proposal: it is nobody's yet.
    Confidential orders are there as far as the city's policy says, and never for the unit that they accuse.
    """
    own_unit = access.scope is Scope.DEPARTMENT
    states = tuple(name for name in wanted.state or STATES if not (own_unit and name in ("draft", "review")))
    own = tuple(sorted(access.actor.units)) or ("-",)
    if not states or (own_unit and wanted.department not in (None, *own)):
        return None
    return OrderFilter(
        states=None if len(set(states)) == len(STATES) else states,
        q=wanted.q,
        units=own if own_unit else (wanted.department,) if wanted.department else (),
        category=wanted.category,
        place=wanted.place,
        channel=wanted.channel,
        waiting=wanted.waiting,
        due=wanted.due,
        accepted_from=wanted.accepted_from,
        accepted_to=wanted.accepted_to,
        secret=None if sees_secret(session, access) else False,
        routed=wanted.routed(),
        not_accusing=own if own_unit else (),
    )


def said(wanted: Wanted) -> dict[str, Any]:
    """The filter as it is kept: only what was given."""
    return Wanted.model_validate(wanted.model_dump(include=set(Wanted.model_fields))).model_dump(
        mode="json", exclude_defaults=True
    )
