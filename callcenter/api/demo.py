"""The demonstration's public telephone: a citizen's telephone in the browser, without login. Absent elsewhere."""

from fastapi import APIRouter, Request
from pydantic import Field

from callcenter.api.phone import PhoneBody, issue
from callcenter.web.problem import Problem
from callcenter.web.state import web

router = APIRouter(prefix="/demo", tags=["demo"])


class TelephoneBody(PhoneBody):
    """A citizen's telephone and the address that it calls."""

    dial: str = Field(examples=["sip:12345@hotline"])


@router.post("/telephone")
def telephone(request: Request) -> TelephoneBody:
    """A short-lived test telephone. `demo-only` where this is not a demonstration."""
    held = web(request)
    if not held.settings.demo:
        raise Problem("demo-only")
    address = request.client.host if request.client else ""
    wait = held.demo_telephones.wait_s(address)
    if wait > 0:
        raise Problem("too-many-requests", headers={"Retry-After": str(int(wait) + 1)})
    held.demo_telephones.note(address)
    phone = issue(held.settings, "", demo=True)
    domain = phone.uri.rsplit("@", 1)[-1]
    return TelephoneBody(**phone.model_dump(), dial=f"sip:12345@{domain}")
