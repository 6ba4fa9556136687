"""A citizen's own rating (好差评, 国办发〔2019〕51号): in the call-back it is its answer, else beside it."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models import orders
from models.callbacks.tables import CallbackAnswer
from models.orders.tables import WorkOrder

GRADES: Final[Mapping[int, str]] = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
SOLVED: Final = ("已解决", "部分解决", "未解决")


def rate(
    session: Session,
    order_no: str,
    *,
    score: int,
    solved: str | None,
    words: str | None,
    method: str = "网页",
    reason: str | None = None,
) -> WorkOrder:
    """The rating, by the verb that fits the order's state. Raises `OrderError` where it may not be rated (any more).

    method: by which it came (`callback_method`); solved None: not said, which a call-back needs; reason: a code of the
    city's list `dissatisfied`.
    """
    order = orders.get(session, order_no)
    fields: dict[str, Any] = {"callback_method": method, "callback_solved": solved, "callback_score": score}
    if words:
        fields["callback_reason"] = words
    if reason:
        fields["callback_code"] = reason
    verb = "record_callback" if order.state == "callback" else "rate"
    return orders.apply(session, orders.SYSTEM, order_no, verb, None, **fields)


def rate_again(
    session: Session, order_no: str, *, score: int, solved: str | None, words: str | None, method: str = "网页"
) -> WorkOrder:
    """Another word of who has rated: kept beside the first, which stands and alone counts. Raises `OrderError`."""
    fields = {"callback_method": method, "later_solved": solved, "later_score": score, "callback_reason": words}
    given: dict[str, Any] = {name: value for name, value in fields.items() if value is not None}
    return orders.apply(session, orders.SYSTEM, order_no, "rate_again", None, **given)


def rated(session: Session, order: WorkOrder) -> bool:
    """Whether the citizen has rated: a word once given stands. Those of before this store are answers alone."""
    if order.callback_score is not None:
        return True
    older = exists().where(CallbackAnswer.order_id == order.id, CallbackAnswer.seq == 0)
    return bool(session.scalar(select(older)))
