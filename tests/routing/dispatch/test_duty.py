"""The duty catalogue: every category has an owner, the classic overlaps are ruled, errors in rules are alarms."""

from dataclasses import replace

import pytest

from models.catalogue.vocabulary import TERRITORY, DutyEntry, Vocabulary
from routing.dispatch.duty import BY_CATEGORY, BY_TERRITORY, NOBODY, SPECIALIST, DutyCatalogue, HeardWords

XIANAN = "421202"
FOR_A_PERSON = {"150501", "150502"}  # other bodies' matters, and what fits nowhere: no rule on purpose


@pytest.fixture(scope="module")
def duties(vocabulary: Vocabulary) -> DutyCatalogue:
    return DutyCatalogue(vocabulary)


def test_every_category_has_an_owner_but_those_for_a_person(duties: DutyCatalogue, vocabulary: Vocabulary) -> None:
    leaves = [entry.code for entry in vocabulary.categories.values() if entry.level == 3]
    ownerless = {code for code in leaves if duties.assign(HeardWords(""), code, XIANAN).departments.lead is None}
    assert ownerless == FOR_A_PERSON


# (why it is a classic, words, category, place, lead, guidance)
OVERLAPS = [
    ("building noise: the housing office guides", "工地打桩", "030102", XIANAN, XIANAN, "XNSZ014"),
    ("works at night: the city managers guide", "半夜还在施工", "020701", XIANAN, XIANAN, "XNSZ015"),
    ("square dancing: the police guide", "广场舞音响太大", "030103", XIANAN, XIANAN, "XNSZ006"),
    (
        "a neighbour's renovation: the property managers' office guides",
        "楼上装修电钻",
        "030103",
        XIANAN,
        XIANAN,
        "XNSZ014",
    ),
    ("factory noise: the environment office guides", "工厂机器响", "030101", XIANAN, XIANAN, "XNSZ013"),
    ("motorway noise: the transport office guides", "高速公路没有隔音屏", "030104", XIANAN, XIANAN, "XNSZ016"),
    ("kitchen fumes: the city managers guide, environment assists", "饭店油烟", "030202", XIANAN, XIANAN, "XNSZ015"),
    ("street vendors: the city managers guide", "占道经营", "020201", XIANAN, XIANAN, "XNSZ015"),
    ("a fire lane in an estate: the fire service guides", "小区消防通道", "050501", XIANAN, XIANAN, "XNCG002"),
    ("prepaid card: the commerce office guides", "理发店会员卡", "060102", XIANAN, XIANAN, "XNSZ019"),
    ("prepaid fitness: the sports office guides", "健身卡不退", "060102", XIANAN, XIANAN, "XNSZ020"),
    ("prepaid lessons: the education office guides", "培训班的课时费", "060102", XIANAN, XIANAN, "XNSZ003"),
    ("tutoring refund: the education office guides", "补习班退费", "090301", XIANAN, XIANAN, "XNSZ003"),
    ("dancing lessons: the culture office guides", "舞蹈班退费", "090301", XIANAN, XIANAN, "XNSZ020"),
    ("an unlicensed clinic: the health office guides", "黑诊所", "080104", XIANAN, XIANAN, "XNSZ021"),
    ("a manhole: its owner leads, here electricity", "电力井盖破了", "020402", XIANAN, "XNGY001", "XNSZ015"),
    ("a manhole: its owner leads, here water", "自来水的井盖", "020402", XIANAN, "XNGY002", "XNSZ015"),
    ("a manhole of nobody known: the place leads", "井盖不见了", "020402", XIANAN, XIANAN, "XNSZ015"),
    ("a street lamp in a village: the farming office guides", "我们村里路灯", "020403", XIANAN, XIANAN, "XNSZ018"),
    ("a lamp on a highway: the transport office guides", "国道上的路灯", "020403", XIANAN, XIANAN, "XNSZ016"),
    ("unpaid migrant workers: labour guides, housing assists", "包工头不给钱", "070102", XIANAN, XIANAN, "XNSZ011"),
    ("a telephone company by its name", "移动的宽带断了", "120402", XIANAN, "XNGY005", "XNSZ005"),
    ("another telephone company by its name", "联通没有信号", "120401", XIANAN, "XNGY007", "XNSZ005"),
    ("an electric bicycle's number plate: the traffic police", "电动车上牌", "050403", "", "XNSZ007", ""),
    ("sand from the river: the water office guides", "盗采河砂", "110503", XIANAN, XIANAN, "XNSZ017"),
    ("parking in an estate: the property managers' office guides", "业主车位", "010105", XIANAN, XIANAN, "XNSZ014"),
    ("parking on a pavement: the city managers guide", "人行道停车", "020603", XIANAN, XIANAN, "XNSZ015"),
    ("parking on a carriageway: the traffic police themselves", "路边违停", "050101", XIANAN, "XNSZ007", ""),
    ("charging in a stairwell: the fire service guides", "楼道充电", "050502", XIANAN, XIANAN, "XNCG002"),
    ("an electric bicycle's quality: market supervision guides", "买的电动车", "050403", XIANAN, XIANAN, "XNSZ026"),
    ("stalls within a market: market supervision guides", "菜市场里摊位", "020201", XIANAN, XIANAN, "XNSZ026"),
    ("an unlicensed nursery: the health office guides", "托育班", "080302", XIANAN, XIANAN, "XNSZ021"),
    ("flooded streets: the drains are the city managers'", "一下雨就积水", "020404", XIANAN, XIANAN, "XNSZ015"),
    ("title deeds that do not come: housing guides", "房产证办不下来", "010302", XIANAN, XIANAN, "XNSZ014"),
    ("a fallen power line: the power company leads", "电力线垂下来", "120404", XIANAN, "XNGY001", "XNSZ005"),
    ("a fallen cable of an operator: it leads", "移动的光缆掉了", "120404", XIANAN, "XNGY005", "XNSZ005"),
    ("a cable of nobody known: the industry office finds its owner", "一根线挂着", "120404", XIANAN, "XNSZ005", ""),
    ("straw burning: the environment office guides", "烧秸秆", "030204", XIANAN, XIANAN, "XNSZ013"),
    (
        "water unpaid contractors: water office assists, labour guides",
        "修水库工钱",
        "070102",
        XIANAN,
        XIANAN,
        "XNSZ011",
    ),
    ("an estate's lift: property managers first, inspectors assist", "电梯停了", "010107", XIANAN, XIANAN, "XNSZ014"),
    ("gas: the company first, it makes the place safe", "闻到煤气", "120302", XIANAN, "XNGY003", "XNSZ014"),
    ("stray dogs: the city managers guide", "流浪狗", "020802", XIANAN, XIANAN, "XNSZ015"),
]


