"""An exchange of ratings, which checks what it gets like a real one and misbehaves on purpose."""

import base64
import hashlib
from collections import deque
from typing import Any

from integrations.envelope import Seal
from integrations.service_ratings import CHANNEL
from tests.integrations.far_side import Answer, Asked, FarSide, Fault

KEY = hashlib.sha256(b"ratings").digest()
SECRET = "a secret of the exchange and 12345"


class RatingExchange:
    """taken: what it took, by msg_id once: (biz_type, payload)."""

    channel = CHANNEL

    def __init__(self, far: FarSide) -> None:
        self.far = far
        self.settings: dict[str, Any] = {
            "base_url": f"{far.url}/ratings",
            "app_id": "xianning-12345",
            "secret": SECRET,
            "algorithm": "HMAC-SM3",
            "key": base64.b64encode(KEY).decode(),
        }
        self.seal = Seal("xianning-12345", SECRET, "HMAC-SM3", KEY)
        self.faults: deque[Fault] | None = far.faults
        self.taken: dict[str, tuple[str, dict[str, Any]]] = {}
        far.answer = self._take

    def heard(self) -> list[str]:
        return [msg_id.partition(":")[2] for msg_id in self.taken]

    def told(self) -> list[tuple[str, dict[str, Any]]]:
        return list(self.taken.values())

    def external_id(self, number: str) -> str:
        return number

    def _take(self, asked: Asked) -> Answer:
        envelope = asked.json()
        if not self.seal.signed(envelope):
            return 200, {"code": 401}
        if envelope["msg_id"] in self.taken:
            return 200, {"code": 409, "receipt": "again"}
        payload = self.seal.opened(envelope)
        if not payload.get("order_no"):
            return 200, {"code": 422}
        self.taken[envelope["msg_id"]] = (envelope["biz_type"], payload)
        return 200, {"code": 0, "receipt": f"R{len(self.taken)}"}
