"""What of an attachment is given to whom: a table of reasons against, and whether it goes out stripped.

A secret order's reporter is hidden from units (个人信息保护法): of its material they get pictures alone, freed of
place, time and device, and without the name that the file came with. What units themselves added they get as it is.
"""

from collections.abc import Callable
from typing import Final

from models.attachments import (
    KINDS,
    TYPES,
    Attachment,
    AttachmentError,
    AttachmentNotFound,
    Confidential,
    Infected,
    NotScanned,
    ScanState,
    publishable,
)
from models.orders import UNIT_ROLES, Actor, WorkOrder


def guarded(order: WorkOrder, row: Attachment, actor: Actor) -> bool:
    """Whether it is material of a secret order before somebody of a unit."""
    return order.is_secret and actor.role in UNIT_ROLES and row.department_code is None


def refusal(order: WorkOrder, row: Attachment, actor: Actor, *, unscanned: bool) -> AttachmentError | None:
    """Why it is not given out; None: it is. unscanned: whether files that no scanner has judged are."""
    for holds, error, message in _AGAINST:
        if holds(order, row, actor):
            return error(message)
    for states, message in () if unscanned else _UNSCANNED:
        if row.content.scan_state in states:
            return NotScanned(message)
    return None


def shown_name(order: WorkOrder, row: Attachment, actor: Actor) -> str:
    """The name that this user may know."""
    if guarded(order, row, actor):
        return f"{KINDS[row.kind]}{row.id}.{TYPES[row.content.media_type].extension}"
    return row.name


_Holds = Callable[[WorkOrder, Attachment, Actor], bool]
_AGAINST: Final[tuple[tuple[_Holds, type[AttachmentError], str], ...]] = (
    (lambda o, r, a: r.withdrawn_seq is not None, AttachmentNotFound, "附件已撤回"),
    (
        lambda o, r, a: r.content.scan_state == "infected",
        Infected,
        "文件含有病毒，已隔离。请对方重新提供后撤回此附件",
    ),
    (
        lambda o, r, a: guarded(o, r, a) and not publishable(r.content.media_type),
        Confidential,
        "保密工单的这份材料可能暴露反映人。如办理需要，请联系热线处理后提供",
    ),
)
_UNSCANNED: Final[tuple[tuple[frozenset[ScanState], str], ...]] = (
    (frozenset({"unscanned", "waiting"}), "文件正在查毒，请稍后再试"),
    (frozenset({"failed"}), "查毒没有成功，文件暂不提供。请联系系统管理员"),
)
