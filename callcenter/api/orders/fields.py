"""Fields that came in: only those that were given, with what was shown masked put back in clear."""

from typing import Any, Final

from sqlalchemy.orm import Session

from callcenter.api.orders.shapes import OrderFields, VerbRequest
from callcenter.web.masking import restored
from models import calls
from models.orders import FIELDS, WorkOrder

_TEXTS: Final = tuple(name for name, rule in FIELDS.items() if rule.kind in ("line", "text") and rule.choices is None)
_NOT_FIELDS: Final = frozenset({"version", "conversation_id", "channel"})
_STORED_AS: Final = {
    "citizen_name": "caller_name",
    "citizen_phone": "caller_phone",
    "citizen_address": "caller_address",
}
_SENT_AS: Final = {stored: sent for sent, stored in _STORED_AS.items()}


def sent_as(name: str) -> str | None:
    """The name under which a verb's request carries a field of the workflow; None: no request carries it."""
    sent = _SENT_AS.get(name, name)
    return sent if sent in VerbRequest.model_fields else None


def given(request: OrderFields, originals: tuple[str, ...] = ()) -> dict[str, Any]:
    """The request's own fields for a verb. originals: texts whose numbers the client only saw masked."""
    fields = {name: value for name, value in request.model_dump(exclude_unset=True).items() if name not in _NOT_FIELDS}
    for name in _TEXTS:
        if isinstance(fields.get(name), str):
            fields[name] = restored(fields[name], originals)
    return {_STORED_AS.get(name, name): value for name, value in fields.items() if not _masked_person(name, value)}


def originals(session: Session, order: WorkOrder) -> tuple[str, ...]:
    """The texts of an order, and the words of its call: what its form may have been filled from."""
    words = [row.text for row in calls.segments(session, order.conversation_id)] if order.conversation_id else []
    texts = (order.title, order.content, order.place_text, order.reply_text or "", order.public_reply_text or "")
    return (*texts, "".join(words), *words)


def _masked_person(name: str, value: Any) -> bool:
    """A name, number or address sent back as it was shown, with stars, changes nothing."""
    return name in _STORED_AS and isinstance(value, str) and "*" in value
