"""The adviser: from words to a proposal with its reasons. Reads, never writes, never sends anything."""

from datetime import date

from models.catalogue.vocabulary import TERRITORY, Vocabulary
from routing.advice import Advice, CategoryRef, Departments, Evidence, Memory
from routing.classifier.features import Document
from routing.classifier.model import Classifier
from routing.dispatch.duty import Duty, DutyCatalogue, HeardWords
from routing.extraction.elements import Name
from routing.extraction.place import Gazetteer
from routing.extraction.urgency import Dangers
from routing.extraction.whole import Extraction, extract
from routing.extraction.wrapping import title
from routing.hearing import Hearing, hear
from routing.reasons import reasons
from routing.wording import simplified

CONFIDENT = 0.6
"""Advice with a demand, a lead and at least this confidence may be dispatched without a person (docs/routing.md)."""

# A territory's matter without a place: the city's department can answer a question, but cannot go and look.
UNPLACED_QUESTION, UNPLACED = 0.9, 0.5


class Adviser:
    """One city's vocabulary and one classifier. Safe for use from several threads."""

    def __init__(self, vocabulary: Vocabulary, classifier: Classifier, memory: Memory | None = None) -> None:
        self.vocabulary = vocabulary
        self.classifier = classifier
        self._memory = memory
        self._gazetteer = Gazetteer(vocabulary)
        self._duties = DutyCatalogue(vocabulary)
        self._dangers = Dangers(vocabulary.signals)

    def with_vocabulary(self, vocabulary: Vocabulary) -> "Adviser":
        """The same classifier and memory on another vocabulary: the city's data have changed."""
        return Adviser(vocabulary, self.classifier, self._memory)

    def with_classifier(self, classifier: Classifier) -> "Adviser":
        """The same vocabulary and memory with another classifier: another version came into use."""
        return Adviser(self.vocabulary, classifier, self._memory)

    def advise(self, text: str, subject: str = "") -> Advice:
        """The proposal for a demand; `text` may be a transcript with recognition errors, or empty."""
        words = simplified(f"{subject}。{text}" if subject else text)
        demanded = self.classifier.demand(words)
        distribution = self.classifier.distribution(Document(words))
        known = [(code, p) for code, p in distribution.items() if code in self.vocabulary.categories]
        hearing = hear(words, known, demanded, self._gazetteer, self._dangers)
        if not known:
            return self._nothing(hearing)
        category = known[0][0]
        duty, certainty = self._lead(hearing)
        spoke = self.classifier.spoke_for(Document(words), category)
        return Advice(
            category=self._category(category),
            departments=duty.departments,
            request_type=hearing.kind,
            urgency=hearing.urgency,
            place=hearing.located.place,
            confidence=round(certainty * hearing.demand * self._placed(duty, hearing), 4)
            if duty.departments.lead
            else 0.0,
            demand=hearing.is_demand,
            title=title(words, tuple(s.term for s in spoke), simplified(subject)),
            evidence=(*reasons(hearing, duty, spoke), *self._remembered(words)),
            alternatives=tuple((self._category(code), round(p, 4)) for code, p in known[1:4]),
            model=str(self.classifier.card.get("name", "")),
            fault=duty.fault,
        )

    def extract(self, text: str, today: date | None = None, known: frozenset[Name] = frozenset()) -> Extraction:
        """Everything that the words tell, each with its span (`routing.extraction.whole`)."""
        return extract(text, self._gazetteer, self._dangers, today, known)

    def _lead(self, hearing: Hearing) -> tuple[Duty, float]:
        """The duty of the most probable category, and how probable it is that its lead is right.

        Categories that would go to the same department speak for it together: between 路灯 and 路面破损 in one county
        the category is uncertain, the department is not.
        """
        place, words = hearing.located.place, HeardWords(hearing.words)
        code = place.code if place else ""
        chosen = self._duties.assign(words, hearing.categories[0][0], code)
        agreeing = sum(
            probability
            for category, probability in hearing.categories
            if self._duties.assign(words, category, code).lead_code == chosen.lead_code
        )
        return chosen, min(1.0, agreeing)

    @staticmethod
    def _placed(duty: Duty, hearing: Hearing) -> float:
        """How much of the confidence survives what is known of the place."""
        if duty.rule is None or duty.rule.lead != TERRITORY:
            return 1.0
        if hearing.located.place is None:
            return UNPLACED_QUESTION if hearing.kind == "咨询" else UNPLACED
        return hearing.located.place.confidence

    def _category(self, code: str) -> CategoryRef:
        return CategoryRef(code, self.vocabulary.category_path(code))

    def _remembered(self, words: str) -> tuple[Evidence, ...]:
        orders = self._memory.similar(words) if self._memory is not None else []
        return tuple(Evidence("similar", order.title, order.score, ref=order.order_no) for order in orders)

    @staticmethod
    def _nothing(hearing: Hearing) -> Advice:
        """A classifier whose labels are none of the city's categories: said, not hidden."""
        alarm = Evidence("gap", "分类模型的标签不属于现行分类，请重新训练", 1.0)
        return Advice(
            category=None,
            departments=Departments(None),
            request_type=hearing.kind,
            urgency=hearing.urgency,
            place=hearing.located.place,
            confidence=0.0,
            demand=hearing.is_demand,
            title=title(hearing.words),
            evidence=(alarm,),
        )
