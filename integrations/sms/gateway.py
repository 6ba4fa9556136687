"""The port to a text message gateway, and its adapter over HTTP.

`POST {gateway_url}` {"msg_id", "phone", "text"}, signed (`integrations.channel.signing`), with the msg_id as its
Idempotency-Key. Answer: 200 {"code", "receipt"}; the codes are those of `_CODES`. The same msg_id again is `repeated`
and nobody gets it twice.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from integrations.channel.errors import ChannelError, Refused, TryLater
from integrations.channel.far_side import ask_json
from integrations.channel.fields import text
from integrations.channel.signing import signed_headers
from integrations.sms.settings import SmsSettings

_DONE: Final = frozenset({"ok", "repeated"})
_CODES: Final[Mapping[str, tuple[type[ChannelError], str]]] = {
    "busy": (TryLater, "far-side-away"),
    "balance": (TryLater, "sms-balance"),
    "number-limit": (TryLater, "sms-limit"),
    "number-invalid": (Refused, "phone-invalid"),
    "number-blocked": (Refused, "sms-blocked"),
    "content-refused": (Refused, "sms-content-refused"),
    "signature-refused": (Refused, "credentials-refused"),
}
"""The gateway's code -> ours, and whether trying again may help."""


@dataclass(frozen=True)
class TextOut:
    """One message to one number. key: the same at every try."""

    key: str
    phone: str
    words: str


class Gateway(Protocol):
    """Sends text messages."""

    def send(self, message: TextOut) -> str | None:
        """The gateway's receipt. Raises `TryLater`, `Uncertain`, `Refused`."""
        ...


@dataclass(frozen=True)
class HttpGateway:
    """A gateway with the interface above, or a small bridge in front of a provider's own."""

    settings: SmsSettings

    def send(self, message: TextOut) -> str | None:
        told = {"msg_id": message.key, "phone": message.phone, "text": message.words}
        body = json.dumps(told, ensure_ascii=False).encode()
        headers = signed_headers(self.settings.system_id, self.settings.secret.get_secret_value(), body)
        headers |= {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": message.key}
        answer = ask_json("POST", self.settings.gateway_url, body=body, headers=headers)
        code = text(answer, "code")
        if code in _DONE:
            return text(answer, "receipt") or None
        if code not in _CODES:  # a login page, a proxy's apology: not the gateway's own word
            raise TryLater("far-side-unreadable", f"code {code[:40]!r}")
        kind, ours = _CODES[code]
        raise kind(ours, f"code {code}")
