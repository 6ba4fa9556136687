"""A provincial platform that misbehaves on purpose: late answers, answers twice, nonsense, and orders in any order."""

import base64
import hashlib
import json
from collections import deque
from typing import Any

from fastapi.testclient import TestClient

from integrations.envelope import Seal
from integrations.envelope.seal import digest
from integrations.province import CHANNEL
from tests.integrations.far_side import Answer, Asked, FarSide, Fault

KEY = hashlib.sha256(b"province").digest()
SECRET = "a secret of both platforms"
_SENT = {"name": "caller_name", "phone": "contact_phone", "occurred": "occur_time", "refers_to": "province_no"}
_KINDS = {
    "demand": "pushOrder",
    "supplement": "pushSupplement",
    "urge": "pushUrge",
    "supervise": "pushSupervise",
    "rating": "pushRating",
    "withdraw": "revoke",
}


_INSIDE = 1 << 20


class Platform:
    """Pushes envelopes to our door, and takes ours; `up` is what came up, by msg_id once."""

    channel = CHANNEL

    def __init__(
        self, client: TestClient, far: FarSide, *, encrypted: bool = True, algorithm: str = "HMAC-SHA256"
    ) -> None:
        self._client, self.far = client, far
        self.settings: dict[str, Any] = {
            "base_url": f"{far.url}/gateway",
            "app_id": "xianning",
            "secret": SECRET,
            "algorithm": algorithm,
        }
        if encrypted:
            self.settings["key"] = base64.b64encode(KEY).decode()
        self.seal = Seal("xianning", SECRET, algorithm, KEY if encrypted else b"")  # type: ignore[arg-type]
        self.faults: deque[Fault] | None = far.faults
        self._pushes: dict[str, tuple[str, str, dict[str, Any] | bytes]] = {}
        self.up: dict[str, tuple[str, dict[str, Any]]] = {}
        self.answers: deque[int] = deque()
        self.files: dict[str, bytes] = {}
        self.pushed: dict[str, tuple[str, str, dict[str, Any], bytes]] = {}
        self.taken: dict[str, bytes] = {}
        self.forgets: set[str] = set()
        self.adds: list[dict[str, Any]] = []
        self.closed: set[str] = set()
        far.answer = self._take

    def put(self, number: str, words: str, **fields: Any) -> None:
        biz = _KINDS[fields.pop("kind", "demand")]
        payload = {"content": words, **{_SENT.get(name, name): value for name, value in fields.items()}}
        if "files" in payload:
            payload["attachments"] = [self._file(name, data) for name, data in payload.pop("files")]
        if biz == "pushOrder":
            payload["province_no"] = self.external_id(number)
        elif "province_no" in payload:
            payload["province_no"] = self.external_id(payload["province_no"])
        self._pushes[number] = (f"msg-{number}", biz, payload)

    def _file(self, name: str, data: bytes) -> dict[str, str]:
        """Inside the envelope, or, a large one, at an address of the gateway."""
        if len(data) < _INSIDE:
            return {"name": name, "content": base64.b64encode(data).decode()}
        path = f"/gateway/files/{len(self.files)}"
        self.files[path] = data
        return {"name": name, "url": self.far.url + path}

    def put_bytes(self, number: str, raw: bytes, content_type: str | None = None) -> None:
        """A payload of these bytes in a rightly signed envelope."""
        self._pushes[number] = (f"msg-{number}", "pushOrder", raw)

    def bring(self, *numbers: str) -> None:
        for number in numbers:
            answer = self.push(number)
            assert (answer.status_code, answer.json()["code"]) == (200, 0), answer.text

    def push(self, number: str, **changes: Any) -> Any:
        msg_id, biz, payload = self._pushes[number]
        if isinstance(payload, bytes):
            envelope = json.loads(self.seal.closed(msg_id, biz, {}))
            sealed = payload
            if self.seal.key:
                from cryptography.hazmat.primitives.ciphers.aead import AESGCM

                sealed = bytes(12) + AESGCM(KEY).encrypt(bytes(12), payload, f"xianning.{msg_id}".encode())
            envelope["payload"] = base64.b64encode(sealed).decode()
            envelope["sign"] = self.seal.sign(envelope)
        else:
            envelope = json.loads(self.seal.closed(msg_id, biz, payload))
            self.pushed[number] = (msg_id, biz, payload, self.seal.plain(envelope))
        return self._post(envelope | changes)

    def send(self, msg_id: str, biz_type: str, payload: dict[str, Any]) -> Any:
        """An envelope of the test's own."""
        return self._post(json.loads(self.seal.closed(msg_id, biz_type, payload)))

    def _post(self, envelope: dict[str, Any]) -> Any:
        return self._client.post("/channels/province/messages", content=json.dumps(envelope).encode())

    def encoded(self, words: str, encoding: str) -> bytes:
        return json.dumps({"content": words, "province_no": self.external_id("1001")}, ensure_ascii=False).encode(
            encoding
        )

    def external_id(self, number: str) -> str:
        return f"EZ{number}"

    def _list(self, day: str) -> dict[str, Any]:
        """Everything that was pushed and taken, as of that day, but for what is to be forgotten."""
        down = [
            {"msg_id": msg_id, "biz_type": biz, "province_no": payload.get("province_no"), "sha256": digest(sent)}
            for msg_id, biz, payload, sent in self.pushed.values()
        ]
        up = [{"msg_id": msg_id, "sha256": digest(plain)} for msg_id, plain in self.taken.items()]
        held = {
            "day": day,
            "down": [one for one in down if one["msg_id"] not in self.forgets] + self.adds,
            "up": [one for one in up if one["msg_id"] not in self.forgets],
            "closed": sorted(self.closed),
        }
        envelope: dict[str, Any] = json.loads(self.seal.closed("list", "syncAllOrders", held))
        return envelope

    def heard(self) -> list[str]:
        return [msg_id.partition(":")[2] for msg_id in self.up]

    def _take(self, asked: Asked) -> Answer:
        if asked.path in self.files:
            return 200, self.files[asked.path]
        envelope = asked.json()
        assert self.seal.signed(envelope)
        if envelope["biz_type"] == "syncAllOrders":
            return 200, {"code": 0, "list": self._list(self.seal.opened(envelope)["day"])}
        if self.answers:
            return 200, {"code": self.answers.popleft()}
        if envelope["msg_id"] in self.up:
            return 200, {"code": 409, "receipt": "again"}
        self.taken[envelope["msg_id"]] = self.seal.plain(envelope)
        self.up[envelope["msg_id"]] = (envelope["biz_type"], self.seal.opened(envelope))
        return 200, {"code": 0, "receipt": f"R{len(self.up)}"}
