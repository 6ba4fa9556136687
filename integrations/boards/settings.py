"""What is agreed on with a message board."""

from datetime import date

from pydantic import Field, SecretStr

from integrations.channel import ChannelSettings


class BoardSettings(ChannelSettings):
    """Which forums, and with what right."""

    base_url: str = Field(title="接口地址", max_length=500, pattern=r"^https?://\S+$")
    token: SecretStr = Field(title="访问令牌", min_length=8, max_length=500)
    forums: list[int] = Field(title="论坛编号（fid）", min_length=1, max_length=200)
    organization: str = Field(title="答复单位名称", min_length=2, max_length=60)
    since: date | None = Field(default=None, title="只取此日及以后的留言")
    every_minutes: int = Field(default=5, title="每隔几分钟取一次", ge=1, le=1440)
    page: int = Field(default=50, title="每次取多少条", ge=1, le=500)
    overlap: int = Field(
        default=200, title="重复查看的编号跨度", ge=0, le=100_000,
        description="留言经审核后才公开，编号小的可能后出现；已取过的不会重复登记",
    )  # fmt: skip

    files_url: str = Field(
        default="", title="附件地址前缀", description="附件不在接口地址以下时填写；只从此地址以下取附件",
        max_length=500, pattern=r"^(https?://\S+)?$",
    )  # fmt: skip

    ratings: bool = Field(default=False, title="取回网民评价", description="对方提供评价接口（/grades）时打开")

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token.get_secret_value()}"}

    def address(self, path: str) -> str:
        return f"{self.base_url.rstrip('/')}{path}"
