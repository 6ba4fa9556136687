"""What is set for e-mail: the mailbox that is read, the server that sends, and how many mails one address bears."""

from datetime import date, timedelta
from typing import Final, Literal

from pydantic import Field, SecretStr

from integrations.channel import ChannelSettings

Security = Literal["ssl", "starttls", "none"]
_SECURITY: Final = "ssl、starttls 或 none；none 不加密，仅限本机或专网"
_HOST: Final = r"^[A-Za-z0-9.:-]+$"


class EmailSettings(ChannelSettings):
    """One mailbox."""

    address: str = Field(title="热线邮箱地址", max_length=200, pattern=r"^[^@\s<>\"]+@[A-Za-z0-9.-]+$")
    sender_name: str = Field(title="发件人名称", min_length=2, max_length=40)
    imap_host: str = Field(title="收件服务器（IMAP）", max_length=200, pattern=_HOST)
    imap_port: int = Field(default=993, title="收件端口", ge=1, le=65535)
    imap_security: Security = Field(default="ssl", title="收件加密方式", description=_SECURITY)
    user: str = Field(title="邮箱用户名", min_length=1, max_length=200)
    password: SecretStr = Field(title="邮箱密码或授权码", min_length=1, max_length=500)
    folders: list[str] = Field(default=["INBOX"], title="读取哪些文件夹", min_length=1, max_length=20)
    since: date | None = Field(default=None, title="只取此日及以后的来信")
    mark_seen: bool = Field(default=True, title="收下后标为已读", description="存好以后才标；不移动、不删除任何信件")
    largest_mb: int = Field(default=25, title="一封信最多取多少 MB", description="更大的只取前一部分", ge=1, le=50)
    every_minutes: int = Field(default=2, title="每隔几分钟取一次", ge=1, le=1440)
    page: int = Field(default=20, title="每次取多少封", ge=1, le=200)
    smtp_host: str = Field(title="发件服务器（SMTP）", max_length=200, pattern=_HOST)
    smtp_port: int = Field(default=465, title="发件端口", ge=1, le=65535)
    smtp_security: Security = Field(default="ssl", title="发件加密方式", description=_SECURITY)
    per_hour: int = Field(default=20, title="每个地址每小时最多发几封", ge=1, le=1000)
    from_per_hour: int = Field(
        default=20, title="每个地址每小时最多来几封", description="超过的不会丢失，转人工查看", ge=1, le=10_000
    )

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    @property
    def most_out(self) -> dict[timedelta, int]:
        return {timedelta(hours=1): self.per_hour}

    @property
    def most_in(self) -> dict[timedelta, int]:
        return {timedelta(hours=1): self.from_per_hour}
