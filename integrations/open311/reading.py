"""The GET methods: services, their definitions, requests, one request, a token, updates."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from integrations.open311 import description, requests, services, updates
from integrations.open311.asking import asked, flag
from integrations.open311.faults import Fault, split
from integrations.open311.house import House
from integrations.open311.receiving import by_token
from integrations.open311.wire import Listed, respond


def add_reading(router: APIRouter, base: str, house: House) -> None:
    """Adds the routes below `base`."""

    @router.get(base + "/services", include_in_schema=False)
    @router.get(base + "/services.{ending}", openapi_extra=description.LIST)
    def service_list(request: Request, ending: str = "xml") -> Response:
        """GET Service List."""
        _, form = split(f"services.{ending}")
        house.open_to(request)
        with house.store_of(request).reading() as session:
            found = services.listing(session)
        return respond("services", found, form)

    @router.get(base + "/services/{name}", openapi_extra=description.LIST)
    def service_definition(request: Request, name: str) -> Response:
        """GET Service Definition: `name` is the service_code with .xml or .json."""
        code, form = split(name)
        house.open_to(request)
        with house.store_of(request).reading() as session:
            found = services.definition(session, code)
        if found is None:
            raise Fault(404, f"没有这个 service_code：{code[:40]}")
        return respond("service_definition", found, form)

    @router.get(base + "/requests", include_in_schema=False)
    @router.get(base + "/requests.{ending}", openapi_extra=description.REQUESTS)
    def request_list(request: Request, ending: str = "xml") -> Response:
        """GET Service Requests."""
        _, form = split(f"requests.{ending}")
        house.open_to(request)
        wanted = asked(request.query_params)
        with house.store_of(request).reading() as session:
            client = house.client(session, request)
            found = requests.found(session, wanted, client, flag(request.query_params, "extensions"))
        return respond("service_requests", found, form)

    @router.get(base + "/requests/{name}", openapi_extra=description.LIST)
    def request_one(request: Request, name: str) -> Response:
        """GET Service Request: `name` is the service_request_id with .xml or .json."""
        number, form = split(name)
        house.open_to(request)
        with house.store_of(request).reading() as session:
            order = requests.one(session, number)
            if order is None:
                raise Fault(404, "没有这个 service_request_id，或不能公开查询")
            found = requests.records(session, [order], flag(request.query_params, "extensions"))
        return respond("service_requests", found, form)

    @router.get(base + "/tokens/{name}", openapi_extra=description.LIST)
    def token_one(request: Request, name: str) -> Response:
        """GET service_request_id from a token: `name` is the token with .xml or .json; null while there is none yet."""
        token, form = split(name)
        house.open_to(request)
        with house.store_of(request).reading() as session:
            found = by_token(session, token)
        if found is None:
            raise Fault(404, "没有这个 token")
        record = {"service_request_id": found.number, "token": token}
        return respond("service_requests", Listed("request", [record]), form)

    @router.get(base + "/servicerequestupdates", include_in_schema=False)
    @router.get(base + "/servicerequestupdates.{ending}", openapi_extra=description.UPDATES)
    def update_list(request: Request, ending: str = "xml") -> Response:
        """GET Service Request Updates (FixMyStreet's extension)."""
        _, form = split(f"servicerequestupdates.{ending}")
        house.open_to(request)
        wanted = asked(request.query_params)
        with house.store_of(request).reading() as session:
            found = updates.found(session, wanted, house.client(session, request))
        return respond("service_request_updates", found, form)
