"""The channel. A transferred alarm is known by 110's own number (JJDBH), everything else by its msg_id."""

from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter
from pydantic import Field, field_validator

from integrations.channel import Capabilities, ChannelSettings, Delivery, Door, Notice, Sent, Unreadable
from integrations.channel.decoding import json_of
from integrations.channel.fields import flag, instant, text
from integrations.envelope import EnvelopeSettings, FilesInEnvelope, as_taken, push, routes
from integrations.police.fields import details_of, emergency, feedback_of, up, words_of
from models.attachments import LARGEST
from models.intake import Channel, InboxMessage, MessageKind, Submission

DOWN: Final[dict[str, MessageKind]] = {
    "pushOrder": "demand",
    "pushSupplement": "supplement",
    "pushUrge": "urge",
    "revoke": "withdraw",
    "acknowledge": "supplement",
    "feedback": "supplement",
    "returnOrder": "supplement",
}
"""biz_type of what comes from 110; the last three are about emergencies that we transferred."""
UP: Final[dict[Notice, str]] = {
    "accepted": "receive",
    "dispatched": "dispatch",
    "progress": "progress",
    "replied": "reply",
    "not_accepted": "returnOrder",
    "closed": "close",
    "emergency": "pushEmergency",
}
"""Notice -> biz_type of what goes to 110."""
_OF_OURS: Final = {"acknowledge": "110 已接警", "feedback": "110 反馈", "returnOrder": "110 退回，请人工处理"}
_SERVICES: Final = frozenset({"110", "119", "120", "122"})
_CAN: Final = Capabilities(brings=frozenset(DOWN.values()), remembers=True, files=LARGEST)


class PoliceSettings(EnvelopeSettings):
    """What the two platforms have agreed on."""

    handler: str = Field(default="12345热线", title="我方经办名称", min_length=2, max_length=40)
    services: list[str] = Field(
        default=["110"], title="紧急转接推送哪些", description="三台合一的城市可加 119、122", min_length=1, max_length=4
    )
    ack_minutes: int = Field(
        default=5,
        title="几分钟未确认接警即报警提示",
        description="紧急转接后对方没有确认，提示班长人工联系",
        ge=1,
        le=120,
    )

    @field_validator("services")
    @classmethod
    def _are_services(cls, value: list[str]) -> list[str]:
        if not set(value) <= _SERVICES:
            raise ValueError("只能是 110、119、120、122")
        return value


@dataclass(frozen=True)
class Police(FilesInEnvelope):
    """110 of the city."""

    name: str = "police"
    chinese: str = "110联动"
    door: Channel = Channel.POLICE
    settings: type[PoliceSettings] = PoliceSettings
    capabilities: Capabilities = _CAN

    def read(self, message: InboxMessage, settings: ChannelSettings) -> Submission:
        """An envelope."""
        assert isinstance(settings, PoliceSettings)
        envelope = json_of(message.raw_bytes or b"", message.content_type)
        biz_type = text(envelope, "biz_type")
        kind = DOWN.get(biz_type)
        if kind is None:
            raise Unreadable("kind-unknown")
        held = settings.seal.opened(envelope)
        said = words_of(held)
        details = details_of(held)
        if biz_type in _OF_OURS:
            said = "：".join(one for one in (_OF_OURS[biz_type], feedback_of(held) or said) if one)
            if biz_type != "returnOrder":
                details["transfer_ack"] = said
        read = Submission(
            channel=self.door,
            external_id=message.external_id,
            text=said,
            received_at=message.received_at,
            title=text(held, "Title"),
            citizen_name=text(held, "BJDHYHM") or None,
            citizen_phone=text(held, "LXDH", "BJDH") or None,
            place_text=text(held, "BJDZ"),
            occurred_at=instant(held, "BJSJ"),
            flags=frozenset({"secret"} if flag(held, "SFBM") else ()),
            raw=message.raw_bytes,
            kind=kind,
            refers_to=None if kind == "demand" else text(held, *_reference(biz_type)) or None,
            details=details,
        )
        return as_taken(message, read)

    def routes(self, door: Door) -> APIRouter:
        """`/channels/police/messages`."""
        return routes(self.name, door, _number)

    def tells(self, settings: PoliceSettings) -> frozenset[Notice]:
        return frozenset(UP) - {"emergency"}

    def emergencies(self, settings: PoliceSettings) -> frozenset[str]:
        return frozenset(settings.services)

    def deliver(self, settings: PoliceSettings, delivery: Delivery) -> Sent:
        """One envelope; its msg_id is the delivery's key, so that 110 knows a repetition."""
        made = emergency if delivery.notice == "emergency" else up
        payload: dict[str, Any] = made(delivery, settings.handler)
        return push(settings, f"{delivery.order_no}:{delivery.key}", UP[delivery.notice], payload)


def _reference(biz_type: str) -> tuple[str, ...]:
    """Of our own emergencies our number counts: theirs is new to us."""
    return ("FLOWID",) if biz_type in _OF_OURS else ("JJDBH", "FLOWID")


def _number(biz_type: str, payload: dict[str, Any]) -> Any:
    return payload.get("JJDBH") if biz_type == "pushOrder" else None


CHANNEL = Police()
