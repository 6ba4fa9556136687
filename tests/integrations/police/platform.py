"""110's platform, which misbehaves on purpose: late and double answers, no answers, and alarms in any order."""

import base64
import hashlib
import json
from collections import deque
from typing import Any

from fastapi.testclient import TestClient

from integrations.envelope import Seal
from integrations.police import CHANNEL
from tests.integrations.far_side import Answer, Asked, FarSide, Fault

KEY = hashlib.sha256(b"110").digest()
SECRET = "a secret of 110 and 12345"
_SENT = {"name": "BJDHYHM", "phone": "LXDH", "occurred": "BJSJ", "refers_to": "JJDBH", "title": "Title"}
_KINDS = {"demand": "pushOrder", "supplement": "pushSupplement", "urge": "pushUrge", "withdraw": "revoke"}


class Platform110:
    """taken: what it took, by msg_id once: (biz_type, payload)."""

    channel = CHANNEL

    def __init__(self, client: TestClient, far: FarSide) -> None:
        self._client, self.far = client, far
        self.settings: dict[str, Any] = {
            "base_url": f"{far.url}/110",
            "app_id": "xianning-110",
            "secret": SECRET,
            "key": base64.b64encode(KEY).decode(),
        }
        self.seal = Seal("xianning-110", SECRET, "HMAC-SHA256", KEY)
        self.faults: deque[Fault] | None = far.faults
        self._pushes: dict[str, tuple[str, dict[str, Any] | bytes]] = {}
        self.files: dict[str, bytes] = {}
        self.taken: dict[str, tuple[str, dict[str, Any]]] = {}
        far.answer = self._take

    def put(self, number: str, words: str, **fields: Any) -> None:
        biz_type = _KINDS[fields.pop("kind", "demand")]
        payload = {"BJNR": words, **{_SENT.get(name, name): value for name, value in fields.items()}}
        if "JJDBH" in payload:
            payload["JJDBH"] = self.external_id(payload["JJDBH"])
        elif biz_type == "pushOrder":
            payload["JJDBH"] = self.external_id(number)
        if "files" in payload:
            payload["attachments"] = [self._file(name, data) for name, data in payload.pop("files")]
        self._pushes[number] = (biz_type, payload)

    def _file(self, name: str, data: bytes) -> dict[str, str]:
        """Small ones inside the message, others at an address."""
        if len(data) < 1_000:
            return {"name": name, "content": base64.b64encode(data).decode()}
        path = f"/110/files/{len(self.files)}"
        self.files[path] = data
        return {"name": name, "url": self.far.url + path}

    def put_bytes(self, number: str, raw: bytes, content_type: str | None = None) -> None:
        """A payload of these bytes in a rightly signed envelope."""
        self._pushes[number] = ("pushOrder", raw)

    def bring(self, *numbers: str) -> None:
        for number in numbers:
            answer = self.push(number)
            assert (answer.status_code, answer.json()["code"]) == (200, 0), answer.text

    def push(self, number: str) -> Any:
        return self.send(f"msg-{number}", *self._pushes[number])

    def send(self, msg_id: str, biz_type: str, payload: dict[str, Any] | bytes, /, **changes: Any) -> Any:
        envelope = json.loads(self.seal.closed(msg_id, biz_type, payload if isinstance(payload, dict) else {}))
        if isinstance(payload, bytes):
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM

            sealed = bytes(12) + AESGCM(KEY).encrypt(bytes(12), payload, f"xianning-110.{msg_id}".encode())
            envelope["payload"] = base64.b64encode(sealed).decode()
            envelope["sign"] = self.seal.sign(envelope)
        return self._client.post("/channels/police/messages", content=json.dumps(envelope | changes).encode())

    def encoded(self, words: str, encoding: str) -> bytes:
        return json.dumps({"BJNR": words, "JJDBH": self.external_id("1001")}, ensure_ascii=False).encode(encoding)

    def external_id(self, number: str) -> str:
        return f"J4212{number}"

    def heard(self) -> list[str]:
        return [msg_id.partition(":")[2] for msg_id in self.taken]

    def told(self) -> list[str]:
        return [biz_type for biz_type, _ in self.taken.values()]

    def _take(self, asked: Asked) -> Answer:
        if asked.method == "GET":
            return 200, self.files[asked.path]
        envelope = asked.json()
        assert self.seal.signed(envelope)
        if envelope["msg_id"] in self.taken:
            return 200, {"code": 409, "receipt": "again"}
        self.taken[envelope["msg_id"]] = (envelope["biz_type"], self.seal.opened(envelope))
        return 200, {"code": 0, "receipt": f"R{len(self.taken)}"}
