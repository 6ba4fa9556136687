"""A new order: a draft, with its number, once per conversation and once per message."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from models import clock
from models.clock import LOCAL
from models.intake import Channel, Submission
from models.orders import timeline
from models.orders.actor import Actor
from models.orders.errors import RoleNotAllowed
from models.orders.form import BLANK, checked
from models.orders.numbering import order_number
from models.orders.replay import first_values
from models.orders.tables import WorkOrder
from models.orders.verbs import announce
from models.orders.workflow import VERBS
from models.people import citizen_for
from models.search.upkeep import keep

_NEXT = text("SELECT nextval('order_number_seq'), (SELECT value FROM city_setting WHERE key = 'order_prefix')")
_INSERT = insert(WorkOrder).on_conflict_do_nothing().returning(WorkOrder)
_NO_CITY = "XX"  # the prefix before any city was loaded


def create_draft(
    session: Session,
    actor: Actor,
    *,
    channel: Channel = Channel.PHONE,
    conversation_id: UUID | None = None,
    submission: Submission | None = None,
    message_id: int | None = None,
    accepted_at: datetime | None = None,
    **form: Any,
) -> WorkOrder:
    """A draft with the form's fields (see `workflow.FORM`); a submission's facts stand where the form is silent.

    Idempotent: when the conversation or the message has an order, that order is returned unchanged.
    Raises `RoleNotAllowed`, `FieldInvalid`.
    """
    rule = VERBS["create"]
    if actor.role not in rule.roles:
        raise RoleNotAllowed(f"您的角色不能{rule.chinese}")
    if submission is not None:
        channel = submission.channel
        conversation_id = conversation_id or submission.conversation_id
        accepted_at = accepted_at or submission.received_at
        form = {**_facts(submission), **form}
    given, _ = checked(rule, form)
    columns = {**BLANK, **given}
    phone = columns.get("caller_phone")
    if phone:
        columns["citizen_id"] = citizen_for(session, phone, columns.get("caller_name"), columns.get("caller_address"))
    at = clock.now()
    sequence, prefix = session.execute(_NEXT).one()
    number = order_number(prefix or _NO_CITY, channel.letters, at.astimezone(LOCAL).date(), sequence)
    columns |= {
        "order_no": number,
        "state": "draft",
        "channel": channel.value,
        "conversation_id": conversation_id,
        "message_id": message_id,
        "accepted_at": accepted_at or at,
        "version": 1,
        "created_at": at,
        "updated_at": at,
    }
    step = timeline.chained(
        timeline.BEGINNING,
        order_no=number,
        seq=1,
        at=at,
        **actor.signature,
        verb="create",
        from_state=None,
        to_state="draft",
        reason=None,
        text=None,
        changes=first_values(columns),
        due_before=None,
        due_after=None,
    )
    columns["head_hash"] = step["hash"]
    made = session.scalars(_INSERT, columns).first()
    if made is None:
        return _known(session, conversation_id, message_id)
    keep(session, made.id, made.title, made.content, made.place_text)
    timeline.append(session, made.id, step)
    announce(session, made, "create")
    set_committed_value(made, "assignments", [])  # known without asking
    return made


def _known(session: Session, conversation_id: UUID | None, message_id: int | None) -> WorkOrder:
    same: ColumnElement[bool] = false()
    if conversation_id is not None:
        same = or_(same, WorkOrder.conversation_id == conversation_id)
    if message_id is not None:
        same = or_(same, WorkOrder.message_id == message_id)
    return session.scalars(select(WorkOrder).where(same)).one()


def _facts(submission: Submission) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "title": submission.title,
        "content": submission.text,
        "place_text": submission.place_text,
        "occurred_at": submission.occurred_at,
        "caller_name": submission.citizen_name,
        "caller_phone": submission.citizen_phone,
        "lat": submission.lat,
        "lng": submission.lng,
    }
    if "secret" in submission.flags:
        facts["is_secret"] = True
    if "no_public" in submission.flags:
        facts["no_public"] = True
    if "anonymous" in submission.flags:
        facts["is_anonymous"] = True
    return facts
