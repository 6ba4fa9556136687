"""Character error rate as the project defines it, and the form in which texts are compared.

Normalised: NFKC, simplified script, lower case, no punctuation, no spaces, digits as they are spoken.
"""

import re
import unicodedata

from rapidfuzz.distance import Levenshtein

from transcription.script import simplified

_DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_FIGURE = re.compile(r"\d+(?:\.\d+)?%?")


def normalised(text: str) -> str:
    """The text as it is compared: "请打１２３４５！" and "请打幺二三四五" are alike."""
    text = simplified(unicodedata.normalize("NFKC", text)).lower()
    text = _FIGURE.sub(lambda m: _spoken(m[0]), text).replace("幺", "一").replace("〇", "零").replace("两", "二")
    return "".join(c for c in text if unicodedata.category(c)[0] in "LN")


def edits(reference: str, heard: str) -> tuple[int, int]:
    """(substitutions, insertions and deletions; characters of the reference), both after `normalised`."""
    wanted, got = normalised(reference), normalised(heard)
    return int(Levenshtein.distance(wanted, got)), len(wanted)


def error_rate(pairs: list[tuple[str, str]]) -> float:
    """Total edits over total reference characters of (reference, heard) pairs; 0.0 without references."""
    counted = [edits(reference, heard) for reference, heard in pairs]
    total = sum(length for _, length in counted)
    return sum(errors for errors, _ in counted) / total if total else 0.0


def _spoken(figure: str) -> str:
    """A figure in words: an amount by its places, a code or a year digit by digit."""
    if figure.endswith("%"):
        return "百分之" + _spoken(figure[:-1])
    whole, _, fraction = figure.partition(".")
    said = _digits(whole) if len(whole) >= 4 or whole.startswith("0") else _amount(int(whole))
    return f"{said}点{_digits(fraction)}" if fraction else said


def _digits(figure: str) -> str:
    return "".join(_DIGITS[d] for d in figure)


def _amount(value: int) -> str:
    """0..999 in words: 10 十, 12 十二, 305 三百零五."""
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    said = f"{_DIGITS[str(hundreds)]}百" if hundreds else ""
    if tens:
        said += "十" if tens == 1 and not hundreds else f"{_DIGITS[str(tens)]}十"
    elif hundreds and ones:
        said += "零"
    return said + (_DIGITS[str(ones)] if ones or not value else "")
