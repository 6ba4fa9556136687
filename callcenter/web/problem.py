"""RFC 9457 problem details: the one shape of every error that leaves the web application.

`Problem` is raised by our own code with a code of `PROBLEMS`. Errors of the store carry `code`, `status` and a message.
Whatever else happens becomes `internal-error` with an incident number; the log has the number, the kind of the
exception and where it was raised, but never its message, which may hold personal data (SQL parameters do).
"""

import logging
import traceback
import uuid
from collections.abc import Mapping
from typing import Any

import orjson
import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import Response

from callcenter.web.problem_codes import PROBLEMS, STATUS_CODES, TYPE_PREFIX

log = logging.getLogger(__name__)


class ProblemBody(BaseModel):
    """RFC 9457 with our stable `code`. Further members depend on the code (docs/api.md)."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["urn:hotline-12345:problem:version-conflict"])
    title: str
    status: int
    code: str = Field(examples=["version-conflict"])
    detail: str


class Problem(Exception):
    """An error with a stable code of `PROBLEMS`; `members` are added to the body, `headers` to the response."""

    def __init__(self, code: str, detail: str = "", headers: Mapping[str, str] | None = None, **members: Any) -> None:
        self.code = code
        self.status, self.title = PROBLEMS[code]
        self.detail = detail or self.title
        self.headers = dict(headers or {})
        self.members = members
        super().__init__(code)


def problem_response(
    code: str,
    status: int,
    detail: str,
    members: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The body of one problem; the title is the table's, or the detail where the table has none."""
    title = PROBLEMS[code][1] if code in PROBLEMS else detail
    body = {**(members or {}), "type": TYPE_PREFIX + code, "title": title, "status": status, "code": code}
    return Response(
        orjson.dumps({**body, "detail": detail}, default=str),
        status,
        dict(headers or {}),
        media_type="application/problem+json",
    )


def incident_response(error: BaseException) -> Response:
    """`internal-error` with a number that is in the log beside the place of the fault."""
    incident = uuid.uuid4().hex[:12]
    where = "".join(traceback.format_tb(error.__traceback__)[-8:])
    log.error("incident %s: %s raised at\n%s", incident, type(error).__qualname__, where)
    detail = f"系统出现故障，请把故障编号 {incident} 告诉管理员"
    return problem_response("internal-error", 500, detail, {"incident": incident})


async def _ours(_: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return problem_response(error.code, error.status, error.detail, error.members, error.headers)


async def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    # the given values stay out: they may be personal data
    fields = [{"field": ".".join(str(step) for step in e["loc"]), "message": e["msg"]} for e in error.errors()]
    names = "、".join(sorted({item["field"] for item in fields}))
    return problem_response("invalid-request", 422, f"以下内容不符合要求：{names}", {"errors": fields})


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = STATUS_CODES.get(error.status_code, "bad-request")
    return problem_response(code, error.status_code, PROBLEMS[code][1], headers=error.headers)


async def _database(_: Request, error: Exception) -> Response:
    if isinstance(error, DataError):
        return problem_response("invalid-value", 422, PROBLEMS["invalid-value"][1])
    lost = isinstance(error, OperationalError | InterfaceError | PoolTimeout | psycopg.OperationalError)
    if lost or (isinstance(error, DBAPIError) and error.connection_invalidated):
        log.warning("the database did not answer: %s", type(error).__qualname__)
        detail = PROBLEMS["database-unavailable"][1]
        return problem_response("database-unavailable", 503, detail, headers={"Retry-After": "2"})
    return incident_response(error)


async def _coded(_: Request, error: Exception) -> Response:
    """The store's errors: `code`, `status` and a message for people; `members()` where there is more to say."""
    code, status = str(getattr(error, "code")), int(getattr(error, "status"))  # noqa: B009 - duck-typed by contract
    members = {key: value for key, value in getattr(error, "members", {}).items() if value is not None}
    return problem_response(code, status, str(error), members)


def install(app: FastAPI, *coded: type[Exception]) -> None:
    """Every error of `app` leaves as problem+json; `coded` are error classes with `code` and `status`."""
    app.add_exception_handler(Problem, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(PoolTimeout, _database)
    app.add_exception_handler(psycopg.OperationalError, _database)
    for kind in coded:
        app.add_exception_handler(kind, _coded)
