"""A text message gateway that misbehaves on purpose: it forgets to answer, answers twice, and delivers out of order."""

import hashlib
import json
from collections import deque
from typing import Any

from fastapi.testclient import TestClient

from integrations.channel.signing import signature, signed_headers
from integrations.sms import CHANNEL
from tests.integrations.far_side import Answer, Asked, FarSide, Fault

SECRET = "a secret of gateway and city"
IDENTITY = "xianning-sms"
PHONE = "13800001001"


class Gateway:
    """sent: what reached telephones, by msg_id once: (phone, text); codes: its coming answers."""

    channel = CHANNEL

    def __init__(self, client: TestClient, far: FarSide) -> None:
        self._client, self.far = client, far
        self.settings: dict[str, Any] = {
            "gateway_url": f"{far.url}/send",
            "system_id": IDENTITY,
            "secret": SECRET,
            "signature": "咸宁12345",
        }
        self.faults: deque[Fault] | None = far.faults
        self.codes: deque[str] = deque()
        self.sent: dict[str, tuple[str, str]] = {}
        self._bodies: dict[str, bytes] = {}
        far.answer = self._take

    def put(self, number: str, words: str, **fields: Any) -> None:
        """A supplement comes from the telephone of what it belongs to: nothing else tells what it belongs to."""
        phone = fields.get("phone") or f"1380000{fields.get('refers_to', number)}"
        held = {"phone": phone, "text": words, "at": fields.get("occurred", "")}
        self._bodies[number] = json.dumps(held, ensure_ascii=False).encode("utf-8", "surrogatepass")

    def put_bytes(self, number: str, raw: bytes, content_type: str | None = None) -> None:
        self._bodies[number] = raw

    def written(self, number: str) -> bytes:
        return self._bodies[number]

    def bring(self, *numbers: str) -> None:
        for number in numbers:
            answer = self.call("messages", self._bodies[number], self.external_id(number))
            assert answer.status_code in (200, 202), answer.text

    def call(self, what: str, raw: bytes, key: str = "", **headers: str) -> Any:
        sent = signed_headers(IDENTITY, SECRET, raw) | {"Idempotency-Key": key, "Content-Type": "application/json"}
        return self._client.post(f"/channels/sms/{what}", content=raw, headers=sent | headers)

    def encoded(self, words: str, encoding: str) -> bytes:
        return json.dumps({"phone": PHONE, "text": words}, ensure_ascii=False).encode(encoding)

    def external_id(self, number: str) -> str:
        return f"up-message-{number}"

    def heard(self) -> list[str]:
        return list(self.sent)

    def texts(self, phone: str = PHONE) -> list[str]:
        """What a telephone has got, in order."""
        return [words for number, words in self.sent.values() if number == phone]

    def _take(self, asked: Asked) -> Answer:
        told, given = asked.json(), asked.headers
        right = signature(SECRET, given["x-hotline-timestamp"], given["x-hotline-nonce"], asked.body)
        assert (given["x-hotline-signature"], given["x-hotline-id"]) == (right, IDENTITY)
        assert given["idempotency-key"] == told["msg_id"]
        if self.codes:
            return 200, {"code": self.codes.popleft()}
        if told["msg_id"] in self.sent:
            return 200, {"code": "repeated", "receipt": "again"}
        self.sent[told["msg_id"]] = (told["phone"], told["text"])
        return 200, {"code": "ok", "receipt": hashlib.sha256(told["msg_id"].encode()).hexdigest()[:12]}
