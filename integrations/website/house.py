"""What the running hotline gives to the citizens' pages, and how a page is made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from fastapi.templating import Jinja2Templates
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import Response

from integrations.website.challenge import Challenge
from integrations.website.texting import Texting
from models import clock
from models.attachments import Scan, Vault
from models.database import Store

HERE: Final = Path(__file__).parent
_NO_STORE: Final = {"Cache-Control": "no-store"}


def _local(instant: datetime) -> str:
    return instant.astimezone(clock.LOCAL).strftime("%Y年%m月%d日 %H:%M")


def _day(instant: datetime) -> str:
    return instant.astimezone(clock.LOCAL).strftime("%Y年%m月%d日")


def _templates() -> Jinja2Templates:
    made = Jinja2Templates(HERE / "templates")
    made.env.filters["local"], made.env.filters["day"] = _local, _day
    return made


@dataclass(frozen=True)
class House:
    """vault, scan: where a citizen's files go, and who defers their virus scan (None: there is no scanner).

    process: defers the job of the message with this id, in the given transaction; admit: whether this address may do
    this once more (a limiter); city: gives the name in the heading; texting_of: the gateway as it is set now; where
    there is none, the query code alone opens the own page; challenge: None where nobody is asked; unscanned: files
    that no scanner has judged are given out.
    """

    store_of: Callable[[Request], Store]
    vault: Vault
    scan: Scan | None
    process: Callable[[Session, int], None]
    admit: Callable[[Request, str], bool]
    city: Callable[[Request], str]
    unscanned: bool = True
    texting_of: Callable[[Request], Texting | None] = lambda request: None
    challenge: Challenge | None = None
    templates: Jinja2Templates = field(default_factory=_templates)

    def page(self, request: Request, name: str, here: str, status: int = 200, **values: Any) -> Response:
        """A page by its template; here: which of the navigation's it belongs to."""
        shown = {"city": self.city(request), "here": here, "as_of": clock.now(), "errors": {}, **values}
        return self.templates.TemplateResponse(request, name, shown, status, _NO_STORE)


async def texts_of(request: Request) -> dict[str, str]:
    """The text fields of a form without files, without NUL and surrounding spaces."""
    given: FormData = await request.form(max_files=0, max_fields=20)
    return {name: value.replace("\x00", "").strip() for name, value in given.items() if isinstance(value, str)}


Texts = Annotated[dict[str, str], Depends(texts_of)]
