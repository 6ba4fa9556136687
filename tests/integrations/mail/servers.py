"""A mail server of the test's own: the part of IMAP4rev1 and of SMTP that a mailbox needs, over sockets, with faults.

IMAP: ID, folders with UIDVALIDITY and uids, SELECT, EXAMINE, UID SEARCH, UID FETCH (RFC822.SIZE, BODY.PEEK[], ranges),
UID STORE of flags, literals. `n:*` names the last mail also where that is older, as RFC 3501 has it. SMTP: EHLO, AUTH,
MAIL, RCPT, DATA, STARTTLS where a certificate is given.
"""

import base64
import contextlib
import re
import socketserver
import ssl
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from typing import Any

from tests.integrations.far_side import Fault

USER, PASSWORD = "hotline", "a password of the mailbox"


@dataclass
class Folder:
    """mails: uid -> bytes; seen: uids that are marked."""

    validity: int = 7
    mails: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)

    def add(self, raw: bytes) -> int:
        uid = max(self.mails, default=0) + 1
        self.mails[uid] = raw
        return uid


@dataclass
class MailServer:
    """sent: what SMTP took, each time it did; faults: of the next connection, of both servers."""

    folders: dict[str, Folder] = field(default_factory=lambda: {"INBOX": Folder()})
    faults: deque[Fault] = field(default_factory=deque)
    sent: list[tuple[str, bytes]] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)
    tls: ssl.SSLContext | None = None
    imap_port: int = 0
    smtp_port: int = 0

    @contextlib.contextmanager
    def running(self) -> Iterator["MailServer"]:
        with _listening(_Imap, self) as self.imap_port, _listening(_Smtp, self) as self.smtp_port:
            yield self

    def notices(self) -> list[Message]:
        return [BytesParser().parsebytes(raw) for _, raw in self.sent]


@contextlib.contextmanager
def _listening(handler: type["_Talk"], mail: MailServer) -> Iterator[int]:
    class Server(socketserver.ThreadingTCPServer):
        daemon_threads, allow_reuse_address = True, True
        home = mail

        def handle_error(self, *_: object) -> None:
            """Who hangs up on us is killed on purpose."""

    server = Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Talk(socketserver.StreamRequestHandler):
    """Lines in, lines out."""

    home: MailServer
    fault: Fault | None

    def setup(self) -> None:
        super().setup()
        self.home = self.server.home  # type: ignore[attr-defined]
        self.fault = self.home.faults.popleft() if self.home.faults else None

    def say(self, line: str | bytes) -> None:
        self.wfile.write((line.encode() if isinstance(line, str) else line) + b"\r\n")
        self.wfile.flush()

    def secure(self) -> None:
        assert self.home.tls is not None
        self.request = self.home.tls.wrap_socket(self.request, server_side=True)
        super().setup()


