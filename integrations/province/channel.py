"""The channel. An order is known by the province's number (province_no), everything else by its msg_id."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from fastapi import APIRouter

from integrations.channel import (
    Capabilities,
    ChannelSettings,
    DayList,
    Delivery,
    Door,
    Notice,
    Sent,
    TryLater,
    Unreadable,
)
from integrations.channel.decoding import json_of
from integrations.channel.far_side import ask_json
from integrations.channel.fields import flag, instant, text
from integrations.envelope import EnvelopeSettings, FilesInEnvelope, as_taken, push, routes
from integrations.envelope.seal import digest, written
from integrations.province.day_list import RECONCILE, day_list
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
_CAN: Final = Capabilities(brings=frozenset(DOWN.values()), remembers=True, files=LARGEST, numbers=True)


class ProvinceSettings(EnvelopeSettings):
    """What the two platforms have agreed on."""


@dataclass(frozen=True)
class Province(FilesInEnvelope):
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
        read = Submission(
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
        return as_taken(message, read)

    def routes(self, door: Door) -> APIRouter:
        """`/channels/province/messages`."""
        return routes(self.name, door, _number)

    def tells(self, settings: ProvinceSettings) -> frozenset[Notice]:
        return frozenset(UP)

    def deliver(self, settings: ProvinceSettings, delivery: Delivery) -> Sent:
        """One envelope up; its msg_id is the delivery's key, so that the province knows a repetition."""
        return push(settings, _msg_id(delivery), UP[delivery.notice], _payload(delivery))

    def day_list(self, settings: ProvinceSettings, day: date) -> DayList:
        """`syncAllOrders`: our day up, theirs back, in an envelope of theirs."""
        number = f"sync:{day.isoformat()}:{secrets.token_hex(8)}"
        body = settings.seal.closed(number, RECONCILE, {"day": day.isoformat()})
        headers = {"Content-Type": "application/json; charset=utf-8"}
        answer = ask_json("POST", settings.base_url, body=body, headers=headers)
        if answer.get("code") != 0:
            raise TryLater("far-side-refused", f"code {answer.get('code')!r}")
        return day_list(settings.seal, answer.get("list"), day)

    def digest_of(self, settings: ProvinceSettings, message: InboxMessage) -> str:
        return digest(settings.seal.plain(json_of(message.raw_bytes or b"", message.content_type)))

    def sent_as(self, settings: ProvinceSettings, delivery: Delivery) -> tuple[str, str]:
        return _msg_id(delivery), digest(written(_payload(delivery)))


def _number(biz_type: str, payload: dict[str, Any]) -> Any:
    return payload.get("province_no") if biz_type == "pushOrder" else None


def _msg_id(delivery: Delivery) -> str:
    """The msg_id of what goes up: the same at every try."""
    return f"{delivery.order_no}:{delivery.key}"


def _payload(delivery: Delivery) -> dict[str, Any]:
    payload = {"province_no": delivery.external_id, "order_no": delivery.order_no, **delivery.facts}
    if delivery.notice == "not_accepted":
        payload["reason"] = delivery.facts.get("route") or delivery.text
    return payload


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
