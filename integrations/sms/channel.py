"""The channel: notices out through the gateway, and citizens' text messages in by its signed call."""

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from sqlalchemy.orm import Session

from integrations.channel import (
    FOR_CITIZENS,
    Capabilities,
    ChannelSettings,
    Delivery,
    Door,
    Notice,
    Refused,
    Sent,
    TryLater,
    Unreadable,
)
from integrations.channel.decoding import json_of
from integrations.channel.fields import text
from integrations.channel.said import said
from integrations.signed_intake.routes import routes
from integrations.sms.gateway import HttpGateway, TextOut
from integrations.sms.placing import placed
from integrations.sms.receipts import add_receipts
from integrations.sms.settings import SmsSettings
from integrations.sms.words import of_notice
from models import contacts
from models.intake import Channel, InboxMessage, Submission
from models.privacy import is_mobile, normal_phone

_CAN: Final = Capabilities(
    brings=frozenset({"demand", "supplement", "urge", "rating", "withdraw"}), remembers=True, by_person=True
)


@dataclass(frozen=True)
class Sms:
    """Text messages."""

    name: str = "sms"
    chinese: str = "短信"
    door: Channel = Channel.SMS
    settings: type[SmsSettings] = SmsSettings
    capabilities: Capabilities = _CAN

    def read(self, message: InboxMessage, settings: ChannelSettings) -> Submission:
        """{"phone", "text"}."""
        held = json_of(message.raw_bytes or b"", message.content_type)
        phone = text(held, "phone")
        if not is_mobile(phone):
            raise Unreadable("phone-invalid")
        found = said(text(held, "text"))
        return Submission(
            channel=self.door,
            external_id=message.external_id,
            text=found.words,
            received_at=message.received_at,
            citizen_phone=normal_phone(phone),
            raw=message.raw_bytes,
            kind=found.kind,
            refers_to=found.order_no,
            details=found.details,
        )

    def place(self, session: Session, settings: SmsSettings, submission: Submission) -> Submission:
        return placed(session, settings, submission)

    def routes(self, door: Door) -> APIRouter:
        """`/channels/sms/messages` (those of signed intake), `/channels/sms/receipts`."""
        router = routes(self.name, door)
        add_receipts(router, self.name, door)
        return router

    def tells(self, settings: SmsSettings) -> frozenset[Notice]:
        return FOR_CITIZENS

    def admit(self, session: Session, settings: SmsSettings, delivery: Delivery) -> None:
        phone, most = delivery.phone, settings.most_out
        if phone and not contacts.admit(session, "out", f"sms:{delivery.key}", "phone", phone, most=most):
            raise TryLater("sms-limit")

    def deliver(self, settings: SmsSettings, delivery: Delivery) -> Sent:
        """One message; its msg_id is the delivery's key, so that the gateway knows a repetition."""
        if not delivery.phone or not is_mobile(delivery.phone):
            raise Refused("phone-invalid")
        message = TextOut(delivery.key, normal_phone(delivery.phone), of_notice(settings, delivery))
        return Sent(HttpGateway(settings).send(message))


CHANNEL = Sms()
