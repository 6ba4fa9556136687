"""Files of an order: added, taken over from the message that it was made of, withdrawn. Each is a verb's step."""

import contextlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import clock
from models.attachments import Attachment, AttachmentKind, StoredFile
from models.orders.actor import SYSTEM, Actor
from models.orders.errors import AttachmentThere, TooManyAttachments
from models.orders.queries import get
from models.orders.verbs import apply
from models.orders.workflow import UNIT_ROLES


def attach(session: Session, actor: Actor, order_no: str, file: StoredFile, kind: AttachmentKind) -> Attachment:
    """Attaches a stored file (`attachments.store`, in this transaction) to the order.

    Raises `OrderNotFound`, `VerbNotAllowed`, `RoleNotAllowed`, `AttachmentThere`, `TooManyAttachments`; then nothing
    has changed. Who adds a file changes nothing that somebody else may have seen: no version is asked for.
    """
    with session.begin_nested():
        order = get(session, order_no)
        row = Attachment(
            sha256=file.sha256,
            name=file.name,
            kind=kind,
            added_at=clock.now(),
            actor_id=actor.user_id,
            actor_name=actor.name,
            actor_role=str(actor.role),
            department_code=actor.department_code if actor.role in UNIT_ROLES else None,
            order_id=order.id,
        )
        session.add(row)
        session.flush()
        apply(session, actor, order_no, "attach", None, attachment=row.id)
    return row


def take_attachments(session: Session, order_no: str, message_id: int) -> int:
    """The files of a message become those of its order; returns how many. Repeatable.

    One that the order has already, or has no place for, stays with its message: nothing is lost, nothing fails.
    """
    waiting = select(Attachment).where(Attachment.message_id == message_id, Attachment.seq.is_(None))
    rows = session.scalars(waiting.order_by(Attachment.id)).all()
    taken = 0
    for row in rows:
        with contextlib.suppress(AttachmentThere, TooManyAttachments), session.begin_nested():
            apply(session, SYSTEM, order_no, "attach", None, attachment=row.id)
            taken += 1
    return taken


def detach(session: Session, actor: Actor, order_no: str, attachment_id: int, reason: str) -> Attachment:
    """Withdraws an attachment. Raises `OrderNotFound`, `RoleNotAllowed`, `VerbNotAllowed`, `Field...`."""
    apply(session, actor, order_no, "detach", None, reason=reason, attachment=attachment_id)
    return session.get_one(Attachment, attachment_id)
