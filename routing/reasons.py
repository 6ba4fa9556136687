"""Why a proposal says what it says: every reason is one line for people, with its place in the words."""

from collections.abc import Iterator

from models.catalogue.vocabulary import TERRITORY
from routing.advice import Evidence
from routing.classifier.model import Spoke
from routing.dispatch.duty import BY_CATEGORY, Duty
from routing.hearing import Hearing


def reasons(hearing: Hearing, duty: Duty, spoke: list[Spoke]) -> Iterator[Evidence]:
    """Danger signals, the rule, the words that spoke for the category, the place, and what is missing or wrong."""
    for danger in hearing.dangers:
        yield Evidence("urgent", f"{danger.level}：{danger.meaning}", 1.0, danger.span)
    if duty.rule is not None:
        yield Evidence("rule", f"{duty.step}：{duty.rule.basis}", 1.0, ref=duty.rule.code)
    if duty.alarm:
        yield Evidence("gap", duty.alarm, 1.0, ref=duty.rule.code if duty.rule else "")
    for term in spoke:
        at = hearing.words.find(term.term)
        yield Evidence("words", term.term, term.weight, (at, at + len(term.term)) if at >= 0 else None)
    yield from _place(hearing, duty)
    if not hearing.is_demand:
        yield Evidence("gap", "没有听出诉求，不自动派单")


def _place(hearing: Hearing, duty: Duty) -> Iterator[Evidence]:
    place = hearing.located.place
    if place is not None:
        yield Evidence("place", place.name, place.confidence, place.span, place.code)
    elif duty.step == BY_CATEGORY and duty.rule is not None and duty.rule.lead == TERRITORY:
        yield Evidence("gap", "属地办理的事项没有识别到县市区，暂列业务指导部门，请补问地点")
    if hearing.located.candidates:
        yield Evidence("gap", f"地名不唯一：{'、'.join(hearing.located.candidates[:4])}")
