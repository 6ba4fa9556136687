"""What is asked about an order's assessment: 考核申诉, 不合理诉求, 不纳入考核 (REPORT 2.2, 5, 8).

Asked with a reason and evidence, granted or refused by somebody else: every overlay names who and why. One request of
an order is open at a time. It outlives the state in which it was asked, and is decided before the order is archived.
"""

from collections.abc import Iterable
from typing import Final

from models.catalogue import reasons
from models.orders.effects.requests import last_asked
from models.orders.step import Step
from models.orders.tables import PendingClaim

_UNREASONABLE: Final = ("solved", "satisfied")
"""In which a recognised unreasonable demand does not count where the city's list of exclusions does not have it."""


def ask_appeal(step: Step) -> None:
    _ask(step, "assessment_appeal", item=step.given["assessment_item"])


def grant_appeal(step: Step) -> None:
    _grant(step, [last_asked(step, "assessment_appeal").detail["item"]])


def ask_unreasonable(step: Step) -> None:
    _ask(step, "unreasonable")


def grant_unreasonable(step: Step) -> None:
    """The unit explains and answers; a caller who stays dissatisfied does not send the order round again."""
    step.order.is_unreasonable = True
    _grant(step, reasons.excludes(step.session, "unreasonable") or _UNREASONABLE)


def ask_exclusion(step: Step) -> None:
    _ask(step, "exclusion", code=step.given["exclusion_reason"])


def grant_exclusion(step: Step) -> None:
    _grant(step, reasons.excludes(step.session, last_asked(step, "exclusion").detail["code"]))


def refuse(step: Step) -> None:
    claim = step.order.pending_claim
    assert claim is not None
    step.order.pending_claim = None
    step.overlay(claim, "refused", unit=last_asked(step, claim).department_code)


def revoke_exclusion(step: Step) -> None:
    """The order counts again in everything."""
    order = step.order
    step.overlay("exclusion", "undone", unit=order.lead_code, items=order.excluded_from)
    order.excluded_from, order.is_unreasonable = [], False


def _ask(step: Step, claim: PendingClaim, *, item: str | None = None, code: str | None = None) -> None:
    step.order.pending_claim = claim
    step.overlay(claim, "asked", unit=step.order.lead_code, evidence=step.given["evidence"], item=item, code=code)


def _grant(step: Step, items: Iterable[str]) -> None:
    order, claim = step.order, step.order.pending_claim
    assert claim is not None
    order.excluded_from = sorted({*order.excluded_from, *items})
    order.pending_claim = None
    step.overlay(claim, "granted", unit=last_asked(step, claim).department_code, items=sorted(items))
