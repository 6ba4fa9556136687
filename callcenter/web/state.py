"""What one process of the web application holds: settings, the store, the events' pump, limits, the adviser."""

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.requests import HTTPConnection

from callcenter.api.figures.wallboard import Latest
from callcenter.people.sign_in import Limits
from callcenter.settings import Settings
from callcenter.web.lookup import Lookup
from callcenter.web.pump import Pump
from callcenter.web.rate_limit import RateLimit
from models.attachments import Vault
from models.database import Store

if TYPE_CHECKING:
    from callcenter.assist.current import CurrentAdviser


@dataclass
class Web:
    """Made when the application starts, ended with it."""

    settings: Settings
    store: Store
    lookup: Lookup
    pump: Pump
    logins: Limits = field(default_factory=Limits)
    demo_telephones: RateLimit = field(default_factory=lambda: RateLimit(30, 600))
    website_forms: RateLimit = field(default_factory=lambda: RateLimit(60, 600))
    door_refusals: RateLimit = field(default_factory=lambda: RateLimit(60, 60))
    public_reads: RateLimit = field(default_factory=lambda: RateLimit(600, 60))
    public_writes: RateLimit = field(default_factory=lambda: RateLimit(300, 60))
    wallboard: Latest = field(default_factory=Latest)
    adviser: "CurrentAdviser | None" = None
    adviser_lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def vault(self) -> Vault:
        """Where attachments lie."""
        return Vault(self.settings.attachments)


def web(connection: HTTPConnection) -> Web:
    """The process's state, from a request or a WebSocket."""
    held: Web = connection.app.state.hotline
    return held
