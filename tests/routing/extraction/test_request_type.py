"""The six request types by turns of speech."""

import pytest

from routing.extraction.request_type import request_type


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("请问办理社保卡需要什么材料", "咨询"),
        ("我要投诉小区物业", "投诉"),
        ("我要举报一家黑诊所无证行医", "举报"),
        ("建议在路口装一个红绿灯", "建议"),
        ("我要表扬一位公交车司机", "表扬"),
        ("家里停水两天了请帮忙解决", "求助"),
        ("楼下太吵了没人管", "投诉"),
        ("咸安区温泉街道", "求助"),
    ],
)
def test_kind(text: str, kind: str) -> None:
    assert request_type(text) == kind
