"""A mail's bytes as what we use of it: sender, subject, words, files, what it answers, whether a machine wrote it."""

import codecs
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from typing import Final, Literal

from integrations.channel.decoding import storable, text_of
from integrations.channel.errors import Unreadable
from integrations.mail.headers import BOUNDED, decoded, field, identities, sender
from integrations.mail.html_text import text_of_page

log = logging.getLogger(__name__)

Automatic = Literal["bounce", "reply", "list"]
"""bounce: a server says that a mail did not arrive; reply: a machine answers; list: a machine writes of itself."""
_AUTO_REPLY: Final = re.compile(r"auto-repl|vacation", re.I)
_SERVERS: Final = re.compile(r"(?:mailer-daemon|postmaster)(?:@.*)?", re.I)
# every run is possessive and ends with its line: what is no quotation costs no more than its length
_QUOTED: Final = re.compile(
    r"^[ \t]*+(?:-{2,}+[ \t]*+(?:原始邮件|原邮件|回复的?邮件|转发邮件信息|Original(?: Message)?)[ \t]*+-{2,}+.*"
    r"|(?:发件人|From)[ \t]*+[:：].*|On\b.{4,200}\bwrote:"
    r"|(?:在[ \t]*+)?\d{4}[-年/].{4,120}(?:写道|wrote)[ \t]*+[:：]|>.*)$",
    re.I | re.M,
)
_READ: Final = 100_000
"""Characters in which a quotation is sought; an order keeps fewer."""
_NAME: Final = 200
_PARTS: Final = 200
"""Parts that are looked at."""
_HEADER: Final = 256 << 10
"""Bytes in which the header is looked for."""
_LINES: Final = 1_000_000
"""Lines of a mail; one of 25 MB that a program wrote has a third of it. The parser holds each of them against every
part that it stands in."""


@dataclass(frozen=True)
class File:
    """A part that is no text. name: as it was sent, for nothing but showing and cleaning."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """sender: address in small letters; references: ids of earlier mails, the one that it answers first."""

    name: str
    sender: str
    subject: str
    words: str
    references: Sequence[str]
    automatic: Automatic | None
    message: Message

    def own_words(self) -> str:
        """Without what it quotes; the whole where nothing else is left."""
        found = _QUOTED.search(self.words, 0, _READ)
        return (self.words[: found.start()].strip() if found else "") or self.words


def parsed(raw: bytes) -> Mail:
    """Raises `Unreadable` for what is no mail, or has words in no known encoding."""
    if raw.count(b"\n") > _LINES:
        raise Unreadable("message-unreadable", "lines without end")
    try:
        message = message_from_bytes(raw, policy=BOUNDED)
    except RecursionError:
        raise Unreadable("message-unreadable", "parts within parts without end") from None
    name, address = sender(message)
    if "@" not in address:
        raise Unreadable("message-unreadable", "no sender")
    return Mail(
        name=name,
        sender=address,
        subject=field(message, "Subject"),
        words=_words(message),
        references=references(message),
        automatic=_automatic(message, address),
        message=message,
    )


def references(message: Message) -> list[str]:
    """Ids of what it answers, the nearest first; of a bounce also what the returned mail's own id was."""
    found = [*identities(message, "In-Reply-To"), *reversed(identities(message, "References"))]
    if message.get_content_type() == "multipart/report":
        for part in message.walk():
            if part is not message and (own := identities(part, "Message-ID")):
                found += own
    return list(dict.fromkeys(found))


def message_id(raw: bytes) -> tuple[str, list[str]]:
    """(own id or "", ids of what it answers) from the header. Never fails: one bad mail must not stop the others."""
    try:
        message = BytesHeaderParser(policy=BOUNDED).parsebytes(raw[:_HEADER])
        own = identities(message, "Message-ID")
        answers = [*identities(message, "In-Reply-To"), *reversed(identities(message, "References"))]
    except Exception:
        log.exception("mail-header-unreadable")
        return "", []
    return (own[0] if own else ""), answers


def files(message: Message) -> Iterator[File]:
    """Its attachments, and pictures within the text."""
    for part in _leaves(message):
        if _is_file(part):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                name = storable(decoded(part.get_filename() or ""))[:_NAME]
                yield File(name or f"附件.{part.get_content_subtype()}", content)


def _words(message: Message) -> str:
    """The plain text; of mails that are pages only, the page's text."""
    plain, pages = [], []
    for part in _leaves(message):
        if _is_file(part):
            continue
        if part.get_content_type() == "text/plain":
            plain.append(_text(part))
        elif part.get_content_type() == "text/html":
            pages.append(text_of_page(_text(part)))
    written = "\n".join(one.strip() for one in plain if one.strip())
    return written or "\n".join(one for one in pages if one)


def _leaves(message: Message) -> Iterator[Message]:
    for number, part in enumerate(message.walk()):
        if number >= _PARTS:
            return
        if not part.is_multipart():
            yield part


def _is_file(part: Message) -> bool:
    return (
        part.get_content_disposition() == "attachment"
        or part.get_filename() is not None
        or part.get_content_maintype() not in ("text", "multipart", "message")
    )


def _text(part: Message) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    charset = part.get_content_charset()
    try:
        return text_of(raw, f"charset={charset}" if charset else None).replace("\r\n", "\n")
    except Unreadable:
        if charset is None or not _known(charset):
            raise
    try:
        return raw.decode(charset).replace("\r\n", "\n")  # windows-1252 and its kind, where nothing Chinese fits
    except UnicodeDecodeError:
        raise Unreadable("encoding-broken", f"{len(raw)} bytes of text") from None


def _known(charset: str) -> bool:
    try:
        return bool(codecs.lookup(charset))
    except LookupError:
        return False


def _automatic(message: Message, address: str) -> Automatic | None:
    """By the fields with which machines say so (RFC 3834 and its forerunners)."""
    said = {name: field(message, name).lower() for name in ("Auto-Submitted", "Precedence", "Return-Path")}
    if message.get_content_type() == "multipart/report" or _SERVERS.fullmatch(address) or said["Return-Path"] == "<>":
        return "bounce"
    if (
        said["Auto-Submitted"].startswith("auto-replied")
        or said["Precedence"] == "auto_reply"
        or any(field(message, name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply"))
        or _AUTO_REPLY.search(field(message, "X-Auto-Response-From"))
    ):
        return "reply"
    if (
        (said["Auto-Submitted"] and said["Auto-Submitted"] != "no")
        or said["Precedence"] in ("bulk", "list", "junk")
        or field(message, "List-Id")
        or field(message, "List-Unsubscribe")
    ):
        return "list"
    return None
