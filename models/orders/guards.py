"""The conditions that the workflow's table names: each gives None, or in Chinese why not.

`GUARDS` look at the order before a verb; `CHECKS` at its form once it is filled, and name the field that is at fault;
`TURNS` say whether it goes elsewhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from models import clock
from models.clock import LOCAL
from models.intake import Channel
from models.orders.actor import Actor
from models.orders.tables import Assignment, WorkOrder
from models.orders.workflow import FIELDS, SYSTEM_ROLE, UNIT_ROLES
from models.people import Role

REOPENS_WITHIN = timedelta(days=15)
LISTED_AT_MOST = timedelta(days=275)  # nine months, 安徽
TRIES = 3
REDONE_AT_MOST = 2  # the second time under supervision
SATISFIED = 3  # 基本满意
BY_PERSON = "人工"
_OPEN_PART = ("pending_sign", "working", "sent_back")


@dataclass
class Given:
    """What came with a verb beside the order's own columns. filled: the columns that came with it."""

    reason: str | None = None
    text: str | None = None
    extras: dict[str, Any] = field(default_factory=dict)
    filled: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> Any:
        return {"reason": self.reason, "text": self.text, **self.extras}.get(name)


Guard = Callable[[WorkOrder, Actor], str | None]
Fault = tuple[str, str | None]  # in Chinese what is wrong, and with which field
Check = Callable[[WorkOrder, Given], Fault | None]
Turn = Callable[[WorkOrder, Given], bool]


def _unless(holds: Callable[[WorkOrder, Actor], bool], why_not: str) -> Guard:
    return lambda order, actor: None if holds(order, actor) else why_not


def assistants(order: WorkOrder) -> list[Assignment]:
    """The assisting units' parts."""
    return [part for part in order.assignments if part.role == "assist"]


def own_part(order: WorkOrder, actor: Actor) -> list[Assignment]:
    """The assisting parts for which the actor may act: the own unit's, or every one for those above the units."""
    return [p for p in assistants(order) if actor.role not in UNIT_ROLES or p.department_code in actor.units]


def own_guidance(order: WorkOrder, actor: Actor) -> list[Assignment]:
    """The parts in which the actor's unit guides, or every one for those above the units."""
    guides = [part for part in order.assignments if part.role == "guidance" and part.state not in ("returned", "ended")]
    return [p for p in guides if actor.role not in UNIT_ROLES or p.department_code in actor.units]


def _own_in(*states: str) -> Callable[[WorkOrder, Actor], bool]:
    return lambda order, actor: any(part.state in states for part in own_part(order, actor))


def _a_part(state: str) -> Callable[[WorkOrder, Actor], bool]:
    return lambda order, actor: any(part.state == state for part in assistants(order))


def _assistants_done(order: WorkOrder, actor: Actor) -> str | None:
    late = order.warn_at is not None and clock.now() >= order.warn_at
    waiting = [part for part in assistants(order) if part.state in (*_OPEN_PART, "return_requested")]
    return f"还有 {len(waiting)} 个协办单位未反馈" if waiting and not late else None


def _another_half_day(order: WorkOrder, actor: Actor) -> str | None:
    """An invitation is an attempt as well; it is counted a day later, if nobody has tried meanwhile."""
    tried, now = (order.callback_tried_at, order.callback_invited_at), _half_day(clock.now())
    again = any(at is not None and _half_day(at) == now for at in tried)
    return "同一半天内已回访过或邀请过评价，请换个时段" if again else None


def _half_day(at: datetime) -> tuple[Any, bool]:
    local = at.astimezone(LOCAL)
    return local.date(), local.hour >= 12


