"""The POST methods: a request, an update of one. Form-encoded, with an api_key."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from integrations.open311 import description, updates
from integrations.open311.faults import Fault, split
from integrations.open311.form import Given, given
from integrations.open311.house import House
from integrations.open311.receiving import receive
from integrations.open311.wire import Listed, respond

_NOTICE: Final = "已受理。热线核实后派给承办单位，办理进度可凭编号随时查询。"
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data", "")


async def _form(request: Request) -> Given:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _FORMS:
        raise Fault(400, "请按 application/x-www-form-urlencoded 提交")
    return given(await request.form(max_files=0, max_fields=200))


Form = Annotated[Given, Depends(_form)]


def add_writing(router: APIRouter, base: str, house: House) -> None:
    """Adds the routes below `base`."""

    @router.post(base + "/requests", include_in_schema=False)
    @router.post(base + "/requests.{ending}", openapi_extra=description.POST_REQUEST)
    def post_request(request: Request, said: Form, ending: str = "xml") -> Response:
        """POST Service Request."""
        _, form = split(f"requests.{ending}")
        house.open_to(request, said)
        repeat = request.headers.get("idempotency-key", "")[:200] or None
        with house.store_of(request).transaction() as session:
            client = house.writer(session, request, said)
            receipt = receive(session, said, client, house.make, repeat=repeat)
        answer = {"service_request_id": receipt.number} if receipt.number else {"token": receipt.token}
        answer |= {"service_notice": _NOTICE, "account_id": said["account_id"] or None}
        return respond("service_requests", Listed("request", [answer]), form)

    @router.post(base + "/servicerequestupdates", include_in_schema=False)
    @router.post(base + "/servicerequestupdates.{ending}", openapi_extra=description.POST_UPDATE)
    def post_update(request: Request, said: Form, ending: str = "xml") -> Response:
        """POST Service Request Update (FixMyStreet's extension)."""
        _, form = split(f"servicerequestupdates.{ending}")
        house.open_to(request, said)
        with house.store_of(request).transaction() as session:
            kept = updates.keep(session, said, house.writer(session, request, said), house.later)
        return respond("service_request_updates", Listed("request_update", [{"update_id": kept}]), form)
