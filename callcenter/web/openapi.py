"""`python -m callcenter.web.openapi > FILE`: the OpenAPI document, from which the console's client is generated."""

import json
import sys
from pathlib import Path

from callcenter.settings import Settings
from callcenter.web.app import create_app


def document() -> str:
    """The document as stable JSON; needs no database."""
    app = create_app(Settings(Path("var").absolute(), {}))
    return json.dumps(app.openapi(), ensure_ascii=False, indent=2, sort_keys=True)


if __name__ == "__main__":
    sys.stdout.write(document() + "\n")
