"""Rewrite a demand as its citizen would a week later, or as a recogniser hears it."""

import re
from functools import cache

import numpy as np
from pypinyin.pinyin_dict import pinyin_dict

# Words that people put for each other when they tell a thing again.
SYNONYMS = (
    ("小区", "院子"), ("附近", "旁边"), ("没有", "没得"), ("严重", "特别厉害"), ("晚上", "夜里"), ("很大", "非常大"),
    ("经常", "老是"), ("多次", "好几次"), ("反映", "投诉"), ("解决", "处理"), ("要求", "希望"), ("居民", "住户"),
    ("坏了", "不能用了"), ("什么时候", "几时"), ("孩子", "小孩"), ("噪音", "噪声"), ("路灯", "灯"), ("拖欠", "欠着"),
)  # fmt: skip
_WHERE = re.compile("[栋号组路镇村巷]")  # where it is, people tell every time
_CLAUSE = re.compile(r"[^，。；！？]+[，。；！？]?")
DROPPED_CLAUSES, EXCHANGED_WORDS, WRONG_SIGNS, LOST_SIGNS = 0.3, 0.5, 0.05, 0.02


def rewritten(text: str, random: np.random.Generator) -> str:
    """A near-duplicate: about a third of the clauses gone (never the place), the rest in another order, words and
    characters changed."""
    clauses = _CLAUSE.findall(text)
    kept = [clause for clause in clauses if _WHERE.search(clause) or random.random() >= DROPPED_CLAUSES] or clauses
    told = "".join(kept[place] for place in random.permutation(len(kept)))
    for word, other in SYNONYMS:
        if random.random() < EXCHANGED_WORDS:
            told = told.replace(word, other)
    return "".join(_heard(sign, chance) for sign, chance in zip(told, random.random(len(told)), strict=True))


def _heard(sign: str, chance: float) -> str:
    if chance < LOST_SIGNS:
        return ""
    if chance < LOST_SIGNS + WRONG_SIGNS and sign in _homophones():
        others = _homophones()[sign]
        return others[int(chance * 1e6) % len(others)]
    return sign


@cache
def _homophones() -> dict[str, str]:
    """Each common character with those of the same syllable and tone."""
    by_sound: dict[str, str] = {}
    for code, readings in pinyin_dict.items():
        if 0x4E00 <= code <= 0x9FA5:
            sound = readings.split(",")[0]
            by_sound[sound] = by_sound.get(sound, "") + chr(code)
    return {sign: signs for signs in by_sound.values() if len(signs) > 1 for sign in signs}