@pytest.mark.parametrize(
    ("why", "words", "category", "place", "lead", "guidance"), OVERLAPS, ids=[o[0] for o in OVERLAPS]
)
def test_classic_overlaps(
    duties: DutyCatalogue, why: str, words: str, category: str, place: str, lead: str, guidance: str
) -> None:
    duty = duties.assign(HeardWords(words), category, place)
    assert duty.alarm == ""
    assert duty.lead_code == lead, why
    assert (duty.departments.guidance.code if duty.departments.guidance else "") == guidance, why


def test_sector_offices_assist_with_unpaid_wages(duties: DutyCatalogue) -> None:
    def assist(words: str) -> list[str]:
        return [unit.code for unit in duties.assign(HeardWords(words), "070102", XIANAN).departments.assist]

    assert assist("盖房子的工钱不给") == ["XNSZ014"]
    assert assist("修路的工钱不给，那条公路早就通车了") == ["XNSZ016"]
    assert assist("修水库的工钱不给") == ["XNSZ017"]


def test_the_three_steps(duties: DutyCatalogue) -> None:
    assert duties.assign(HeardWords("移动没有信号"), "120401", "").step == SPECIALIST
    assert duties.assign(HeardWords("路灯不亮"), "020403", XIANAN).step == BY_TERRITORY
    assert duties.assign(HeardWords("路灯不亮"), "020403", "").step == BY_CATEGORY


