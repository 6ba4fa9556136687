"""How orders were routed, as a filter: what was proposed, who sent it, what people changed, what the shadow said."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select
from sqlalchemy.orm import aliased

from models.learning.tables import CorrectionKind, OrderCorrection, OrderProposal, ShadowProposal
from models.orders.tables import OrderEvent, WorkOrder

_SYSTEM: Final = "system"
TAKEN: Final = ("handling", "listed", "replied", "callback", "redo", "closed", "archived")
"""States in which the unit has taken an order for its own."""
_JUDGED: Final = (*TAKEN, "dispatched", "direct_answered", "merged")
"""States in which a person's word on the category stands."""
_BY_PERSON: Final = ("approve", "dispatch", "rule", "answer", "merge")


@dataclass(frozen=True)
class Routed:
    """None: whatever. Confidential orders are never among those of a filter that asks for anything.

    proposed: category code or its beginning; corrected: a correction of this kind stands; unsure: the proposal has no
    demand, no lead, or less confidence than `unsure_below`; automatic: sent by the system; kept: neither given back nor
    moved to another lead; decided: see `confirmed`; as_proposed: which is the one that was proposed;
    rule: of the duty catalogue; model: that proposed; shadow: a candidate that proposed beside
    it, agrees: on the category.
    """

    proposed: str | None = None
    corrected: CorrectionKind | None = None
    unsure: bool | None = None
    unsure_below: float = 0.0
    automatic: bool | None = None
    kept: bool | None = None
    decided: bool | None = None
    as_proposed: bool | None = None
    rule: str | None = None
    model: str | None = None
    shadow: str | None = None
    agrees: bool | None = None

    def asks(self) -> bool:
        """Whether anything is asked for."""
        return self != Routed(unsure_below=self.unsure_below)


def routed(wanted: Routed) -> list[ColumnElement[bool]]:
    """The filter as conditions on `WorkOrder`."""
    if not wanted.asks():
        return []
    found: list[ColumnElement[bool]] = [~WorkOrder.is_secret]
    proposal: list[ColumnElement[bool]] = []
    if wanted.proposed:
        proposal.append(OrderProposal.category_code.startswith(wanted.proposed, autoescape=True))
    if wanted.rule:
        proposal.append(OrderProposal.rule_code == wanted.rule)
    if wanted.model:
        proposal.append(OrderProposal.model == wanted.model)
    if wanted.unsure is not None:
        doubtful = unsure(wanted.unsure_below)
        proposal.append(doubtful if wanted.unsure else not_(doubtful))
    if wanted.as_proposed is not None:
        same = OrderProposal.category_code == WorkOrder.category_code
        proposal.append(same if wanted.as_proposed else not_(same))
    if proposal:
        found.append(exists().where(OrderProposal.order_id == WorkOrder.id, *proposal))
    if wanted.corrected:
        found.append(corrected(wanted.corrected))
    if wanted.automatic is not None:
        found.append(automatic() if wanted.automatic else and_(WorkOrder.dispatched_at.is_not(None), not_(automatic())))
    if wanted.kept is not None:
        found.append(kept() if wanted.kept else not_(kept()))
    if wanted.decided is not None:
        found.append(confirmed() if wanted.decided else not_(confirmed()))
    if wanted.shadow:
        found.append(_shadowed(wanted.shadow, wanted.agrees))
    return found


def unsure(below: float) -> ColumnElement[bool]:
    """Of an `OrderProposal`: a person had to look."""
    return or_(~OrderProposal.demand, OrderProposal.lead_code.is_(None), OrderProposal.confidence < below)


def automatic() -> ColumnElement[bool]:
    """Sent without a person."""
    return exists().where(
        OrderEvent.order_id == WorkOrder.id, OrderEvent.verb == "dispatch", OrderEvent.actor_role == _SYSTEM
    )


def corrected(kind: CorrectionKind) -> ColumnElement[bool]:
    """A correction of this kind stands: it was not taken back since."""
    return exists().where(OrderCorrection.order_id == WorkOrder.id, OrderCorrection.kind == kind, stands())


def stands() -> ColumnElement[bool]:
    """Of an `OrderCorrection`: the newest of its order and kind, and another choice than the proposal."""
    later = aliased(OrderCorrection)
    newer = select(later.id).where(
        later.order_id == OrderCorrection.order_id, later.kind == OrderCorrection.kind, later.id > OrderCorrection.id
    )
    return and_(OrderCorrection.chosen.is_distinct_from(OrderCorrection.proposed), ~newer.exists())


def kept() -> ColumnElement[bool]:
    """The unit that it was sent to has it still: no return was agreed, no person chose another lead."""
    return and_(not_(corrected("returned")), not_(corrected("lead")))


def agreeing() -> ColumnElement[bool]:
    """Of a `ShadowProposal` joined with the `OrderProposal` of its order: both name the same category."""
    return ShadowProposal.category_code.is_not_distinct_from(OrderProposal.category_code)


def _shadowed(model: str, agrees: bool | None) -> ColumnElement[bool]:
    said = [ShadowProposal.order_id == WorkOrder.id, ShadowProposal.model == model]
    if agrees is not None:
        said += [OrderProposal.order_id == WorkOrder.id, agreeing() if agrees else not_(agreeing())]
    return exists().where(*said)


def by_person() -> ColumnElement[bool]:
    """Whether a person sent, answered or merged it."""
    step = OrderEvent.order_id == WorkOrder.id, OrderEvent.verb.in_(_BY_PERSON), OrderEvent.actor_role != _SYSTEM
    return exists().where(*step)


def confirmed() -> ColumnElement[bool]:
    """Whether somebody stands for the order's category: a person who sent it, or the unit that took it."""
    return or_(WorkOrder.state.in_(TAKEN), and_(WorkOrder.state.in_(_JUDGED), by_person()))
