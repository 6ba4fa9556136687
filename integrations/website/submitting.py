"""Writing a demand: /website, and /website/q/TOKEN where a QR code was scanned."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from integrations import multipart
from integrations.website import files, receipts
from integrations.website.files import Files
from integrations.website.form import Form
from integrations.website.house import House, texts_of
from models import intake, places
from models.places import Place

_FIELDS: Final = tuple(Form.__dataclass_fields__)
FORM: Final = {
    "requestBody": {
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        **{name: {"type": "string"} for name in _FIELDS},
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                    },
                }
            }
        }
    }
}


def add_submitting(router: APIRouter, house: House) -> None:
    """Adds the routes."""

    def form_page(request: Request, form: Form, scanned: Place | None, status: int = 200, **errors: str) -> Response:
        shown = {"form": form, "errors": errors, "files_hint": files.HINT, "files_accept": files.ACCEPT}
        asks = house.challenge.field() if house.challenge else ""
        return house.page(
            request, "submit.html", "submit", status, files_most=files.MOST, scanned=scanned, challenge=asks, **shown
        )

    def scanned_place(request: Request, token: str) -> Place | None:
        if not token:
            return None
        with house.store_of(request).reading() as session:
            return places.by_token(session, token)

    async def read(request: Request) -> AsyncIterator[multipart.Form]:
        """The form with its files, which are gone when the answer is; also as pages of before sent it, without."""
        if not request.headers.get("content-type", "").startswith("multipart/"):
            yield multipart.Form(texts=await texts_of(request))
            return
        async with multipart.received(request, house.vault, most=files.MOST, limit=files.LIMIT) as given:
            yield given

    @router.get("")
    def blank(request: Request) -> Response:
        """The empty form."""
        return form_page(request, Form(ticket=receipts.ticket(receipts.fresh())), None)

    @router.get("/q/{token}")
    def scanned(request: Request, token: str) -> Response:
        """The form with the place of a scanned QR code; of a code that is not ours or no longer in use: without."""
        place = scanned_place(request, token[:60])
        form = Form(ticket=receipts.ticket(receipts.fresh("SM" if place else "WZ")))
        if place is None:
            return form_page(request, form, None, place="二维码已停用或不完整，请自行填写地点")
        return form_page(request, replace(form, qr=token, place=place.address), place)

    @router.post("", openapi_extra=FORM)
    def submit(request: Request, given: Annotated[multipart.Form, Depends(read)]) -> Response:
        """Takes the demand, once however often the form is sent."""
        form = Form(**{name: given.texts.get(name, "") for name in _FIELDS}).cleaned()
        place = scanned_place(request, form.qr[:60])
        receipt = receipts.receipt_of(form.ticket)
        if receipt is None or form.homepage:
            renewed = replace(form, ticket=receipts.ticket(receipts.fresh()), homepage="")
            return form_page(request, renewed, place, 422, text="页面已过期，请再提交一次")
        errors = form.errors()
        if house.challenge and not house.challenge.passed(given.texts):
            errors["challenge"] = "请再试一次"
        if errors:
            if given.files:
                errors["files"] = "请重新选择图片或文件：浏览器不会替您保留"
            return form_page(request, form, place, 422, **errors)
        if not house.admit(request, "submit"):
            return form_page(request, form, place, 429, text="提交过于频繁，请稍后再试，或拨打 12345")
        sent = Files.of(given)
        with house.store_of(request).transaction() as session:
            kept = sent.store(session, house.vault, house.scan)
            accepted = intake.accept(session, form.submission(receipt, kept, place))
            if accepted.new:
                house.process(session, accepted.message_id)
        code = receipts.query_code(receipt)
        told = {"kept": sent.kept, "refused": sent.refused}
        return house.page(request, "received.html", "submit", receipt=receipt, code=code, files=told)
