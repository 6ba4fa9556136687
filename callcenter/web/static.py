"""The console's built files: hashed assets for ever, index.html for every other address (the browser routes)."""

from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

CONSOLE: Final = Path(__file__).parent.parent / "static" / "console"


class Console(StaticFiles):
    """index.html answers what is no file, so that a deep link opens; a missing asset stays 404."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            page = error.status_code == 404 and not path.startswith(("assets/", "api/")) and "." not in Path(path).name
            if not page:
                raise
            path, response = "index.html", await super().get_response("index.html", scope)
        lasting = path.startswith("assets/")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"
        return response
