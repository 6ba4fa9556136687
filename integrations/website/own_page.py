"""The page of one demand: for whoever knows number and query code, and, further, for its citizen alone."""

import secrets
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request
from starlette.responses import Response

from integrations.website import passes
from integrations.website.acts import reasons_of
from integrations.website.house import House, Texts
from integrations.website.progress import Found, by_receipt, own_of, progress_of
from models.callbacks import GRADES
from models.privacy import is_mobile

EXPIRED: Final = "页面已过期，请重新查询"
OFTEN: Final = "操作过于频繁，请稍后再试"


def described(*fields: str) -> dict[str, Any]:
    """A form for the OpenAPI document."""
    schema = {"type": "object", "properties": {name: {"type": "string"} for name in fields}}
    return {"requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": schema}}}}


@dataclass(frozen=True)
class OwnPage:
    """How it is asked for and shown."""

    house: House

    def ask_again(self, request: Request, fault: str, status: int, number: str = "") -> Response:
        """The page that asks for number and code."""
        return self.house.page(request, "follow.html", "follow", status, number=number, fault=fault)

    def show(self, request: Request, found: Found, level: passes.Level, status: int = 200, **values: Any) -> Response:
        """The page of a demand as it is now, as far as this level may see it."""
        with self.house.store_of(request).reading() as session:
            again = by_receipt(session, found.receipt)
            assert again is not None
            progress, own = progress_of(session, again), own_of(session, again, unscanned=self.house.unscanned)
            reasons = reasons_of(session) if own.may_rate else {}
        shown = {"progress": progress, "pass_": passes.issue(found.receipt, level), "grades": GRADES, "given": {}}
        shown |= {"nonce": secrets.token_urlsafe(9), "own": own if level == "own" else None}
        shown["reasons"] = reasons
        pictures = own.pictures if level == "own" else []
        shown |= {"pictures": [passes.of_picture(found.receipt, one) for one in pictures]}
        shown |= {"texting": is_mobile(own.phone) and self.house.texting_of(request) is not None}
        return self.house.page(request, "progress.html", "follow", status, **shown | values)

    def holder(self, request: Request, given: Texts, level: passes.Level) -> Found | None:
        """The demand whose pass was sent, where it is good for this level."""
        held = passes.read(given.get("pass", ""))
        if held is None or (level == "own" and held.level != "own"):
            return None
        with self.house.store_of(request).reading() as session:
            return by_receipt(session, held.receipt)
