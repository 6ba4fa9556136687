"""The versions of a city's data: what each changed, as a file, and back to an older one."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from callcenter.api.city.shapes import (
    Difference,
    Editor,
    Made,
    Number,
    Retirement,
    VersionList,
    author,
    change_body,
    kept_change,
    version_body,
)
from callcenter.web.excel_file import XLSX
from callcenter.web.idempotency import Once
from callcenter.web.transaction import Transaction
from models import clock
from models.catalogue import versions
from models.catalogue.excel import written

router = APIRouter(prefix="/catalogue/versions", tags=["catalogue"])

_PAGE = 30


@router.get("")
def listing(
    _: Editor, transaction: Transaction, below: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None
) -> VersionList:
    """Versions, newest first."""
    found = versions.history(transaction, below, _PAGE)
    more = len(found) == _PAGE and found[-1].number > 1
    return VersionList(items=[version_body(one) for one in found], next=found[-1].number if more else None)


@router.get("/{number}/changes")
def changes(number: Number, _: Editor, transaction: Transaction) -> Difference:
    """What a version changed: its audit."""
    rows = versions.changes_of(transaction, number)
    return Difference(items=[kept_change(one.sheet, one.key, one.act, one.before, one.after) for one in rows])


@router.get("/{number}/difference")
def difference(number: Number, _: Editor, transaction: Transaction) -> Difference:
    """What restoring a version would change now."""
    _whole, found = versions.prepared(versions.present(transaction), versions.book_of(transaction, number))
    return Difference(items=[change_body(one) for one in found])


@router.get("/{number}/city.xlsx", response_class=Response, responses={200: {"content": {XLSX: {}}}})
def download(number: Number, _: Editor, transaction: Transaction) -> Response:
    """A version as an Excel file, to be changed and sent back."""
    at = clock.now().astimezone(clock.LOCAL)
    about = [("版本", str(number)), ("导出时间", f"{at:%Y-%m-%d %H:%M}")]
    content = written(versions.book_of(transaction, number), about)
    name = {"Content-Disposition": f'attachment; filename="city-{number}-{at:%Y%m%d}.xlsx"'}
    return Response(content, media_type=XLSX, headers=name)


@router.post("/{number}/restore")
def restore(number: Number, request: Retirement, access: Editor, transaction: Transaction, once: Once) -> Made:
    """An older version's data as the newest version; what only newer ones have is retired."""

    def write() -> Made:
        made = versions.restore(transaction, number, author(access.user), note=request.note, base=request.version)
        return Made(version=made.number, changed=len(made.changes))

    return once(Made, write)
