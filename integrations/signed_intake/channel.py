"""The channel: JSON messages in, notices back to a callback address. One object for each system of the city."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter
from pydantic import Field, SecretStr

from integrations.channel import Capabilities, ChannelSettings, Delivery, Door, FileOffer, Notice, Sent, Unreadable
from integrations.channel.decoding import json_of
from integrations.channel.far_side import ask
from integrations.channel.fields import flag, instant, text
from integrations.channel.offering import below, offers
from integrations.channel.signing import signed_headers
from integrations.signed_intake.routes import routes
from models.attachments import LARGEST
from models.intake import KINDS, Channel, InboxMessage, Submission

_TELLS: Final = frozenset[Notice](
    {"accepted", "dispatched", "question", "replied", "rate", "closed", "not_accepted", "supplemented"}
)


_CAN: Final = Capabilities(
    brings=frozenset({"demand", "supplement", "urge", "rating", "withdraw"}), remembers=True, files=LARGEST
)


class SignedSettings(ChannelSettings):
    """What the far system and we have agreed on."""

    system_id: str = Field(title="系统编号", min_length=2, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")
    secret: SecretStr = Field(title="签名密钥", description="至少 16 个字符，双方一致", min_length=16, max_length=256)
    window_s: int = Field(default=300, title="允许的时钟误差（秒）", ge=30, le=3600)
    callback_url: str = Field(
        default="", title="回调地址", description="受理、派单、答复等通知发往此处；留空则不回调",
        max_length=500, pattern=r"^(https?://\S+)?$",
    )  # fmt: skip
    files_url: str = Field(
        default="", title="附件地址前缀", description="只从此地址以下取附件；留空则只收随消息发来的附件",
        max_length=500, pattern=r"^(https?://\S+)?$",
    )  # fmt: skip


@dataclass(frozen=True)
class SignedIntake:
    """REST intake of one system."""

    name: str
    chinese: str
    door: Channel
    settings: type[SignedSettings] = SignedSettings
    capabilities: Capabilities = _CAN

    def read(self, message: InboxMessage, settings: ChannelSettings) -> Submission:
        """A JSON object: `content` and what else docs/channels.md lists."""
        held = json_of(message.raw_bytes or b"", message.content_type)
        kind = text(held, "kind") or "demand"
        if kind not in self.capabilities.brings:
            raise Unreadable("kind-unknown")
        flags = {"secret": flag(held, "secret"), "anonymous": flag(held, "anonymous"), "no_public": _is_no(held)}
        return Submission(
            channel=self.door,
            external_id=message.external_id,
            text=text(held, "content", "text"),
            received_at=message.received_at,
            title=text(held, "title"),
            citizen_name=text(held, "name") or None,
            citizen_phone=text(held, "phone") or None,
            place_text=text(held, "place"),
            occurred_at=instant(held, "occurred_at"),
            flags=frozenset(name for name, given in flags.items() if given),
            raw=message.raw_bytes,
            kind=next(one for one in KINDS if one == kind),
            refers_to=text(held, "refers_to") or None,
            account=text(held, "account") or None,
            details=_details(held),
        )

    def files(self, message: InboxMessage, settings: SignedSettings) -> Sequence[FileOffer]:
        """`attachments`, inside the message or below the address that was agreed on."""
        return offers(json_of(message.raw_bytes or b"", message.content_type))

    def headers_for(self, settings: SignedSettings, address: str) -> dict[str, str] | None:
        """Signed as every request of ours, over an empty body."""
        if not below(address, settings.files_url):
            return None
        return signed_headers(settings.system_id, settings.secret.get_secret_value(), b"")

    def routes(self, door: Door) -> APIRouter:
        """`/channels/<name>/messages`."""
        return routes(self.name, door)

    def tells(self, settings: SignedSettings) -> frozenset[Notice]:
        """Nothing without a callback address: the system asks for itself."""
        return _TELLS if settings.callback_url else frozenset()

    def deliver(self, settings: SignedSettings, delivery: Delivery) -> Sent:
        """A signed POST with the delivery's key as its Idempotency-Key."""
        told = {
            "notice": delivery.notice,
            "message": delivery.external_id,
            "order_no": delivery.order_no,
            "text": delivery.text,
            **delivery.facts,
        }
        body = json.dumps(told, ensure_ascii=False, default=str).encode()
        headers = signed_headers(settings.system_id, settings.secret.get_secret_value(), body)
        headers |= {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": delivery.key}
        ask("POST", settings.callback_url, body=body, headers=headers)
        return Sent()


def _is_no(held: dict[str, Any]) -> bool:
    return str(held.get("public", "")).strip().lower() in ("0", "false", "否", "n", "no")


def _details(held: dict[str, Any]) -> dict[str, Any]:
    score = text(held, "score")
    details: dict[str, Any] = {}
    if score:
        if not score.isdigit() or not 1 <= int(score) <= 5:
            raise Unreadable("message-unreadable", "score is not 1 to 5")
        details["score"] = int(score)
    solved = text(held, "solved")
    if solved:
        if solved not in ("已解决", "部分解决", "未解决"):
            raise Unreadable("message-unreadable", "solved")
        details["solved"] = solved
    return details
