"""Every figure, once. From this table come the API, the tooltips, the documents and the reports.

Clauses: 53号 = 国办发〔2020〕53号; 66号 = 国办函〔2025〕66号; 33358 = GB/T 33358-2016; 33357 = GB/T 33357-2016; 51号 =
国办发〔2019〕51号.
"""

from collections.abc import Mapping
from typing import Final

from models.figures.definition import Metric, Source

_LEAST: Final = 10
"""REPORT 5: a rate of fewer says nothing of a unit."""
_NOT_EXCLUDED: Final = "经批准不纳入该项考核的工单（不合理诉求、考核申诉成立等）不计"

_PLAIN: Final = (Source("call"),)
_CLOSED: Final = (Source("closed"),)


def _amount(measure: str, *details: str) -> tuple[Source, ...]:
    return (Source(measure, details, "amount"),)


def _rows(measure: str, *details: str) -> tuple[Source, ...]:
    return (Source(measure, details),)


_INSPECTED: Final = (*_rows("inspected_call"), *_rows("inspected_order"))

_ALL: Final = (
    # --- what comes in
    Metric("requests", "受理诉求量", "受理", "count", "neither",
           "统计期内登记的诉求件数，按受理时间计，含全部渠道", "33358", _rows("received"), exclusions="作废的不计"),
    Metric("urgent_requests", "紧急诉求量", "受理", "count", "neither",
           "受理诉求中紧急程度为紧急、特急的件数", "66号", _rows("received", "紧急", "特急"), exclusions="作废的不计"),
    Metric("direct_answered", "直接答复量", "受理", "count", "neither",
           "受理诉求中由热线直接答复的件数，按受理时间计", "66号", _rows("direct")),
    Metric("direct_answer_rate", "直接答复率", "受理", "percent", "higher",
           "直接答复量 ÷ 受理诉求量", "66号", _rows("direct"), _rows("received"), "作废的不计", _LEAST),
    Metric("repeat_rate", "重复诉求率", "受理", "percent", "lower",
           "并入其他工单（并案有效）的诉求 ÷ 受理诉求量", "66号", _amount("received"), _rows("received"), "作废的不计",
           _LEAST),
    Metric("closed", "办结量", "受理", "count", "neither",
           "统计期内办结的诉求：办结、直接答复、不予受理（已告知途径）、紧急转接，按办结时间计；重启的不再计", "53号",
           _CLOSED,
           exclusions="作废、撤诉的不计"),
    Metric("withdrawn", "撤诉量", "受理", "count", "neither", "统计期内诉求人撤诉的件数", "53号", _rows("withdrawn")),
    # --- the telephone
    Metric("calls", "人工请求量", "话务", "count", "neither", "统计期内要求人工服务的来电，按来电时间计", "33358",
           _PLAIN,
           exclusions="空号、测试电话不计"),
    Metric("answered", "接通量", "话务", "count", "neither", "人工请求量中由话务员接听的通数", "33358", _amount("call"),
           exclusions="空号、测试电话不计"),
    Metric("answer_rate", "接通率", "话务", "percent", "higher", "接通量 ÷ 人工请求量", "33358：任意24小时不低于95%",
           _amount("call"), _PLAIN, "空号、测试电话不计", _LEAST),
    Metric("answer_15s_rate", "15秒接通率", "话务", "percent", "higher",
           "进入排队后15秒内由话务员接听的通数 ÷ 人工请求量", "33358：15秒", _rows("wait", "15"), _PLAIN,
           "空号、测试电话不计", _LEAST),
    Metric("answer_20s_rate", "20秒接通率", "话务", "percent", "higher",
           "进入排队后20秒内由话务员接听的通数 ÷ 人工请求量", "33358", _rows("wait", "15", "20"), _PLAIN,
           "空号、测试电话不计", _LEAST),
    Metric("average_wait", "平均等待时长", "话务", "seconds", "lower",
           "接通来电从进入排队到话务员接听的秒数之和 ÷ 接通量", "33358", _amount("wait"), _rows("wait"), "", _LEAST),
    Metric("abandon_rate", "放弃率", "话务", "percent", "lower",
           "进入排队5秒以后来电人挂断的通数 ÷ 人工请求量", "33358", _rows("abandoned", "late"), _PLAIN, "", _LEAST),
    Metric("automatic_rate", "自动受理率", "话务", "percent", "neither",
           "没有空闲话务员而由自动受理接待的通数 ÷ 人工请求量", "66号：智能受理", _rows("call", "automatic"),
           _PLAIN, "",
           _LEAST),
    Metric("missed", "漏接量", "话务", "count", "lower",
           "既没有话务员接听、也没有自动受理记录诉求的来电（放弃、无声、故障）", "66号", _rows("missed")),
    Metric("missed_called_back_rate", "漏接回拨率", "话务", "percent", "higher",
           "来电结束后30分钟内回拨同一号码的漏接来电 ÷ 漏接量", "66号：漏接电话回拨", _amount("missed", "known"),
           _rows("missed", "known"),
           "不显示号码的来电不计；自动回访外呼不算回拨", _LEAST, version=2),
    Metric("talk_time", "平均通话时长", "话务", "seconds", "neither",
           "话务员接听到通话结束的秒数之和 ÷ 接通量", "33357", _amount("talk"), _rows("talk"), "", _LEAST),
    Metric("wrap_up_time", "平均整理时长", "话务", "seconds", "lower",
           "话务员整理状态的秒数之和 ÷ 接通量", "33357", _amount("time", "wrap_up"), _rows("talk"), "", _LEAST),
    Metric("occupancy", "工时利用率", "话务", "percent", "neither",
           "振铃、通话、整理的时长 ÷ 振铃、通话、整理、就绪的时长", "33357",
           _amount("time", "ringing", "talking", "wrap_up"), _amount("time", "ringing", "talking", "wrap_up", "ready"),
           "示忙的时间不计"),
    # --- dispatch
    Metric("dispatched", "派单量", "派单", "count", "neither", "统计期内首次派出的工单，按派出时间计", "66号",
           _rows("dispatched")),
    Metric("dispatch_on_time_rate", "派单及时率", "派单", "percent", "higher",
           "受理后及时派出（紧急、特急30分钟内，其他2小时内）的工单 ÷ 派单量", "66号；时限为深圳的做法",
           _amount("dispatched"), _rows("dispatched"), "", _LEAST),
    Metric("first_dispatch_accuracy", "派单准确率", "派单", "percent", "higher",
           "首次派出后没有因退单或裁定更换主办单位的工单 ÷ 派单量", "66号：派单异议审核", _amount("sent_right"),
           _rows("sent_right"), "", _LEAST),
    Metric("return_rate", "退单率", "派单", "percent", "lower",
           "申请退单的次数 ÷ 派出（含改派、裁定、重办、重启）的次数",
           "66号", _rows("return"), _rows("sent"), _NOT_EXCLUDED, _LEAST),
    Metric("invalid_return_rate", "无效退单率", "派单", "percent", "lower", "被驳回的退单申请 ÷ 退单申请", "66号",
           _amount("return"), _rows("return"), _NOT_EXCLUDED, _LEAST),
    # --- the units' work
    Metric("sign_on_time_rate", "按时签收率", "办理", "percent", "higher",
           "签收时限前签收的 ÷ 签收时限在统计期内的派出次数；到期自动签收的为未按时", "33357：按时转出率",
           _amount("sign"),
           _rows("sign"), f"时限内退单、撤单的不计；{_NOT_EXCLUDED}", _LEAST),
    Metric("finish_on_time_rate", "按时办结率", "办理", "percent", "higher",
           "办理期限（含批准的延期）前答复的 ÷ 办理期限在统计期内的派出次数", "33357：按时办结率", _amount("reply"),
           _rows("reply"), f"期限内退单、撤诉的不计；{_NOT_EXCLUDED}", _LEAST),
    Metric("finish_on_time_original_rate", "原期限按时办结率", "办理", "percent", "higher",
           "原定期限（不计延期）前答复的 ÷ 原定期限在统计期内的派出次数", "33357：按时办结率",
           _amount("reply_original"),
           _rows("reply_original"), f"期限内退单、撤诉的不计；{_NOT_EXCLUDED}", _LEAST),
    Metric("response_rate", "响应率", "办理", "percent", "higher",
           "先行联系时限前联系诉求人的 ÷ 先行联系时限在统计期内的派出次数", "66号；北京三率",
           _amount("contact"), _rows("contact"), f"保密、匿名工单不计；{_NOT_EXCLUDED}", _LEAST),
    Metric("extension_rate", "延期率", "办理", "percent", "lower", "批准延期的 ÷ 办理期限在统计期内的派出次数", "66号",
           _rows("reply", "extended"), _rows("reply"), _NOT_EXCLUDED, _LEAST),
    Metric("overdue_rate", "超期率", "办理", "percent", "lower",
           "办理期限（含延期）前没有答复的 ÷ 办理期限在统计期内的派出次数", "33357",
           (Source("reply"), Source("reply", (), "amount", -1.0)), _rows("reply"), _NOT_EXCLUDED, _LEAST),
    Metric("supervisions", "督办量", "办理", "count", "lower", "统计期内的督办次数", "53号", _rows("supervision")),
    Metric("urges", "催办量", "办理", "count", "lower", "统计期内的催办次数", "53号", _rows("urge")),
    Metric("first_time_rate", "一次办结率", "办理", "percent", "higher",
           "办结后没有重办、没有重启、30天内同一诉求人没有同一三级事项的新诉求的 ÷ 办结量", "33357：首呼解决率",
           _amount("closed"), _CLOSED, "作废、撤诉的不计", _LEAST),
    # --- asked afterwards
    Metric("callbacks", "回访工单量", "回访", "count", "neither",
           "统计期内结束回访的工单（答复了的和三次未联系上的），按结束时间计", "53号", _rows("callback")),
    Metric("callback_rate", "回访率", "回访", "percent", "higher",
           "已经回访（至少一次）的 ÷ 统计期内应当回访的工单", "53号", _amount("callback_due"), _rows("callback_due"),
           "按规则不回访的不计", _LEAST),
    Metric("reached_rate", "回访成功率", "回访", "percent", "higher", "联系上并答复的 ÷ 回访工单量", "53号",
           _amount("callback"), _rows("callback"), "", _LEAST),
    Metric("solved_rate", "解决率", "回访", "percent", "higher", "诉求人评价已解决的 ÷ 对是否解决有评价的",
           "51号；北京三率",
           _rows("solved", "已解决"), _rows("solved"), f"未联系上的不计；{_NOT_EXCLUDED}", _LEAST, version=2),
    Metric("solved_weighted_rate", "解决率（部分解决折半）", "回访", "percent", "higher",
           "（已解决 + 0.5 × 部分解决） ÷ 对是否解决有评价的", "51号", _amount("solved"), _rows("solved"),
           f"未联系上的不计；{_NOT_EXCLUDED}", _LEAST, version=2),
    Metric("rated", "有效评价量", "回访", "count", "neither",
           "统计期内的满意度评价，每次办理（派出，或直接答复、不予受理退回预审后重新办理）一个（核实更正的以更正为准），"
           "按评价时间计", "51号", _rows("rating"), version=2),
    Metric("satisfied_rate", "满意率", "回访", "percent", "higher",
           "非常满意、满意、基本满意的评价 ÷ 有效评价量", "51号", _rows("rating", "5", "4", "3"), _rows("rating"),
           f"未评价的不计；{_NOT_EXCLUDED}", _LEAST, version=2),
    Metric("well_satisfied_rate", "满意率（四星以上）", "回访", "percent", "higher",
           "非常满意、满意的评价 ÷ 有效评价量", "51号", _rows("rating", "5", "4"), _rows("rating"),
           f"未评价的不计；{_NOT_EXCLUDED}", _LEAST, version=2),
    Metric("average_score", "平均满意度", "回访", "score", "higher", "评价分数（1至5）之和 ÷ 有效评价量", "51号",
           _amount("rating"), _rows("rating"), f"未评价的不计；{_NOT_EXCLUDED}", _LEAST, version=2),
    Metric("dissatisfied", "不满意评价量", "回访", "count", "lower",
           "不满意、非常不满意的评价，按不满意原因分", "51号：差评核实整改", _rows("dissatisfied"),
           exclusions=_NOT_EXCLUDED, version=2),
    Metric("redo_rate", "重办率", "回访", "percent", "lower", "重办的次数 ÷ 回访工单量", "51号", _rows("redo"),
           _rows("callback"), _NOT_EXCLUDED, _LEAST),
    Metric("second_redo_rate", "二次重办率", "回访", "percent", "lower", "第二次重办的 ÷ 回访工单量", "51号",
           _rows("redo", "2"), _rows("callback"), _NOT_EXCLUDED, _LEAST),
    # --- all in all
    Metric("composite", "办理综合分", "综合", "score", "higher",
           "按时办结率×30 + 解决率×30 + 满意率×30 + 按时签收率×10 − 无效退单率×5；"
           "缺少的项按其余各项的分值折算；各类单位的分值可由市里另定；只在同类单位内排名",
           "66号：分档分类评价；分值为本系统建议，待市里确定", least=_LEAST, version=2,
           mix={"finish_on_time_rate": 30, "solved_rate": 30, "satisfied_rate": 30, "sign_on_time_rate": 10,
                "invalid_return_rate": -5}),
    Metric("inspected", "质检量", "综合", "count", "neither", "统计期内评分的抽检通话和工单", "33357：服务规范",
           _INSPECTED),
    Metric("quality_score", "质检平均分", "综合", "score", "higher",
           "质检评分（满分100，有致命项的为0；申诉改判的以改判为准）之和 ÷ 质检量", "33357：服务规范",
           (*_amount("inspected_call"), *_amount("inspected_order")), _INSPECTED, "", _LEAST),
    Metric("quality_rate", "质检合格率", "综合", "percent", "higher",
           "质检合格的抽检通话和工单 ÷ 质检量（申诉改判的以改判为准）", "33357：服务规范",
           (*_rows("inspected_call", "passed"), *_rows("inspected_order", "passed")), _INSPECTED, "", _LEAST,
           version=2),
)  # fmt: skip

METRICS: Final[Mapping[str, Metric]] = {metric.key: metric for metric in _ALL}
