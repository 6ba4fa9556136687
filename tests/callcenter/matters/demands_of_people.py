"""What citizens of these tests bring up: a burst main told by several, and a lamp that is another matter."""

from datetime import datetime
from typing import Any, Final

from models import clock, orders
from models.database import Store
from models.orders import SYSTEM

PIPE: Final = "永安街道碧桂园小区门口的自来水主管道爆裂，水流了一路，三栋居民楼从昨天夜里停水到现在，没有人来修"
PIPE_AGAIN: Final = "碧桂园小区门口自来水主管道爆裂了，三栋居民楼昨天夜里就停水，到现在没有人来修，路上都是水"
PIPE_OTHERS: Final = (
    "我们碧桂园小区门口自来水主管道爆裂，昨天夜里停水到现在，三栋居民楼没有水用，请派人来修",
    "碧桂园小区门口的主管道爆裂，自来水流了一路，居民楼从夜里停水到现在还没人修",
    "住碧桂园小区，门口自来水主管道爆裂，三栋楼停水了，水流了一路也没有人来修",
    "碧桂园小区三栋居民楼停水，门口自来水主管道爆裂没有人修，从昨天夜里到现在",
    "自来水主管道在碧桂园小区门口爆裂，我们楼从昨天夜里停水，没有人来修理",
)
LAMP: Final = "官埠桥镇张公村的路灯坏了半个月，晚上出门看不见路，请尽快修好"
TITLE: Final = "碧桂园小区门口自来水主管道爆裂停水"
PLACE, CATEGORY = "421202003", "120101"


def reported(
    store: Store, text: str = PIPE, phone: str = "13800000001", at: datetime | None = None, **fields: Any
) -> str:
    """A draft of this demand that waits for a person; its number."""
    form: dict[str, Any] = {"title": text[:30], "place_code": PLACE, "category_code": CATEGORY, **fields}
    with store.transaction() as session:
        order = orders.create_draft(
            session,
            SYSTEM,
            content=text,
            caller_phone=phone,
            accepted_at=at or clock.now(),
            waits_for_person=True,
            **form,
        )
        return order.order_no
