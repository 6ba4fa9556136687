"""A city's data from an Excel file: send it, look at what is wrong or would change, apply it."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from callcenter.api.city.shapes import (
    Editor,
    Made,
    Number,
    Remark,
    UploadBody,
    author,
    change_body,
    problem_rows,
)
from callcenter.web.excel_file import XLSX
from callcenter.web.idempotency import Once
from callcenter.web.transaction import Transaction
from models.catalogue import uploads
from models.catalogue.excel import annotated
from models.catalogue.tables import CityUpload

router = APIRouter(prefix="/catalogue/uploads", tags=["catalogue"])

_BINARY: Final = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
FileName = Annotated[str, Query(max_length=200, pattern=r"^[^\x00/\\]+$", description="the file's name, for the list")]


async def _content(request: Request) -> bytes:
    return await request.body()


@router.post("", status_code=201, openapi_extra=_BINARY)
def upload(
    access: Editor,
    transaction: Transaction,
    once: Once,
    content: Annotated[bytes, Depends(_content)],
    name: FileName = "city.xlsx",
) -> UploadBody:
    """Sends an .xlsx file; nothing is changed by it."""
    return once(UploadBody, lambda: _body(transaction, uploads.keep(transaction, access.user.id, name, content)))


@router.get("/{number}")
def look(number: Number, _: Editor, transaction: Transaction) -> UploadBody:
    """What is wrong with a file, or what it would change."""
    return _body(transaction, uploads.find(transaction, number))


@router.get("/{number}/report.xlsx", response_class=Response, responses={200: {"content": {XLSX: {}}}})
def report(number: Number, _: Editor, transaction: Transaction) -> Response:
    """The file with every wrong cell marked, and a list of what is wrong: to be mended and sent again."""
    raw, problems, _changes = uploads.looked_at(transaction, uploads.find(transaction, number))
    name = {"Content-Disposition": f'attachment; filename="city-report-{number}.xlsx"'}
    return Response(annotated(raw, problems), media_type=XLSX, headers=name)


@router.post("/{number}/apply")
def apply(number: Number, request: Remark, access: Editor, transaction: Transaction, once: Once) -> Made:
    """Makes a file the newest version; refused where another version holds by now."""

    def write() -> Made:
        made = uploads.apply(transaction, uploads.find(transaction, number), author(access.user), request.note)
        return Made(version=made.number, changed=len(made.changes))

    return once(Made, write)


def _body(transaction: Transaction, one: CityUpload) -> UploadBody:
    _raw, problems, changes = uploads.looked_at(transaction, one)
    return UploadBody(
        id=one.id, name=one.name, sha256=one.sha256, at=one.at, base=one.base,
        problems=problem_rows(problems), changes=[change_body(change) for change in changes],
    )  # fmt: skip
