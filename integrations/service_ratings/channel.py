"""The channel: envelopes up, signed like those of the province, one for a rating, its verification, or its mending.

The clauses fix what is told, not the names of the fields; these are ours, and a province with others gets a small
bridge in front. Who rated is not told: neither name nor number goes up, and words only where that is set.
"""

from dataclasses import dataclass
from typing import Any, Final

from pydantic import Field

from integrations.channel import Capabilities, ChannelSettings, Delivery, Notice, Sent, Unreadable
from integrations.envelope import EnvelopeSettings, push
from models.intake import Channel, InboxMessage, Submission

UP: Final[dict[Notice, str]] = {"rated": "pushRating", "checked": "pushVerification", "rectified": "pushRectification"}
"""Notice -> biz_type of what goes up."""
_CAN: Final = Capabilities(brings=frozenset(), remembers=True)


class ServiceRatingsSettings(EnvelopeSettings):
    """What is agreed on with the exchange."""

    silent_after_h: int = Field(
        default=0, title="几小时没有收件即报警", ge=0, le=720, description="本渠道只上报、不收件，保持 0"
    )
    with_words: bool = Field(default=False, title="上报文字评价", description="文字中可能有个人信息，须经批准后打开")
    leaves_out: list[str] = Field(
        default=["举报"], title="不上报哪些诉求类型", description="保密工单一律不上报", max_length=10
    )


@dataclass(frozen=True)
class ServiceRatings:
    """The exchange of ratings."""

    name: str = "service_ratings"
    chinese: str = "政务服务好差评平台"
    door: Channel = Channel.OTHER
    settings: type[ServiceRatingsSettings] = ServiceRatingsSettings
    capabilities: Capabilities = _CAN

    def read(self, message: InboxMessage, settings: ChannelSettings) -> Submission:
        """It brings no messages."""
        raise Unreadable("kind-unknown")

    def tells(self, settings: ServiceRatingsSettings) -> frozenset[Notice]:
        return frozenset(UP)

    def takes(self, settings: ServiceRatingsSettings, request_type: str) -> bool:
        return request_type not in settings.leaves_out

    def deliver(self, settings: ServiceRatingsSettings, delivery: Delivery) -> Sent:
        """One envelope; its msg_id is the delivery's key, so that the exchange knows a repetition."""
        payload: dict[str, Any] = {"order_no": delivery.order_no, **delivery.facts}
        if not settings.with_words:
            payload.pop("words", None)
        return push(settings, f"{delivery.order_no}:{delivery.key}", UP[delivery.notice], payload)


CHANNEL = ServiceRatings()
