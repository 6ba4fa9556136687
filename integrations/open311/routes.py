"""The addresses of GeoReport v2 under /open311/v2, and the service discovery beside them."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from integrations.open311.discovery import discovery
from integrations.open311.faults import Fault, FaultyRoute, split
from integrations.open311.house import House
from integrations.open311.reading import add_reading
from integrations.open311.wire import respond
from integrations.open311.writing import add_writing

BASE: Final = "/open311/v2"
_RESOURCES: Final = ("services", "requests", "tokens", "servicerequestupdates", "discovery")


def routes(house: House) -> APIRouter:
    """The router. `house` is what callcenter gives it."""
    router = APIRouter(route_class=FaultyRoute, tags=["open311"])

    @router.get("/open311/discovery.{ending}")
    @router.get(BASE + "/discovery.{ending}", include_in_schema=False)
    def discover(request: Request, ending: str) -> Response:
        """Service discovery: which endpoints there are and which formats they speak."""
        _, form = split(f"discovery.{ending}")
        with house.store_of(request).reading() as session:
            found = discovery(session, house.address(request) + BASE, house.city_name(request), house.test)
        return respond("discovery", found, form)

    add_reading(router, BASE, house)
    add_writing(router, BASE, house)

    @router.api_route(
        "/open311/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"], include_in_schema=False
    )
    def nothing(request: Request, rest: str) -> Response:
        known = rest.removeprefix("v2/").partition("/")[0].partition(".")[0] in _RESOURCES
        raise Fault(400, "不支持这种请求方法") if known and request.method != "GET" else Fault(404, "没有这个资源")

    return router
