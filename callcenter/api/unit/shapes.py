"""The unit's desk on the wire."""

from typing import Literal

from pydantic import BaseModel, Field

from callcenter.api.fields import Listing, Paged, Ref
from callcenter.api.orders.shapes import OrderSummary


class UnitQueueCount(BaseModel):
    """A queue, what people call it, and how much is in it; the past is counted up to a ceiling."""

    name: str
    chinese: str
    count: int


class UnitCounts(Listing):
    """The unit's queues. day_minutes: office minutes of one working day, by which `left_minutes` are read as days."""

    unit: Ref
    day_minutes: int
    counted_up_to: int
    queues: list[UnitQueueCount]


class UnitItem(OrderSummary):
    """An order in a queue with the unit's own part. came_back: why the last reply or request was turned down.

    left_minutes: until the due date, negative once it has passed; office minutes, or for a limit in hours those of the
    clock. None where no limit runs: answered, or listed.
    """

    part_role: str
    part_state: str
    urge_count: int
    is_supervised: bool
    pending_request: str | None
    came_back: str
    left_minutes: int | None
    left_by: Literal["office", "clock"] = Field(description="which minutes `left_minutes` counts")


class UnitPageBody(Paged):
    """What is due first; of the past the newest."""

    items: list[UnitItem]
