"""The pages of the website: plain forms, no cookie, no JavaScript."""

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from integrations.website.acting import add_acting
from integrations.website.answers import add_answers
from integrations.website.following import add_following
from integrations.website.house import HERE, House
from integrations.website.rating_link import add_rating_link
from integrations.website.reply_pictures import add_pictures
from integrations.website.submitting import add_submitting


def routes(house: House) -> APIRouter:
    """The router. `house` is what callcenter gives it."""
    router = APIRouter(prefix="/website", tags=["website"])
    add_submitting(router, house)
    add_following(router, house)
    add_acting(router, house)
    add_answers(router, house)
    add_pictures(router, house)
    add_rating_link(router, house)

    @router.get("/site.css")
    def style() -> Response:
        return FileResponse(
            HERE / "static" / "site.css", media_type="text/css", headers={"Cache-Control": "max-age=600"}
        )

    return router
