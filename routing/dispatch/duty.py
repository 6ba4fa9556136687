"""Who should handle it: the duty catalogue (派单目录) applied in three steps.

Specialist rule (words and category name a unit) -> territory (属地: who governs the place leads, the city department
guides) -> category fallback (no place known: the city's guiding department). Rules are the city's data; the largest
priority wins, then the longest category prefix, then the order in the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from models.catalogue.vocabulary import TERRITORY, DepartmentEntry, DutyEntry, Vocabulary
from routing.advice import DepartmentRef, Departments, RuleFault
from routing.wording import sounds

KEYWORD_BY_SOUND = 3  # keywords of so many characters are recognised by sound as well

SPECIALIST, BY_TERRITORY, BY_CATEGORY, NOBODY = "专项规则", "属地", "分类兜底", "待人工"

_REMEMBERED: Final = 4096


@dataclass(frozen=True)
class Duty:
    """The outcome: who, by which rule, in which step. alarm: why nobody is named, for people; fault: where that is an
    error in the rule itself."""

    departments: Departments
    rule: DutyEntry | None
    step: str
    alarm: str = ""
    fault: RuleFault | None = None

    @property
    def lead_code(self) -> str:
        lead = self.departments.lead
        return lead.code if lead else ""


class DutyCatalogue:
    """The rules of a vocabulary, sorted for use."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._rules = sorted(vocabulary.duty, key=lambda rule: (-rule.priority, -len(rule.category_prefix)))
        self._about: dict[str, list[DutyEntry]] = {}
        self._by_rule = lru_cache(_REMEMBERED)(self._of_rule)

    def applicable(self, words: "HeardWords", category_code: str, place_code: str) -> DutyEntry | None:
        """The first rule whose every condition holds."""
        if category_code not in self._about:
            self._about[category_code] = [r for r in self._rules if category_code.startswith(r.category_prefix)]
        return next((rule for rule in self._about[category_code] if self._holds(rule, words, place_code)), None)

    @staticmethod
    def _holds(rule: DutyEntry, words: "HeardWords", place_code: str) -> bool:
        return (
            place_code.startswith(rule.place_prefix)
            and (not rule.keywords or words.any_of(rule.keywords))
            and not words.any_of(rule.exclude_keywords)
        )

    def assign(self, words: "HeardWords", category_code: str, place_code: str) -> Duty:
        """Lead, assist and guidance for a demand. place_code: division code, empty when no place is known."""
        rule = self.applicable(words, category_code, place_code)
        if rule is None:
            return Duty(Departments(None), None, NOBODY, f"派单目录没有分类 {category_code} 的规则")
        return self._by_rule(rule, place_code)

    def _of_rule(self, rule: DutyEntry, place_code: str) -> Duty:
        """The same for every demand of a place to which the rule applies."""
        unknown = [code for code in (rule.lead, *rule.assist, rule.guidance) if not self._known(code)]
        if unknown:
            return _faulty(rule, "duty-unit-unknown", f"规则 {rule.code} 引用了不存在的部门：{'、'.join(unknown)}")
        assist = self._refs(rule.assist)
        guidance = self._refs((rule.guidance,)) if rule.guidance else ()
        if rule.lead != TERRITORY:
            lead = self._vocabulary.departments[rule.lead]
            step = SPECIALIST if rule.keywords else BY_CATEGORY
            return Duty(_departments(lead, assist, guidance), rule, step)
        local = self._vocabulary.territory(place_code) if place_code else None
        if local is not None:
            return Duty(_departments(local, assist, guidance), rule, BY_TERRITORY)
        if guidance:
            return Duty(Departments(guidance[0], assist), rule, BY_CATEGORY)
        wrong = f"规则 {rule.code} 为属地办理，未识别到地点，也没有业务指导部门"
        return _faulty(rule, "duty-names-nobody", wrong, assist)

    def _known(self, code: str) -> bool:
        return code in ("", TERRITORY) or code in self._vocabulary.departments

    def _refs(self, codes: Sequence[str]) -> tuple[DepartmentRef, ...]:
        return tuple(_ref(self._vocabulary.departments[code]) for code in codes)


def _faulty(rule: DutyEntry, code: str, wrong: str, assist: tuple[DepartmentRef, ...] = ()) -> Duty:
    return Duty(Departments(None, assist), rule, NOBODY, wrong, RuleFault(code, rule.code, wrong))


class HeardWords:
    """A text that is asked for keywords, by its characters and, for longer keywords, by its sound."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._heard = sounds(text)

    def any_of(self, keywords: Sequence[str]) -> bool:
        return any(self.has(keyword) for keyword in keywords)

    def has(self, keyword: str) -> bool:
        if keyword in self._text:
            return True
        return len(keyword) >= KEYWORD_BY_SOUND and sounds(keyword) in self._heard


def _ref(department: DepartmentEntry) -> DepartmentRef:
    return DepartmentRef(department.code, department.name)


def _departments(
    lead: DepartmentEntry, assist: tuple[DepartmentRef, ...], guidance: tuple[DepartmentRef, ...]
) -> Departments:
    first = _ref(lead)
    return Departments(first, tuple(a for a in assist if a != first), guidance[0] if guidance else None)
