"""What the citizen does on the own page: answers a question, supplements, rates."""

import secrets
from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import Response

from integrations.website.acts import Act, rating_faults, reasons_of, words_fault
from integrations.website.house import House, Texts
from integrations.website.own_page import EXPIRED, OFTEN, OwnPage, described


def add_acting(router: APIRouter, house: House) -> None:
    """Adds the routes."""
    own = OwnPage(house)

    def act(request: Request, given: Texts, do: Callable[[Act], dict[str, str] | None], done: str) -> Response:
        """Does something to the own demand. do: the faults of what was given; None, or nothing, when it is done."""
        found = own.holder(request, given, "own")
        if found is None:
            return own.ask_again(request, EXPIRED, 403)
        if not house.admit(request, "act"):
            return own.show(request, found, "own", 429, errors={"text": OFTEN}, given=given)
        faults = do(Act(found, given.get("nonce", "")[:40] or secrets.token_urlsafe(9), house.process))
        if faults:
            return own.show(request, found, "own", 422, errors=faults, given=given)
        return own.show(request, found, "own", done=done)

    @router.post("/follow/answer", openapi_extra=described("pass", "nonce", "answer"))
    def answer_question(request: Request, given: Texts) -> Response:
        """Answers what a clerk asked."""

        def do(one: Act) -> dict[str, str] | None:
            if fault := words_fault(given.get("answer", "")):
                return {"answer": fault}
            with house.store_of(request).transaction() as session:
                one.answer(session, given["answer"])
            return None

        return act(request, given, do, "已收到您的回复")

    @router.post("/follow/supplement", openapi_extra=described("pass", "nonce", "text"))
    def supplement(request: Request, given: Texts) -> Response:
        """Adds words to the demand."""

        def do(one: Act) -> dict[str, str] | None:
            if fault := words_fault(given.get("text", "")):
                return {"text": fault}
            with house.store_of(request).transaction() as session:
                one.supplement(session, given["text"])
            return None

        return act(request, given, do, "已收到您补充的内容")

    @router.post("/follow/rate", openapi_extra=described("pass", "nonce", "grade", "solved", "reason", "words"))
    def rate(request: Request, given: Texts) -> Response:
        """Rates how it was handled."""
        grade, solved, reason, words = (given.get(name, "") for name in ("grade", "solved", "reason", "words"))

        def do(one: Act) -> dict[str, str] | None:
            if one.found.order is None:
                return {"grade": "诉求还在登记，答复后再请您评价"}
            with house.store_of(request).transaction() as session:
                if faults := rating_faults(grade, solved, words, reason, reasons_of(session)):
                    return faults
                kept = one.rate(session, int(grade), solved, words, reason or None)
            return None if kept else {"grade": "您已经评价过这件诉求"}

        return act(request, given, do, "感谢您的评价")
