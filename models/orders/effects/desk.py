"""What the hotline's desk does: answers, transfers, merges, decides on what units ask for."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models.calendar import WorkingDays
from models.clocks.policy import extension_then
from models.clocks.running import move_reply
from models.orders import dispatch
from models.orders.effects.parts import all_to, lead_to
from models.orders.effects.requests import lapse, last_asked
from models.orders.errors import FieldInvalid, VerbNotAllowed
from models.orders.step import Step
from models.orders.tables import WorkOrder

COMPLEX_AT_MOST = WorkingDays(15)  # in all, without the city's approval
MASTERS = (
    "review", "pending_dispatch", "dispatched", "return_requested", "arbitration", "handling", "listed", "draft",
)  # fmt: skip


def answer(step: Step) -> None:
    step.order.replied_at = step.at
    end_parts(step)


def transfer_emergency(step: Step) -> None:
    step.overlay("emergency", "done", service=step.order.emergency_service, ack=step.given["transfer_ack"])
    end_parts(step)


def confirm_emergency(step: Step) -> None:
    """What the service that took it says, when it says it (国办发〔2022〕12号: traceable)."""
    step.overlay("emergency", "done", service=step.order.emergency_service, ack=step.given["transfer_ack"])


def flag_risk(step: Step) -> None:
    kind = step.given["risk_kind"]
    step.order.risk_flags = sorted({*step.order.risk_flags, kind})
    step.overlay("risk", "done", code=kind)


def clear_risk(step: Step) -> None:
    kind = step.given["risk_kind"]
    step.order.risk_flags = [flag for flag in step.order.risk_flags if flag != kind]
    step.overlay("risk", "undone", code=kind)


def back_to_review(step: Step) -> None:
    step.order.reject_code = step.order.route_told = step.order.replied_at = None
    forget_rating(step)


def forget_rating(step: Step) -> None:
    """It is looked at anew: what comes of it is asked about with three attempts, and rated, like any other."""
    order = step.order
    step.rated = order.callback_solved, order.callback_score
    order.callback_tries, order.rating_unverified = 0, False
    order.callback_at = order.callback_tried_at = order.callback_solved = order.callback_score = None
    order.callback_invited_at = order.solved = order.unsolved_reason = None


def end_parts(step: Step) -> None:
    step.order.waits_for_person, step.order.wait_reason = False, None
    all_to(step.order, "ended")


def merge(step: Step) -> None:
    """Into a master that is still at work. Its row is locked already: always the master before the child."""
    order, number = step.order, step.given["master_no"]
    master = step.session.scalars(select(WorkOrder).where(WorkOrder.order_no == number)).one_or_none()
    if master is None or master.id == order.id:
        raise FieldInvalid(f"没有可并入的工单 {number}", "master_no")
    if master.state not in MASTERS:
        raise VerbNotAllowed("主工单已答复、办结或并入他单，不能并入")
    if _has_children(step.session, order.id):
        raise VerbNotAllowed("有其他工单并入本单，不能再并案")
    order.master_id = master.id
    end_parts(step)
    step.overlay("merge", "done", peer=master.id, master_no=number)


def unmerge(step: Step) -> None:
    step.overlay("merge", "undone", peer=step.order.master_id)
    step.order.master_id = None


def take_answer(step: Step) -> None:
    """The child has its own answer and its own call-back; it stays linked to its master."""
    order = step.order
    master = step.session.get_one(WorkOrder, order.master_id)
    order.reply_text, order.public_reply_text = master.reply_text, master.public_reply_text
    order.solved, order.unsolved_reason = master.solved, master.unsolved_reason
    order.lead_code, order.replied_at = master.lead_code, step.at


def agree_return(step: Step) -> None:
    order = step.order
    lead_to(order, "returned")
    all_to(order, "ended")
    step.overlay("return_request", "granted", unit=order.lead_code)


def take_back(step: Step) -> None:
    """From a unit that does not have it rightly, without its asking; what it asked for ends undecided."""
    lapse(step)
    all_to(step.order, "ended")


def refuse_return(step: Step) -> None:
    order = step.order
    order.signed_at = order.signed_at or step.at
    for part in lead_to(order, "working"):
        part.signed_at = part.signed_at or step.at
    step.overlay("return_request", "refused", unit=order.lead_code, forbid_return=order.forbid_return)


def refer_arbitration(step: Step) -> None:
    step.overlay("arbitration", "asked", unit=step.order.lead_code)


def rule(step: Step) -> None:
    """A ruling is final: the unit may not return it again."""
    step.order.forbid_return = True
    dispatch.send(step)
    step.overlay("arbitration", "done", unit=step.order.lead_code, opinion=step.given["arbitration_opinion"])


def grant_extension(step: Step) -> None:
    """By the days asked for, or those given here; never past the policy's extension, nor 15 working days in all."""
    order, terms = step.order, step.read_terms()
    asked = step.given["extension_days"] or _asked_days(step)
    longest = extension_then(step.session, order, terms)
    if not isinstance(longest, WorkingDays):
        raise VerbNotAllowed("本类工单不能延期")
    if asked > longest.days:
        raise FieldInvalid(f"本类工单最多延期 {longest.days} 个工作日", "extension_days")
    assert order.due_at is not None
    assert order.dispatched_at is not None
    due = terms.due(order.due_at, WorkingDays(asked))
    if order.upstream_due_at is not None and due > order.upstream_due_at:
        raise FieldInvalid("延期后不得超过上级平台的期限")
    if due > terms.due(order.dispatched_at, COMPLEX_AT_MOST):
        raise FieldInvalid("延期后合计不得超过 15 个工作日", "extension_days")
    order.due_at, order.warn_at = due, terms.warn(step.at, due, WorkingDays(max(asked, 2)))
    order.extension_count, order.pending_request = order.extension_count + 1, None
    move_reply(step.session, order, terms)
    step.overlay("extension", "granted", unit=order.lead_code, until=due, days=asked)


def refuse_extension(step: Step) -> None:
    step.order.pending_request = None
    step.overlay("extension", "refused", unit=step.order.lead_code)


def grant_listing(step: Step) -> None:
    order = step.order
    asked = last_asked(step, "listing")
    order.listed_until, order.pending_request = asked.until, None
    step.overlay("listing", "granted", unit=order.lead_code, until=asked.until)


def refuse_listing(step: Step) -> None:
    step.order.pending_request = None
    step.overlay("listing", "refused", unit=step.order.lead_code)


def _asked_days(step: Step) -> int:
    return int(last_asked(step, "extension").detail["days"])


def _has_children(session: Session, order_id: int) -> bool:
    child = exists().where(WorkOrder.master_id == order_id, WorkOrder.state == "merged")
    return bool(session.scalar(select(child)))
