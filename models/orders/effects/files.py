"""Attaching files to an order and withdrawing them: the row is there before, the step makes it the order's."""

from sqlalchemy import func, select

from models.attachments import KINDS, PER_ORDER, UNIT_KINDS, Attachment, facts
from models.orders.errors import AttachmentThere, FieldInvalid, RoleNotAllowed, TooManyAttachments
from models.orders.step import Step
from models.orders.workflow import UNIT_ROLES


def attach(step: Step) -> None:
    """Makes a waiting attachment, of this order or of nobody's yet, the order's own."""
    row = _named(step)
    if row.seq is not None or row.order_id not in (None, step.order.id):
        raise FieldInvalid("附件已属于其他工单，或已添加")
    if step.actor.role in UNIT_ROLES and row.kind not in UNIT_KINDS:
        raise RoleNotAllowed(f"承办单位只能添加{'、'.join(KINDS[kind] for kind in KINDS if kind in UNIT_KINDS)}")
    living = select(func.count(), func.count().filter(Attachment.sha256 == row.sha256)).where(
        Attachment.order_id == step.order.id, Attachment.seq.is_not(None), Attachment.withdrawn_seq.is_(None)
    )
    there, same = step.session.execute(living).one()
    if same:
        raise AttachmentThere("这个文件已在本工单的附件中")
    if there >= PER_ORDER:
        raise TooManyAttachments(f"每件工单最多 {PER_ORDER} 个附件。请先撤回不需要的附件")
    row.order_id, row.seq = step.order.id, step.order.version + 1
    step.told["attachment"] = [None, facts(row)]


def detach(step: Step) -> None:
    """Withdraws an attachment of the order: it is shown no more, its row and its file stay."""
    row = _named(step)
    if row.order_id != step.order.id or row.seq is None or row.withdrawn_seq is not None:
        raise FieldInvalid("本工单没有这个附件，或已撤回")
    if step.actor.role in UNIT_ROLES and row.department_code not in step.actor.units:
        raise RoleNotAllowed("只能撤回本单位添加的附件")
    row.withdrawn_at, row.withdrawn_seq, row.withdrawn_reason = step.at, step.order.version + 1, step.given.reason
    step.told["attachment"] = [facts(row), None]


def _named(step: Step) -> Attachment:
    row = step.session.get(Attachment, step.given["attachment"])
    if row is None:
        raise FieldInvalid("没有这个附件")
    return row
