"""The page behind a rating link: opens on the telephone without login or JavaScript, for one order and one rating.

Opening it does nothing: programs open links too. It tells no more of the order than number and query code would.
"""

import secrets
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from integrations.website import passes
from integrations.website.acts import Act, rating_faults, reasons_of
from integrations.website.house import House, Texts
from integrations.website.own_page import OFTEN, described
from integrations.website.progress import Found, find_order, own_of, progress_of
from models.callbacks import GRADES

EXPIRED: Final = "评价链接已过期或不完整。可凭工单编号和查询码在网上查询、评价，或拨打 12345"


def add_rating_link(router: APIRouter, house: House) -> None:
    """Adds the routes."""

    def show(request: Request, token: str, found: Found, status: int = 200, **values: Any) -> Response:
        with house.store_of(request).reading() as session:
            now = find_order(session, found.order.order_no if found.order else "")
            assert now is not None
            progress, own = progress_of(session, now), own_of(session, now, unscanned=house.unscanned)
            shown: dict[str, Any] = {"reasons": reasons_of(session)}
        shown |= {"progress": progress, "own": own, "token": token, "grades": GRADES, "given": {}}
        shown |= {"nonce": secrets.token_urlsafe(9)}
        return house.page(request, "rate.html", "follow", status, **shown | values)

    def meant(request: Request, token: str) -> Found | None:
        order_no = passes.read_rating(token[:120])
        if order_no is None:
            return None
        with house.store_of(request).reading() as session:
            return find_order(session, order_no)

    def expired(request: Request) -> Response:
        return house.page(request, "follow.html", "follow", 403, number="", fault=EXPIRED)

    @router.get("/rate/{token}")
    def ask(request: Request, token: str) -> Response:
        """The order's answer and the questions; once it is rated, what became of it."""
        found = meant(request, token)
        return show(request, token, found) if found is not None else expired(request)

    @router.post("/rate/{token}", openapi_extra=described("nonce", "grade", "solved", "reason", "words"))
    def rate(request: Request, token: str, given: Texts) -> Response:
        """Rates how it was handled."""
        found = meant(request, token)
        if found is None:
            return expired(request)
        if not house.admit(request, "act"):
            return show(request, token, found, 429, errors={"words": OFTEN}, given=given)
        grade, solved, reason, words = (given.get(name, "") for name in ("grade", "solved", "reason", "words"))
        with house.store_of(request).transaction() as session:
            faults = rating_faults(grade, solved, words, reason, reasons_of(session))
            act = Act(found, given.get("nonce", "")[:40] or secrets.token_urlsafe(9), house.process)
            if not faults and not act.rate(session, int(grade), solved, words, reason or None):
                faults = {"grade": "您已经评价过这件诉求，或工单正在重新办理"}
        if faults:
            return show(request, token, found, 422, errors=faults, given=given)
        return show(request, token, found, done="感谢您的评价")
