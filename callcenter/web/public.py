"""The public doors, mounted: the citizens' pages, channels that send, the open interface; with what the house gives."""

from typing import Any

from fastapi import FastAPI, Request

from callcenter.intake.at_once import draft_at_once
from callcenter.jobs.defer import process_message, scan_content
from callcenter.settings import Settings
from callcenter.web import feed
from callcenter.web.address import public_address
from callcenter.web.problem import Problem
from callcenter.web.rate_limit import RateLimit
from callcenter.web.state import Web, web
from integrations import open311, website
from integrations.channel import Door, Receives, channels
from integrations.open311 import House
from integrations.sms.texting import texting
from integrations.website.texting import OnThePage
from models import catalogue
from models.attachments import Vault
from models.database import Store


def mount(app: FastAPI, settings: Settings) -> None:
    """Adds the routers."""
    pages = website.House(
        store_of=_store,
        vault=Vault(settings.attachments),
        scan=scan_content if settings.virus_scanner else None,
        process=process_message,
        admit=_admit,
        city=_city_name,
        unscanned=settings.serves_unscanned,
        texting_of=lambda request: texting(_store(request)) or (OnThePage() if settings.demo else None),
    )
    app.include_router(website.routes(pages))
    door = Door(_store, process_message, admit=_admit_sender, refused=_note_refusal)
    for channel in channels().values():
        if isinstance(channel, Receives):
            app.include_router(channel.routes(door))
    app.include_router(feed.router)
    house = House(
        store_of=_store,
        make=draft_at_once,
        later=process_message,
        wait_s=_wait_s,
        address=public_address,
        city_name=_city_name,
        jurisdiction=settings.jurisdiction,
        test=settings.demo,
    )
    app.include_router(open311.routes(house))


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of what needs no login."""
    whole: dict[str, Any] = app.state.whole_document()
    return {**whole, "paths": {path: verbs for path, verbs in whole["paths"].items() if not path.startswith("/api/")}}


def _store(request: Request) -> Store:
    return web(request).store


def _city_name(request: Request) -> str:
    """As the city's data says it now."""
    with _store(request).reading() as session:
        return catalogue.setting(session, "name")


def _limits(held: Web) -> dict[str, RateLimit]:
    return {"read": held.public_reads, "write": held.public_writes}


def _wait_s(request: Request, kind: str, key: str) -> float:
    """Seconds until `key` may read or write once more; where it may now, this is noted."""
    limit = _limits(web(request))[kind]
    if (wait := limit.wait_s(key)) > 0:
        return wait
    limit.note(key)
    return 0.0


def _admit_sender(request: Request) -> None:
    """Raises `too-many-requests` for an address whose requests were refused too often."""
    if (wait := web(request).door_refusals.wait_s(_address(request))) > 0:
        raise Problem("too-many-requests", headers={"Retry-After": str(int(wait) + 1)})


def _note_refusal(request: Request) -> None:
    web(request).door_refusals.note(_address(request))


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _admit(request: Request, what: str) -> bool:
    """Whether this address may do `what` on the citizens' pages once more."""
    limit, key = web(request).website_forms, f"{what} {_address(request)}"
    if limit.wait_s(key) > 0:
        return False
    limit.note(key)
    return True
