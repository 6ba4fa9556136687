"""How much and how many: amounts of money and counts with their unit, in digits or as they are spoken.

Long runs of digits are telephone, identity or card numbers: personal data, not amounts.
"""

import re

from routing.extraction.found import Found, at, longest_first

NUMERAL = r"(?:\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千万]+)"
_SIGNS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SIZES = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_MONEY = re.compile(rf"(?P<n>{NUMERAL})(?P<large>[万亿])?(多|来|几)?(?P<unit>元|块钱|块|万元|角|毛钱)")
_COUNT = re.compile(
    rf"(?P<n>{NUMERAL})(?P<large>[万亿])?(多|来|几)?(?P<unit>个人|人|名|户|家|栋|层|辆|台|棵|亩|平方米|平米|平|公里|米|吨|斤|公斤|度|次|遍|张|盏|条|份|间|%|％|个百分点)"
)
_LONGEST = 9  # digits


def value_of(numeral: str) -> float | None:
    """The number that a numeral means: digits, 二十三, 两百五 (250), 一千零一; None where it is none."""
    if re.fullmatch(r"\d+(\.\d+)?", numeral):
        return float(numeral)
    if "万" in numeral:
        thousands, rest = numeral.split("万", 1)
        large, small = value_of(thousands), value_of(rest) if rest else 0.0
        # 三万五 is 35,000, as 两百五 is 250
        return None if large is None or small is None else large * 10_000 + small * (1000 if len(rest) == 1 else 1)
    if not numeral or any(sign not in _SIGNS and sign not in _SIZES for sign in numeral):
        return None
    if not any(sign in _SIZES for sign in numeral):  # 二零二六: read digit by digit
        return float("".join(str(_SIGNS[sign]) for sign in numeral))
    total, digit, last = 0, 0, 0
    for sign in numeral:
        if sign in _SIZES:
            total += (digit or 1) * _SIZES[sign]
            digit, last = 0, _SIZES[sign]
        else:
            digit, last = _SIGNS[sign], 0 if sign in "零〇" else last
    # 两百五 is 250: a last digit right after 百 or 千 counts in the next size
    return float(total + digit * (last // 10 if last >= 100 else 1))


def numbers(words: str) -> list[Found]:
    """Amounts and counts, in the order of the words. value: number and unit, `3000 元`."""
    found = []
    for pattern in (_MONEY, _COUNT):
        for match in pattern.finditer(words):
            number = value_of(match["n"])
            if number is None or len(match["n"]) > _LONGEST or _digit_before(words, match.start()):
                continue
            times = _LARGE.get(match["large"] or "", 1) * (10_000 if match["unit"] == "万元" else 1)
            unit = {"块": "元", "块钱": "元", "万元": "元", "％": "%", "个人": "人"}.get(match["unit"], match["unit"])
            found.append(at("number", words, match.span(), f"{number * times:g} {unit}"))
    return longest_first(found)


def _digit_before(words: str, start: int) -> bool:
    """The numeral is the end of a longer run: 13812345678元 is no amount."""
    return start > 0 and words[start - 1].isdigit() and words[start].isdigit()
