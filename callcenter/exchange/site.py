"""What a site tells about its exchange: addresses, trunk, ports.

Read from a TOML file; asterisk-config/site.example.toml explains each field.
"""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any


class SiteWrong(Exception):
    """The site file cannot be used; the message names the field. Code: `site-wrong`."""

    code = "site-wrong"


@dataclass(frozen=True)
class Registrar:
    """The carrier's server at which the trunk logs in."""

    host: str
    user: str
    password: str


@dataclass(frozen=True)
class Site:
    """One exchange. The defaults are loopback and the usual ports; everything else is off until a site sets it."""

    host: str = "127.0.0.1"
    sip_port: int = 5060
    sip_tls_port: int = 0
    http_port: int = 8088
    https_port: int = 0
    certificate: str = ""
    key: str = ""
    external_address: str = ""
    local_networks: tuple[str, ...] = ()
    stun_server: str = ""
    rtp_start: int = 20000
    rtp_end: int = 29999
    numbers: tuple[str, ...] = ("12345",)
    recordings: str = ""
    trunk_addresses: tuple[str, ...] = ()
    trunk_contact: str = ""
    trunk_transport: str = "transport-udp"
    trunk_codecs: tuple[str, ...] = ("alaw", "ulaw")
    registrar: Registrar | None = None
    rtp_timeout_s: int = 60
    rtp_timeout_hold_s: int = 900
    max_calls: int = 0
    capture: str = ""

    def __post_init__(self) -> None:
        if (self.https_port or self.sip_tls_port) and not (self.certificate and self.key):
            raise SiteWrong("https_port and sip_tls_port need certificate and key")
        if not self.numbers or not all(number.isdigit() for number in self.numbers):
            raise SiteWrong("numbers must be digits: they become addresses of the dialplan")
        for name, value in vars(self).items():
            # These values go into configuration files line by line.
            if any("\n" in text or ";" in text for text in _texts(value)):
                raise SiteWrong(f"{name} must not contain a line break or a semicolon")

    @classmethod
    def from_file(cls, path: Path) -> "Site":
        try:
            told = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise SiteWrong(f"{path}: {error}") from error
        return cls.from_table(told)

    @classmethod
    def from_table(cls, told: dict[str, Any]) -> "Site":
        """From parsed TOML; an unknown or mistyped field is an error, never ignored."""
        known = {field.name: field for field in fields(cls)}
        chosen: dict[str, Any] = {}
        for name, value in told.items():
            if name not in known:
                raise SiteWrong(f"there is no field {name!r}; the fields are {', '.join(known)}")
            if name == "registrar":
                try:
                    chosen[name] = Registrar(**value)
                except TypeError as error:
                    raise SiteWrong("registrar needs host, user and password, and nothing else") from error
                continue
            value = tuple(value) if isinstance(value, list) else value  # noqa: PLW2901 - TOML has lists, we have tuples
            if type(value) is not type(known[name].default):
                raise SiteWrong(f"{name} must be like {known[name].default!r}")
            chosen[name] = value
        return cls(**chosen)


def _texts(value: object) -> list[str]:
    if isinstance(value, Registrar):
        return [value.host, value.user, value.password]
    return [str(part) for part in value] if isinstance(value, tuple) else [str(value)]
