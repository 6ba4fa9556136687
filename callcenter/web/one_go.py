"""`OneGo`: routes whose endpoint, answer and commit are one trip into a thread.

FastAPI calls a plain endpoint in a thread, checks its answer in another, and ends the transaction in a third; what is
made of our own models need not be checked again (ADR 0014).
"""

import functools
from collections.abc import Callable
from typing import Any

from fastapi.routing import APIRoute
from pydantic import BaseModel
from sqlalchemy.orm import Session
from starlette.responses import Response

from callcenter.web.idempotency import OnceOnly, as_json


class OneGo(APIRoute):
    """For `APIRouter(route_class=OneGo)`. Endpoints are plain functions that give a model, or a response."""

    def __init__(self, path: str, endpoint: Callable[..., Any], *, status_code: int | None = None, **rest: Any) -> None:
        in_one_go = _in_one_go(endpoint, status_code or 200)
        super().__init__(path, in_one_go, status_code=status_code, **rest)


def _in_one_go(endpoint: Callable[..., Any], status: int) -> Callable[..., Response]:
    @functools.wraps(endpoint)
    def answered(**given: Any) -> Response:
        answer = endpoint(**given)
        response = answer if isinstance(answer, Response) else _json(answer, given, status)
        for value in given.values():
            if isinstance(value, Session):
                value.commit()
        return response

    return answered


def _json(answer: BaseModel, given: dict[str, Any], status: int) -> Response:
    """The answer as it was stored for its Idempotency-Key, else as it is."""
    kept = next((value.kept for value in given.values() if isinstance(value, OnceOnly)), None)
    return Response(kept if kept is not None else as_json(answer), status, media_type="application/json")
