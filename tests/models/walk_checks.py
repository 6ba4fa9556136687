"""What must hold of every order at every moment: its timeline, clocks, overlays and parts agree with its row."""

from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import clock, clocks, orders
from models.orders import UNIT_ROLES, VERBS, Actor, WorkOrder
from models.orders.replay import row
from models.orders.rights import refusal
from models.orders.tables import Overlay

Laid = Counter[tuple[str, str]]


def one_agrees(session: Session, order: WorkOrder) -> None:
    """Raises AssertionError for the first thing that does not."""
    steps = orders.timeline(session, order.id)
    assert orders.first_broken(order, steps) is None
    assert orders.replay(steps) == row(order), "the timeline tells the row"
    somebody_can_go_on(order)
    clocks_agree(session, order)
    counted = select(Overlay.kind, Overlay.act, func.count()).where(Overlay.order_id == order.id)
    laid: Laid = Counter()
    for kind, act, number in session.execute(counted.group_by(Overlay.kind, Overlay.act)):
        laid[kind, act] = number
    counts_add_up(order, laid)
    if order.state in {"closed", "archived", "cancelled"}:
        assert all(part.state in {"ended", "returned"} for part in order.assignments)


def somebody_can_go_on(order: WorkOrder) -> None:
    """No order is stuck: by the table and by every guard somebody can bring it further, now or after a while."""
    if order.state == "archived":
        return
    moving = [v for v in VERBS.values() if order.state in v.from_states and v.ends != {order.state}]
    assert moving
    with clock.running_from(lambda: order.updated_at):
        possible = [verb.name for verb in moving if any(refusal(order, who, verb) is None for who in whom(order, verb))]
        if not possible:  # what holds it is itself a verb away
            assert any(
                refusal(order, who, VERBS[name]) is None
                for name in ("lift_supervision", "grant_assessment_appeal", "grant_unreasonable", "grant_exclusion")
                for who in whom(order, VERBS[name])
            ), (order.state, order.pending_claim, order.is_supervised)


def whom(order: WorkOrder, verb: orders.Verb) -> list[Actor]:
    """One of each kind whom the verb is for: somebody of the hotline, one of the lead's and of every other unit's."""
    found = [Actor(None, "某人", role) for role in sorted(verb.roles - UNIT_ROLES)[-1:]]
    if of_unit := sorted(verb.roles & UNIT_ROLES)[:1]:
        codes = {part.department_code for part in order.assignments} | {order.lead_code}
        found += [Actor(None, "某人", of_unit[0], code) for code in sorted(code for code in codes if code)]
    return found


def clocks_agree(session: Session, order: WorkOrder) -> None:
    """Every running clock has an owner, belongs to the state, is the only one of its kind; the row's dates are its."""
    going = clocks.running(session, order.id)
    by_kind = {one.kind: one for one in going}
    assert len(by_kind) == len(going)
    for one in going:
        assert one.owner
        assert order.state in clocks.RUNS[one.kind]
        assert one.due >= one.started_at or one.kind in ("reply", "listing")  # what was left, not a new limit
        # it will be looked at again, or all that it does is done
        assert one.next_at is not None or one.red_at is not None
    assert ("claim" in by_kind) == (order.pending_claim is not None and order.state in clocks.RUNS["claim"])
    if order.state in clocks.RUNS["reply"] and order.due_at is not None:
        assert by_kind["reply"].due == order.due_at
        assert by_kind["reply"].original_due == order.original_due_at
    if order.state == "listed":
        assert {"listing", "listed_progress"} <= set(by_kind)


def counts_add_up(order: WorkOrder, laid: Laid) -> None:
    """Counters and flags of the row against the overlays that were laid."""
    assert order.return_count == laid["return_request", "asked"]
    assert order.urge_count == laid["urge", "done"]
    assert order.redo_count == laid["redo", "done"]
    assert order.reopen_count == laid["reopening", "done"]
    assert laid["supervision", "done"] - laid["supervision", "undone"] == order.is_supervised
    assert laid["risk", "done"] - laid["risk", "undone"] == len(order.risk_flags)
    for kind in ("extension", "listing", "sign_off"):
        decided = sum(laid[kind, act] for act in ("granted", "refused", "lapsed"))
        assert laid[kind, "asked"] - decided == (order.pending_request == kind)
    for kind in ("assessment_appeal", "unreasonable", "exclusion"):
        decided = sum(laid[kind, act] for act in ("granted", "refused"))
        assert laid[kind, "asked"] - decided == (order.pending_claim == kind)
    if order.excluded_from:
        assert laid["assessment_appeal", "granted"] + laid["unreasonable", "granted"] + laid["exclusion", "granted"]
