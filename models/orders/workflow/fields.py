"""Every field that a verb may take: its Chinese name and what it may hold. The API's bodies are made from this."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "line", "text", "flag", "number", "instant", "choice", "code", "codes", "order_no", "json", "decimal", "attachment"
]
Catalogue = Literal["category", "department", "division", "part"]

CALLBACK_RESULTS = {
    "no_answer": "无人接听",
    "busy": "占线",
    "machine": "语音信箱",
    "wrong_number": "号码有误",
    "refused": "拒绝回访",
    "failed": "未能呼出",
    "unanswered": "未回应评价邀请",
}
"""How a call-back that brought no answer ended."""
RATING_CHECKS = {
    "confirmed": "属实，应当重办",
    "not_unit": "属实，原因不在承办单位",
    "mistaken": "误评，诉求人已更正",
}
"""What a person found when a bad rating was verified (国办发〔2019〕51号: 差评核实)."""


@dataclass(frozen=True)
class Field:
    """choices: word -> Chinese; column: it is kept in the order's row, else only with the step that gave it.

    of: where a code comes from; part: the order's own assisting units. least, most: the bounds of a number.
    reasons: the city's list of reasons that it is a code of; tells: the text that takes the reason's name where it is
    empty. sealed: what the citizen said of the service; the timeline tells that there was something, not what.
    """

    chinese: str
    kind: Kind = "line"
    choices: Mapping[str, str] | None = None
    column: bool = True
    of: Catalogue | None = None
    least: int | None = None
    most: int | None = None
    reasons: str = ""
    tells: str = ""
    sealed: bool = False

    def outside(self, number: int) -> str | None:
        """In Chinese, that a number is out of bounds; None where it is within."""
        if self.least is None or self.most is None or self.least <= number <= self.most:
            return None
        return f"{self.chinese}应为 {self.least} 至 {self.most}"


def _same(*words: str) -> Mapping[str, str]:
    return {word: word for word in words}


def _code(chinese: str, of: Catalogue, kind: Kind = "code", *, column: bool = True) -> Field:
    return Field(chinese, kind, column=column, of=of)


def _step(chinese: str, kind: Kind = "line", choices: Mapping[str, str] | None = None) -> Field:
    return Field(chinese, kind, choices, column=False)


def _why(chinese: str, reasons: str, tells: str = "") -> Field:
    return Field(chinese, "choice", column=False, reasons=reasons, tells=tells)


FIELDS: Mapping[str, Field] = {
    # the demand
    "title": Field("标题"),
    "content": Field("诉求内容", "text"),
    "request_type": Field("诉求类型", "choice", _same("咨询", "求助", "投诉", "举报", "建议", "表扬", "其他")),
    "urgency": Field("紧急程度", "choice", _same("一般", "紧急", "特急")),
    "category_code": _code("事项分类", "category"),
    "lead_code": _code("主办单位", "department"),
    "assist_codes": _code("协办单位", "department", "codes"),
    "guidance_code": _code("业务指导单位", "department"),
    "accused_code": _code("被反映单位", "department"),
    "place_code": _code("行政区划", "division"),
    "place_text": Field("地点"),
    "occurred_at": Field("发生时间", "instant"),
    "upstream_due_at": Field("上级期限", "instant"),
    "caller_name": Field("诉求人"),
    "caller_phone": Field("联系电话"),
    "caller_address": Field("联系地址"),
    "is_anonymous": Field("匿名", "flag"),
    "is_secret": Field("保密", "flag"),
    "no_public": Field("不同意公开", "flag"),
    "lat": Field("纬度", "decimal"),
    "lng": Field("经度", "decimal"),
    "advice": Field("派单建议", "json"),
    "confidence": Field("置信度", "decimal"),
    "waits_for_person": Field("待人工处理", "flag"),
    "wait_reason": Field("待处理原因"),
    # what anybody may read
    "public_title": Field("公开标题"),
    "public_content": Field("公开的诉求内容", "text"),
    # why, in the actor's words
    "reason": _step("理由"),
    "text": _step("说明", "text"),
    # its number; files come in by an endpoint of their own, never as a field of a form
    "attachment": _step("附件", "attachment"),
    "cancel_code": _why("作废原因", "cancel", "reason"),
    # ways out at the hotline
    "knowledge_ref": Field("知识库条目"),
    "emergency_service": Field("转接对象", "choice", _same("110", "119", "120", "122")),
    "transfer_ack": _step("对方确认情况"),
    "reject_code": Field("不予受理原因", "choice", reasons="reject"),
    "route_told": Field("已告知的途径"),
    "master_no": _step("主工单编号", "order_no"),
    # return and arbitration
    "return_reason": _why("退单原因", "return"),
    "return_basis": _step("退单依据"),
    "forbid_return": Field("禁止再退", "flag"),
    "arbitration_opinion": _step("裁定意见", "text"),
    # handling
    "add_units": _code("加派单位", "department", "codes", column=False),
    "part_unit": _code("协办单位", "part", column=False),
    "contact_at": _step("联系时间", "instant"),
    # how, not under which number: numbers are the citizen's own and stay sealed
    "contact_by": _step("联系方式", "choice", _same("拨打登记号码", "拨打其他号码", "上门当面", "短信或网络")),
    "extension_days": Field("延期工作日数", "number", column=False, least=1, most=15),
    "extension_code": _why("延期原因", "extension", "reason"),
    "listing_code": _why("挂账原因", "listing", "reason"),
    "listing_plan": _step("挂账办理计划", "text"),
    "listing_until": _step("承诺完成时间", "instant"),
    "caller_told": _step("已告知诉求人", "flag"),
    # reply form, REPORT 2.5
    "reply_text": Field("办理情况", "text"),
    "public_reply_text": Field("公开答复内容", "text"),
    "found_true": Field("诉求是否属实", "choice", _same("属实", "部分属实", "不属实", "无法核实")),
    "beyond_duty": Field("是否超职责", "flag"),
    "contacted": Field("是否联系群众", "flag"),
    "solved": Field("是否解决", "choice", _same("已解决", "部分解决", "未解决", "不适用")),
    "unsolved_reason": Field("未解决原因"),
    "unsolved_code": _why("未解决原因类别", "unsolved", "unsolved_reason"),
    "legal_basis": Field("法规依据"),
    "signer": Field("签发人"),
    "beyond_kind": Field("超职责情形", "choice", reasons="beyond_duty"),
    "stated_satisfaction": Field("群众反馈", "choice", _same("满意", "基本满意", "不满意", "未表态")),
    # call-back
    "callback_method": _step("回访方式", "choice", _same("人工", "短信", "语音", "智能", "网页")),
    "callback_solved": Field("回访：是否解决", "choice", _same("已解决", "部分解决", "未解决")),
    "callback_score": Field("满意度（1-5）", "number", least=1, most=5),
    "callback_reason": Field("诉求人的意见", "text", column=False, sealed=True),
    "callback_code": _why("不满意原因类别", "dissatisfied", "callback_reason"),
    "callback_fault": _step("原因在承办单位", "flag"),
    "callback_true": _step("办理情况属实", "flag"),
    "callback_contacted": _step("承办单位联系过诉求人", "flag"),
    "later_solved": _step("追加评价：是否解决", "choice", _same("已解决", "部分解决", "未解决")),
    "later_score": Field("追加评价：满意度（1-5）", "number", column=False, least=1, most=5),
    "callback_result": _step("回访情形", "choice", CALLBACK_RESULTS),
    "callback_call": _step("回访通话"),
    "rating_check": _step("核实结论", "choice", RATING_CHECKS),
    # assessment and risk
    "assessment_item": _why("申诉指标", "assessment"),
    "exclusion_reason": _why("不纳入考核情形", "exclusion"),
    "evidence": _step("佐证材料", "text"),
    "retain_until": Field("继续保存至", "instant"),
    "risk_kind": _why("风险类型", "risk"),
}

FORM = (
    "title", "content", "request_type", "urgency", "category_code", "lead_code", "assist_codes", "guidance_code",
    "accused_code", "place_code", "place_text", "occurred_at", "caller_name", "caller_phone", "caller_address",
    "is_anonymous", "is_secret", "no_public", "lat", "lng", "upstream_due_at",
    "advice", "confidence", "waits_for_person", "wait_reason",
)  # fmt: skip
REPLY_FORM = (
    "reply_text", "public_reply_text", "found_true", "beyond_duty", "beyond_kind", "contacted", "contact_by",
    "contact_at", "solved", "unsolved_reason", "unsolved_code", "stated_satisfaction", "legal_basis", "signer",
)  # fmt: skip
