"""A demand as duplicates and hot issues see it: words, who, where, what, when. No personal data in clear."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

_OPENING = 40  # characters that usually name place and matter where there is no subject


@dataclass(frozen=True)
class Demand:
    """One citizen's demand. `at`: aware instant of acceptance. What is not known is the empty string.

    person: a key that is equal for the same citizen (the blind index of the number, in hex), never a name or a number.
    place: a code in which a prefix is the wider place (division code). category: six digits, or a prefix of them.
    """

    id: str
    text: str
    at: datetime
    subject: str = ""
    person: str = ""
    place: str = ""
    category: str = ""

    @property
    def headline(self) -> str:
        """What it is about in short: the subject (an order's title), else how the text begins."""
        return self.subject or self.text[:_OPENING]

    @property
    def words(self) -> str:
        """Subject and text together."""
        return f"{self.subject}。{self.text}" if self.subject else self.text


class Candidates(Protocol):
    """Where earlier demands come from: a search of the store, or `Index` with the demands that it names."""

    def near(self, demand: Demand, limit: int = 20) -> Sequence[Demand]:
        """Earlier demands that could be the same matter, likeliest first; never the demand itself."""
        ...
