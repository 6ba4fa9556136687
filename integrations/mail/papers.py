"""Mails with files in them to people of the house: reports."""

from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

from integrations.mail.settings import EmailSettings
from models import clock

File = tuple[str, str, bytes]
"""Name, type, bytes."""


def paper(
    settings: EmailSettings, *, key: str, to: str, subject: str, words: str, files: Sequence[File]
) -> EmailMessage:
    """The whole mail; its Message-ID follows from the key, so it is the same at every try."""
    mail = EmailMessage(policy=SMTP)
    mail["Message-ID"] = f"<hotline.{sha256(key.encode()).hexdigest()[:32]}@{settings.domain}>"
    mail["Date"] = format_datetime(clock.now().astimezone(clock.LOCAL))
    mail["From"] = Address(settings.sender_name, addr_spec=settings.address)
    mail["To"] = Address(addr_spec=to)
    mail["Subject"] = subject
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(words)
    for name, kind, data in files:
        main, _, sub = kind.partition("/")
        mail.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return mail