class _Imap(_Talk):
    def handle(self) -> None:
        if self.fault == "cut":
            return None
        if self.fault == "html":
            return self.say("<html>please sign in</html>")
        if self.fault == "busy":
            return self.say("* BYE too many connections")
        self.say("* OK IMAP4rev1 ready")
        self._folder: Folder | None = None
        self._named = False
        while line := self.rfile.readline().decode():
            tag, command, *given = line.strip().split(" ", 2)
            rest = given[0] if given else ""
            self.home.commands.append(f"{command} {rest}".strip())
            if not self._do(tag, command.upper(), rest):
                return None
        return None

    def _do(self, tag: str, command: str, rest: str) -> bool:
        match command:
            case "CAPABILITY":
                self.say(f"* CAPABILITY IMAP4rev1 ID{' STARTTLS' if self.home.tls else ''}")
            case "LOGIN":
                if rest.replace('"', "") != f"{USER} {PASSWORD}":
                    self.say(f"{tag} NO [AUTHENTICATIONFAILED] wrong")
                    return True
            case "ID":
                self._named = "hotline" in rest
                self.say("* ID NIL")
            case "STARTTLS":
                self.say(f"{tag} OK begin")
                self.secure()
                return True
            case "SELECT" | "EXAMINE":
                return self._select(tag, rest.strip('"'))
            case "LOGOUT":
                self.say("* BYE")
                self.say(f"{tag} OK bye")
                return False
            case "UID":
                return self._uid(tag, rest)
        self.say(f"{tag} OK done")
        return True

    def _select(self, tag: str, name: str) -> bool:
        if self.fault == "error":
            self.say(f"{tag} NO [SERVERBUG] internal")
            return True
        if not self._named:  # as some of the large providers have it
            self.say(f"{tag} NO SELECT Unsafe Login")
            return True
        self._folder = self.home.folders.get(name)
        if self._folder is None:
            self.say(f"{tag} NO [NONEXISTENT] no such mailbox")
            return True
        self.say(f"* {len(self._folder.mails)} EXISTS")
        self.say(f"* OK [UIDVALIDITY {self._folder.validity}] UIDs valid")
        self.say(f"{tag} OK done")
        return True

    def _uid(self, tag: str, rest: str) -> bool:
        assert self._folder is not None
        what, given = rest.split(" ", 1)
        mails = self._folder.mails
        if what.upper() == "SEARCH":
            if self.fault == "half" and not mails:
                self.wfile.write(b"* SEAR")
                return False
            first = int(re.search(r"UID (\d+):\*", given)[1])  # type: ignore[index]
            found = [uid for uid in sorted(mails) if uid >= first] or ([max(mails)] if mails else [])
            self.say(f"* SEARCH {' '.join(map(str, found))}".rstrip())
        elif what.upper() == "FETCH":
            uid, limit = int(given.split(" ")[0]), int(re.search(r"<0\.(\d+)>", given)[1])  # type: ignore[index]
            if raw := mails.get(uid):
                body = raw[:limit]
                number = sorted(mails).index(uid) + 1
                self.say(f"* {number} FETCH (UID {uid} RFC822.SIZE {len(raw)} BODY[]<0> {{{len(body)}}}")
                if self.fault == "half":
                    self.wfile.write(body[: len(body) // 2])
                    return False
                self.wfile.write(body)
                self.say(")")
        else:
            first, last = (int(one) for one in given.split(" ")[0].split(":"))
            self._folder.seen |= {uid for uid in mails if first <= uid <= last}
        self.say(f"{tag} OK done")
        return True


class _Smtp(_Talk):
    def handle(self) -> None:
        if self.fault == "cut":
            return
        self.say("421 too many connections" if self.fault == "busy" else "220 test ESMTP")
        to, secure = "", False
        while line := self.rfile.readline().decode().strip():
            match line.upper().split(" ", 1)[0].split(":")[0]:
                case "EHLO":
                    self.say("250-test")
                    if self.home.tls and not secure:
                        self.say("250-STARTTLS")
                    self.say("250-SMTPUTF8\r\n250 AUTH PLAIN")
                case "STARTTLS":
                    self.say("220 go ahead")
                    self.secure()
                    secure = True
                case "AUTH":
                    right = base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()
                    self.say("235 ok" if line.endswith(right) else "535 wrong")
                case "MAIL":
                    self.say("451 internal" if self.fault == "error" else "250 ok")
                case "RCPT":
                    to = line.partition("<")[2].partition(">")[0]
                    self.say("550 no such user" if self.fault == "refuse" or to in self.home.refuses else "250 ok")
                case "DATA":
                    self.say("354 go on")
                    self.home.sent.append((to, self._data()))
                    if self.fault == "after":
                        break
                    self.say("250 queued")
                case "QUIT":
                    self.say("221 bye")
                    break
                case _:
                    self.say("250 ok")

    def _data(self) -> bytes:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)


def address(server: MailServer, **more: Any) -> dict[str, Any]:
    """The settings of a mailbox on this server."""
    return {
        "address": "12345@xianning.example",
        "sender_name": "咸宁市12345热线",
        "imap_host": "127.0.0.1",
        "imap_port": server.imap_port,
        "imap_security": "none",
        "user": USER,
        "password": PASSWORD,
        "smtp_host": "127.0.0.1",
        "smtp_port": server.smtp_port,
        "smtp_security": "none",
        **more,
    }
