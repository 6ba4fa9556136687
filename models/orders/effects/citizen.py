"""What passes between an order and its citizen, and what everybody may read of it."""

from models.orders.step import Step
from models.orders.workflow import VERBS
from models.privacy import public_text


def ask(step: Step) -> None:
    """The question waits in the order until the citizen answers; both stand in the timeline."""
    step.order.question, step.order.question_at = step.given.text, step.at


def answer_question(step: Step) -> None:
    step.order.question = step.order.question_at = None


def release(step: Step) -> None:
    """Publishes the texts that the clerk gave, else the order's own, masked. What was given is masked too."""
    order = step.order
    names = (order.caller_name,)
    order.public_title = public_text(order.public_title or order.title, names)
    order.public_content = public_text(order.public_content or order.content, names)
    order.released_at = step.at


def retract(step: Step) -> None:
    step.order.released_at = None


def conceal(step: Step) -> None:
    """What was public is not any more. The unit that it accuses assists no longer; a lead has it taken back."""
    order = step.order
    order.is_secret = True
    retract(step)
    if order.lead_code == order.accused_code and order.state in VERBS["take_back"].from_states:
        step.then = "take_back", "保密工单不由被反映的单位办理"
    for part in order.assignments:
        if part.department_code == order.accused_code and part.role != "lead" and part.state != "returned":
            part.state = "ended"


def lift_secrecy(step: Step) -> None:
    step.order.is_secret = False
