"""/openapi.json and /docs: for signed-in administrators, and for everybody in a demonstration.

The page is plain: the usual ones load scripts from elsewhere, which our Content-Security-Policy rightly forbids.
"""

from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.templating import Jinja2Templates
from starlette.responses import JSONResponse, Response

from callcenter.web.permissions import Right, scope_of
from callcenter.web.problem import Problem
from callcenter.web.signed_in import find
from callcenter.web.state import web

router = APIRouter(include_in_schema=False)
_TEMPLATES: Final = Jinja2Templates(Path(__file__).parent / "templates")


async def _reader(request: Request) -> None:
    held = web(request)
    if held.settings.demo:
        return
    found = await find(held.lookup, request)
    if found is None:
        raise Problem("not-signed-in")
    if scope_of(found.user.role, Right.DOCS) is None:
        raise Problem("forbidden")


Reader = Annotated[None, Depends(_reader)]


@router.get("/openapi.json")
def openapi(request: Request, _: Reader) -> Response:
    return JSONResponse(request.app.openapi())


@router.get("/docs")
def docs(request: Request, _: Reader) -> Response:
    return _TEMPLATES.TemplateResponse(request, "docs.html", request.app.openapi())
