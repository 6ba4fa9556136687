"""/openapi.json and /docs: for signed-in administrators, and for everybody in a demonstration."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse

from callcenter.web.permissions import Right, scope_of
from callcenter.web.problem import Problem
from callcenter.web.signed_in import find
from callcenter.web.state import web
from callcenter.web.transaction import Transaction

router = APIRouter(include_in_schema=False)


def _reader(request: Request, transaction: Transaction) -> None:
    if web(request).settings.demo:
        return
    found = find(transaction, request)
    if found is None:
        raise Problem("not-signed-in")
    if scope_of(found.user.role, Right.DOCS) is None:
        raise Problem("forbidden")


Reader = Annotated[None, Depends(_reader)]


@router.get("/openapi.json")
def openapi(request: Request, _: Reader) -> Any:
    return JSONResponse(request.app.openapi())
