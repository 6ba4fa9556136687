"""The mailbox over IMAP: read only, but for the mark of being read, which what is safely stored may get."""

import base64
import contextlib
import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from integrations.channel.errors import Refused, TryLater
from integrations.mail.settings import EmailSettings

_TIMEOUT_S: Final = 30.0
_SIZE: Final = re.compile(rb"RFC822\.SIZE (\d+)")
_FOR_NOW: Final = re.compile(r"SERVERBUG|UNAVAILABLE|INUSE|LIMIT|OVERQUOTA", re.I)
"""Response codes (RFC 5530) of what may go better another time."""
_WHO: Final = '("name" "hotline-12345" "vendor" "hotline-12345")'
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Fetched:
    """One mail. cut: it is larger than what is taken."""

    uid: int
    raw: bytes
    cut: bool


class Mailbox:
    """An open connection. Raises `TryLater`, `Refused`."""

    def __init__(self, connection: imaplib.IMAP4) -> None:
        self._imap = connection

    def open(self, folder: str, *, writing: bool = False) -> int:
        """Selects a folder; returns its UIDVALIDITY: when that changes, uids mean other mails."""
        kind, told = self._imap.select(f'"{_utf7(folder)}"', readonly=not writing)
        if kind != "OK":
            said = str(told[0])
            if _FOR_NOW.search(said):
                raise TryLater("far-side-away", said[:80])
            raise Refused("mail-folder-unknown", folder)
        found = self._imap.response("UIDVALIDITY")[1]
        return int(found[0]) if found and found[0] else 0

    def newer(self, uid: int, since: date | None) -> list[int]:
        """Uids above `uid`, rising. The server's `n:*` always names the last mail, also when that is older."""
        asked = ["UID", f"{uid + 1}:*"]
        if since is not None:
            asked += ["SINCE", f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"]
        lines = self._uid("SEARCH", *asked)
        found = {int(number) for line in lines if line for number in bytes(line).split()}
        return sorted(number for number in found if number > uid)

    def fetch(self, uid: int, largest: int) -> Fetched | None:
        """Its bytes, without marking it; None where it was deleted meanwhile."""
        answer = self._uid("FETCH", str(uid), f"(RFC822.SIZE BODY.PEEK[]<0.{largest}>)")
        for one in answer:
            if isinstance(one, tuple):
                size = _SIZE.search(b" ".join(piece for piece in answer if isinstance(piece, bytes)) + one[0])
                return Fetched(uid, one[1], cut=bool(size and int(size[1]) > largest))
        return None

    def mark_seen(self, first: int, last: int) -> None:
        self._uid("STORE", f"{first}:{last}", "+FLAGS.SILENT", r"(\Seen)")

    def _uid(self, command: str, *given: str) -> list[Any]:
        kind, answer = self._imap.uid(command, *given)
        if kind != "OK":
            raise TryLater("far-side-unreadable", f"UID {command}: {kind}")
        return answer


@contextmanager
def opened(settings: EmailSettings) -> Iterator[Mailbox]:
    """Signed in; signed out when the block ends."""
    try:
        connection = _connected(settings)
    except (OSError, imaplib.IMAP4.error) as error:
        raise TryLater("far-side-away", type(error).__name__) from None
    try:
        try:
            connection.login(settings.user, settings.password.get_secret_value())
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            raise Refused("credentials-refused", settings.imap_host) from None
        if "ID" in connection.capabilities:  # without it some large providers open no folder (RFC 2971)
            connection.xatom("ID", _WHO)
        yield Mailbox(connection)
    except (imaplib.IMAP4.abort, OSError, EOFError) as error:
        raise TryLater("far-side-away", type(error).__name__) from None
    except imaplib.IMAP4.error as error:
        raise TryLater("far-side-unreadable", type(error).__name__) from None
    finally:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            connection.logout()


def _connected(settings: EmailSettings) -> imaplib.IMAP4:
    host, port = settings.imap_host, settings.imap_port
    if settings.imap_security == "ssl":
        return imaplib.IMAP4_SSL(host, port, ssl_context=ssl.create_default_context(), timeout=_TIMEOUT_S)
    connection = imaplib.IMAP4(host, port, timeout=_TIMEOUT_S)
    if settings.imap_security == "starttls":
        connection.starttls(ssl.create_default_context())
    return connection


def _utf7(folder: str) -> str:
    """A folder's name as IMAP writes it (RFC 3501, 5.1.3): what is not ASCII in a base64 of UTF-16 between & and -."""

    def packed(found: re.Match[str]) -> str:
        coded = base64.b64encode(found[0].encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
        return f"&{coded}-"

    escaped = folder.replace("&", "&-").replace("\\", "\\\\").replace('"', '\\"')
    return re.sub(r"[^\x20-\x7e]+", packed, escaped)
