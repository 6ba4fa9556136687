"""What was taken from the words before any department is thought of."""

from dataclasses import dataclass

from routing.advice import RequestType, Urgency
from routing.extraction.place import Gazetteer, Located
from routing.extraction.request_type import request_type
from routing.extraction.urgency import Dangers, Signal, urgency
from routing.wording import han_count

SHORTEST_DEMAND = 5  # Chinese characters; nobody can act on fewer
IS_DEMAND = 0.5


@dataclass(frozen=True)
class Hearing:
    """One demand as heard. words: `simplified`; categories: code and probability, most probable first;
    demand: the probability that the words ask for anything at all."""

    words: str
    categories: list[tuple[str, float]]
    demand: float
    located: Located
    kind: RequestType
    dangers: list[Signal]

    @property
    def is_demand(self) -> bool:
        return self.demand >= IS_DEMAND

    @property
    def urgency(self) -> Urgency:
        return urgency(self.dangers)


def hear(
    words: str, categories: list[tuple[str, float]], demand: float, gazetteer: Gazetteer, dangers: Dangers
) -> Hearing:
    """Everything that the words tell. Too few words are no demand, whatever the classifier says."""
    enough = han_count(words) >= SHORTEST_DEMAND
    return Hearing(
        words,
        categories,
        demand if enough else 0.0,
        gazetteer.locate(words),
        request_type(words),
        dangers.signals(words),
    )
