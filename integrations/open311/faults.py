"""What is refused, in GeoReport's own shape: a list of code and description, in the format that was asked for.

The specification: 404 for what does not exist, 403 for a wrong or missing api_key, "basically 400 for any other error".
We add 429 for who asks too often and 503 while the database is away, which a client must not take for its own mistake.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy.exc import DataError, SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from integrations.open311.wire import FORMATS, Format, Listed, respond

log = logging.getLogger(__name__)
_AWAY: Final = "系统暂时不可用，请稍后再试；若一直如此，请联系热线管理单位"


class Fault(Exception):
    """A refusal. code: of the body, by default the HTTP status; description: Chinese, for the user to read."""

    def __init__(self, status: int, *descriptions: str, **headers: str) -> None:
        self.status, self.descriptions, self.headers = status, descriptions, headers
        super().__init__("; ".join(descriptions))


def refused(fault: Fault, form: Format) -> Response:
    """The response of a fault."""
    errors = [{"code": fault.status, "description": text} for text in fault.descriptions]
    return respond("errors", Listed("error", errors), form, fault.status, **fault.headers)


def asked_format(path: str) -> Format:
    """The format that an address ends with; XML, which every server must speak, where it names none that we know."""
    ending = path.rpartition("/")[2].rpartition(".")[2]
    return "json" if ending == "json" else "xml"


def split(name: str) -> tuple[str, Format]:
    """`010101.json` -> (`010101`, json); without an ending XML. Raises `Fault` for a format that we do not speak."""
    stem, dot, ending = name.rpartition(".")
    if not dot:
        return name, "xml"
    if ending not in FORMATS:
        raise Fault(400, f"不支持 {ending[:20]} 格式，请用 xml 或 json")
    return stem, "json" if ending == "json" else "xml"


class FaultyRoute(APIRoute):
    """A route whose every refusal leaves in GeoReport's shape."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except Fault as fault:
                found = fault
            except RequestValidationError as error:
                names = "、".join(sorted({str(e["loc"][-1]) for e in error.errors()}))
                found = Fault(400, f"以下参数不符合要求：{names}")
            except HTTPException as error:
                found = Fault(400, "请求过大或无法理解") if error.status_code != 404 else Fault(404, "没有这个资源")
            except DataError:
                found = Fault(400, "请求中有无法处理的字符或数值")
            except SQLAlchemyError as error:
                log.warning("open311: the database did not answer: %s", type(error).__qualname__)
                found = Fault(503, _AWAY, **{"Retry-After": "2"})
            return refused(found, asked_format(request.url.path))

        return handled
