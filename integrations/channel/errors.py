"""What can go wrong with a channel. Every code is stable; the table gives it a name for people and says what to do."""

from collections.abc import Mapping
from typing import Final

CODES: Final[Mapping[str, str]] = {
    "encoding-broken": "文字编码损坏，无法完整还原：请对照原文修正后重放",
    "message-unreadable": "消息格式不符合约定：请联系对方系统，或补填后重放",
    "text-empty": "没有诉求内容：请补填后重放，或作废",
    "phone-invalid": "联系电话不可用",
    "kind-unknown": "不认识的业务类型：请改为正确的类型后重放",
    "reference-unknown": "找不到所补充的诉求或工单：请核对编号后重放",
    "reference-closed": "所指工单已办结，不能再补充",
    "processing-crashed": "处理时进程反复中断：请检查原文，修正后重放",
    "processing-failed": "处理失败：请查看日志后重放",
    "channel-unknown": "渠道未安装",
    "channel-disabled": "渠道未启用",
    "settings-missing": "渠道尚未设置",
    "far-side-away": "对方系统无响应，将自动重试",
    "far-side-refused": "对方系统拒收：请查看原因后重放",
    "far-side-unreadable": "对方系统的应答不符合约定",
    "credentials-refused": "对方系统不接受我方凭证：请检查渠道设置",
    "delivery-uncertain": "发出时进程中断，不能确定对方是否收到：请核实后决定是否重发",
    "signature-missing": "请求没有签名",
    "signature-wrong": "请求签名不正确",
    "signature-expired": "请求时间超出允许范围：请校准时钟后重新签名",
    "signature-replayed": "请求的随机串已使用过：请重新签名",
    "key-missing": "缺少 Idempotency-Key，或格式不符（8 至 200 个可见字符）",
    "key-taken": "同一 Idempotency-Key 已用于不同的内容：请换新的编号",
    "message-unknown": "没有这条消息",
    "attachment-refused": "附件不符合要求，未保存",
    "attachment-unreadable": "附件的编码或写法不符合约定，未收下：请对方重新提供",
    "attachment-too-many": "一条消息的附件过多，这个未收下：请对方另行提供",
    "attachment-address-refused": "附件的地址不在渠道设置的范围内，未取：请核对渠道设置，或请对方随消息发来",
    "attachment-unreachable": "附件多次未能取回，未收下：请对方重新提供",
    "sms-limit": "该号码短时间内短信过多，稍后自动再发",
    "sms-balance": "短信网关余额不足或配额用尽：请联系短信服务商，充值后自动再发",
    "sms-blocked": "该号码已退订或被网关屏蔽：请改用电话告知",
    "sms-content-refused": "短信网关未通过内容审核：请改用电话告知，或修改答复后重发",
    "sms-undelivered": "短信未送达（关机、停机或空号）：请改用电话告知",
    "mail-folder-unknown": "邮箱中没有这个文件夹：请检查渠道设置",
    "mail-address-refused": "对方邮箱地址不存在或拒收：请改用电话告知",
    "mail-returned": "邮件被退回，未送达：请改用电话告知",
    "mail-limit": "该邮箱短时间内邮件过多，稍后自动再发",
    "mail-automatic": "机器自动发出的邮件：请人工查看，是诉求的修正后重放，否则作废",
    "emergency-unacknowledged": "有紧急转接对方未确认接警：请立即电话联系对方，并登记对方确认",
    "sender-too-often": "同一号码或邮箱短时间内来信过多：请人工查看后重放或作废",
}

GIVEN_UP: Final[Mapping[str, str]] = {
    "far-side-away": "对方系统多次无响应，已停止重试：请联系对方恢复后重发",
    "far-side-unreadable": "对方系统的应答一直不符合约定，已停止重试：请联系对方处理后重发",
    "sms-limit": "该号码短信一直过多，已停止重试：请改用电话告知，或稍后重发",
    "sms-balance": "短信网关余额一直不足，已停止重试：请充值后重发",
    "mail-limit": "该邮箱邮件一直过多，已停止重试：请改用电话告知，或稍后重发",
}
"""What is said instead once no further try is made."""


def in_words(code: str, given_up: bool = False) -> str:
    """What a code says to people; an unknown one says itself."""
    return (GIVEN_UP.get(code) if given_up else None) or CODES.get(code, code)


class ChannelError(Exception):
    """Base. code: of `CODES`; detail: for the log and the operator, never with personal data in it."""

    code = "processing-failed"
    lasting = False

    def __init__(self, code: str | None = None, detail: str = "") -> None:
        self.code = code or type(self).code
        self.detail = detail
        super().__init__(f"{self.code}: {detail}" if detail else self.code)


class Unreadable(ChannelError):
    """The message itself is at fault: trying again is useless, a person must look."""

    code, lasting = "message-unreadable", True


class TryLater(ChannelError):
    """It may go well another time: the far side is away, or what the message belongs to has not come yet."""

    code = "far-side-away"


class Uncertain(TryLater):
    """The far side was asked and did not answer: it may have done it. Only one that remembers keys is asked again."""

    code = "delivery-uncertain"


class Refused(ChannelError):
    """The far side understood and said no: trying again is useless."""

    code, lasting = "far-side-refused", True
