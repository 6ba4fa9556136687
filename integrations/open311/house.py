"""What the running hotline gives to the interface, and who may ask it: jurisdiction, api_key, how often."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from fastapi import Request
from sqlalchemy.orm import Session

from integrations.open311.faults import Fault
from integrations.open311.form import Given
from integrations.open311.receiving import Make
from models import api_clients
from models.api_clients import ApiClient
from models.database import Store

_KEY_LENGTH: Final = 200


@dataclass(frozen=True)
class House:
    """wait_s: seconds until this asker may ("read" or "write") once more; where he may now, it is noted.

    later: defers the job of a message that nobody waits for. address: of this installation, as seen from outside,
    without a slash at its end. jurisdiction: our jurisdiction_id. test: what comes in is not acted upon.
    """

    store_of: Callable[[Request], Store]
    make: Make
    later: Callable[[Session, int], None]
    wait_s: Callable[[Request, str, str], float]
    address: Callable[[Request], str]
    city_name: Callable[[Request], str]
    jurisdiction: str
    test: bool

    def open_to(self, request: Request, said: Given | None = None) -> None:
        """Raises `Fault` for another jurisdiction, and for an address that asks too often."""
        asked = request.query_params.get("jurisdiction_id", "").strip() or (said["jurisdiction_id"] if said else "")
        if asked and asked != self.jurisdiction:
            raise Fault(404, f"没有这个 jurisdiction_id，本市为 {self.jurisdiction}")
        self._not_too_often(request, "read", request.client.host if request.client else "")

    def client(self, session: Session, request: Request, said: Given | None = None) -> ApiClient | None:
        """Whose api_key was sent; None without one. Raises `Fault` for a wrong one."""
        key = (said["api_key"] if said else "") or request.query_params.get("api_key", "").strip()
        if not key:
            return None
        client = api_clients.by_key(session, key) if len(key) <= _KEY_LENGTH else None
        if client is None:
            raise Fault(403, "api_key 无效，请向热线管理单位申请")
        return client

    def writer(self, session: Session, request: Request, said: Given) -> ApiClient:
        """Who writes. Raises `Fault` without a good key, and for an application that writes too often."""
        client = self.client(session, request, said)
        if client is None:
            raise Fault(403, "缺少 api_key，请向热线管理单位申请")
        self._not_too_often(request, "write", f"open311 {client.id}")
        return client

    def _not_too_often(self, request: Request, kind: str, who: str) -> None:
        if (wait := self.wait_s(request, kind, who)) > 0:
            raise Fault(429, "请求过于频繁，请稍后再试", **{"Retry-After": str(int(wait) + 1)})
