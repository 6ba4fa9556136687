"""Typical cases: demands that a clerk has published and the hotline has answered, masked as everybody reads them."""

from sqlalchemy import select

from callcenter.reports.asked import Asking
from callcenter.reports.content import Block
from callcenter.reports.days import within
from callcenter.reports.forms import Part
from models.catalogue.tables import Department
from models.clock import LOCAL
from models.orders import WorkOrder
from models.orders.publicity import ANSWERED, RELEASED
from models.privacy import public_text

_LONGEST = 260
"""Characters of the words and of the reply."""


def cases(asking: Asking, part: Part) -> list[Block]:
    """Those answered in the period: urgent ones first, then those whose citizen was content."""
    wanted = (
        select(WorkOrder, Department.name)
        .outerjoin(Department, Department.code == WorkOrder.lead_code)
        .where(RELEASED, WorkOrder.state.in_(ANSWERED), WorkOrder.public_reply_text.is_not(None))
        .where(within(WorkOrder.replied_at, asking.period), *asking.of_topic())
        .order_by(WorkOrder.urgency == "一般", WorkOrder.callback_score.desc().nulls_last(), WorkOrder.id)
        .limit(part.most)
    )
    found = asking.session.execute(wanted).all()
    if not found:
        return ["本期没有已公开且已答复的工单，未列典型案例。"]
    return [_case(order, unit) for order, unit in found]


def _case(order: WorkOrder, unit: str | None) -> str:
    at = order.accepted_at.astimezone(LOCAL)
    words = order.public_content or public_text(order.content, (order.caller_name,))
    title = order.public_title or public_text(order.title, (order.caller_name,))
    reply = public_text(order.public_reply_text or "", (order.caller_name,))
    told = f"{title}（{order.order_no}）。{at.month}月{at.day}日，市民反映：{_short(words)}"
    return f"{told}{unit or '热线'}答复：{_short(reply)}"


def _short(words: str) -> str:
    told = " ".join(words.split())
    told = told if len(told) <= _LONGEST else told[: _LONGEST - 1] + "…"
    return told if told.endswith(("。", "！", "？", "…")) else told + "。"
