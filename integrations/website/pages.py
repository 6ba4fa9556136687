"""The pages: /website (write), /website/follow (ask how far it is). Plain forms, no cookie, no JavaScript."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.templating import Jinja2Templates
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import FileResponse, Response

from integrations import multipart
from integrations.website import files, receipts
from integrations.website.files import Files
from integrations.website.form import Form
from integrations.website.progress import follow
from models import clock, intake
from models.attachments import Scan, Vault
from models.database import Store

_HERE: Final = Path(__file__).parent
_NO_STORE: Final = {"Cache-Control": "no-store"}


def _local(instant: datetime) -> str:
    return instant.astimezone(clock.LOCAL).strftime("%Y年%m月%d日 %H:%M")


async def _texts(request: Request) -> dict[str, str]:
    """The text fields of a form without files."""
    given: FormData = await request.form(max_files=0, max_fields=20)
    return {name: value for name, value in given.items() if isinstance(value, str)}


Texts = Annotated[dict[str, str], Depends(_texts)]


def routes(
    *,
    store_of: Callable[[Request], Store],
    vault: Vault,
    scan: Scan | None,
    process: Callable[[Session, int], None],
    admit: Callable[[Request], bool],
    city: str,
) -> APIRouter:
    """The router.

    vault, scan: where a citizen's files go, and who defers their virus scan (None: there is no scanner);
    process: defers the job that makes an order of the message with this id, in the given transaction;
    admit: whether this address may send once more (a limiter); city: the name in the heading.
    """
    router = APIRouter(prefix="/website", include_in_schema=False)
    templates = Jinja2Templates(_HERE / "templates")
    templates.env.filters["local"] = _local

    def page(request: Request, name: str, here: str, status: int = 200, **values: Any) -> Response:
        shown = {"city": city, "here": here, "as_of": clock.now(), "errors": {}, **values}
        return templates.TemplateResponse(request, name, shown, status, _NO_STORE)

    def form_page(request: Request, form: Form, status: int = 200, **errors: str) -> Response:
        shown = {"form": form, "errors": errors, "files_hint": files.HINT, "files_accept": files.ACCEPT}
        return page(request, "submit.html", "submit", status, files_most=files.MOST, **shown)

    async def read(request: Request) -> AsyncIterator[multipart.Form]:
        """The form with its files, which are gone when the answer is; also as pages of before sent it, without."""
        if not request.headers.get("content-type", "").startswith("multipart/"):
            yield multipart.Form(texts=await _texts(request))
            return
        async with multipart.received(request, vault, most=files.MOST, limit=files.LIMIT) as given:
            yield given

    @router.get("")
    def blank(request: Request) -> Response:
        return form_page(request, Form(ticket=receipts.ticket(receipts.fresh())))

    @router.post("")
    def submit(request: Request, given: Annotated[multipart.Form, Depends(read)]) -> Response:
        form = Form(**{name: given.texts.get(name, "") for name in Form.__dataclass_fields__}).cleaned()
        receipt = receipts.receipt_of(form.ticket)
        if receipt is None or form.homepage:
            renewed = Form(**{**form.__dict__, "ticket": receipts.ticket(receipts.fresh()), "homepage": ""})
            return form_page(request, renewed, 422, text="页面已过期，请再提交一次")
        if errors := form.errors():
            if given.files:
                errors["files"] = "请重新选择图片或文件：浏览器不会替您保留"
            return form_page(request, form, 422, **errors)
        if not admit(request):
            return form_page(request, form, 429, text="提交过于频繁，请稍后再试，或拨打 12345")
        sent = Files.of(given)
        with store_of(request).transaction() as session:
            accepted = intake.accept(session, form.submission(receipt, sent.store(session, vault, scan)))
            if accepted.new:
                process(session, accepted.message_id)
        code = receipts.query_code(receipt)
        told = {"kept": sent.kept, "refused": sent.refused}
        return page(request, "received.html", "submit", receipt=receipt, code=code, files=told)

    @router.get("/follow")
    def ask(request: Request, number: str = "") -> Response:
        return page(request, "follow.html", "follow", number=number[:40], fault="")

    @router.post("/follow")
    def answer(request: Request, given: Texts) -> Response:
        number, code = (given.get(name, "").replace("\x00", "")[:40] for name in ("number", "code"))
        with store_of(request).reading() as session:
            progress = follow(session, number, code)
        if progress is None:
            fault = "编号或查询码不正确，请核对后再试"
            return page(request, "follow.html", "follow", 404, number=number, fault=fault)
        return page(request, "progress.html", "follow", progress=progress)

    @router.get("/site.css")
    def style() -> Response:
        return FileResponse(_HERE / "static" / "site.css", media_type="text/css")

    return router
