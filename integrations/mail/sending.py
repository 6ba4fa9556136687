"""Notices as mails over SMTP: plain text, in the thread of what they answer, marked so that no machine answers them."""

import contextlib
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from integrations.channel import ChannelError, Delivery, Notice, Refused, TryLater, Uncertain
from integrations.mail.placing import notice_id
from integrations.mail.settings import EmailSettings
from integrations.website.receipts import query_code
from models import clock

_TIMEOUT_S: Final = 30.0
_SUBJECTS: Final[Mapping[Notice, str]] = {
    "accepted": "您的诉求已受理", "supplemented": "您的补充已收到", "dispatched": "您的诉求已交办",
    "question": "需要向您了解情况", "replied": "您的诉求已答复", "rate": "请评价办理情况",
    "not_accepted": "您的诉求不属受理范围",
}  # fmt: skip
_NEXT: Final[Mapping[Notice, str]] = {
    "accepted": "查询码：{code}。可凭工单编号和查询码在网上查询进度；要补充内容，请直接回复本邮件。",
    "question": "请直接回复本邮件。",
    "rate": "请直接回复本邮件，第一行写 1 至 5（5 为非常满意，1 为非常不满意），不满意的请写明原因。",
}
_FOOT: Final = "本邮件由系统自动发出。如需人工帮助，请拨打 12345。"


def of_notice(settings: EmailSettings, delivery: Delivery) -> EmailMessage:
    """The whole mail; its Message-ID is the same at every try."""
    mail = EmailMessage(policy=SMTP)
    mail["Message-ID"] = notice_id(delivery.key, delivery.order_no, settings.domain)
    mail["Date"] = format_datetime(clock.now().astimezone(clock.LOCAL))
    mail["From"] = Address(settings.sender_name, addr_spec=settings.address)
    mail["To"] = Address(addr_spec=delivery.account or "")
    mail["Subject"] = f"{_SUBJECTS.get(delivery.notice, '工单通知')}（{delivery.order_no}）"
    if delivery.external_id.startswith("<") and delivery.external_id.isascii():
        mail["In-Reply-To"] = mail["References"] = delivery.external_id
    mail["Auto-Submitted"] = "auto-replied"
    mail["X-Auto-Response-Suppress"] = "All"
    after = _NEXT.get(delivery.notice, "").format(code=query_code(delivery.external_id))
    if link := delivery.facts.get("link"):
        after += f"也可打开链接评价：{link}"
    mail.set_content("\n\n".join(one for one in ("您好：", delivery.text, after, settings.sender_name, _FOOT) if one))
    return mail


def send(settings: EmailSettings, mail: EmailMessage, to: str) -> str:
    """The Message-ID. Raises `TryLater`, `Refused`; `Uncertain` where the server went away after the last byte."""
    with _connected(settings) as server:
        try:
            server.login(settings.user, settings.password.get_secret_value())
            _done(server.mail(settings.address), "far-side-refused")
            _done(server.rcpt(to), "mail-address-refused")
        except (OSError, smtplib.SMTPException) as error:
            raise _ours(error) from None
        try:
            code, _ = server.data(mail.as_bytes())
        except smtplib.SMTPDataError as error:
            raise _ours(error) from None
        except (OSError, smtplib.SMTPException) as error:
            raise Uncertain("far-side-away", type(error).__name__) from None
        _done((code, b""), "far-side-refused")
    return str(mail["Message-ID"])


@contextmanager
def _connected(settings: EmailSettings) -> Iterator[smtplib.SMTP]:
    host, port = settings.smtp_host, settings.smtp_port
    try:
        if settings.smtp_security == "ssl":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=_TIMEOUT_S, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(host, port, timeout=_TIMEOUT_S)
            if settings.smtp_security == "starttls":
                server.starttls(context=ssl.create_default_context())
    except (OSError, smtplib.SMTPException) as error:
        raise _ours(error) from None
    try:
        yield server
    finally:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            server.quit()
        server.close()


def _done(answer: tuple[int, bytes], refused: str) -> None:
    code = answer[0]
    if code >= 500:
        raise Refused(refused, f"SMTP {code}")
    if code >= 400:
        raise TryLater("far-side-away", f"SMTP {code}")


def _ours(error: Exception) -> ChannelError:
    if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500:
        return Refused("credentials-refused", f"SMTP {error.smtp_code}")
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500:
        return Refused("far-side-refused", f"SMTP {error.smtp_code}")
    return TryLater("far-side-away", type(error).__name__)