def test_a_keyword_of_three_characters_is_recognised_by_its_sound(duties: DutyCatalogue) -> None:
    heard = duties.assign(HeardWords("光场舞声音太大"), "030103", XIANAN)
    assert heard.departments.guidance is not None
    assert heard.departments.guidance.code == "XNSZ006"


def test_a_rule_that_names_nobody_is_an_alarm_and_goes_to_a_person(vocabulary: Vocabulary) -> None:
    broken = DutyEntry(code="X1", priority=999, category_prefix="0204", lead="GONE", basis="x")
    duty = DutyCatalogue(replace(vocabulary, duty=(*vocabulary.duty, broken))).assign(
        HeardWords("路灯"), "020403", XIANAN
    )
    assert duty.departments.lead is None
    assert duty.step == NOBODY
    assert "X1" in duty.alarm
    assert "GONE" in duty.alarm
    assert duty.fault is not None
    assert (duty.fault.code, duty.fault.rule) == ("duty-unit-unknown", "X1")


def test_a_rule_that_leaves_it_to_the_place_and_has_nobody_beside_is_a_fault(vocabulary: Vocabulary) -> None:
    broken = DutyEntry(code="X2", priority=999, category_prefix="0204", lead=TERRITORY, basis="x")
    catalogue = DutyCatalogue(replace(vocabulary, duty=(broken,)))
    assert catalogue.assign(HeardWords("路灯"), "020403", XIANAN).fault is None
    fault = catalogue.assign(HeardWords("路灯"), "020403", "").fault
    assert fault is not None
    assert fault.code == "duty-names-nobody"


def rules(vocabulary: Vocabulary, *entries: DutyEntry) -> DutyCatalogue:
    return DutyCatalogue(replace(vocabulary, duty=entries))


def test_every_condition_of_a_rule_must_hold(vocabulary: Vocabulary) -> None:
    usual = DutyEntry(code="A", priority=1, category_prefix="02", lead="XNSZ015")
    special = DutyEntry(
        code="B", priority=9, category_prefix="0204", keywords=("路灯",), exclude_keywords=("公园",),
        place_prefix=XIANAN, lead="XNSZ016",
    )  # fmt: skip
    catalogue = rules(vocabulary, usual, special)

    def rule(words: str, category: str, place: str) -> str:
        found = catalogue.assign(HeardWords(words), category, place).rule
        return found.code if found else ""

    assert rule("路灯不亮", "020403", XIANAN) == "B"
    assert rule("灯不亮", "020403", XIANAN) == "A"  # not its words
    assert rule("公园的路灯不亮", "020403", XIANAN) == "A"  # a word it excludes
    assert rule("路灯不亮", "020403", "421222") == "A"  # another place
    assert rule("路灯不亮", "020301", XIANAN) == "A"  # another category
    assert rule("路灯不亮", "010101", XIANAN) == ""


def test_the_larger_priority_wins_then_the_longer_prefix_then_the_order(vocabulary: Vocabulary) -> None:
    short = DutyEntry(code="A", priority=5, category_prefix="02", lead="XNSZ015")
    long = DutyEntry(code="B", priority=5, category_prefix="0204", lead="XNSZ016")
    large = DutyEntry(code="C", priority=6, category_prefix="", lead="XNSZ017")
    twin = DutyEntry(code="D", priority=5, category_prefix="0204", lead="XNSZ018")

    def first(*entries: DutyEntry) -> str:
        found = rules(vocabulary, *entries).assign(HeardWords(""), "020403", XIANAN).rule
        return found.code if found else ""

    assert first(short, long) == "B"
    assert first(short, long, large) == "C"
    assert first(long, twin) == "B"
    assert first(twin, long) == "D"
