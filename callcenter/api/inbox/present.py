"""Messages as the API shows them."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcenter.api.inbox.shapes import ActionRow, MessageBody, MessageRow, SourceCitizen, SourceRow, Submitted
from callcenter.api.orders.present import NOBODY
from callcenter.web.masking import masked_text
from callcenter.web.problem_codes import PROBLEMS
from integrations.channel import channels
from integrations.channel.decoding import shown
from integrations.channel.errors import CODES
from models import inbox, orders, privacy
from models.intake import KINDS, Channel, InboxMessage
from models.orders import Actor, Sight, WorkOrder

_RAW_SHOWN: Final = 20_000
OUTCOMES: Final[dict[str, str]] = {
    "order": "登记为工单",
    "supplement": "并入为补充",
    "act": "并入办理过程",
    "none": "不作处理",
}
"""What became of a message, for people."""
_DOORS: Final = {door.value: door.chinese for door in Channel}


def rows(session: Session, messages: Sequence[InboxMessage]) -> list[MessageRow]:
    wanted = {message.order_id for message in messages if message.order_id is not None}
    numbers = {}
    if wanted:
        found = session.execute(select(WorkOrder.id, WorkOrder.order_no).where(WorkOrder.id.in_(wanted))).all()
        numbers = {row.id: row.order_no for row in found}
    return [MessageRow(**_facts(message, numbers.get(message.order_id or 0))) for message in messages]


def body(session: Session, message: InboxMessage, sight: Sight) -> MessageBody:
    """Masked, for who may see so much of it."""
    (row,) = rows(session, [message])
    return MessageBody(
        **row.model_dump(),
        submission=submission(message, seen=min(Sight.MASKED, sight)),
        raw_bytes=len(message.raw_bytes or b""),
        content_type=message.content_type,
        actions=[
            ActionRow(at=one.at, act=one.act, actor_name=one.actor_name, reason=one.reason)
            for one in inbox.actions(session, message.id)
        ],
    )


def submission(message: InboxMessage, *, seen: Sight) -> Submitted | None:
    """What was understood; None for what nobody could read.

    seen: `REVEAL` gives it in clear, less than `MASKED` does not name who sent it.
    """
    if message.body is None:
        return None
    held, clear, named = message.submission(), seen is Sight.REVEAL, seen >= Sight.MASKED
    return Submitted(
        text=held.text if clear else masked_text(held.text),
        title=held.title if clear else masked_text(held.title),
        citizen_name=held.citizen_name if clear else privacy.mask_name(held.citizen_name) if named else NOBODY,
        citizen_phone=held.citizen_phone if clear else privacy.mask_phone(held.citizen_phone) if named else NOBODY,
        place_text=held.place_text if clear else privacy.mask_address(held.place_text),
        occurred_at=held.occurred_at,
        kind=held.kind,
        refers_to=held.refers_to,
        flags=sorted(held.flags),
    )


def raw_clear(message: InboxMessage) -> str | None:
    raw = message.raw_bytes
    return None if raw is None else shown(raw, _RAW_SHOWN)


def sources(session: Session, messages: Sequence[InboxMessage], actor: Actor) -> list[SourceRow]:
    """Where an order came from, as `actor` may know it; each message by the policy of its own order."""
    owners = {one.order_id for one in messages}
    own = {order.id: order for order in session.scalars(select(WorkOrder).where(WorkOrder.id.in_(owners)))}
    seen = {order_id: orders.sight(session, order, actor) for order_id, order in own.items()}
    return [
        SourceRow(
            **{name: value for name, value in _facts(one, order.order_no).items() if name in SourceRow.model_fields},
            outcome_name=OUTCOMES.get(one.outcome or "", ""),
            citizen=_sender(one, named=seen[order.id] >= Sight.MASKED),
        )
        for one in messages
        if (order := own.get(one.order_id or 0)) is not None and seen[order.id] is not Sight.HIDDEN
    ]


def _sender(message: InboxMessage, *, named: bool) -> SourceCitizen:
    if not named:
        return SourceCitizen(name=NOBODY, phone=NOBODY, account=NOBODY)
    held = message.submission() if message.body is not None else None
    return SourceCitizen(
        name=privacy.mask_name(held.citizen_name) if held else "",
        phone=privacy.mask_phone(held.citizen_phone) if held else "",
        account=privacy.mask_name(held.account) if held else "",
    )


def channel_name(name: str) -> str:
    """In Chinese, also of the telephone, which is no written channel; itself where nobody knows it."""
    channel = channels().get(name)
    return channel.chinese if channel else _DOORS.get(name, name)


def error_words(code: str | None) -> str | None:
    """A stable code in Chinese; itself where it has no words."""
    return (CODES.get(code) or PROBLEMS.get(code, (0, code))[1]) if code else None


def _facts(message: InboxMessage, order_no: str | None) -> dict[str, Any]:
    code = message.error_code
    return {
        "id": message.id,
        "channel": message.channel,
        "channel_name": channel_name(message.channel),
        "external_id": message.external_id,
        "kind": message.kind,
        "kind_name": KINDS[message.kind],
        "state": message.state,
        "outcome": message.outcome,
        "order_no": order_no,
        "received_at": message.received_at,
        "processed_at": message.processed_at,
        "attempts": message.attempts,
        "error_code": code,
        "error": error_words(code),
    }
