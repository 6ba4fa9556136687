"""The duty catalogue's rules (派单目录, 66号) that speak of an order: the text a return is judged by."""

from dataclasses import dataclass

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from models import clock
from models.catalogue.tables import Department, DutyRule
from models.catalogue.units import living
from models.catalogue.vocabulary import TERRITORY
from models.orders import WorkOrder
from routing.dispatch.duty import HeardWords

_SHOWN = 6


@dataclass(frozen=True)
class Duty:
    """One rule. lead: the unit that it names here (for 属地 whoever governs the place), None where it names nobody;
    heard: which of its keywords are in the order's words; applies: whether all its conditions hold."""

    code: str
    basis: str
    lead: str | None
    lead_mode: str
    assist: tuple[str, ...]
    guidance: str | None
    heard: tuple[str, ...]
    applies: bool


def duties(session: Session, order: WorkOrder) -> list[Duty]:
    """The rules of the order's category and place: those that apply first, then by priority."""
    category, place = order.category_code or "", order.place_code or ""
    rules = session.scalars(
        select(DutyRule)
        .where(
            DutyRule.active,
            literal(category).startswith(DutyRule.category_prefix),
            literal(place).startswith(DutyRule.place_prefix),
        )
        .order_by(DutyRule.id)
    )
    words, local = HeardWords(f"{order.title}。{order.content}"), _territory(session, place)
    found = [(rule, _duty(rule, words, local)) for rule in rules]
    found.sort(key=lambda pair: (not pair[1].applies, -pair[0].priority, -len(pair[0].category_prefix), pair[0].id))
    return [duty for _, duty in found[:_SHOWN]]


def _duty(rule: DutyRule, words: HeardWords, local: str | None) -> Duty:
    heard = tuple(keyword for keyword in rule.keywords if words.has(keyword))
    return Duty(
        code=rule.code,
        basis=rule.basis,
        lead=local if rule.lead == TERRITORY else rule.lead or None,
        lead_mode=rule.lead_mode,
        assist=tuple(rule.assist),
        guidance=rule.guidance or None,
        heard=heard,
        applies=bool(heard or not rule.keywords) and not words.any_of(rule.exclude_keywords),
    )


def _territory(session: Session, place: str) -> str | None:
    """The unit that governs a place: the longest 属地 code that the place's code begins with."""
    if not place:
        return None
    today = clock.today()
    local = select(Department.code).where(Department.kind == TERRITORY, living(today))
    codes = session.scalars(local.where(literal(place).startswith(Department.code))).all()
    return max(codes, key=len, default=None)
