"""The words of this city that the recogniser must write rightly: places, departments, kinds of demand."""

import re
from pathlib import Path

from callcenter.settings import Settings
from transcription import lexicon

_SEPARATORS = re.compile(r"[、，,|/（）()·与和及等 ]+")


def city_terms(settings: Settings) -> list[str]:
    """All terms, from the city's data as it is loaded and from the list that holds for every city."""
    from callcenter import city_now
    from models.catalogue.vocabulary import Vocabulary

    vocabulary = Vocabulary.of(city_now.book(settings))
    terms = list(lexicon.common_terms())
    terms += [division.name for division in vocabulary.divisions if division.level in ("county", "town")]
    for department in vocabulary.departments.values():
        terms += [department.name, department.short, *department.aliases]
    for category in vocabulary.categories.values():
        terms += _SEPARATORS.split(category.name)
    return sorted(set(terms))


def write_terms(settings: Settings) -> Path:
    """The terms as the file that `hotline speech` gives its workers, a term a line."""
    path = settings.private("speech") / "terms.txt"
    path.write_text("\n".join(city_terms(settings)), encoding="utf-8")
    return path
