"""The channel: a mailbox in, notices to whoever wrote out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from sqlalchemy.orm import Session

from integrations.channel import (
    FOR_CITIZENS,
    Capabilities,
    ChannelSettings,
    Delivery,
    FileOffer,
    Notice,
    Pulled,
    Refused,
    Sent,
    TryLater,
)
from integrations.channel.offering import MOST
from integrations.mail import parsing, pulling, sending
from integrations.mail.placing import placed
from integrations.mail.settings import EmailSettings
from models import contacts
from models.attachments import LARGEST
from models.intake import Channel, InboxMessage, Submission

_CAN: Final = Capabilities(
    brings=frozenset({"demand", "supplement", "urge", "rating", "withdraw"}), files=LARGEST, by_person=True
)


@dataclass(frozen=True)
class Email:
    """E-mail."""

    name: str = "email"
    chinese: str = "电子邮箱"
    door: Channel = Channel.EMAIL
    settings: type[EmailSettings] = EmailSettings
    capabilities: Capabilities = _CAN

    def pull(self, settings: EmailSettings, position: dict[str, Any]) -> Pulled:
        return pulling.pull(settings, position)

    def read(self, message: InboxMessage, settings: ChannelSettings) -> Submission:
        """A mail. Its own words, and beside them the whole: which of them counts, its place tells (`placing`)."""
        mail = parsing.parsed(message.raw_bytes or b"")
        details: dict[str, Any] = {
            "whole": mail.words or mail.subject,
            "answers": list(mail.references),
            "automatic": mail.automatic,
        }
        return Submission(
            channel=self.door,
            external_id=message.external_id,
            text=mail.own_words() or mail.subject,
            received_at=message.received_at,
            title=mail.subject,
            citizen_name=mail.name or None,
            flags=frozenset({"mail-cut"} if message.content_type == pulling.CUT else ()),
            raw=message.raw_bytes,
            account=mail.sender,
            details=details,
        )

    def files(self, message: InboxMessage, settings: EmailSettings) -> Sequence[FileOffer]:
        """The attachments as they were sent."""
        found = list(islice(parsing.files(parsing.parsed(message.raw_bytes or b"").message), MOST * 2))
        taken = [FileOffer(one.name, data=one.content) for one in found[:MOST]]
        return taken + [FileOffer(one.name, fault="attachment-too-many") for one in found[MOST:]]

    def headers_for(self, settings: EmailSettings, address: str) -> None:
        """A mail's files are inside it: nothing is fetched for whoever writes."""

    def place(self, session: Session, settings: EmailSettings, submission: Submission) -> Submission | None:
        return placed(session, settings, submission)

    def tells(self, settings: EmailSettings) -> frozenset[Notice]:
        return FOR_CITIZENS

    def admit(self, session: Session, settings: EmailSettings, delivery: Delivery) -> None:
        who, most = delivery.account, settings.most_out
        if who and not contacts.admit(session, "out", f"mail:{delivery.key}", "mail", who, most=most):
            raise TryLater("mail-limit")

    def deliver(self, settings: EmailSettings, delivery: Delivery) -> Sent:
        if not delivery.account or not delivery.account.isascii():
            raise Refused("mail-address-refused")
        return Sent(sending.send(settings, sending.of_notice(settings, delivery), delivery.account))


CHANNEL = Email()
