"""The website and the app keep the contract of a channel."""

import base64
import hashlib
import json
from collections import deque
from typing import Any

import pytest
from fastapi.testclient import TestClient

from integrations import app
from integrations.channel import Channel as Port
from integrations.channel.signing import signed_headers
from integrations.website.channel import CHANNEL as WEBSITE
from tests.integrations.channel.kit import ChannelContract
from tests.integrations.far_side import Answer, Asked, FarSide, Fault

SECRET = "a secret that both of us know"
IDENTITY = "xianning-portal"
_SENT = {"name": "name", "phone": "phone", "title": "title", "occurred": "occurred_at"}


class SignedWorld:
    """A system that sends signed requests, and has an address for notices."""

    def __init__(self, channel: Port, client: TestClient, far: FarSide) -> None:
        self.channel, self._client, self._far = channel, client, far
        self.settings: dict[str, Any] = {
            "system_id": IDENTITY,
            "secret": SECRET,
            "callback_url": f"{far.url}/notices",
        }
        self.faults: deque[Fault] | None = far.faults
        self._bodies: dict[str, tuple[bytes, str | None]] = {}
        self._noted: dict[str, str] = {}
        far.answer = self._note

    def put(self, number: str, words: str, **fields: Any) -> None:
        held = {"content": words, **{_SENT.get(name, name): value for name, value in fields.items()}}
        if "files" in held:
            held["attachments"] = [
                {"name": name, "content": base64.b64encode(data).decode()} for name, data in held.pop("files")
            ]
        if "refers_to" in held:
            held["refers_to"] = self.external_id(held["refers_to"])
        self._bodies[number] = (json.dumps(held, ensure_ascii=False).encode("utf-8", "surrogatepass"), None)

    def put_bytes(self, number: str, raw: bytes, content_type: str | None = None) -> None:
        self._bodies[number] = (raw, content_type)

    def bring(self, *numbers: str) -> None:
        for number in numbers:
            raw, content_type = self._bodies[number]
            answer = self.send(self.external_id(number), raw, content_type)
            assert answer.status_code in (200, 202), answer.text

    def send(self, key: str, raw: bytes, content_type: str | None = None, **headers: str) -> Any:
        sent = signed_headers(IDENTITY, SECRET, raw) | {"Idempotency-Key": key}
        sent |= {"Content-Type": content_type or "application/json"} | headers
        return self._client.post(f"/channels/{self.channel.name}/messages", content=raw, headers=sent)

    def encoded(self, words: str, encoding: str) -> bytes:
        return json.dumps({"content": words}, ensure_ascii=False).encode(encoding)

    def external_id(self, number: str) -> str:
        return f"message-{number}"

    def heard(self) -> list[str]:
        return list(self._noted)

    def _note(self, asked: Asked) -> Answer:
        key = asked.headers["idempotency-key"]
        self._noted.setdefault(key, hashlib.sha256(asked.body).hexdigest())
        return 200, {}


@pytest.fixture(params=[WEBSITE, app.CHANNEL], ids=["website", "app"])
def world(request: pytest.FixtureRequest, client: TestClient, far_side: FarSide) -> SignedWorld:
    return SignedWorld(request.param, client, far_side)


class TestSignedIntake(ChannelContract):
    """The kit."""
