"""Everything that the words of one demand tell, each with its span: for the form and for the agent's questions."""

from dataclasses import dataclass
from datetime import date

from routing.advice import RequestType, Urgency
from routing.extraction.abuse import abuse
from routing.extraction.elements import Element, Name, elements
from routing.extraction.found import Found
from routing.extraction.named_places import named_places
from routing.extraction.numbers import numbers
from routing.extraction.parties import parties
from routing.extraction.place import Gazetteer
from routing.extraction.request_type import request_type, spoken_type
from routing.extraction.several_demands import several_demands
from routing.extraction.times import times
from routing.extraction.urgency import Dangers, Signal, urgency
from routing.wording import folded


@dataclass(frozen=True)
class Extraction:
    """Spans count in the text that was given: it and `words` have the same length. spoken_type: what makes it this
    request type."""

    words: str
    places: tuple[Found, ...]
    times: tuple[Found, ...]
    numbers: tuple[Found, ...]
    parties: tuple[Found, ...]
    demands: tuple[Found, ...]
    abuse: tuple[Found, ...]
    dangers: tuple[Signal, ...]
    request_type: RequestType
    spoken_type: tuple[Found, ...]
    urgency: Urgency
    elements: tuple[Element, ...]

    @property
    def missing(self) -> tuple[Element, ...]:
        return tuple(element for element in self.elements if not element.told)


def extract(
    text: str,
    gazetteer: Gazetteer,
    dangers: Dangers,
    today: date | None = None,
    known: frozenset[Name] = frozenset(),
) -> Extraction:
    """text: as written or heard; today: the day on which it was said; known: elements that the form holds already.

    Urgency is what the rules say of danger signals: no model lowers it."""
    words = folded(text)
    divisions = gazetteer.mentions(words)
    named = named_places(words, [found.span for found in divisions])
    places = tuple(sorted((*divisions, *named), key=lambda found: found.span))
    when, kind, found_dangers = tuple(times(words, today)), request_type(words), dangers.signals(words)
    return Extraction(
        words=words,
        places=places,
        times=when,
        numbers=tuple(numbers(words)),
        parties=tuple(parties(words)),
        demands=tuple(several_demands(words)),
        abuse=tuple(abuse(words)),
        dangers=tuple(found_dangers),
        request_type=kind,
        spoken_type=spoken_type(words),
        urgency=urgency(found_dangers),
        elements=elements(words, kind, when, places, known),
    )
