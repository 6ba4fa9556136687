"""What passes between an order and its citizen, and what everybody may read of it."""

from models.orders.step import Step
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
