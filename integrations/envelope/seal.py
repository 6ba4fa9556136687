"""The envelope of every message between the platforms (REPORT 3.3): who, when, which, what kind, and the payload.

{app_id, timestamp, nonce, msg_id, biz_type, payload, sign}. payload: base64 of the JSON, encrypted where a key was
agreed on (AES-256-GCM: nonce of 12 bytes, then the cipher text with its tag; app_id.msg_id is bound to it). sign: hex
of the HMAC over the other six, one a line, in this order.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC

from integrations.channel.decoding import json_of
from integrations.channel.errors import Unreadable
from models import clock

Algorithm = Literal["HMAC-SHA256", "HMAC-SM3"]
_NONCE: Final = 12
_SIGNED: Final = ("app_id", "timestamp", "nonce", "msg_id", "biz_type", "payload")


def written(payload: Mapping[str, Any]) -> bytes:
    """A payload as it is sent."""
    return json.dumps(payload, ensure_ascii=False, default=str).encode()


def digest(plain: bytes) -> str:
    """By which both sides compare a payload: hex SHA-256 of its bytes before they were sealed."""
    return hashlib.sha256(plain).hexdigest()


@dataclass(frozen=True)
class Seal:
    """What both platforms know. key: 32 bytes, or b"" where payloads are not encrypted."""

    app_id: str
    secret: str
    algorithm: Algorithm = "HMAC-SHA256"
    key: bytes = b""

    def sign(self, envelope: dict[str, Any]) -> str:
        """The right `sign` of an envelope."""
        told = "\n".join(str(envelope.get(name, "")) for name in _SIGNED).encode()
        if self.algorithm == "HMAC-SHA256":
            return hmac.new(self.secret.encode(), told, "sha256").hexdigest()
        mac = HMAC(self.secret.encode(), hashes.SM3())
        mac.update(told)
        return mac.finalize().hex()

    def signed(self, envelope: dict[str, Any]) -> bool:
        return hmac.compare_digest(self.sign(envelope).encode(), str(envelope.get("sign", "")).lower().encode())

    def closed(self, msg_id: str, biz_type: str, payload: dict[str, Any]) -> bytes:
        """An envelope of ours, as bytes to send."""
        plain = written(payload)
        if self.key:
            nonce = secrets.token_bytes(_NONCE)
            plain = nonce + AESGCM(self.key).encrypt(nonce, plain, self._bound(self.app_id, msg_id))
        envelope = {
            "app_id": self.app_id,
            "timestamp": str(int(clock.now().timestamp())),
            "nonce": secrets.token_urlsafe(16),
            "msg_id": msg_id,
            "biz_type": biz_type,
            "payload": base64.b64encode(plain).decode(),
        }
        return json.dumps(envelope | {"sign": self.sign(envelope)}, ensure_ascii=False).encode()

    def opened(self, envelope: dict[str, Any]) -> dict[str, Any]:
        """The payload. Raises `Unreadable`."""
        return json_of(self.plain(envelope))

    def plain(self, envelope: dict[str, Any]) -> bytes:
        """The payload's bytes before they were sealed. Raises `Unreadable`."""
        try:
            plain = base64.b64decode(str(envelope.get("payload", "")), validate=True)
            if self.key:
                bound = self._bound(str(envelope.get("app_id")), str(envelope.get("msg_id")))
                plain = AESGCM(self.key).decrypt(plain[:_NONCE], plain[_NONCE:], bound)
        except (binascii.Error, InvalidTag, ValueError):
            raise Unreadable("message-unreadable", "the payload does not open") from None
        return plain

    @staticmethod
    def _bound(app_id: str, msg_id: str) -> bytes:
        return f"{app_id}.{msg_id}".encode()
