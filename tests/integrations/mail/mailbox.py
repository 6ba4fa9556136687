"""A citizen's side of the mailbox: writes mails as real programs write them, and reads what comes back."""

from collections import deque
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from callcenter.channels import pulling
from integrations.mail import CHANNEL
from models import clock
from models.database import Store
from tests.integrations.far_side import Fault
from tests.integrations.mail.servers import MailServer, address

CITIZEN = "zhang@example.org"


class MailWorld:
    """Mails by number; `bring` puts them into INBOX and lets the channel look."""

    channel = CHANNEL

    def __init__(self, server: MailServer, store: Store) -> None:
        self.server, self._store = server, store
        self.settings: dict[str, Any] = address(server)
        self.faults: deque[Fault] | None = server.faults
        self._mails: dict[str, bytes] = {}

    def put(self, number: str, words: str, **fields: Any) -> None:
        mail = EmailMessage(policy=SMTP.clone(max_line_length=200))
        mail["Message-ID"] = self.external_id(number)
        mail["From"] = fields.get("sender", CITIZEN)
        mail["To"] = self.settings["address"]
        mail["Date"] = format_datetime(clock.now())
        mail["Subject"] = " ".join(fields.get("title", "反映问题").replace("\x00", "").split())
        if "refers_to" in fields:
            mail["In-Reply-To"] = self.external_id(fields["refers_to"])
        mail.set_content(words, cte="base64")
        for name, data in fields.get("files", ()):
            named = name.replace("\x00", "")
            mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=named)
        self._mails[number] = mail.as_bytes()

    def put_bytes(self, number: str, raw: bytes, content_type: str | None = None) -> None:
        self._mails[number] = raw if raw.startswith(b"Message-ID") else self.head(number) + raw

    def head(self, number: str, more: str = "") -> bytes:
        """The header of a mail whose text follows as it is."""
        lines = [f"Message-ID: {self.external_id(number)}", f"From: {CITIZEN}", "Subject: test", *more.split("\n")]
        return "\r\n".join(line for line in lines if line).encode() + b"\r\nMIME-Version: 1.0\r\n\r\n"

    def deposit(self, number: str) -> None:
        """Into INBOX, where it is not there yet."""
        inbox = self.server.folders["INBOX"]
        if self._mails[number] not in inbox.mails.values():
            inbox.add(self._mails[number])

    def bring(self, *numbers: str) -> None:
        for number in numbers:
            self.deposit(number)
        pulling.pull(self._store, self.channel.name)

    def encoded(self, words: str, encoding: str) -> bytes:
        return words.encode(encoding)

    def external_id(self, number: str) -> str:
        return f"<{number}@mail.example.org>"

    def heard(self) -> list[str]:
        return [mail["Message-ID"].split(".")[1:4] and _key(mail["Message-ID"]) for mail in self.server.notices()]


def _key(message_id: str) -> str:
    return ":".join(message_id.removeprefix("<hotline.").rpartition(".XN")[0].split("."))
