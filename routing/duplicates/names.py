"""Names of places and bodies in the words, found by how they end: 小区, 路, 村, 公司. They tell two matters apart that
are told in the same words.

A name is kept as the two characters before the ending, and the ending, by sound: citizens write 金路小区 and 金麓小区
for one place. Divisions with codes come with the demand; these are the finer names that no table holds.
"""

import re
from functools import lru_cache

from routing.duplicates.reading import letters
from routing.wording import sounds

_ENDINGS = (
    "小区|社区|街道|新城|公寓|广场|大厦|花园|家园|学校|中学|小学|幼儿园|公园|医院|驾校|大道|车站"
    "|[路苑府湾村镇城园站线桥组]"
)
_NAME = re.compile(rf"(?=([一-鿿]{{2}}(?:{_ENDINGS})))")  # a look-ahead: names overlap (魅力之城小区)


@lru_cache(maxsize=4096)
def names(text: str) -> frozenset[str]:
    """The names in a text, by their sounds."""
    return frozenset(sounds(match.group(1)) for match in _NAME.finditer(letters(text)))
