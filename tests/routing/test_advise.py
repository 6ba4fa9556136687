"""Demands as citizens speak them, without punctuation as a recogniser gives them: category, department, confidence."""

import random
import re

import pytest

from routing import CONFIDENT, Adviser
from routing.evaluation.mishearing import misheard

# (words, category, lead department)
DEMANDS = [
    ("我住在咸安区浮山街道小区从早上就没有自来水老人小孩都没水喝什么时候能恢复", "120101", "XNGY002"),
    ("我们二十多个人在通城县修房子干了四个月包工头把钱卷跑了工资一分没拿到", "070102", "421222"),
    ("赤壁市赤马港街道旁边的楼盘天天晚上一两点还在打桩施工吵死人了", "020701", "421281"),
    ("嘉鱼县鱼岳镇我们那条街的路灯全都不亮晚上小孩放学看不见路", "020403", "421221"),
    ("崇阳县天城镇菜市场旁边的垃圾堆成山了好多天没人来拉臭得很", "020301", "421223"),
    ("请问咸安区的孩子今年上小学什么时候报名要准备哪些材料", "090103", "421202"),
    ("我想问一下通山县住院的钱医保可以报销多少要带什么东西", "080401", "421224"),
    ("通山县通羊镇我们小区的物业只收物业费什么都不管电话也不接", "010102", "421224"),
    ("我家厨房里闻到好大的煤气味是不是燃气管道漏气了请快点派人来看", "120302", "XNGY003"),
    ("咸安区温泉街道门口那条路上有个好大的坑昨天有个骑车的摔伤了", "020401", "421202"),
    ("赤壁市一家饭店吃完饭我们一家人都拉肚子后厨很脏请查一下", "060201", "421281"),
    ("身份证掉了怎么补办要几天能拿到", "050302", "XNSZ006"),
    ("家里停电三个多小时了打供电所的电话也没人接", "120201", "XNGY001"),
    ("等公交车要等一个小时班次太少了希望能增加几趟", "040102", "XNSZ016"),
]

NO_DEMANDS = [
    "你好世界",
    "换一首歌",
    "喂喂听得到吗",
    "甚至出现交易几乎停滞的情况",
    "广州市房地产中介协会分析",
    "希望你以后能够做的比我还好呦",
    "欢迎大家来体验达摩院推出的语音识别模型",
    "近几年不但我用书给女儿压岁也劝说亲朋不要给女儿压岁钱而改送压岁书",
    "今天晚上我们一起去看电影吧",
    "",
]


@pytest.mark.parametrize(("words", "category", "lead"), DEMANDS, ids=[d[1] for d in DEMANDS])
def test_a_clear_demand_is_routed_with_confidence(adviser: Adviser, words: str, category: str, lead: str) -> None:
    advice = adviser.advise(words)
    assert advice.category is not None
    assert advice.category.code[:4] == category[:4]
    assert advice.departments.lead is not None
    assert advice.departments.lead.code == lead
    assert advice.demand
    assert advice.confidence >= CONFIDENT


@pytest.mark.parametrize("words", NO_DEMANDS)
def test_words_without_a_demand_wait_for_a_person(adviser: Adviser, words: str) -> None:
    advice = adviser.advise(words)
    assert not advice.demand
    assert advice.confidence < CONFIDENT
    assert any(reason.kind == "gap" for reason in advice.evidence)


def test_homophone_errors_of_a_recogniser_change_few_leads(adviser: Adviser) -> None:
    """A fifth of the characters wrong but of the right sound: at least nine of ten still reach their department."""
    dice = random.Random(7)
    heard = [(misheard(words, 0.2, dice), lead) for words, _, lead in DEMANDS for _ in range(4)]
    leads = [(adviser.advise(words).departments.lead, lead) for words, lead in heard]
    assert sum(found is not None and found.code == lead for found, lead in leads) >= 0.9 * len(leads)


def test_the_reasons_point_into_the_words(adviser: Adviser) -> None:
    words = "嘉鱼县鱼岳镇的路灯坏了好几天，晚上走路很危险"
    advice = adviser.advise(words)
    by_kind = {kind: [e for e in advice.evidence if e.kind == kind] for kind in ("rule", "words", "place")}
    assert by_kind["rule"][0].ref.startswith(("D", "S"))
    assert "路灯" in [e.detail for e in by_kind["words"]]
    for reason in (*by_kind["words"], *by_kind["place"]):
        if reason.span is not None and reason.kind == "words":
            assert words[slice(*reason.span)] == reason.detail
    assert by_kind["place"][0].span == (3, 6)


def test_a_territorial_matter_without_a_place_waits_for_a_person(adviser: Adviser) -> None:
    advice = adviser.advise("小区的路灯坏了好几天了，晚上走路很危险，请来修一下")
    assert advice.departments.lead is not None
    assert advice.departments.lead.code == "XNSZ015"  # the city's guiding department is proposed
    assert advice.confidence < CONFIDENT
    assert any(e.kind == "gap" and "县市区" in e.detail for e in advice.evidence)


def test_a_title_is_the_citizens_own_words(adviser: Adviser) -> None:
    words = "喂，你好，我是咸安区的居民，我想反映一下，我们小区的电梯坏了一个多星期了，一直没有人修，谢谢"
    title = adviser.advise(words).title
    assert "电梯坏了" in title
    assert len(title) <= 30
    assert all(clause in words for clause in re.split("，", title))


def test_a_subject_counts(adviser: Adviser) -> None:
    advice = adviser.advise("请尽快处理。", subject="通城县隽水镇拖欠农民工工资")
    assert advice.category is not None
    assert advice.category.code == "070102"
    assert advice.title == "通城县隽水镇拖欠农民工工资"
