"""Everything found in the words, each with its span: what stands at a span is what was found, whatever was said."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.catalogue.vocabulary import Vocabulary
from routing.extraction.elements import ASK
from routing.extraction.found import Found, Span
from routing.extraction.place import Gazetteer
from routing.extraction.urgency import Dangers
from routing.extraction.whole import Extraction, extract

TODAY = date(2026, 11, 27)
Extract = Callable[..., Extraction]


@pytest.fixture(scope="module")
def of(vocabulary: Vocabulary) -> Extract:
    gazetteer, dangers = Gazetteer(vocabulary), Dangers(vocabulary.signals)
    return lambda text, **known: extract(text, gazetteer, dangers, TODAY, **known)


def texts(found: tuple[Found, ...]) -> list[str]:
    return [one.text for one in found]


LETTER = (
    "你好，我叫李明，我住在咸安区温泉街道长安大道碧桂园小区3栋，昨天晚上10点楼下的夜宵店声音太大，"
    "找过物业公司，他们说管不了。另外小区的电梯坏了半个月，物业也不修。"
)


def test_a_whole_letter(of: Extract) -> None:
    found = of(LETTER)
    assert texts(found.places) == ["咸安区", "温泉街道", "长安大道", "碧桂园小区"]
    assert [(one.text, one.value) for one in found.times] == [
        ("昨天", "2026-11-26"),
        ("晚上10点", "22:00"),
        ("半个月", "P15D"),
    ]
    assert "物业公司" in texts(found.parties)
    assert [LETTER[slice(*one.span)][:4] for one in found.demands] == ["你好，我", "另外小区"]
    assert found.missing == ()
    assert [element.name for element in found.elements] == ["姓名", "时间", "地点", "起因", "经过"]


@pytest.mark.parametrize(
    ("text", "kind", "because"),
    [
        ("我要投诉物业，电梯坏了没人管", "投诉", ["我要投诉", "没人管"]),
        ("你好，请问社保卡怎么办理", "咨询", ["请问", "怎么办理"]),
        ("咸安区温泉街道", "求助", []),
    ],
)
def test_the_request_type_shows_the_words_that_make_it(of: Extract, text: str, kind: str, because: list[str]) -> None:
    found = of(text)
    assert (found.request_type, texts(found.spoken_type)) == (kind, because)
    assert all(text[slice(*one.span)] == one.text and one.value == kind for one in found.spoken_type)


def test_what_is_missing_is_asked_for(of: Extract) -> None:
    missing = of("路灯不亮了").missing
    assert [element.name for element in missing] == ["姓名", "时间", "地点", "经过"]
    assert all(element.ask == ASK[element.name] for element in missing)


def test_what_the_form_knows_is_not_asked_for(of: Extract) -> None:
    assert [e.name for e in of("路灯不亮了", known=frozenset({"姓名", "地点"})).missing] == ["时间", "经过"]


def test_a_question_needs_no_place_and_no_course(of: Extract) -> None:
    assert [e.name for e in of("请问办理社保卡需要什么材料").missing] == ["姓名"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("温泉农贸市场门口占道经营", ["温泉", "温泉农贸市场"]),
        ("农贸市场门口占道经营", []),
        ("107国道有坑", ["107国道"]),
        ("路灯坏了，路面也坏了", []),
        ("学校门口的小区很吵", []),
        ("我在鄂南高中上学", ["鄂南高中"]),
    ],
)
def test_named_places(of: Extract, text: str, places: list[str]) -> None:
    assert texts(of(text).places) == places


def test_a_name_of_several_divisions_gives_candidates(of: Extract) -> None:
    (place,) = of("石桥村的路坏了").places
    assert place.code == ""
    assert len(place.candidates) == 2


@pytest.mark.parametrize(
    ("heard", "name"),
    [("红沟桥镇停电", "咸安区横沟桥镇"), ("关塘义镇停电", "赤壁市官塘驿镇"), ("温全街道停电", "咸安区温泉街道")],
)
def test_one_wrong_syllable_of_a_long_name(of: Extract, heard: str, name: str) -> None:
    assert of(heard).places[0].value == name


@pytest.mark.parametrize("text", ["东北门社区活动", "天上桥村里", "红旗桥镇长", "大家都来社区"])
def test_names_that_are_not_near_enough_stay_unknown(of: Extract, text: str) -> None:
    """Mending by sound corrupts when it is easy: two syllables wrong, or a short name, is another name."""
    assert [one for one in of(text).places if one.confidence == 0.55] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026年3月5日停水", "2026-03-05"),
        ("去年10月12号交房", "2025-10-12"),
        ("12月1号停水", "2025-12-01"),
        ("上周五开始", "2026-11-20"),
        ("周一到现在", "2026-11-23"),
        ("下午3点停的", "15:00"),
        ("十点半还在吵", "10:30"),
        ("停了三天", "P3D"),
        ("等了两个小时", "PT2H"),
        ("2月30号", ""),
    ],
)
def test_times(of: Extract, text: str, value: str) -> None:
    assert of(text).times[0].value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("欠我们12.5万元", "125000 元"),
        ("一共三万五千元", "35000 元"),
        ("两百五十块钱", "250 元"),
        ("二十多户停水", "20 户"),
        ("一千零一名工人", "1001 名"),
    ],
)
def test_numbers(of: Extract, text: str, value: str) -> None:
    assert [one.value for one in of(text).numbers] == [value]


def test_a_telephone_number_is_no_amount(of: Extract) -> None:
    assert of("我的电话13812345678").numbers == ()


def test_who_is_complained_of(of: Extract) -> None:
    found = of("我要投诉隽水镇的王书记，还有湖北宏达建筑有限公司")
    assert texts(found.parties) == ["王书记", "湖北宏达建筑有限公司"]
    assert found.parties[0].reason == "被投诉举报的对象"
    assert of("我是宏达公司的员工").parties == ()


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("反映三个问题：一是路灯不亮走路危险，二是门口占道经营严重，三是拖欠农民工工资", 3),
        ("第一，小区的电梯坏了半个月，第二，物业乱收停车费", 2),
        ("小区的电梯坏了半个月。还有一件事，楼下的饭店油烟太大", 2),
        ("小区的电梯坏了半个月，请尽快处理", 1),
        ("我要投诉王老板，还有李经理", 1),
        ("", 0),
    ],
)
def test_several_demands_in_one_message(of: Extract, text: str, count: int) -> None:
    assert len(of(text).demands) == count


@pytest.mark.parametrize(
    ("text", "level"),
    [("你们这群废物", "辱骂"), ("我知道你叫什么，你等着", "威胁"), ("你声音真好听", "骚扰"), ("物业太差了", "")],
)
def test_abuse(of: Extract, text: str, level: str) -> None:
    assert [one.value for one in of(text).abuse[:1]] == ([level] if level else [])


_FRAGMENTS = st.sampled_from(
    [LETTER, "咸安区", "石桥村", "红沟桥镇", "107国道", "三万五千元", "十点半", "上周五", "一是", "另外", "王书记",
     "有限公司", "㎡", "№", "電梯壞了", "ﬁ", "，", "。", " ", "\n", "13812345678", "废物", "消防通道被堵", "𠮷", "Ⅷ"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(_FRAGMENTS | st.text(max_size=12), max_size=12).map("".join))
def test_a_span_holds_what_was_found(of: Extract, text: str) -> None:
    """Also where normalising would change the length (㎡, ligatures): spans count in the text that was given."""
    found = of(text)
    assert len(found.words) == len(text)
    groups = (found.times, found.numbers, found.parties, found.demands, found.abuse, found.spoken_type)
    for one in (*found.places, *(one for group in groups for one in group)):
        assert one.text == found.words[slice(*one.span)] != ""
    for group in groups:
        spans = [one.span for one in group]
        assert spans == sorted(spans)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
    for start, stop in _all_spans(found):
        assert 0 <= start < stop <= len(text)


def _all_spans(found: Extraction) -> Iterator[Span]:
    yield from (one.span for one in found.places)
    yield from (signal.span for signal in found.dangers)
    yield from (element.span for element in found.elements if element.span is not None)
