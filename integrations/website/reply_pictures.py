"""The pictures of a reply, for the citizen's own page: freed of place, time and device, by a pass in their address."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from integrations.website import passes
from integrations.website.house import House
from integrations.website.progress import by_receipt, reply_pictures
from models import attachments
from models.attachments import AttachmentError

_HEADERS: Final = {"Cache-Control": "private, max-age=600", "Content-Security-Policy": "sandbox; default-src 'none'"}


def add_pictures(router: APIRouter, house: House) -> None:
    """Adds the route."""

    @router.get("/follow/picture/{token}", response_class=Response)
    def picture(request: Request, token: Annotated[str, Path(max_length=1000)]) -> Response:
        """The picture; nothing where the pass is over, or where it was withdrawn meanwhile."""
        passed = passes.read_picture(token)
        if passed is None:
            return Response(status_code=404)
        receipt, wanted = passed
        with house.store_of(request).reading() as session:
            found = by_receipt(session, receipt)
            rows = reply_pictures(session, found.order, unscanned=house.unscanned) if found and found.order else []
            row = next((one for one in rows if one.id == wanted), None)
        path = house.vault.path(row.sha256) if row else None
        if row is None or path is None or not path.is_file():
            return Response(status_code=404)
        try:
            whole = attachments.stripped(row.content.media_type, path.read_bytes())
        except AttachmentError:
            return Response(status_code=404)
        return Response(whole, media_type=row.content.media_type, headers=_HEADERS)
