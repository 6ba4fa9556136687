"""Texts as a recogniser might have heard them: characters replaced by others of the same sound, some left out."""

import random
from collections import defaultdict
from functools import cache

from routing.wording import han_count, sounds

_COMMON = range(0x4E00, 0x9FA6)


@cache
def _of_one_sound() -> dict[str, list[str]]:
    """Sign of a syllable -> the characters of level 1 of GB 2312 (the 3,755 common ones) that sound so."""
    found: dict[str, list[str]] = defaultdict(list)
    for code in _COMMON:
        encoded = chr(code).encode("gb2312", errors="ignore")
        if encoded and 0xB0 <= encoded[0] <= 0xD7:
            found[sounds(chr(code))].append(chr(code))
    return found


def misheard(text: str, rate: float, dice: random.Random, dropped: float = 0.0) -> str:
    """`text` with a share `rate` of its Chinese characters replaced by homophones and a share `dropped` left out."""
    heard: list[str] = []
    for character in text:
        if han_count(character) and dice.random() < dropped:
            continue
        others = [c for c in _of_one_sound().get(sounds(character), []) if c != character]
        heard.append(dice.choice(others) if others and dice.random() < rate else character)
    return "".join(heard)
