"""The verbs: from where to where, who, with what (REPORT 2.2). A way of work more is a row more.

guards and checks name conditions of `models.orders.guards`; turns name conditions under which the order goes elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from models.orders.workflow.fields import FORM, REPLY_FORM
from models.orders.workflow.states import STATES, SYSTEM_ROLE, OrderState
from models.people import Role


@dataclass(frozen=True)
class Verb:
    """What may be done to an order. to_state None: it stays where it is. from_states empty: the order begins with it.

    needs: fields that must be there afterwards (given now or before); takes: fields that may be given;
    own_unit: a clerk or head may do it only for an order that the own unit leads; assist: that it assists in;
    guards: what must hold before; checks: what must hold of the filled form; turns: (condition, state) that wins
    over to_state. `reason` and `text` may come with every verb.
    """

    name: str
    chinese: str
    from_states: frozenset[OrderState]
    to_state: OrderState | None
    roles: frozenset[str]
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    own_unit: bool = False
    assist: bool = False
    guards: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    turns: tuple[tuple[str, OrderState], ...] = ()

    @property
    def ends(self) -> frozenset[OrderState]:
        """Every state in which it may leave an order."""
        stays = self.from_states if self.to_state is None else frozenset({self.to_state})
        return stays | {state for _, state in self.turns}


_SYSTEM = frozenset({SYSTEM_ROLE})
_HOTLINE = frozenset({Role.AGENT, Role.SENIOR_AGENT, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR, SYSTEM_ROLE})
_PEOPLE = _HOTLINE - _SYSTEM
_REVIEW = frozenset({Role.SENIOR_AGENT, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR})
_DISPATCH = frozenset({Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR})
_LEADS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
_UNIT = frozenset({Role.CLERK, Role.DEPARTMENT_HEAD, Role.SUPERVISOR, Role.ADMINISTRATOR})
_OWN_UNIT = frozenset({Role.CLERK, Role.DEPARTMENT_HEAD})
_CALLBACK = frozenset({Role.CALLBACK_AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR, SYSTEM_ROLE})
_CLOSE = _REVIEW | {Role.CALLBACK_AGENT, SYSTEM_ROLE}

_NEW = frozenset[OrderState]({"draft", "review"})
_OPEN = frozenset[OrderState](
    {"pending_dispatch", "dispatched", "return_requested", "arbitration", "handling", "listed", "replied", "redo"}
)
_ALIVE = _NEW | _OPEN | frozenset[OrderState]({"emergency", "merged", "callback"})
_PUBLIC = _OPEN | frozenset[OrderState]({"callback", "direct_answered", "closed"})
_AT_UNIT = frozenset[OrderState]({"dispatched", "return_requested", "arbitration", "handling", "listed"})
_RATEABLE = frozenset[OrderState]({"direct_answered", "not_accepted", "closed"})
# 首接负责: who took it first keeps in touch until somebody else has it.
_KEPT = frozenset[OrderState]({"handling", "listed", "return_requested", "arbitration"})
_ASSESSED = frozenset[OrderState]({"handling", "listed", "replied", "callback", "redo", "closed"})
_NOT_ARCHIVED = frozenset[OrderState](STATES) - {"archived"}
_VERIFIED = ("rating_check", "callback_solved", "callback_score", "callback_true", "callback_contacted",
             "callback_reason", "callback_code", "callback_call")  # fmt: skip
_EVERYBODY = _HOTLINE | _UNIT | {Role.CALLBACK_AGENT}


def _in(*states: OrderState) -> frozenset[OrderState]:
    return frozenset(states)


_ALL = (
    # --- at the hotline
    Verb("create", "登记", frozenset(), "draft", _HOTLINE, takes=FORM),
    Verb("edit", "修改", _NEW | {"pending_dispatch"}, None, _HOTLINE, takes=FORM),
    Verb("submit", "提交预审", _in("draft"), "review", _HOTLINE,
         needs=("title", "content"), takes=FORM, checks=("five_elements", "reachable")),
    Verb("answer", "直接答复", _NEW, "direct_answered", _PEOPLE,
         needs=("public_reply_text", "knowledge_ref"), takes=("public_reply_text", "knowledge_ref")),
    Verb("transfer_emergency", "紧急转接", _NEW, "emergency", _HOTLINE,
         needs=("emergency_service",), takes=("emergency_service", "transfer_ack")),
    Verb("reject", "不予受理", _NEW | {"pending_dispatch"}, "not_accepted", _REVIEW,
         needs=("reject_code", "route_told"), takes=("reject_code", "route_told")),
    Verb("confirm_emergency", "登记对方确认", _in("emergency"), None, _HOTLINE,
         needs=("transfer_ack",), takes=("transfer_ack",)),
    Verb("appeal", "申请复核", _in("direct_answered", "not_accepted"), "review", _HOTLINE, needs=("reason",)),
    Verb("approve", "预审通过", _in("review"), "pending_dispatch", _REVIEW | _SYSTEM, needs=("title", "content")),
    Verb("send_back_draft", "退回话务员", _in("review"), "draft", _REVIEW, needs=("reason",)),
    Verb("dispatch", "派单", _in("draft", "pending_dispatch", "emergency"), "dispatched", _HOTLINE,
         needs=("title", "content", "lead_code"), takes=FORM),
    Verb("merge", "并案", _NEW | {"pending_dispatch"}, "merged", _REVIEW,
         needs=("master_no",), takes=("master_no",)),
    Verb("unmerge", "撤销并案", _in("merged"), "review", _REVIEW | _SYSTEM, needs=("reason",)),
    Verb("take_answer", "并案答复", _in("merged"), "callback", _SYSTEM),
    # --- files: `models.orders.attaching` does these
    Verb("attach", "添加附件", _NOT_ARCHIVED, None, _EVERYBODY,
         needs=("attachment",), takes=("attachment",), guards=("takes_part",)),
    Verb("detach", "撤回附件", _NOT_ARCHIVED, None, _EVERYBODY,
         needs=("attachment", "reason"), takes=("attachment",), guards=("takes_part",)),
    # --- whose order is it
    Verb("sign", "签收", _in("dispatched"), "handling", _UNIT | _SYSTEM, own_unit=True),
    Verb("request_return", "申请退单", _in("dispatched", "handling"), "return_requested", _UNIT,
         needs=("return_reason", "return_basis"), takes=("return_reason", "return_basis"), own_unit=True,
         guards=("may_return", "within_return_limit"), turns=(("returned_before", "arbitration"),)),
    Verb("agree_return", "同意退单", _in("return_requested"), "pending_dispatch", _DISPATCH),
    Verb("refuse_return", "驳回退单", _in("return_requested"), "handling", _DISPATCH,
         needs=("reason",), takes=("forbid_return",)),
    Verb("take_back", "收回改派", _AT_UNIT, "pending_dispatch", _DISPATCH | _SYSTEM, needs=("reason",)),
    Verb("refer_arbitration", "提请裁定", _in("return_requested", "pending_dispatch"), "arbitration", _DISPATCH,
         needs=("reason",)),
    Verb("rule", "裁定", _in("arbitration"), "dispatched", _DISPATCH,
         needs=("lead_code", "arbitration_opinion"),
         takes=("lead_code", "assist_codes", "guidance_code", "arbitration_opinion")),
    # --- the unit's work
    Verb("sub_dispatch", "加派", _in("handling", "listed"), None, _UNIT,
         needs=("add_units",), takes=("add_units",), own_unit=True),
    Verb("contact", "先行联系", _KEPT | {"dispatched"}, None, _UNIT,
         needs=("contact_at",), takes=("contact_at", "contact_by"), own_unit=True,
         guards=("not_secret",), checks=("in_the_past",)),
    Verb("report_progress", "报告进展", _KEPT, None, _UNIT, needs=("text",), own_unit=True),
    Verb("sign_part", "协办签收", _in("dispatched", "handling", "listed"), None, _UNIT, assist=True,
         guards=("part_unsigned",)),
    Verb("submit_part", "协办反馈", _in("dispatched", "handling", "listed"), None, _UNIT,
         needs=("text",), assist=True, guards=("part_at_work",)),
    Verb("return_part", "协办退单", _in("dispatched", "handling", "listed"), None, _UNIT,
         needs=("reason",), assist=True, guards=("part_open",)),
    Verb("agree_part_return", "同意协办退单", _OPEN, None, _DISPATCH,
         needs=("part_unit",), takes=("part_unit",), guards=("a_part_asks_return",)),
    Verb("refuse_part_return", "驳回协办退单", _OPEN, None, _DISPATCH,
         needs=("part_unit", "reason"), takes=("part_unit",), guards=("a_part_asks_return",)),
    Verb("accept_part", "采纳协办反馈", _in("handling", "listed"), None, _UNIT,
         needs=("part_unit",), takes=("part_unit",), own_unit=True, guards=("a_part_submitted",)),
    Verb("send_back_part", "退回协办反馈", _in("handling", "listed"), None, _UNIT,
         needs=("part_unit", "reason"), takes=("part_unit",), own_unit=True, guards=("a_part_submitted",)),
    Verb("guide", "业务指导", _in("dispatched", "handling", "listed"), None, _UNIT,
         needs=("text",), guards=("guidance_open",)),
    Verb("request_extension", "申请延期", _in("handling"), None, _UNIT,
         needs=("extension_days", "reason"), takes=("extension_days", "extension_code"), own_unit=True,
         guards=("nothing_pending", "before_due", "not_extended", "not_critical"), checks=("days_positive",)),
    Verb("grant_extension", "同意延期", _in("handling"), None, _DISPATCH,
         takes=("extension_days",), guards=("extension_pending",), checks=("days_positive",)),
    Verb("refuse_extension", "驳回延期", _in("handling"), None, _DISPATCH,
         needs=("reason",), guards=("extension_pending",)),
    Verb("request_listing", "申请挂账", _in("handling"), None, _UNIT,
         needs=("listing_plan", "listing_until", "caller_told"),
         takes=("listing_plan", "listing_until", "caller_told", "listing_code"),
         own_unit=True, guards=("nothing_pending",), checks=("listing_within_nine_months",)),
    Verb("grant_listing", "同意挂账", _in("handling"), "listed", _DISPATCH, guards=("listing_pending",)),
    Verb("refuse_listing", "驳回挂账", _in("handling"), None, _DISPATCH,
         needs=("reason",), guards=("listing_pending",)),
    Verb("unlist", "销账", _in("listed"), "handling", _UNIT | _SYSTEM, needs=("reason",), own_unit=True),
    Verb("reply", "答复", _in("handling", "listed"), "replied", _UNIT,
         needs=("reply_text", "public_reply_text", "solved"), takes=REPLY_FORM, own_unit=True,
         guards=("needs_no_sign_off", "assistants_done", "nothing_pending"), checks=("reply_consistent",)),
    # 审签 (REPORT 2.5, 9): where the city's policy wants it, the head signs a reply before it leaves, or gives it
    Verb("request_sign_off", "送审签", _in("handling", "listed"), None, frozenset({Role.CLERK}),
         needs=("reply_text", "public_reply_text", "solved"), takes=REPLY_FORM, own_unit=True,
         guards=("needs_sign_off", "assistants_done", "nothing_pending"), checks=("reply_consistent",)),
    Verb("sign_off", "审签通过", _in("handling", "listed"), "replied", frozenset({Role.DEPARTMENT_HEAD}),
         needs=("reply_text", "public_reply_text", "solved"), takes=REPLY_FORM, own_unit=True,
         guards=("sign_off_pending", "assistants_done"), checks=("reply_consistent",)),
    Verb("refuse_sign_off", "审签退回", _in("handling", "listed"), None, frozenset({Role.DEPARTMENT_HEAD}),
         needs=("reason",), own_unit=True, guards=("sign_off_pending",)),
    # --- afterwards
    Verb("accept_reply", "审核通过", _in("replied"), "callback", _REVIEW,
         needs=("reply_text", "public_reply_text", "solved")),
    Verb("send_back_reply", "审核退回", _in("replied"), "handling", _REVIEW, needs=("reason",)),
    Verb("invite_callback", "邀请评价", _in("callback"), None, _SYSTEM, guards=("not_invited",)),
    Verb("try_callback", "回访未接通", _in("callback"), None, _CALLBACK,
         needs=("callback_method",), takes=("callback_method", "callback_result", "callback_call"),
         guards=("another_half_day",), turns=(("third_try", "closed"), ("refused_callback", "closed"))),
    Verb("record_callback", "回访结果", _in("callback"), "closed", _CALLBACK,
         needs=("callback_method", "callback_solved", "callback_score"),
         takes=("callback_method", "callback_solved", "callback_score", "callback_reason", "callback_code",
                "callback_fault", "callback_true", "callback_contacted", "callback_call"),
         checks=("score_one_to_five", "reason_of_dissatisfaction"), turns=(("to_be_redone", "redo"),)),
    # 好差评 beside the call-back, once an order; a bad one of an order that is just closed begins the same loop
    Verb("rate", "诉求人评价", _RATEABLE, None, _SYSTEM,
         needs=("callback_method", "callback_score"),
         takes=("callback_method", "callback_solved", "callback_score", "callback_reason", "callback_code"),
         guards=("not_rated",), checks=("score_one_to_five",), turns=(("closed_too_early", "redo"),)),
    # what he says after that is kept, and changes no rating
    Verb("rate_again", "诉求人追加评价", _RATEABLE, None, _SYSTEM,
         needs=("callback_method", "later_score"),
         takes=("callback_method", "later_solved", "later_score", "callback_reason")),
    # a bad rating that no person has heard is verified before the order goes round again, or on
    Verb("try_verification", "核实未接通", _RATEABLE | {"redo"}, None, _CALLBACK - _SYSTEM,
         needs=("callback_method",), takes=("callback_method", "callback_result", "callback_call"),
         guards=("rating_unverified", "another_half_day")),
    Verb("verify_rating", "核实差评", _in("redo"), None, _CALLBACK - _SYSTEM,
         needs=("rating_check", "reason"),
         takes=_VERIFIED,
         guards=("rating_unverified",), checks=("score_one_to_five", "corrected_rating"),
         turns=(("rating_not_upheld", "closed"),)),
    # of what has ended otherwise: an answer that does not stand is looked at anew, a closed order is done again
    Verb("verify_ended", "核实办结后差评", _RATEABLE, None, _CALLBACK - _SYSTEM,
         needs=("rating_check", "reason"), takes=_VERIFIED,
         guards=("rating_unverified",), checks=("score_one_to_five", "corrected_rating"),
         turns=(("answer_not_upheld", "review"), ("closing_not_upheld", "redo"))),
    Verb("redo", "重办", _in("redo"), "dispatched", _REVIEW | {Role.CALLBACK_AGENT},
         needs=("lead_code", "reason"), guards=("rating_verified", "redo_left")),
    Verb("close", "办结", _in("replied", "callback", "redo"), "closed", _CLOSE, guards=("may_close",)),
    Verb("reopen", "重启", _in("closed"), "dispatched", _REVIEW,
         needs=("lead_code", "reason"), takes=("lead_code", "assist_codes"), guards=("within_reopening",)),
    Verb("supervise", "督办", _OPEN | {"callback"}, None, _DISPATCH | _SYSTEM, needs=("reason",),
         guards=("not_supervised",)),
    Verb("lift_supervision", "解除督办", _NOT_ARCHIVED, None, _LEADS,
         needs=("reason",), guards=("is_supervised",)),
    Verb("urge", "催办", _OPEN | {"review"}, None, _HOTLINE | {Role.CALLBACK_AGENT}, needs=("reason",)),
    Verb("cancel", "作废", _NEW | {"pending_dispatch", "dispatched"}, "cancelled", _PEOPLE, needs=("reason",),
         takes=("cancel_code",)),
    Verb("withdraw", "撤诉", _in("handling", "listed", "return_requested", "arbitration", "emergency"), "cancelled",
         _REVIEW, needs=("reason",), takes=("cancel_code",)),
    # --- with the citizen, and before everybody
    Verb("ask", "询问诉求人", _NEW | _OPEN, None, _UNIT | _PEOPLE, needs=("text",), own_unit=True,
         guards=("no_question_open",)),
    Verb("answer_question", "诉求人回复", _ALIVE, None, _HOTLINE, needs=("text",), guards=("question_open",)),
    Verb("supplement", "补充诉求", _ALIVE, None, _HOTLINE, needs=("text",)),
    Verb("release", "公开", _PUBLIC, None, _REVIEW, takes=("public_title", "public_content"),
         guards=("may_be_public",)),
    Verb("retract", "撤回公开", _PUBLIC | frozenset[OrderState]({"archived"}), None, _REVIEW, needs=("reason",),
         guards=("is_released",)),
    # --- who may know who asked, and what; a draft's sender may be taken at his word by its form
    Verb("conceal", "转为保密", _NOT_ARCHIVED, None, _HOTLINE | {Role.CALLBACK_AGENT}, needs=("reason",),
         guards=("not_confidential",)),
    Verb("lift_secrecy", "解除保密", _NOT_ARCHIVED, None, _LEADS, needs=("reason",),
         guards=("is_confidential", "no_report")),
    Verb("archive", "归档", _in("direct_answered", "emergency", "not_accepted", "closed", "cancelled"), "archived",
         _LEADS | _SYSTEM, guards=("not_supervised", "no_claim_open", "rating_verified")),
    # --- what is kept no longer: the administrator proposes, the supervisor decides: two people (ADR 0016)
    Verb("propose_erasure", "提请清除个人信息", _in("archived"), None, frozenset({Role.ADMINISTRATOR}),
         needs=("reason",), guards=("not_erased", "past_retention", "no_erasure_proposed")),
    Verb("erase", "清除个人信息", _in("archived"), None, frozenset({Role.SUPERVISOR}),
         needs=("reason",), guards=("not_erased", "past_retention", "erasure_proposed")),
    Verb("keep_longer", "继续保存", _in("archived"), None, frozenset({Role.SUPERVISOR}),
         needs=("reason", "retain_until"), takes=("retain_until",), guards=("not_erased",), checks=("still_to_come",)),
    # --- limits that change: by the platform above us; by a year's holidays (`models.clocks.recounting`)
    Verb("take_upstream_limit", "上级改期", _ALIVE, None, _DISPATCH | _SYSTEM, needs=("upstream_due_at", "reason"),
         takes=("upstream_due_at",), guards=("from_above",)),
    Verb("recount", "重算期限", _NOT_ARCHIVED - {"draft"}, None, _SYSTEM, needs=("reason",)),
    # --- assessment: a unit asks, the lead of the hotline decides; never the same person (REPORT 2.2, 5, 8)
    Verb("request_assessment_appeal", "考核申诉", _ASSESSED, None, _OWN_UNIT,
         needs=("assessment_item", "reason", "evidence"), takes=("assessment_item", "evidence"), own_unit=True,
         guards=("no_claim_open",)),
    Verb("grant_assessment_appeal", "同意考核申诉", _NOT_ARCHIVED, None, _LEADS, guards=("appeal_open",)),
    Verb("refuse_assessment_appeal", "驳回考核申诉", _NOT_ARCHIVED, None, _LEADS,
         needs=("reason",), guards=("appeal_open",)),
    Verb("request_unreasonable", "申请认定不合理诉求", _in("handling", "listed"), None, _OWN_UNIT,
         needs=("reason", "evidence"), takes=("evidence",), own_unit=True, guards=("no_claim_open", "reasonable")),
    Verb("grant_unreasonable", "认定不合理诉求", _NOT_ARCHIVED, None, _LEADS, guards=("unreasonable_open",)),
    Verb("refuse_unreasonable", "驳回不合理诉求申请", _NOT_ARCHIVED, None, _LEADS,
         needs=("reason",), guards=("unreasonable_open",)),
    Verb("request_exclusion", "申请不纳入考核", _ASSESSED, None,
         _OWN_UNIT | {Role.SENIOR_AGENT, Role.DISPATCHER, Role.CALLBACK_AGENT},
         needs=("exclusion_reason", "reason", "evidence"), takes=("exclusion_reason", "evidence"), own_unit=True,
         guards=("no_claim_open",)),
    Verb("grant_exclusion", "同意不纳入考核", _NOT_ARCHIVED, None, _LEADS, guards=("exclusion_open",)),
    Verb("refuse_exclusion", "驳回不纳入考核", _NOT_ARCHIVED, None, _LEADS,
         needs=("reason",), guards=("exclusion_open",)),
    Verb("revoke_exclusion", "恢复纳入考核", _NOT_ARCHIVED, None, _LEADS, needs=("reason",), guards=("excluded",)),
    # --- risk
    Verb("flag_risk", "标记风险", _NOT_ARCHIVED, None, _HOTLINE | _UNIT | {Role.CALLBACK_AGENT},
         needs=("risk_kind", "reason"), takes=("risk_kind",), own_unit=True, checks=("risk_is_new",)),
    Verb("clear_risk", "解除风险标记", _NOT_ARCHIVED, None, _REVIEW,
         needs=("risk_kind", "reason"), takes=("risk_kind",), guards=("at_risk",), checks=("risk_is_there",)),
)  # fmt: skip

VERBS: Mapping[str, Verb] = {verb.name: verb for verb in _ALL}
