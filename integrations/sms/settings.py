"""What is set for text messages: the gateway, the agreed secret, and how many messages one number bears."""

from datetime import timedelta

from pydantic import Field, SecretStr

from integrations.channel import ChannelSettings


class SmsSettings(ChannelSettings):
    """One gateway, both ways. Requests are signed like those of `integrations.channel.signing`."""

    gateway_url: str = Field(title="短信网关地址", max_length=500, pattern=r"^https?://\S+$")
    system_id: str = Field(title="系统编号", min_length=2, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")
    secret: SecretStr = Field(title="签名密钥", description="至少 16 个字符，双方一致", min_length=16, max_length=256)
    signature: str = Field(title="短信签名", description="短信开头【】中的名称", min_length=2, max_length=20)
    window_s: int = Field(default=300, title="允许的时钟误差（秒）", ge=30, le=3600)
    longest: int = Field(
        default=300, title="一条短信最多字数", description="更长的答复截短，并提示来电查询", ge=70, le=500
    )
    per_hour: int = Field(default=10, title="每个号码每小时最多发几条", ge=1, le=1000)
    per_day: int = Field(default=30, title="每个号码每天最多发几条", ge=1, le=1000)
    from_per_hour: int = Field(
        default=20, title="每个号码每小时最多来几条", description="超过的不会丢失，转人工查看", ge=1, le=10_000
    )

    @property
    def most_out(self) -> dict[timedelta, int]:
        return {timedelta(hours=1): self.per_hour, timedelta(days=1): self.per_day}

    @property
    def most_in(self) -> dict[timedelta, int]:
        return {timedelta(hours=1): self.from_per_hour}
