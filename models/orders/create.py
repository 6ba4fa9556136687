"""A new order: a draft, with its number, once per conversation and once per message."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from models import clock, events
from models.clock import LOCAL
from models.database.store import send
from models.intake import Channel, Submission
from models.orders import birth, choosing, corrections, timeline
from models.orders.actor import Actor
from models.orders.errors import FieldInvalid, RoleNotAllowed
from models.orders.form import BLANK, checked, discreet
from models.orders.guards import Given
from models.orders.numbering import order_number
from models.orders.replay import first_values
from models.orders.step import Step
from models.orders.tables import WorkOrder
from models.orders.verbs import order_changed
from models.orders.workflow import VERBS
from models.people import CITIZEN_KNOWN, citizen_values
from models.search.bigrams import tsvector

_NEXT: Final = (
    "SELECT nextval('order_number_seq'), (SELECT value FROM city_setting WHERE key = 'order_prefix'),"
    " (SELECT max(number) FROM city_version),"
    " %(category)s::text IS NULL OR EXISTS (SELECT FROM category WHERE code = %(category)s AND active)"
)
_NEXT_OF_CITIZEN: Final = f"WITH citizen AS ({CITIZEN_KNOWN}) {_NEXT}, (SELECT id FROM citizen)"  # noqa: S608
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
    columns = BLANK | given
    columns = discreet(columns["request_type"], columns)
    at = clock.now()
    sequence, prefix, columns["city_version"], columns["citizen_id"] = _next_number(session, columns)
    number = order_number(prefix, channel.letters, at.astimezone(LOCAL).date(), sequence)
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
    told = order_changed("draft", 1, "create", columns.get("lead_code"), conversation_id)
    words = tsvector(columns["title"], columns["content"], columns["place_text"])
    made = birth.write(session, columns, words, step, events.row("order.changed", number, told))
    if made is None:
        return _known(session, conversation_id, message_id)
    corrections.note(Step(session, made, actor, rule, at, Given(None, None, {})))
    return made


def _next_number(session: Session, columns: Mapping[str, Any]) -> tuple[int, str, int | None, int | None]:
    """The next number, the city's letters and version, and the id of who asks, None for nobody; one round trip.

    Raises `FieldInvalid` for a category that cannot be chosen.
    """
    given, citizen_id = {"category": columns.get("category_code")}, None
    phone = columns.get("caller_phone")
    if phone:
        given |= citizen_values(phone, columns.get("caller_name"), columns.get("caller_address"))
        [(sequence, prefix, version, known, citizen_id)] = send(session, _NEXT_OF_CITIZEN, given)
    else:
        [(sequence, prefix, version, known)] = send(session, _NEXT, given)
    if not known:
        raise FieldInvalid(choosing.not_a_category(columns["category_code"]), "category_code")
    return sequence, prefix or _NO_CITY, version, citizen_id


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
    if "upstream_due_at" in submission.details:
        facts["upstream_due_at"] = datetime.fromisoformat(submission.details["upstream_due_at"])
    if "secret" in submission.flags:
        facts["is_secret"] = True
    if "no_public" in submission.flags:
        facts["no_public"] = True
    if "anonymous" in submission.flags:
        facts["is_anonymous"] = True
    return facts
