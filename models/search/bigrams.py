"""Chinese text as PostgreSQL's full-text search can find it: overlapping pairs of characters with their positions.

A run of Chinese characters gives every pair of neighbours, and its last character alone; a run of Latin letters and
digits gives one word. So two characters are enough to find something, a phrase is found as it stands, and one character
finds every pair that begins with it. Between runs that something else divides one position stays empty: no phrase
reaches across a full stop.

Long numbers are left out: telephone and identity numbers in a demand are shown masked, and what is not shown must not
be found out by searching for it either.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_LONG_NUMBER: Final = re.compile(r"\+?\d(?:[ -]?\d){6,}[Xx]?")
_RUN: Final = re.compile(
    r"(?P<han>[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]+)|(?P<word>[^\W_]+?(?=[\u3400-\u9fff]|\W|_|$))"
)
_NO_HAN: Final = re.compile(r"[^\u3400-\u4dbf\u4e00-\u9fff]+")
"""NFKC changes no unified ideograph and joins none with its neighbours, but takes longest to find that out."""
_POSITIONS: Final = 16_383  # the last that a tsvector can tell apart
_LONGEST_WORD: Final = 40


def normal(text: str) -> str:
    """The form in which texts are compared: NFKC, lower case, long numbers replaced by a space."""
    compatible = _NO_HAN.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return _LONG_NUMBER.sub(" ", compatible.lower())


def tsvector(*texts: str) -> str:
    """The texts as the literal of a tsvector, positions kept apart from text to text."""
    places: dict[str, list[int]] = {}
    start = 1
    for text in texts:
        end = start
        for end, token in _placed(text, start):
            if end > _POSITIONS:
                break
            places.setdefault(token, []).append(end)
        start = end + 3
    return " ".join(f"'{token}':{','.join(map(str, where[:255]))}" for token, where in places.items())


def tsquery(words: str) -> str | None:
    """A tsquery literal for what somebody typed: all its parts, each as a phrase; None where nothing can be sought."""
    parts = [_phrase(part) for part in normal(words).split()]
    return " & ".join(part for part in parts if part) or None


def bigrams(text: str) -> list[str]:
    """The pairs of characters in a text, in their order, repetitions kept."""
    return [
        run[index : index + 2]
        for found in _RUN.finditer(normal(text))
        if (run := found["han"]) is not None
        for index in range(len(run) - 1)
    ]


def _placed(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Every token with its position, from `start` on."""
    position, before = start, None
    for found in _RUN.finditer(normal(text)):
        if before is not None and found.start() > before:
            position += 1
        before = found.end()
        run = found["han"]
        tokens = [found["word"][:_LONGEST_WORD]] if run is None else [run[at : at + 2] for at in range(len(run))]
        yield from enumerate(tokens, position)
        position += len(tokens)


def _phrase(part: str) -> str:
    """One part as phrases; punctuation inside divides it."""
    phrases: list[list[tuple[int, str]]] = []
    before, position = None, 0
    for found in _RUN.finditer(part):
        if before is None or found.start() > before:
            phrases.append([])
        before = found.end()
        run = found["han"]
        if run is None:
            phrases[-1].append((position, f"'{found['word'][:_LONGEST_WORD]}'"))
            position += 1
            continue
        if len(run) == 1:
            phrases[-1].append((position, f"'{run}':*"))
        else:
            # every second pair and the last one cover the run: half the look-ups
            starts = sorted({*range(0, len(run) - 1, 2), len(run) - 2})
            phrases[-1] += [(position + index, f"'{run[index : index + 2]}'") for index in starts]
        position += len(run)
    return " & ".join(f"({_joined(phrase)})" for phrase in phrases if phrase)


def _joined(phrase: list[tuple[int, str]]) -> str:
    text, last = phrase[0][1], phrase[0][0]
    for position, token in phrase[1:]:
        text, last = f"{text} <{position - last}> {token}", position
    return text
