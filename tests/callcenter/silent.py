"""An adviser with nothing to say, for tests that are about something else."""

from datetime import date

from models.catalogue.vocabulary import Vocabulary
from routing.advice import Advice, Departments
from routing.extraction.elements import Name
from routing.extraction.place import Gazetteer
from routing.extraction.urgency import Dangers
from routing.extraction.whole import Extraction, extract


class SilentAdviser:
    """Proposes nothing, and knows no place."""

    vocabulary = Vocabulary()

    def advise(self, text: str, subject: str = "") -> Advice:
        return Advice(None, Departments(None), "其他", "一般", None, 0.0, False, "")

    def extract(self, text: str, today: date | None = None, known: frozenset[Name] = frozenset()) -> Extraction:
        return extract(text, Gazetteer(self.vocabulary), Dangers(()), today, known)
