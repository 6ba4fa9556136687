"""Notices as text messages: signed, short, with what the citizen can do next."""

from collections.abc import Mapping
from typing import Final

from integrations.channel import Delivery, Notice
from integrations.sms.settings import SmsSettings
from integrations.website.receipts import query_code

_NEXT: Final[Mapping[Notice, str]] = {
    "accepted": "查询码 {code}，可凭工单编号和查询码在网上查询进度。",
    "question": "请直接回复本短信。",
    "rate": "直接回复 1 至 5 即可（5 为非常满意，1 为非常不满意），不满意的请写明原因。",
}
_OR_BY_LINK: Final = "也可点开链接评价：{link} "
_CUT: Final = "……全文请拨打 12345 查询。"


def of_notice(settings: SmsSettings, delivery: Delivery) -> str:
    """The whole message: 【signature】, what is told, and what can be done; at most `longest` characters."""
    after = _NEXT.get(delivery.notice, "").format(code=query_code(delivery.external_id))
    if link := delivery.facts.get("link"):
        after += _OR_BY_LINK.format(link=link)
    return signed(settings, delivery.text, after)


def signed(settings: SmsSettings, words: str, after: str = "") -> str:
    """【signature】 and the words, cut where they are too long; `after` is never cut."""
    head, words = f"【{settings.signature}】", " ".join(words.split())
    room = settings.longest - len(head) - len(after)
    if len(words) > room:
        words = words[: room - len(_CUT)] + _CUT
    return head + words + after
