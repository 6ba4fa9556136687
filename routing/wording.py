"""How words are read: one normal form, the words in it, and how it sounds.

Spoken demands come through a recogniser that confuses characters of like sound, so everything that matches text can
also match `sounds`: the same text with every Chinese character replaced by a sign for its syllable. It has the same
length, so spans found in the one are valid in the other.
"""

import re
import unicodedata
from functools import cache, lru_cache

import rjieba
from opencc import OpenCC
from pypinyin.pinyin_dict import pinyin_dict

_DIGITS = re.compile(r"(?<!\d)(?!(?:110|119|120|122)(?!\d))\d+")  # the emergency numbers are words
_CODED_PLACE = re.compile(r"[a-z]\d*(?=[市区县])")  # published data sets mask places as "A3区"
_BLANKS = re.compile(r"\s+")
PASSAGE = 50
_PRIVATE_USE = 0xE000
_CLAUSE = re.compile(r"[^,，。;；!！?？\s]+[,，。;；!！?？\s]*")
_HAN = re.compile(r"[一-鿿]")
_TONES = str.maketrans("āáǎàēéěèōóǒòīíǐìūúǔùǖǘǚǜüńňǹḿê", "aaaaeeeeooooiiiiuuuuvvvvvnnnme")
# What Hubei speakers and recognisers do not keep apart: flat and curled tongue, n and l, -n and -ng after i and e.
_FOLDS = ((re.compile(r"^([zcs])h"), r"\1"), (re.compile(r"^n"), "l"), (re.compile(r"([ie])ng$"), r"\1n"))


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


@cache
def _signs() -> dict[int, str]:
    """Code point of a Chinese character -> one private-use character for its folded, toneless syllable."""
    folded = {code: _fold(readings.split(",")[0]) for code, readings in pinyin_dict.items() if code <= 0x9FFF}
    order = {syllable: chr(_PRIVATE_USE + i) for i, syllable in enumerate(sorted(set(folded.values())))}
    return {code: order[syllable] for code, syllable in folded.items()}


def _fold(reading: str) -> str:
    """A reading as the dictionary writes it (`zhēng`) -> its folded syllable (`zen`)."""
    syllable = reading.translate(_TONES)
    for pattern, put in _FOLDS:
        syllable = pattern.sub(put, syllable)
    return syllable


def simplified(text: str) -> str:
    """NFKC, simplified script, lower case. Keeps the number of characters for ordinary text."""
    text = unicodedata.normalize("NFKC", text).lower()
    return str(_to_simplified().convert(text))


def folded(text: str) -> str:
    """`simplified`, each character in its place: spans in the one are spans in the other."""
    whole = simplified(text)
    if len(whole) == len(text):
        return whole
    return "".join(one if len(one := simplified(sign)) == 1 else sign for sign in text)


def plain(text: str) -> str:
    """The form that classifiers see: `simplified`, without blanks, numbers and coded places."""
    return _DIGITS.sub("", _CODED_PLACE.sub("", _BLANKS.sub("", simplified(text))))


def sounds(text: str) -> str:
    """`text` with each Chinese character replaced by the sign of its syllable; same length, other characters stay."""
    return text.translate(_signs())


def han_count(text: str) -> int:
    """How many Chinese characters there are."""
    return len(_HAN.findall(text))


def passages(text: str, size: int = PASSAGE) -> list[str]:
    """`text` cut at its punctuation into passages of about `size` characters; at least one, in order."""
    found: list[str] = []
    for clause in _CLAUSE.findall(text):
        if found and len(found[-1]) + len(clause) <= size:
            found[-1] += clause
        else:
            found.append(clause)
    return found or [text]


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    """The words of `plain` text, punctuation left out."""
    return tuple(word for word in rjieba.cut(text) if word.isalnum())
