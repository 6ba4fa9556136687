"""Numbers in free text: hidden on the way out, kept through an edit, and nothing else touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.web.masking import masked, masked_text, restored


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("请打13812345678找我", "请打138****5678找我"),
        ("电话138 1234 5678。", "电话138****5678。"),
        ("电话138-1234-5678", "电话138****5678"),
        ("+8613812345678", "138****5678"),
        ("身份证42230119800101123X号", "身份证422301********123X号"),
        ("工单XNPH202611230000019", "工单XNPH202611230000019"),
        ("0715-8235678 和 12345", "0715-8235678 和 12345"),
        ("3f2504e0-4f89-41d3-9a0c-a13812345678", "3f2504e0-4f89-41d3-9a0c-a13812345678"),
        ("3f2504e0-4f89-41d3-9a0c-138123456789", "3f2504e0-4f89-41d3-9a0c-138123456789"),
        ("金额113812345678元", "金额113812345678元"),
    ],
)
def test_only_mobile_and_identity_numbers_are_masked(text: str, shown: str) -> None:
    assert masked_text(text) == shown


def test_every_string_of_a_document_is_masked() -> None:
    assert masked({"form": {"title": "找13812345678"}, "list": ["13912345678", 7, None]}) == {
        "form": {"title": "找138****5678"},
        "list": ["139****5678", 7, None],
    }


def test_an_edit_of_the_masked_text_keeps_the_number() -> None:
    original = "请打13812345678或139 1111 2222"
    edited = masked_text(original).replace("请打", "尽快打")
    assert restored(edited, [original]) == "尽快打13812345678或139 1111 2222"


mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@given(
    before=st.text(alphabet="甲乙丙，。 ", max_size=9), number=mobiles, after=st.text(alphabet="子丑寅，。", max_size=9)
)
def test_a_mobile_number_never_passes_and_always_returns(before: str, number: str, after: str) -> None:
    text = before + number + after
    assert number not in masked_text(text)
    assert restored(masked_text(text), [text]) == text
