"""What citizens say: openings, places, matters, details and closings of the project's own, put together anew each time.

The sentences of a matter are those that routing begins with (`routing/examples`), the places are the city's divisions
with streets and estates that are made up. Nobody's real words are in it.
"""

import random
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from models.catalogue.vocabulary import Vocabulary
from routing.examples import read

_OPENINGS: Final = ("你好，", "您好，我想反映一下，", "喂，12345吗，", "", "", "同志你好，")
_ASKS: Final = ("你好，我想问一下，", "请问一下，", "咨询个事，", "麻烦问问，")
_CLOSINGS: Final = ("请尽快派人处理。", "希望能给个答复。", "麻烦你们协调一下，谢谢。", "请核实。", "")
_DETAILS: Final = (
    "从{month}月{day}号就开始了", "昨天晚上{hour}点多又是这样", "已经{count}个月了", "有{many}户受影响",
    "前后花了{many}块钱", "家里有老人和小孩", "下雨天更厉害", "找过物业没有用", "之前也反映过", "邻居都有意见",
)  # fmt: skip
_ESTATES: Final = (
    "金桂", "温泉", "香城", "银泉", "碧桂", "长安", "福星", "翠竹", "同惠", "锦绣", "阳光", "贺胜", "潜山", "泉都",
)  # fmt: skip
_ENDINGS: Final = ("小区", "花园", "家园", "公馆", "苑", "新城")
_SURNAMES: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹"
_GIVEN: Final = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国红玉兰志文斌凯婷雪梅"
_EMERGENCIES: Final = (
    ("119", "楼道里有人给电动车充电，现在冒烟起火了"), ("110", "楼下有人拿刀打架，很多人围着"),
    ("120", "有个老人昏迷倒在路边，叫不醒"), ("122", "前面两辆车撞了，司机受伤，路全堵了"),
)  # fmt: skip
_NOTHING: Final = ("没事了，谢谢你啊", "不好意思打错了", "喂，喂，听得见吗", "就是打个电话试一下")
_SKEW: Final = 8


@dataclass(frozen=True)
class Demand:
    """One citizen's matter. category: what it truly is; place: division code; emergency: the service it belongs to."""

    text: str
    category: str
    place: str
    place_text: str
    request_type: str
    name: str | None
    phone: str | None
    secret: bool = False
    emergency: str | None = None

    @property
    def is_demand(self) -> bool:
        return self.category != ""


class Words:
    """Speaks for everybody. draws: one stream for all."""

    def __init__(self, vocabulary: Vocabulary, draws: random.Random) -> None:
        self._draws = draws
        sentences: dict[str, list[str]] = defaultdict(list)
        for example in read():
            if example.kind == "sentence" and example.code.isdigit():
                sentences[example.code].append(example.text.rstrip("。！？"))
        self._matters = sorted(sentences.items())
        self._named = vocabulary.division_by_code
        self._villages = sorted(code for code in self._named if len(code) == 12)
        # what is common is fixed by the seed, as a city's troubles are
        self._draws.shuffle(self._matters)
        self._draws.shuffle(self._villages)

    def demand(self, request_type: str, *, anonymous: bool, secret: bool, emergency: bool) -> Demand:
        """A new matter."""
        draws = self._draws
        code, told = self._matters[self._skewed(len(self._matters))]
        place, where = self._place()
        said = draws.choice(told)
        service = None
        if emergency:
            service, said = draws.choice(_EMERGENCIES)
        return Demand(
            text=self._text(request_type, where, said),
            category=code,
            place=place,
            place_text=where,
            request_type=request_type,
            name=None if anonymous else self.name(),
            phone=None if anonymous else self.phone(),
            secret=secret,
            emergency=service,
        )

    def again(self, demand: Demand) -> Demand:
        """The same matter at the same place, told by somebody else."""
        told = dict(self._matters)[demand.category]
        text = self._text(demand.request_type, demand.place_text, self._draws.choice(told))
        return Demand(
            text, demand.category, demand.place, demand.place_text, demand.request_type, self.name(), self.phone()
        )

    def nothing(self) -> Demand:
        """Words that ask for nothing."""
        return Demand(self._draws.choice(_NOTHING), "", "", "", "其他", None, self.phone())

    def name(self) -> str:
        return self._draws.choice(_SURNAMES) + "".join(self._draws.choices(_GIVEN, k=self._draws.choice((1, 2))))

    def phone(self) -> str:
        return f"1{self._draws.choice('3578')}{self._draws.randrange(10**9):09d}"

    def _text(self, request_type: str, where: str, said: str) -> str:
        draws = self._draws
        details = draws.sample(_DETAILS, k=draws.choice((0, 1, 1, 2)))
        filled = [
            detail.format(
                month=draws.randint(1, 12), day=draws.randint(1, 28), hour=draws.randint(6, 23),
                count=draws.randint(2, 11), many=draws.randint(11, 400),
            )
            for detail in details
        ]  # fmt: skip
        opening = draws.choice(_ASKS if request_type == "咨询" else _OPENINGS)
        return f"{opening}{where}，{'，'.join([said, *filled])}。{draws.choice(_CLOSINGS)}"

    def _place(self) -> tuple[str, str]:
        code = self._villages[self._skewed(len(self._villages))]
        town, village = self._named[code[:9]], self._named[code]
        estate = f"{self._draws.choice(_ESTATES)}{self._draws.choice(_ENDINGS)}"
        return code, f"{town.name}{_spoken(village.name)}{estate}{self._draws.randint(1, 30)}栋"

    def _skewed(self, size: int) -> int:
        """A number below `size`, drawn with a chance of about 1 / (number + `_SKEW`)."""
        return min(int(_SKEW * ((size + _SKEW) / _SKEW) ** self._draws.random()) - _SKEW, size - 1)


def _spoken(name: str) -> str:
    return name.replace("社区居委会", "社区").replace("村委会", "村")