GUARDS: Mapping[str, Guard] = {
    "may_return": _unless(lambda o, a: not o.forbid_return and o.urgency != "特急", "本工单禁止退单"),
    "within_return_limit": _unless(
        lambda o, a: o.return_until is None or clock.now() <= o.return_until, "退单时限已过"
    ),
    "not_secret": _unless(lambda o, a: not (o.is_secret and a.role in UNIT_ROLES), "保密工单不向承办单位提供联系方式"),
    "not_confidential": _unless(lambda o, a: not o.is_secret, "工单已经保密"),
    "is_confidential": _unless(lambda o, a: o.is_secret, "工单没有保密"),
    "no_report": _unless(lambda o, a: o.request_type != "举报", "举报一律保密"),
    "from_above": _unless(
        lambda o, a: a.role == SYSTEM_ROLE or o.upstream_due_at is not None or o.channel == Channel.PROVINCE,
        "不是上级平台交办的工单",
    ),
    "part_unsigned": _unless(_own_in("pending_sign"), "没有待签收的协办任务"),
    "part_at_work": _unless(_own_in("working", "sent_back"), "协办任务尚未签收或已反馈"),
    "part_open": _unless(_own_in(*_OPEN_PART), "没有可退的协办任务"),
    "a_part_asks_return": _unless(_a_part("return_requested"), "没有协办单位申请退单"),
    "a_part_submitted": _unless(_a_part("submitted"), "没有待采纳的协办反馈"),
    "takes_part": _unless(
        lambda o, a: a.role not in UNIT_ROLES or any(p.department_code in a.units for p in o.assignments),
        "本单位没有参与办理这件工单",
    ),
    "nothing_pending": _unless(lambda o, a: o.pending_request is None, "有申请正在等待审批"),
    "extension_pending": _unless(lambda o, a: o.pending_request == "extension", "没有待审批的延期申请"),
    "listing_pending": _unless(lambda o, a: o.pending_request == "listing", "没有待审批的挂账申请"),
    "needs_sign_off": _unless(lambda o, a: o.needs_sign_off, "本工单无须审签，可直接答复"),
    "needs_no_sign_off": _unless(
        lambda o, a: not (o.needs_sign_off and a.role == Role.CLERK), "答复须由本单位负责人审签，请先“送审签”"
    ),
    "sign_off_pending": _unless(lambda o, a: o.pending_request == "sign_off", "没有待审签的答复"),
    "past_retention": _unless(
        lambda o, a: o.retain_until is not None and o.retain_until <= clock.now(), "保存期限未满"
    ),
    "not_erased": _unless(lambda o, a: o.erased_at is None, "个人信息已清除"),
    "erasure_proposed": _unless(lambda o, a: o.erasure_proposed, "系统管理员没有提请清除"),
    "no_erasure_proposed": _unless(lambda o, a: not o.erasure_proposed, "已提请清除，等待热线主管决定"),
    "before_due": _unless(
        lambda o, a: o.due_at is not None and clock.now() <= o.due_at, "已超过办理期限，不能延期"
    ),
    "not_extended": _unless(lambda o, a: o.extension_count == 0, "已延期一次，不能再延"),
    "not_critical": _unless(lambda o, a: o.urgency != "特急", "特急工单不能延期"),
    "assistants_done": _assistants_done,
    "another_half_day": _another_half_day,
    "not_invited": _unless(lambda o, a: o.callback_invited_at is None, "已发出评价邀请，请等待诉求人评价"),
    "not_rated": _unless(lambda o, a: o.callback_score is None, "诉求人已经评价过"),
    "rating_unverified": _unless(lambda o, a: o.rating_unverified, "没有待核实的评价"),
    "rating_verified": _unless(lambda o, a: not o.rating_unverified, "差评还没有核实，请先回访核实"),
    "redo_left": lambda order, actor: (
        "已重办两次，请提级处理" if order.redo_count >= REDONE_AT_MOST
        else "第二次重办须由值班长督办" if order.redo_count and actor.role not in ("supervisor", "administrator")
        else None
    ),
    "may_close": lambda order, actor: (
        "不满意的工单须由值班长办结"
        if order.state == "redo" and actor.role not in ("supervisor", "administrator") else None
    ),
    "within_reopening": _unless(
        lambda o, a: o.closed_at is not None and clock.now() <= o.closed_at + REOPENS_WITHIN, "办结已超过15天，不能重启"
    ),
    "not_supervised": _unless(lambda o, a: not o.is_supervised, "工单正在督办"),
    "is_supervised": _unless(lambda o, a: o.is_supervised, "工单没有督办"),
    "question_open": _unless(lambda o, a: o.question is not None, "没有等待诉求人回复的问题"),
    "no_question_open": _unless(lambda o, a: o.question is None, "上一个问题诉求人还没有回复"),
    "may_be_public": lambda order, actor: (
        "举报和保密的工单不能公开" if order.is_secret or order.request_type == "举报"
        else "诉求人不同意公开" if order.no_public else None
    ),
    "is_released": _unless(lambda o, a: o.released_at is not None, "工单没有公开"),
    "guidance_open": _unless(lambda o, a: bool(own_guidance(o, a)), "没有业务指导任务"),
    "no_claim_open": _unless(lambda o, a: o.pending_claim is None, "有考核方面的申请正在等待审批"),
    "appeal_open": _unless(lambda o, a: o.pending_claim == "assessment_appeal", "没有待审批的考核申诉"),
    "unreasonable_open": _unless(lambda o, a: o.pending_claim == "unreasonable", "没有待审批的不合理诉求申请"),
    "exclusion_open": _unless(lambda o, a: o.pending_claim == "exclusion", "没有待审批的不纳入考核申请"),
    "reasonable": _unless(lambda o, a: not o.is_unreasonable, "已认定为不合理诉求"),
    "excluded": _unless(lambda o, a: o.is_unreasonable or bool(o.excluded_from), "工单没有不纳入考核的指标"),
    "at_risk": _unless(lambda o, a: bool(o.risk_flags), "工单没有风险标记"),
}  # fmt: skip


def _five_elements(order: WorkOrder, given: Given) -> Fault | None:
    """五要素: who, when, where, cause and course (the last two are the content)."""
    present = {
        "姓名": order.caller_name or order.is_anonymous,
        "时间": order.occurred_at,
        "地点": order.place_text.strip() or order.place_code,
    }
    missing = [name for name, value in present.items() if not value]
    return (f"五要素缺少{'、'.join(missing)}，请补充或填写理由", "reason") if missing and not given.reason else None


