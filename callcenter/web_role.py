"""The role `hotline web`: the web application in one process, until TERM or INT."""

import logging
from pathlib import Path
from typing import Final

import uvicorn

from callcenter.settings import Settings
from callcenter.web.app import create_app

GRACE_S: Final = 3
"""What requests that are under way get at a stop; open WebSockets are closed (1012) and browsers come back."""


def run(settings: Settings, host: str, port: int, tls: tuple[Path, Path] | None = None) -> None:
    """Serves until TERM or INT. tls: certificate and key, PEM. Raises `SettingMissing` without a database's address."""
    settings.need("DATABASE_URL")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # else every look at the exchange is a line
    certificate, key = tls or (None, None)
    uvicorn.run(
        create_app(settings),
        host=host,
        port=port,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        timeout_graceful_shutdown=GRACE_S,
        ws_max_size=64 * 1024,  # browsers have nothing to say on it
        ws_ping_interval=20,
        ws_ping_timeout=20,
        access_log=False,  # addresses of orders and calls are nobody's business in a log
        server_header=False,
        log_config=None,
    )
