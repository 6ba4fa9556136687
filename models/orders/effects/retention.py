"""What an archived order keeps no longer: who asked. The order, its timeline and what was done stay (ADR 0016)."""

import json
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, exists, select, update

from models.catalogue.tables import CitySetting
from models.orders.seal import sealed_digest_of
from models.orders.step import Step
from models.orders.tables import WorkOrder
from models.people import Citizen

YEARS: Final = 3  # REPORT 1.3: of recordings; a city's own number: setting `retention_years`
SETTING: Final = "retention_years"


def retained_until(step: Step) -> datetime:
    """The end of the retention of an order that is archived now."""
    said = step.session.get(CitySetting, SETTING)
    return _years_later(step.at, int(said.value) if said else YEARS)


def propose(step: Step) -> None:
    step.order.erasure_proposed = True


def keep_longer(step: Step) -> None:
    """Refuses what was proposed, too."""
    step.order.erasure_proposed = False


def erase(step: Step) -> None:
    """Overwrites the order's sealed columns, and those that its messages, calls, ratings and deliveries have.

    Nothing in a timeline is touched: it never held them. The new digest of the (now empty) columns goes into the step.
    """
    from models.callbacks.tables import CallbackAnswer
    from models.calls.tables import Call  # all of these know the orders
    from models.intake import InboxMessage
    from models.outbox import Delivery

    order, session = step.order, step.session
    citizen = order.citizen_id
    order.caller_name = order.caller_phone = order.caller_address = None
    order.masked_name = order.masked_phone = ""
    order.citizen_id = order.advice = None
    order.erased_at, order.erasure_proposed = step.at, False
    step.told |= {"sealed": [None, sealed_digest_of(order)], "erased": [None, True]}
    session.flush()
    session.execute(update(Call).where(Call.order_id == order.id).values(caller_number=None, caller_index=None))
    session.execute(update(CallbackAnswer).where(CallbackAnswer.order_id == order.id).values(words=None))
    session.execute(update(Delivery).where(Delivery.order_id == order.id).values(body="{}"))
    for message in session.scalars(select(InboxMessage).where(InboxMessage.order_id == order.id)):
        message.body, message.raw = _without_words(message.body), None
    others = exists().where(WorkOrder.citizen_id == citizen)
    session.execute(delete(Citizen).where(Citizen.id == citizen, ~others))


def _without_words(body: str | None) -> str | None:
    """A message's body in its form, with nothing of what the citizen said or was called."""
    if body is None:
        return None
    held: dict[str, Any] = json.loads(body)
    empty: dict[str, Any] = dict.fromkeys(("citizen_name", "citizen_phone", "account"))
    empty |= dict.fromkeys(("text", "title", "place_text"), "")
    empty["details"] = dict.fromkeys(held.get("details") or (), "")
    return json.dumps(held | {name: value for name, value in empty.items() if name in held})


def _years_later(at: datetime, years: int) -> datetime:
    try:
        return at.replace(year=at.year + years)
    except ValueError:  # 29 February
        return at.replace(year=at.year + years, month=3, day=1)
