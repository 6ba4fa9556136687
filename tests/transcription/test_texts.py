"""Comparing, correcting and distrusting texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcription.error_rate import edits, error_rate, normalised
from transcription.invented import invented, without_loops
from transcription.lexicon import Lexicon, common_terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("你好，世界！", "你好世界"),
        ("請打１２３４５", "请打一二三四五"),
        ("拨打幺二三四五", "拨打12345"),
        ("两个", "二个"),
        ("A座 3楼", "a座三楼"),
        ("305元", "三百零五元"),
        ("10%", "百分之十"),
        ("12.5", "十二点五"),
        ("2023年", "二零二三年"),
        ("110", "一百一十"),
    ],
)
def test_the_same_words_compare_alike(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


def test_error_rate_is_over_all_characters() -> None:
    assert error_rate([("一二三四", "一二三"), ("五六七八九十", "五六七八九十")]) == pytest.approx(0.1)
    assert edits("停水了", "停电啦") == (2, 3)
    assert error_rate([]) == 0.0


@given(st.text(max_size=40))
def test_a_text_has_no_errors_against_itself(text: str) -> None:
    assert edits(text, text)[0] == 0
    assert normalised(normalised(text)) == normalised(text)


@pytest.mark.parametrize(
    "text",
    [
        "字幕由Amara.org社区提供",
        "請不吝點贊訂閱轉發打賞支持明鏡與點點欄目",
        "谢谢观看！",
        "感谢收看",
        "字幕志愿者 李宗盛",
    ],
)
def test_credits_that_whisper_learned_are_inventions(text: str) -> None:
    assert invented(text)


@pytest.mark.parametrize("text", ["谢谢", "我要投诉视频网站的会员订阅退款难", "感谢观看的人很多，现场很乱", "好的再见"])
def test_what_citizens_say_is_no_invention(text: str) -> None:
    assert not invented(text)


def test_loops_are_cut_and_emphasis_stays() -> None:
    assert without_loops("路灯坏了路灯坏了路灯坏了路灯坏了") == "路灯坏了"
    assert without_loops("啊" * 50) == "啊"
    assert without_loops("好好好，谢谢谢谢") == "好好好，谢谢谢谢"
    assert without_loops("很多很多很多车") == "很多很多很多车"


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("我在通山线", "我在通山县"),
        ("无业公司乱收费", "物业公司乱收费"),
        ("老板脱欠公资", "老板拖欠工资"),  # the syllables alike, the tones not
        ("拖欠公式", "拖欠公式"),  # shi is not zi
        ("咸安区的路", "咸安区的路"),
    ],
)
def test_terms_are_put_right_by_their_sound(heard: str, meant: str) -> None:
    assert Lexicon(["通山县", "物业公司", "拖欠工资", "咸安区"]).corrected(heard) == meant


def test_a_term_is_not_overwritten_by_another_that_sounds_alike() -> None:
    lexicon = Lexicon(["公寓楼", "供玉楼"])
    assert lexicon.corrected("公寓楼和供玉楼") == "公寓楼和供玉楼"


@given(st.text(alphabet="的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出", max_size=30))
def test_length_stays_and_a_second_pass_changes_nothing(text: str) -> None:
    lexicon = Lexicon(common_terms())
    once = lexicon.corrected(text)
    assert len(once) == len(text)
    assert lexicon.corrected(once) == once
