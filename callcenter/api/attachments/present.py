"""From rows to attachments on the wire: masked, with what this user may do."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcenter.api.attachments.policy import guarded, refusal, shown_name
from callcenter.api.attachments.shapes import AttachmentBody, AttachmentList, FamilyLimit, KindBody, OfferedBody
from callcenter.api.fields import Ref
from callcenter.api.inbox.present import channel_name, error_words
from callcenter.web.masking import masked_text
from models import inbox
from models.attachments import (
    FAMILIES,
    KINDS,
    LIMITS,
    OFFER_STATES,
    PER_ORDER,
    SCAN_STATES,
    TYPES,
    UNIT_KINDS,
    Attachment,
    offered_with,
)
from models.catalogue.tables import Department
from models.orders import UNIT_ROLES, Actor, WorkOrder, possible


def listing(
    session: Session, order: WorkOrder, rows: Sequence[Attachment], actor: Actor, *, unscanned: bool
) -> AttachmentList:
    """An order's attachments as `actor` sees them; `order.assignments` must be loaded."""
    verbs = {button.verb: button for button in possible(order, actor)}
    living = sum(row.withdrawn_seq is None for row in rows)
    of_unit = actor.role in UNIT_ROLES
    return AttachmentList(
        items=bodies(session, order, rows, actor, unscanned=unscanned),
        offered=_offered(session, order, actor),
        kinds=[
            KindBody(kind=kind, chinese=chinese) for kind, chinese in KINDS.items() if not of_unit or kind in UNIT_KINDS
        ],
        limits=[
            FamilyLimit(
                family=family,
                chinese=chinese,
                extensions=[one.extension for one in TYPES.values() if one.family == family],
                limit=LIMITS[family],
            )
            for family, chinese in FAMILIES.items()
        ],
        left=max(PER_ORDER - living, 0),
        may_add=verbs["attach"].allowed,
        why_not=verbs["attach"].why_not or "",
    )


def _offered(session: Session, order: WorkOrder, actor: Actor) -> list[OfferedBody]:
    """What the order's messages brought beside its attachments. Of a secret order a unit learns no names."""
    messages = {one.id: one for one in inbox.of_order(session, order.id)}
    hidden = order.is_secret and actor.role in UNIT_ROLES
    return [
        OfferedBody(
            id=one.id,
            name=KINDS["demand"] if hidden else masked_text(one.name),
            channel_name=channel_name(messages[one.message_id].channel),
            state=one.state,
            state_name=OFFER_STATES[one.state],
            error_code=one.error_code,
            error=error_words(one.error_code) or "",
            size=one.size,
            at=one.at,
        )
        for one in offered_with(session, list(messages))
        if one.state != "taken"
    ]


def bodies(
    session: Session, order: WorkOrder, rows: Sequence[Attachment], actor: Actor, *, unscanned: bool
) -> list[AttachmentBody]:
    """The rows one by one."""
    codes = {row.department_code for row in rows if row.department_code}
    units = dict(session.execute(select(Department.code, Department.name).where(Department.code.in_(codes))).all())
    withdraws = {button.verb: button.allowed for button in possible(order, actor)}["detach"]
    found = []
    for row in rows:
        kind, against = TYPES[row.content.media_type], refusal(order, row, actor, unscanned=unscanned)
        own = actor.role not in UNIT_ROLES or row.department_code in actor.units
        found.append(
            AttachmentBody(
                id=row.id,
                name=masked_text(shown_name(order, row, actor)),
                kind=row.kind,
                kind_name=KINDS[row.kind],
                media_type=kind.media_type,
                type_name=kind.chinese,
                size=row.content.size,
                sha256=row.sha256,
                added_at=row.added_at,
                added_by=row.actor_name,
                unit=Ref(code=code, name=units.get(code, code)) if (code := row.department_code) else None,
                scan_state=row.content.scan_state,
                scan_name=SCAN_STATES[row.content.scan_state],
                shown=kind.shown,
                stripped=guarded(order, row, actor),
                why_not=against.message if against else "",
                may_withdraw=withdraws and own and row.withdrawn_seq is None,
                withdrawn_at=row.withdrawn_at,
                withdrawn_reason=masked_text(row.withdrawn_reason or ""),
            )
        )
    return found