def _reachable(order: WorkOrder, given: Given) -> Fault | None:
    return None if order.caller_phone or order.is_anonymous else ("须有联系电话，或注明匿名", "caller_phone")


def _reply_consistent(order: WorkOrder, given: Given) -> Fault | None:
    if order.solved in ("部分解决", "未解决") and not order.unsolved_reason:
        return "未完全解决时须填写未解决原因", "unsolved_reason"
    if order.contacted and not (given["contact_at"] or order.first_contact_at):
        return "已联系群众时须填写联系时间", "contact_at"
    if order.beyond_duty and not order.beyond_kind:
        return "超职责时须填写超职责情形", "beyond_kind"
    return None


def _in_the_past(order: WorkOrder, given: Given) -> Fault | None:
    return ("联系时间不能晚于现在", "contact_at") if given["contact_at"] > clock.now() else None


def is_bad(solved: str | None, score: int | None) -> bool:
    """Whether a rating is a bad one (差评): not solved, or below 基本满意."""
    return solved == "未解决" or (score or 0) < SATISFIED


def _dissatisfied(order: WorkOrder) -> bool:
    return is_bad(order.callback_solved, order.callback_score)


def _within(name: str, number: int | None) -> Fault | None:
    why_not = FIELDS[name].outside(number) if number is not None else None
    return (why_not, name) if why_not else None


def _reason_of_dissatisfaction(order: WorkOrder, given: Given) -> Fault | None:
    told = given["callback_reason"] or not _dissatisfied(order)
    return None if told else ("不满意或未解决时须填写原因", "callback_reason")


def _corrected_rating(order: WorkOrder, given: Given) -> Fault | None:
    """误评: the citizen himself has given another grade, and it is no bad one. Nothing else changes his grade."""
    if given["rating_check"] == "mistaken":
        return ("误评须填写诉求人更正后的评价", "callback_score") if _dissatisfied(order) else None
    changed = sorted(given.filled & {"callback_score", "callback_solved"})
    return ("只有诉求人误评才能更正评价", changed[0]) if changed else None


def _bad_and_unheard(order: WorkOrder, given: Given) -> bool:
    """Dissatisfied, as no person has heard it: by page, text message, or keys."""
    return _dissatisfied(order) and given["callback_method"] != BY_PERSON


def _may_reopen(order: WorkOrder) -> bool:
    closed = order.closed_at if order.state == "closed" else None
    return closed is not None and clock.now() <= closed + REOPENS_WITHIN


def _listing_span(order: WorkOrder, given: Given) -> Fault | None:
    until, now = given["listing_until"], clock.now()
    fits = until is not None and now < until <= now + LISTED_AT_MOST
    return None if fits else ("承诺完成时间应在今后九个月之内", "listing_until")


CHECKS: Mapping[str, Check] = {
    "still_to_come": lambda order, given: (
        None
        if order.retain_until is not None and order.retain_until > clock.now()
        else ("继续保存的日期应在今后", "retain_until")
    ),
    "five_elements": _five_elements,
    "reachable": _reachable,
    "in_the_past": _in_the_past,
    "days_positive": lambda order, given: _within("extension_days", given["extension_days"]),
    "listing_within_nine_months": _listing_span,
    "reply_consistent": _reply_consistent,
    "risk_is_new": lambda order, given: (
        ("已有这种风险标记", "risk_kind") if given["risk_kind"] in order.risk_flags else None
    ),
    "risk_is_there": lambda order, given: (
        None if given["risk_kind"] in order.risk_flags else ("没有这种风险标记", "risk_kind")
    ),
    "score_one_to_five": lambda order, given: _within("callback_score", order.callback_score or 0),
    "reason_of_dissatisfaction": _reason_of_dissatisfaction,
    "corrected_rating": _corrected_rating,
}

TURNS: Mapping[str, Turn] = {
    "returned_before": lambda order, given: order.return_count >= 1,
    "third_try": lambda order, given: order.callback_tries + 1 >= TRIES,
    # who does not want to be asked is not asked again
    "refused_callback": lambda order, given: given["callback_result"] == "refused",
    # 未解决, or 不满意 for a reason on the unit's side; what is unreasonable is explained, not done again
    "to_be_redone": lambda order, given: (
        not order.is_unreasonable
        and (
            order.callback_solved == "未解决"
            or ((order.callback_score or 0) < SATISFIED and bool(given["callback_fault"]))
            or _bad_and_unheard(order, given)
        )
    ),
    "closed_too_early": lambda order, given: _may_reopen(order) and _dissatisfied(order) and not order.is_unreasonable,
    "rating_not_upheld": lambda order, given: given["rating_check"] != "confirmed",
    # what is upheld goes on where it ended: an answer to review, a closed order to its unit
    "answer_not_upheld": lambda order, given: (
        order.state in ("direct_answered", "not_accepted") and given["rating_check"] == "confirmed"
    ),
    "closing_not_upheld": lambda order, given: _may_reopen(order) and given["rating_check"] == "confirmed",
}
