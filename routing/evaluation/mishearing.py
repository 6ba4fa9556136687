"""Texts as a recogniser might have heard them: characters replaced by others of the same sound, some left out, and
whole words left out."""

import random
from collections import defaultdict
from functools import cache

import rjieba

from routing.classifier.features import Document
from routing.wording import han_count, sounds

HOMOPHONES, DROPPED_WORDS = 0.1, 0.03
"""How a usable recogniser errs over the telephone: one character in ten, and now and then a word is gone."""

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


def without_words(text: str, share: float, dice: random.Random) -> str:
    """`text` with a share of its words left out; punctuation stays."""
    return "".join(word for word in rjieba.cut(text) if not (han_count(word) and dice.random() < share))


def as_heard(document: Document, dice: random.Random) -> Document:
    """Subject and body with homophones and dropped words."""
    subject, body = (
        misheard(without_words(text, DROPPED_WORDS, dice), HOMOPHONES, dice)
        for text in (document.subject, document.body)
    )
    return Document(body, subject)
