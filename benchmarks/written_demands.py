"""As many demands as one likes, each made anew from its number: opening, place, matter, details, closing.

Places and matters are skewed as in life (a few estates and matters come up every day, most rarely), the sentences of a
matter are the project's own examples and so the same for all; what differs is where, when, how many and how much.
"""

import csv
from collections import defaultdict

import numpy as np

from models.catalogue.vocabulary import city_folder
from routing.examples import read

_OPENINGS = ("你好，我要反映一个问题。", "您好，", "喂，12345吗？", "尊敬的领导您好！", "我是附近的居民，", "", "")
_CLOSINGS = (
    "请尽快派人来处理。",
    "希望有关部门解决，谢谢！",
    "麻烦你们帮忙协调一下。",
    "请相关部门核实。",
    "要求给个答复。",
    "",
)
_DETAILS = (
    "从{month}月{day}号开始一直这样，",
    "昨天晚上{hour}点多又是这样，",
    "已经{count}个月了，",
    "一共有{many}户受影响，",
    "前后花了{many}块钱，",
    "打过物业电话，姓{name}的经理说不归他管，",
    "社区的{name}主任来看过一次，",
    "家里有老人和小孩，",
    "旁边就是{shop}，",
    "到{shop}门口这一段最严重，",
    "我是{year}年搬来的，",
    "找过{shop}的老板，他不承认，",
    "之前投诉过{count}次，回复说{day}天内处理，",
    "好多邻居都有意见，",
    "车牌尾号是{many}，",
    "下雨天就更厉害了，",
)
_SYLLABLES = "金银龙凤碧翠温泉香兰桂竹星辰东西南北明华丽锦绣福安康宁长永盛世阳光海天云水青山绿湖江河泰和万嘉佳美新"
_ESTATE = ("花园", "家园", "小区", "公馆", "新城", "苑", "广场", "国际", "名都", "一号院", "学府", "雅居")
_SHOP = ("超市", "烧烤店", "幼儿园", "修理厂", "酒店", "菜市场", "药店", "网吧", "驾校", "洗车行", "麻将馆", "诊所")
_FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
_ESTATES, _ROADS, _SHOPS = 20_000, 3_000, 20_000
_HEAD = 5  # how flat the head of a skewed draw is: the first of many gets about 2 % of all


class WrittenDemands:
    """Texts by number, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        random = np.random.default_rng(seed)
        sentences: dict[str, list[str]] = defaultdict(list)
        for example in read():
            if example.kind == "sentence" and example.code.isdigit():
                sentences[example.code].append(example.text.rstrip("。！？"))
        self._matters = sorted(sentences.items())
        random.shuffle(self._matters)
        with (city_folder("xianning") / "divisions.csv").open(encoding="utf-8-sig", newline="") as lines:
            self._villages = [row["name"] for row in csv.DictReader(lines) if row["level"] in ("town", "village")]
        self._estates = self._named(random, _ESTATES, 3, _ESTATE)
        self._roads = self._named(random, _ROADS, 2, ("路", "大道", "巷"))
        self._shops = self._named(random, _SHOPS, 2, _SHOP)

    @staticmethod
    def _named(random: np.random.Generator, count: int, syllables: int, endings: tuple[str, ...]) -> list[str]:
        names = random.choice(list(_SYLLABLES), size=(count, syllables))
        return [f"{''.join(name)}{endings[number % len(endings)]}" for number, name in enumerate(names)]

    def text(self, number: int) -> str:
        """The words of demand `number`: the same at every call."""
        random = np.random.default_rng((self._seed, number))
        _, matter = self._matters[self._skewed(random, len(self._matters))]
        told = [str(random.choice(matter)) for _ in range(1 + int(random.integers(2)))]
        details = random.choice(_DETAILS, size=1 + int(random.integers(4)), replace=False)
        parts = (
            str(random.choice(_OPENINGS)),
            self._place(random),
            "，".join(dict.fromkeys(told)),
            "，",
            *(self._filled(str(detail), random) for detail in details),
            str(random.choice(_CLOSINGS)),
        )
        return "".join(parts)

    def category(self, number: int) -> str:
        """The code of what demand `number` is about."""
        return self._matters[self._skewed(np.random.default_rng((self._seed, number)), len(self._matters))][0]

    def _place(self, random: np.random.Generator) -> str:
        village = self._villages[self._skewed(random, len(self._villages))]
        estate = self._estates[self._skewed(random, len(self._estates))]
        road = self._roads[self._skewed(random, len(self._roads))]
        building = f"{random.integers(1, 40)}栋{random.integers(1, 4)}单元{random.integers(101, 3305)}室"
        forms = (
            f"我住在{village}{estate}{building}，",
            f"{road}{random.integers(1, 600)}号{estate}门口，",
            f"{village}{random.integers(1, 16)}组，",
            f"{estate}{random.integers(1, 40)}栋楼下，",
            f"{village}的{road}上，",
        )
        return str(random.choice(forms))

    def _filled(self, detail: str, random: np.random.Generator) -> str:
        return detail.format(
            month=random.integers(1, 13),
            day=random.integers(1, 29),
            hour=random.integers(6, 24),
            count=random.integers(2, 12),
            many=random.integers(11, 999),
            year=random.integers(2005, 2026),
            name=random.choice(list(_FAMILY)),
            shop=self._shops[self._skewed(random, len(self._shops))],
        )

    @staticmethod
    def _skewed(random: np.random.Generator, size: int) -> int:
        """A number below `size`, drawn with a chance of about 1 / (number + _HEAD)."""
        return int(_HEAD * ((size + _HEAD) / _HEAD) ** random.random()) - _HEAD
