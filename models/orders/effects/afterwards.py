"""What follows a reply: its review, the call-back, redoing, closing; and what lies over all: supervision, urging."""

from models.orders import dispatch
from models.orders.effects.desk import back_to_review, forget_rating
from models.orders.effects.following_up import follow_up
from models.orders.effects.parts import all_to, lead_to
from models.orders.effects.requests import lapse
from models.orders.effects.retention import retained_until
from models.orders.guards import BY_PERSON, TRIES, TURNS, is_bad
from models.orders.step import Step
from models.orders.tables import WorkOrder


def accept_reply(step: Step) -> None:
    lead_to(step.order, "accepted")


def send_back_reply(step: Step) -> None:
    step.order.replied_at = None
    lead_to(step.order, "sent_back")


def invite_callback(step: Step) -> None:
    """The link to the rating goes out; who does not answer in time counts as a try (`try_callback`)."""
    step.order.callback_invited_at = step.at


def try_callback(step: Step) -> None:
    """A try that reached nobody; the third closes the order, outside the count of satisfaction."""
    order = step.order
    order.callback_tries, order.callback_tried_at = order.callback_tries + 1, step.at
    order.callback_invited_at = None
    method, result = step.given["callback_method"], step.given["callback_result"]
    step.overlay("callback_try", "done", method=method, result=result)


def record_callback(step: Step) -> None:
    order = step.order
    order.callback_at = step.at
    order.rating_unverified = _unheard(step)
    order.callback_invited_at = None
    if order.rating_unverified:
        order.callback_tries, order.callback_tried_at = 0, None  # the verification has tries of its own
    names = ("callback_method", "callback_fault", "callback_true", "callback_contacted")
    answers = {name.removeprefix("callback_"): step.given[name] for name in names}
    step.overlay("callback", "done", solved=order.callback_solved, score=order.callback_score, **answers)


def rate(step: Step) -> None:
    """好差评 of an order that is not asked about any more; a bad one is verified by a person, wherever the order is."""
    order, given = step.order, step.given
    order.callback_at = step.at
    reopens = TURNS["closed_too_early"](order, given)
    _to_verify(order, order.callback_solved, order.callback_score)
    if reopens:
        order.closed_at = None
    method = given["callback_method"]
    step.overlay("callback", "done", solved=order.callback_solved, score=order.callback_score, method=method)


def rate_again(step: Step) -> None:
    """The rating stands; who is dissatisfied now is heard by a person."""
    _to_verify(step.order, step.given["later_solved"], step.given["later_score"])


def _to_verify(order: WorkOrder, solved: str | None, score: int | None) -> None:
    if is_bad(solved, score) and not order.is_unreasonable and not order.rating_unverified:
        order.rating_unverified = True
        order.callback_tries, order.callback_tried_at, order.callback_invited_at = 0, None, None


def try_verification(step: Step) -> None:
    """After the third nobody is asked again: what the citizen wrote stands, and in `redo` it is done again."""
    try_callback(step)
    if step.order.callback_tries >= TRIES or step.given["callback_result"] == "refused":
        step.order.rating_unverified = False


def verify_rating(step: Step) -> None:
    order, found = step.order, step.given["rating_check"]
    order.rating_unverified = False
    step.overlay("rating_check", "done", found=found, solved=order.callback_solved, score=order.callback_score)


def verify_ended(step: Step) -> None:
    reopens = TURNS["closing_not_upheld"](step.order, step.given)
    returns = TURNS["answer_not_upheld"](step.order, step.given)
    if step.given["rating_check"] == "confirmed" and not (reopens or returns):
        follow_up(step)
    verify_rating(step)
    if returns:
        back_to_review(step)
    if reopens:
        step.order.closed_at = None


def _unheard(step: Step) -> bool:
    return step.given["callback_method"] != BY_PERSON and TURNS["to_be_redone"](step.order, step.given)


def redo(step: Step) -> None:
    """The same unit once more; the second time under supervision."""
    order = step.order
    order.redo_count += 1
    _again(step)
    step.overlay("redo", "done", unit=order.lead_code, time=order.redo_count)
    if order.redo_count > 1 and not order.is_supervised:
        supervise(step)


def reopen(step: Step) -> None:
    step.order.reopen_count += 1
    _again(step)
    step.overlay("reopening", "done", unit=step.order.lead_code)


def _again(step: Step) -> None:
    order = step.order
    forget_rating(step)
    order.first_contact_at = None
    order.forbid_return = True  # it has been theirs
    dispatch.send(step)


def close(step: Step) -> None:
    """Of the order itself; who was merged into it has an answer and a call-back of his own."""
    order = step.order
    order.closed_at = step.at
    order.rating_unverified = False
    all_to(order, "ended")
    order.waits_for_person, order.wait_reason = False, None


def cancel(step: Step) -> None:
    close(step)
    lapse(step)
    step.order.listed_until = None


def archive(step: Step) -> None:
    step.order.archived_at = step.at
    step.order.retain_until = retained_until(step)
    all_to(step.order, "ended")


def supervise(step: Step) -> None:
    step.order.is_supervised = True
    step.overlay("supervision", "done", unit=step.order.lead_code)


def lift_supervision(step: Step) -> None:
    step.order.is_supervised = False
    step.overlay("supervision", "undone", unit=step.order.lead_code)


def urge(step: Step) -> None:
    step.order.urge_count += 1
    step.overlay("urge", "done", unit=step.order.lead_code)
