"""Attachments of an order: list, add, content, withdraw."""

import hashlib
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import FileResponse, Response

from callcenter.api.attachments import policy, present
from callcenter.api.attachments.shapes import AttachmentList, AttachmentStep, Withdrawal
from callcenter.api.attachments.upload import FORM, Uploaded, Worker
from callcenter.api.orders.routes import OrderNo
from callcenter.api.orders.visible import shown, visible
from callcenter.jobs.defer import scan_content
from callcenter.web.access import Access, allowed
from callcenter.web.idempotency import KeyHeader, Once, OnceOnly
from callcenter.web.masking import masked_text
from callcenter.web.permissions import Right
from callcenter.web.state import web
from callcenter.web.transaction import Transaction
from models import attachments, orders
from models.attachments import Attachment, AttachmentNotFound, FileLost
from models.orders import WorkOrder

router = APIRouter(prefix="/orders/{order_no}/attachments", tags=["orders"])

Reader = Annotated[Access, Depends(allowed(Right.ORDERS_READ))]
Withdrawer = Annotated[Access, Depends(allowed(Right.ORDERS_WORK))]
AttachmentId = Annotated[int, Path(ge=1, le=2**62)]
_CSP: Final = "sandbox; default-src 'none'; img-src 'self'; style-src 'none'"
"""Whatever a file turns out to be, it runs nothing in a browser that opens it."""


@router.get("")
def listing(order_no: OrderNo, access: Reader, transaction: Transaction, request: Request) -> AttachmentList:
    """The order's attachments, what may still be added, and what of it this user may do."""
    order = shown(transaction, access, order_no)
    rows = attachments.of_order(transaction, order.id)
    unscanned = web(request).settings.serves_unscanned
    return present.listing(transaction, order, rows, access.actor, unscanned=unscanned)


@router.post("", status_code=201, openapi_extra=FORM)
def add(
    *,
    order_no: OrderNo,
    access: Worker,
    upload: Uploaded,
    transaction: Transaction,
    request: Request,
    key: KeyHeader = None,
) -> AttachmentStep:
    """Adds a file (multipart: `kind` and `file`). What it is stands in its content; its name is cleaned."""
    sign = hashlib.sha256(f"POST {request.url.path}\0".encode() + upload.sign).digest()
    once = OnceOnly(access.user.id, key, sign, transaction)
    held = web(request)

    def write() -> AttachmentStep:
        order = visible(transaction, access, order_no)
        scan = scan_content if held.settings.virus_scanner else None
        attachments.store(transaction, held.vault, upload.arrived, upload.file, scan)
        row = orders.attach(transaction, access.actor, order.order_no, upload.file, upload.kind)
        return _one(transaction, access, row, request)

    return once(AttachmentStep, write)


@router.get(
    "/{attachment_id}/content",
    response_class=FileResponse,
    responses={
        200: {"content": {"application/octet-stream": {}}, "description": "the file, of its own media type"},
        206: {"description": "the range that was asked for"},
        304: {"description": "the browser has it"},
    },
)
def content(
    *,
    order_no: OrderNo,
    attachment_id: AttachmentId,
    access: Reader,
    transaction: Transaction,
    request: Request,
    stripped: Annotated[bool, Query(description="a picture without place, time and device, fit to go out")] = False,
) -> Response:
    """The file itself, to be saved; with Range and ETag."""
    order = shown(transaction, access, order_no)
    row = _row(transaction, order, attachment_id)
    held = web(request)
    against = policy.refusal(order, row, access.actor, unscanned=held.settings.serves_unscanned)
    if against is not None:
        raise against
    path = held.vault.path(row.sha256)
    if not path.is_file():
        raise FileLost("文件不在存储中，请联系系统管理员从备份恢复")
    stripped = stripped or policy.guarded(order, row, access.actor)
    etag = f'"{row.sha256}{"-stripped" if stripped else ""}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Content-Security-Policy": _CSP}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    kind = row.content.media_type
    name = masked_text(policy.shown_name(order, row, access.actor)).replace("*", "_")  # no file system takes stars
    if not stripped:
        return FileResponse(path, media_type=kind, filename=name, headers=headers)
    whole = attachments.stripped(kind, path.read_bytes())
    headers["Content-Disposition"] = FileResponse(path, filename=name).headers["content-disposition"]
    return Response(whole, media_type=kind, headers=headers)


@router.post("/{attachment_id}/withdraw")
def withdraw(
    *,
    order_no: OrderNo,
    attachment_id: AttachmentId,
    withdrawal: Withdrawal,
    access: Withdrawer,
    transaction: Transaction,
    request: Request,
    once: Once,
) -> AttachmentStep:
    """Withdraws an attachment: it is shown no more; its row and its file stay, the timeline tells why."""

    def write() -> AttachmentStep:
        order = visible(transaction, access, order_no)
        row = _row(transaction, order, attachment_id)
        orders.detach(transaction, access.actor, order.order_no, row.id, withdrawal.reason)
        return _one(transaction, access, row, request)

    return once(AttachmentStep, write)


def _row(transaction: Session, order: WorkOrder, attachment_id: int) -> Attachment:
    row = transaction.get(Attachment, attachment_id)
    if row is None or row.order_id != order.id or row.seq is None:
        raise AttachmentNotFound("这件工单没有这个附件")
    return row


def _one(transaction: Session, access: Access, row: Attachment, request: Request) -> AttachmentStep:
    assert row.order_id is not None
    order = transaction.get_one(WorkOrder, row.order_id)
    unscanned = web(request).settings.serves_unscanned
    (body,) = present.bodies(transaction, order, [row], access.actor, unscanned=unscanned)
    return AttachmentStep(**body.model_dump(), version=order.version)
