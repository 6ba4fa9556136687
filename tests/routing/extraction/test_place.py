"""Places by name, by bare name, by sound; what is ambiguous stays so; ordinary words are no places."""

import pytest

from models.catalogue.vocabulary import Vocabulary
from routing.extraction.place import Gazetteer
from routing.wording import simplified


@pytest.fixture(scope="module")
def gazetteer(vocabulary: Vocabulary) -> Gazetteer:
    return Gazetteer(vocabulary)


FOUND = [
    ("我是咸安区温泉街道的居民", "421202001"),
    ("通城县隽水镇有个坑", "421222100"),
    ("通城隽水那边停水了", "421222100"),
    ("嘉鱼縣魚岳鎮的路燈壞了", "421221103"),
    ("横沟桥的路灯坏了", "421202103"),
    ("赤壁这边的公交太少", "421281"),
    ("温泉这边停水了", "421202001"),
    ("我在高新区上班", "4212GX"),
    ("先安区停水了", "421202"),
    ("重阳县天成镇的垃圾", "421223100"),
    ("横钩乔镇的路坏了", "421202103"),
    ("赤壁市官塘驿镇的路", "421281108"),
    ("通山县大路乡停电", "421224200"),
]


@pytest.mark.parametrize(("text", "code"), FOUND)
def test_found(gazetteer: Gazetteer, text: str, code: str) -> None:
    place = gazetteer.locate(simplified(text)).place
    assert place is not None
    assert place.code == code


@pytest.mark.parametrize(
    "text", ["在路口摆摊", "走在大路上", "今天天气不错", "这个事情很急", "去年开了一家新店", "同城的快递三天没有到"]
)
def test_ordinary_words_are_no_places(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.locate(text).place is None


def test_a_name_borne_twice_in_a_county_is_that_county_with_candidates(gazetteer: Gazetteer) -> None:
    located = gazetteer.locate("石桥村的路坏了")
    assert located.place is not None
    assert located.place.code == "421202"
    assert len(located.candidates) == 2


def test_sound_is_less_sure_than_characters(gazetteer: Gazetteer) -> None:
    written, heard = gazetteer.locate("咸安区停水").place, gazetteer.locate("先安区停水").place
    assert written is not None
    assert heard is not None
    assert heard.confidence < written.confidence


def test_the_span_is_where_the_name_stands(gazetteer: Gazetteer) -> None:
    text = "我住在嘉鱼县鱼岳镇"
    place = gazetteer.locate(text).place
    assert place is not None
    assert place.span is not None
    assert text[slice(*place.span)] == "鱼岳镇"
