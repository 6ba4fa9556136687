"""How a written Mandarin text is read aloud: numbers become words before the phonemes are looked up.

Telephone numbers, codes and years are read digit by digit (一 as 幺 in numbers that are called, as people in China say
them), amounts as numerals. Kokoro runs digits together, so single digits are set apart by commas in groups.
"""

import re

import cn2an  # type: ignore[import-untyped]

_DIGITS = "零一二三四五六七八九"
_CALLED = "零幺二三四五六七八九"
_MOBILE = (3, 4, 4)
_UNITS = {"%": "百分之", "％": "百分之"}

_NUMBER = re.compile(r"\d+(?:\.\d+)?[%％]?")
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])[:：]([0-5]\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年)")


def spoken(text: str) -> str:
    """The text as it is said, with no figure left in it.

    "拨打12345" -> "拨打幺二三四五"; "3个工作日" -> "三个工作日"; "13812345678" in groups of three, four, four.
    """
    text = _CLOCK.sub(lambda m: _clock(int(m[1]), int(m[2])), text)
    text = _YEAR.sub(lambda m: "".join(_DIGITS[int(d)] for d in m[1]), text)
    return _NUMBER.sub(lambda m: _number(m[0]), text)


def _clock(hour: int, minute: int) -> str:
    said = _numeral(str(hour)) + "点"
    if not minute:
        return said
    return said + ("零" if minute < 10 else "") + _numeral(str(minute)) + "分"


def _number(figure: str) -> str:
    if figure[-1] in _UNITS:
        return _UNITS[figure[-1]] + _numeral(figure[:-1])
    if "." not in figure and (len(figure) >= 5 or figure.startswith("0") or figure in ("110", "119", "120", "122")):
        return _digit_by_digit(figure)
    # 二 before a measure word is 两, but the reader cannot tell counts from codes: 二 is always understood
    return _numeral(figure)


def _numeral(figure: str) -> str:
    return str(cn2an.an2cn(figure))


def _digit_by_digit(figure: str) -> str:
    digits = "".join(_CALLED[int(d)] for d in figure)
    if len(figure) == sum(_MOBILE) and figure.startswith("1"):
        first, second = _MOBILE[0], _MOBILE[0] + _MOBILE[1]
        return f"{digits[:first]}，{digits[first:second]}，{digits[second:]}"
    if len(figure) > 5:
        return "，".join(digits[i : i + 4] for i in range(0, len(digits), 4))
    return digits
