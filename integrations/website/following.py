"""Following a demand: number and query code show how far it is; a code by text message opens what only its citizen may
read and do.
"""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from integrations.website.house import House, Texts
from integrations.website.own_page import EXPIRED, OFTEN, OwnPage, described
from integrations.website.progress import find
from integrations.website.texting import TextingFailed
from models import one_time_codes
from models.privacy import is_mobile

_WRONG: Final = "编号或查询码不正确，请核对后再试"
_PURPOSE: Final = "website "


def add_following(router: APIRouter, house: House) -> None:
    """Adds the routes."""
    own = OwnPage(house)

    @router.get("/follow")
    def ask(request: Request, number: str = "") -> Response:
        """Asks for number and code."""
        return own.ask_again(request, "", 200, number[:40])

    @router.post("/follow", openapi_extra=described("number", "code"))
    def answer(request: Request, given: Texts) -> Response:
        """How far it is."""
        number, code = (given.get(name, "")[:40] for name in ("number", "code"))
        if not house.admit(request, "follow"):
            return own.ask_again(request, OFTEN, 429, number)
        with house.store_of(request).reading() as session:
            found = find(session, number, code)
        if found is None:
            return own.ask_again(request, _WRONG, 404, number)
        provable = is_mobile(found.message.submission().citizen_phone) and house.texting_of(request) is not None
        return own.show(request, found, "seen" if provable else "own")

    @router.post("/follow/code", openapi_extra=described("pass"))
    def send_code(request: Request, given: Texts) -> Response:
        """Sends a code to the telephone that stands in the demand."""
        found = own.holder(request, given, "seen")
        phone = found.message.submission().citizen_phone if found else None
        texting = house.texting_of(request)
        if found is None or texting is None or not phone:
            return own.ask_again(request, EXPIRED, 403)
        if not house.admit(request, "code"):
            return own.show(request, found, "seen", 429, errors={"sms": OFTEN})
        with house.store_of(request).transaction() as session:
            code = one_time_codes.fresh(session, _PURPOSE + found.receipt)
        if code is None:
            return own.show(request, found, "seen", asked=True, errors={"sms": "验证码刚刚发出，请一分钟后再试"})
        try:
            texting.send(phone, f"您的验证码是 {code}，10 分钟内有效。12345 不会向您索要验证码。")
        except TextingFailed:
            return own.show(request, found, "seen", 503, errors={"sms": "短信暂时发不出去，请稍后再试，或拨打 12345"})
        return own.show(request, found, "seen", asked=True, demo_code=code if texting.shows else None)

    @router.post("/follow/confirm", openapi_extra=described("pass", "sms"))
    def confirm(request: Request, given: Texts) -> Response:
        """Opens the own page with the code."""
        found = own.holder(request, given, "seen")
        if found is None:
            return own.ask_again(request, EXPIRED, 403)
        with house.store_of(request).transaction() as session:
            right = one_time_codes.check(session, _PURPOSE + found.receipt, given.get("sms", "")[:20])
        if not right:
            return own.show(request, found, "seen", 422, asked=True, errors={"sms": "验证码不正确或已失效"})
        return own.show(request, found, "own")
