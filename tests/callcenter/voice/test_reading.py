"""How figures are read aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.voice.reading import spoken


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("拨打12345热线", "拨打幺二三四五热线"),
        ("3个工作日内", "三个工作日内"),
        ("欠了2000元", "欠了二千元"),
        ("电话13812345678", "电话幺三八，幺二三四，五六七八"),
        ("座机07158255123", "座机零七幺五，八二五五，幺二三"),
        ("2026年11月23日", "二零二六年十一月二十三日"),
        ("报警打110", "报警打幺幺零"),
        ("110个人", "幺幺零个人"),  # the price of reading emergency numbers rightly
        ("下午14:05", "下午十四点零五分"),
        ("晚上8:00", "晚上八点"),
        ("涨了12.5%", "涨了百分之十二点五"),
        ("没有数字", "没有数字"),
    ],
)
def test_figures_become_words(written: str, said: str) -> None:
    assert spoken(written) == said


@given(st.text(alphabet="0123456789.:%年月日元 ，号打", max_size=30))
def test_no_digit_is_left(text: str) -> None:
    assert not any(c.isdigit() for c in spoken(text))
