"""What two platforms have agreed on."""

import base64
import binascii

from pydantic import Field, SecretStr, field_validator

from integrations.channel import ChannelSettings
from integrations.envelope.seal import Algorithm, Seal


class EnvelopeSettings(ChannelSettings):
    """The far platform's address, who we are to it, and the keys."""

    base_url: str = Field(title="对方平台接口地址", max_length=500, pattern=r"^https?://\S+$")
    app_id: str = Field(title="应用编号", min_length=2, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")
    secret: SecretStr = Field(title="签名密钥", min_length=16, max_length=256)
    algorithm: Algorithm = Field(default="HMAC-SHA256", title="签名算法", description="HMAC-SHA256 或 HMAC-SM3")
    key: SecretStr = Field(default=SecretStr(""), title="加密密钥", description="32 字节的 Base64；留空则不加密内容")
    window_s: int = Field(default=300, title="允许的时钟误差（秒）", ge=30, le=3600)
    files_url: str = Field(
        default="", title="附件地址前缀", description="附件不在接口地址以下时填写；只从此地址以下取附件",
        max_length=500, pattern=r"^(https?://\S+)?$",
    )  # fmt: skip

    @field_validator("key")
    @classmethod
    def _is_a_key(cls, value: SecretStr) -> SecretStr:
        try:
            size = len(base64.b64decode(value.get_secret_value(), validate=True))
        except binascii.Error:
            raise ValueError("不是 Base64") from None
        if size not in (0, 32):
            raise ValueError("应为 32 字节")
        return value

    @property
    def seal(self) -> Seal:
        key = base64.b64decode(self.key.get_secret_value())
        return Seal(self.app_id, self.secret.get_secret_value(), self.algorithm, key)
