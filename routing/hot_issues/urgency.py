"""How grave and how heated the demands of an issue are: danger signals, and words of anger and despair."""

import csv
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from models.catalogue.vocabulary import Vocabulary, city_folder
from routing.advice import Urgency
from routing.duplicates import Demand
from routing.extraction.urgency import Dangers
from routing.wording import simplified

_DANGER: dict[Urgency, float] = {"特急": 1.0, "紧急": 0.7, "一般": 0.0}


@cache
def _feelings() -> tuple[tuple[str, float], ...]:
    with (Path(__file__).parent / "feelings.tsv").open(encoding="utf-8", newline="") as lines:
        return tuple((row["phrase"], float(row["weight"])) for row in csv.DictReader(lines, delimiter="\t"))


@cache
def usual_dangers() -> Dangers:
    """The signals of the sample city, for who has no city's vocabulary at hand."""
    return Dangers(Vocabulary.from_folder(city_folder("xianning")).signals)


@lru_cache(maxsize=4096)
def _of_words(words: str, dangers: Dangers) -> float:
    text = simplified(words)
    danger = max((_DANGER[signal.level] for signal in dangers.signals(text)), default=0.0)
    feeling = sum(weight for phrase, weight in _feelings() if phrase in text)
    return max(danger, min(feeling, 0.9))


def urgency(demands: Iterable[Demand], dangers: Dangers | None = None) -> float:
    """Mean over the demands, 0..1: one heated letter among fifty calm ones does not make an issue heated.

    dangers: the city's signals, else the sample city's.
    """
    known = dangers or usual_dangers()
    values = [_of_words(demand.words, known) for demand in demands]
    return round(sum(values) / len(values), 3) if values else 0.0
