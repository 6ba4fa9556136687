"""What the lead unit does."""

from models.orders import dispatch
from models.orders.effects.parts import lead_to
from models.orders.effects.requests import lapse
from models.orders.step import Step


def sign(step: Step) -> None:
    step.order.signed_at = step.at
    for part in lead_to(step.order, "working"):
        part.signed_at = step.at


def request_return(step: Step) -> None:
    order = step.order
    order.return_count += 1
    lapse(step)
    lead_to(order, "return_requested")
    step.overlay(
        "return_request",
        "asked",
        unit=order.lead_code,
        code=step.given["return_reason"],
        basis=step.given["return_basis"],
    )


def sub_dispatch(step: Step) -> None:
    order, codes = step.order, list(step.given["add_units"])
    codes = dispatch.of_today(step, codes)
    has_part = {part.department_code for part in order.assignments if part.state not in ("returned", "ended")}
    for code in codes:
        if code not in has_part:
            dispatch.assign(order, code, "assist", step)
    order.assist_codes = [*order.assist_codes, *(code for code in codes if code not in order.assist_codes)]
    step.overlay("sub_dispatch", "done", units=codes)


def contact(step: Step) -> None:
    step.order.first_contact_at = step.order.first_contact_at or step.given["contact_at"]


def request_extension(step: Step) -> None:
    step.order.pending_request = "extension"
    step.overlay("extension", "asked", days=step.given["extension_days"])


def request_listing(step: Step) -> None:
    step.order.pending_request = "listing"
    until = step.given["listing_until"]
    step.overlay("listing", "asked", until=until, plan=step.given["listing_plan"])


def unlist(step: Step) -> None:
    step.order.listed_until = None
    step.overlay("listing", "undone")


def request_sign_off(step: Step) -> None:
    """The form is kept; the reply does not leave before the head has signed it."""
    if step.order.contacted and step.given["contact_at"]:
        contact(step)
    step.order.pending_request = "sign_off"
    step.overlay("sign_off", "asked")


def sign_off(step: Step) -> None:
    step.order.pending_request = None
    step.order.signer = step.order.signer or step.actor.name
    step.overlay("sign_off", "granted")
    reply(step)


def refuse_sign_off(step: Step) -> None:
    step.order.pending_request = None
    step.overlay("sign_off", "refused")


def reply(step: Step) -> None:
    order = step.order
    order.replied_at = step.at
    if order.listed_until is not None:
        unlist(step)
    if order.contacted and step.given["contact_at"]:
        contact(step)
    for part in lead_to(order, "submitted"):
        part.replied_at = step.at
