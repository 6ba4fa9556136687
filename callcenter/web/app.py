"""The application: routers under /api/v1, the citizens' pages, the console, and what every answer has in common."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import FastAPI

from callcenter.api.routers import ROUTERS
from callcenter.printing import FontMissing
from callcenter.reports.span import PeriodUnreadable
from callcenter.settings import SettingMissing, Settings
from callcenter.web import docs_pages, problem, public
from callcenter.web.guard import Guard, Larger, security_headers
from callcenter.web.lookup import Lookup
from callcenter.web.pump import Pump
from callcenter.web.release import release
from callcenter.web.state import Web
from callcenter.web.static import CONSOLE, Console
from integrations.multipart import FormBroken
from integrations.signed_intake.routes import LARGEST as MESSAGE_LIMIT
from integrations.website.files import BODY_LIMIT as WEBSITE_LIMIT
from models import privacy
from models.attachments import LARGEST, AttachmentError
from models.catalogue import ERRORS as CATALOGUE_ERRORS
from models.database import Store, engine_for
from models.figures import FigureError
from models.idempotency import IdempotencyMismatch
from models.orders import OrderError
from routing.versions import VersionUnknown

API: Final = "/api/v1"
BODY_LIMIT: Final = 1 << 20
CITY_FILE_LIMIT: Final = 8 << 20
LARGER: Final = (
    Larger("POST", re.compile(r"/api/v1/orders/[0-9A-Za-z]{1,40}/attachments"), LARGEST + BODY_LIMIT),
    Larger("POST", re.compile(r"/api/v1/catalogue/uploads"), CITY_FILE_LIMIT),
    Larger("POST", re.compile(r"/website"), WEBSITE_LIMIT),
    Larger("POST", re.compile(r"/channels/[a-z0-9_]{1,40}/.*"), MESSAGE_LIMIT),
)
"""Where files come in."""
_POOL: Final = 20
"""Connections kept for the endpoints' threads (as many again when they are busy)."""

_PROBLEM: Final[dict[int | str, dict[str, object]]] = {
    "default": {
        "description": "RFC 9457 problem details with a stable code; see docs/api.md",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemBody"}}},
    }
}


def create_app(settings: Settings) -> FastAPI:
    """The application of one process. Connects to nothing before it is started (its lifespan)."""

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        privacy.use(privacy.KeyRing.load(settings.keys))
        store = Store(engine_for(settings.database_url, pool_size=_POOL))
        pump, lookup = Pump(store, settings.database_url), Lookup(settings.database_url)
        app.state.hotline = Web(settings, store, lookup, pump)
        pumping = asyncio.create_task(pump.run(), name="events' pump")
        yield
        pumping.cancel()
        await asyncio.wait([pumping], timeout=1)
        await lookup.close()
        store.close()

    app = FastAPI(
        title="12345 政务服务便民热线",
        version=release(),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    headers = security_headers(_phone_origin(settings))
    app.add_middleware(Guard, headers=headers, body_limit=BODY_LIMIT, larger=LARGER)
    problem.install(
        app,
        VersionUnknown,
        OrderError,
        IdempotencyMismatch,
        AttachmentError,
        FormBroken,
        FontMissing,
        PeriodUnreadable,
        FigureError,
        *CATALOGUE_ERRORS,
    )
    # not by a router around them all: an address would be sought in each of them once more
    for router in ROUTERS:
        app.include_router(router, prefix=API, responses=_PROBLEM)
    app.include_router(docs_pages.router)
    public.mount(app, settings)
    _describe(app)
    app.mount("/", Console(directory=CONSOLE, html=True, check_dir=False), name="console")
    return app


def _describe(app: FastAPI) -> None:
    """The OpenAPI document tells of the API alone, the public doors have one of their own (`public.document`); and of
    the problem's shape, for FastAPI collects only what is named as a `model`.
    """
    generated = app.openapi

    def openapi() -> dict[str, Any]:
        document = dict(generated())
        document["paths"] = {path: verbs for path, verbs in document["paths"].items() if path.startswith(API)}
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas.setdefault("ProblemBody", problem.ProblemBody.model_json_schema())
        return document

    app.state.whole_document = generated
    app.openapi = openapi  # type: ignore[method-assign]


def _phone_origin(settings: Settings) -> str:
    """ws(s)://host:port of the exchange, for the Content-Security-Policy; "" where there is no exchange."""
    try:
        address = urlsplit(settings.phone_url)
    except SettingMissing:
        return ""
    return f"{address.scheme}://{address.netloc}"
