"""The channel. An order is known by the province's number (province_no), everything else by its msg_id."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fastapi import APIRouter
from pydantic import Field, SecretStr, field_validator

from integrations.channel import (
    Capabilities,
    ChannelSettings,
    Delivery,
    Door,
    FileOffer,
    Notice,
    Refused,
    Sent,
    TryLater,
    Unreadable,
)
from integrations.channel.decoding import json_of
from integrations.channel.far_side import ask_json
from integrations.channel.fields import flag, instant, text
from integrations.channel.offering import below, offers
from integrations.province.envelope import Algorithm, Seal
from integrations.province.routes import routes
from models.attachments import LARGEST
from models.intake import Channel, InboxMessage, MessageKind, Submission

DOWN: Final[dict[str, MessageKind]] = {
    "pushOrder": "demand",
    "pushSupplement": "supplement",
    "pushUrge": "urge",
    "pushSupervise": "supervise",
    "pushRating": "rating",
    "revoke": "withdraw",
}
"""biz_type of what comes down."""
UP: Final[dict[Notice, str]] = {
    "accepted": "receive",
    "signed": "sign",
    "returned": "returnOrder",
    "extension": "applyExtension",
    "progress": "progress",
    "replied": "reply",
    "not_accepted": "returnOrder",
    "closed": "close",
}
"""Notice -> biz_type of what goes up."""
_DONE: Final = frozenset({0, 409})
"""Codes of an answer: done, done before."""
_AGAIN: Final = 500
_CAN: Final = Capabilities(brings=frozenset(DOWN.values()), remembers=True, files=LARGEST)


class ProvinceSettings(ChannelSettings):
    """What the two platforms have agreed on."""

    base_url: str = Field(title="省平台接口地址", max_length=500, pattern=r"^https?://\S+$")
    app_id: str = Field(title="应用编号", min_length=2, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")
    secret: SecretStr = Field(title="签名密钥", min_length=16, max_length=256)
    algorithm: Algorithm = Field(default="HMAC-SHA256", title="签名算法", description="HMAC-SHA256 或 HMAC-SM3")
    key: SecretStr = Field(default=SecretStr(""), title="加密密钥", description="32 字节的 Base64；留空则不加密内容")
    window_s: int = Field(default=300, title="允许的时钟误差（秒）", ge=30, le=3600)

    files_url: str = Field(
        default="", title="附件地址前缀", description="附件不在接口地址以下时填写；只从此地址以下取附件",
        max_length=500, pattern=r"^(https?://\S+)?$",
    )  # fmt: skip

    @field_validator("key")
    @classmethod
    def _is_a_key(cls, value: SecretStr) -> SecretStr:
        try:
            size = len(base64.b64decode(value.get_secret_value(), validate=True))
        except binascii.Error:
            raise ValueError("不是 Base64") from None
        if size not in (0, 32):
            raise ValueError("应为 32 字节")
        return value

    @property
    def seal(self) -> Seal:
        key = base64.b64decode(self.key.get_secret_value())
        return Seal(self.app_id, self.secret.get_secret_value(), self.algorithm, key)


@dataclass(frozen=True)
class Province:
    """One provincial platform."""

    name: str = "province"
    chinese: str = "省12345平台"
    door: Channel = Channel.PROVINCE
    settings: type[ProvinceSettings] = ProvinceSettings
    capabilities: Capabilities = _CAN

    def read(self, message: InboxMessage, settings: ChannelSettings) -> Submission:
        """An envelope."""
        assert isinstance(settings, ProvinceSettings)
        envelope = json_of(message.raw_bytes or b"", message.content_type)
        kind = DOWN.get(text(envelope, "biz_type"))
        if kind is None:
            raise Unreadable("kind-unknown")
        held = settings.seal.opened(envelope)
        return Submission(
            channel=self.door,
            external_id=message.external_id,
            text=text(held, "content", "reason", "text"),
            received_at=message.received_at,
            title=text(held, "title"),
            citizen_name=text(held, "caller_name") or None,
            citizen_phone=text(held, "contact_phone", "caller_phone") or None,
            place_text=text(held, "occur_addr_text"),
            occurred_at=instant(held, "occur_time"),
            flags=frozenset({"secret"} if flag(held, "is_secret") else ()),
            raw=message.raw_bytes,
            kind=kind,
            refers_to=None if kind == "demand" else text(held, "province_no") or None,
            details=_details(held),
        )

    def files(self, message: InboxMessage, settings: ProvinceSettings) -> Sequence[FileOffer]:
        """`attachments` of the payload."""
        return offers(settings.seal.opened(json_of(message.raw_bytes or b"", message.content_type)))

    def headers_for(self, settings: ProvinceSettings, address: str) -> dict[str, str] | None:
        return {} if below(address, settings.base_url, settings.files_url) else None

    def routes(self, door: Door) -> APIRouter:
        """`/channels/province/messages`."""
        return routes(self.name, door)

    def tells(self, settings: ProvinceSettings) -> frozenset[Notice]:
        return frozenset(UP)

    def deliver(self, settings: ProvinceSettings, delivery: Delivery) -> Sent:
        """One envelope up; its msg_id is the delivery's key, so that the province knows a repetition."""
        payload = {"province_no": delivery.external_id, "order_no": delivery.order_no, **delivery.facts}
        if delivery.notice == "not_accepted":
            payload["reason"] = delivery.facts.get("route") or delivery.text
        body = settings.seal.closed(f"{delivery.order_no}:{delivery.key}", UP[delivery.notice], payload)
        headers = {"Content-Type": "application/json; charset=utf-8"}
        answer = ask_json("POST", settings.base_url, body=body, headers=headers)
        code = answer.get("code")
        if code in _DONE:
            return Sent(text(answer, "receipt") or None)
        if not isinstance(code, int) or code >= _AGAIN:
            raise TryLater("far-side-away", f"code {code!r}")
        raise Refused("far-side-refused", f"code {code}")


def _details(held: dict[str, Any]) -> dict[str, Any]:
    due: datetime | None = instant(held, "due_at")
    details: dict[str, Any] = {"upstream_due_at": due.isoformat()} if due else {}
    score = text(held, "score")
    if score:
        if not score.isdigit() or not 1 <= int(score) <= 5:
            raise Unreadable("message-unreadable", "score is not 1 to 5")
        details["score"] = int(score)
    solved = text(held, "solved")
    return details | ({"solved": solved} if solved in ("已解决", "部分解决", "未解决") else {})


CHANNEL = Province()
