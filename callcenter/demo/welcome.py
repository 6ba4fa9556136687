"""What a newcomer reads when the demo is up: addresses, logins by role, and how to call."""

import json
from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    from callcenter.demo.start import Demo


def welcome(demo: "Demo") -> None:
    """Print it on standard error."""
    console = demo.progress.console
    console.print()
    console.print(f"控制台 console      {demo.web_url}/", style="bold", markup=False)
    console.print(f"网络问政 website    {demo.web_url}/website", markup=False)
    if demo.exchange:
        console.print(f"市民电话 telephone  {demo.web_url}/telephone   (browser, microphone)", markup=False)
        sip = demo.exchange.site
        console.print(
            f"SIP 软电话 softphone  server {demo.sip_host}:{sip.sip_port} (UDP, from this machine), no registration, "
            "dial 12345",
            markup=False,
        )
        console.print(
            "命令行 command      ./hotline call FILE.wav   or   ./hotline call --say 我要反映路灯坏了", markup=False
        )
    table = Table("角色 role", "登录名 login", "密码 password", box=None)
    for login in json.loads((demo.settings.keys / "logins.json").read_text(encoding="utf-8")):
        table.add_row(f"{login['name']} ({login['role']})", login["login"], login["password"])
    console.print(table)
    console.print("Ctrl-C stops everything.", markup=False)
