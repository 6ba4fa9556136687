"""What the coded cells of a city's tables may hold. Plain words, so that routing can read tables without the store.

`CLOCKS`, `CHANNELS`, `REQUEST_TYPES` and `PAUSES` are the workflow's own words; a test holds them together.
"""

from collections.abc import Mapping
from typing import Final

KINDS: Final = ("属地", "市直", "垂直管理", "公用企业")
LEVELS: Final[Mapping[str, str]] = {"city": "市", "county": "县市区", "town": "乡镇街道", "village": "村和社区"}
MERGE_MODES: Final = ("号码取消", "双号并行", "分中心")  # 国办发〔2020〕53号
REQUEST_TYPES: Final = ("咨询", "求助", "投诉", "举报", "建议", "表扬", "其他")
URGENCIES: Final = ("一般", "紧急", "特急")
MATCHES: Final[Mapping[str, str]] = {"words": "字面", "sound": "读音"}
PAUSES: Final[Mapping[str, str]] = {"listed": "挂账办理", "return_requested": "退单待审", "arbitration": "裁定中"}
CHANNELS: Final[Mapping[str, str]] = {
    "phone": "电话",
    "website": "网络问政平台",
    "app": "云上咸宁",
    "qr": "急难愁盼扫码办",
    "province": "省12345平台",
    "people_board": "人民网领导留言板",
    "counter": "办不成事反映窗口",
    "open311": "开放接口",
    "board": "网络论坛留言",
    "police": "110非警务警情",
    "email": "电子邮箱",
    "sms": "短信",
    "other": "其他渠道",
}
CLOCKS: Final[Mapping[str, str]] = {
    "review": "预审时限",
    "dispatch": "派单时限",
    "sign": "签收时限",
    "return": "退单时限",
    "first_contact": "先行联系时限",
    "reply": "办理期限",
    "progress": "进展报告时限",
    "arbitration": "裁定时限",
    "reply_review": "答复审核时限",
    "callback": "回访时限",
    "redo": "重办派出时限",
    "listed_progress": "挂账进展时限",
    "claim": "考核申请审批时限",
}
MATTERS: Final[Mapping[str, str]] = {
    "repeat": "重复来电",
    "group": "群体诉求",
    "same": "判为同一事项",
    "one_place": "同地同类判为群体诉求",
    "hold": "疑似重复暂不派单",
    "shift_leader": "值班长预警",
    "emergency": "突发事件预警",
}
"""REPORT 2.8: the windows and marks by which demands are one matter, and the crowds of which somebody is told."""
DATATYPES: Final[Mapping[str, str]] = {
    "string": "单行文字",
    "text": "多行文字",
    "number": "数字",
    "datetime": "日期时间",
    "singlevaluelist": "单选",
    "multivaluelist": "多选",
}
"""GeoReport v2: what the answer to a service's question may be."""
OCCASIONS: Final[Mapping[str, str]] = {
    "": "任何",
    "anonymous": "匿名诉求",
    "secret": "保密诉求",
    "redone": "重办之后",
    "verification": "差评核实",
}
CALLBACK_WAYS: Final = ("link", "automatic", "person")
"""评价链接, 自动外呼, 人工: of a call-back's attempts."""
CALLBACK_DAYS: Final[Mapping[str, str]] = {"all": "每天", "working": "工作日"}
INSPECTED: Final[Mapping[str, str]] = {"call": "通话", "order": "工单"}
"""What quality inspection draws and scores."""
REASON_LISTS: Final[Mapping[str, str]] = {
    "reject": "不予受理",
    "return": "退单",
    "unsolved": "未解决",
    "extension": "延期",
    "listing": "挂账",
    "dissatisfied": "不满意",
    "cancel": "作废",
    "beyond_duty": "超职责",  # REPORT 2.5
    "assessment": "考核申诉",  # the items of `ASSESSMENT_ITEMS` about which a unit may appeal
    "exclusion": "不纳入考核",  # REPORT 5
    "risk": "风险标记",  # REPORT 2.7, 2.8
}
ASSESSMENT_ITEMS: Final[Mapping[str, str]] = {
    "all": "全部考核指标",
    "on_time": "按时办结",
    "signing": "按时签收",
    "contact": "先行联系",
    "solved": "解决率",
    "satisfied": "满意率",
    "returns": "退单率",
    "redo": "重办率",
}
"""REPORT 5: what the formulas count; an excluded order does not count in some of it."""


SCORE: Final[Mapping[str, str]] = {
    "finish_on_time_rate": "按时办结率",
    "solved_rate": "解决率",
    "satisfied_rate": "满意率",
    "sign_on_time_rate": "按时签收率",
    "invalid_return_rate": "无效退单率（扣分）",
}
"""REPORT 5: what the composed score of a unit is made of, in the order of the settings `score-<class>`."""


def same(*words: str) -> Mapping[str, str]:
    """Words that are shown as they are."""
    return {word: word for word in words}


def listed(words: Mapping[str, str]) -> str:
    """Codes with what people call them, for a hint."""
    return "、".join(f"{code} {chinese}" for code, chinese in words.items())
