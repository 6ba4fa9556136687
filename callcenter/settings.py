"""Where things are: the data directory, the cache, and the addresses that the roles share.

Everything comes from the environment (`HOTLINE_*`, `DATABASE_URL`); `hotline demo` sets it for the roles it starts,
a site sets it in its service files. Nothing here has a secret as its default.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path


class SettingMissing(Exception):
    """A role was started without an address or a secret that it needs. Code: `setting-missing`."""

    code = "setting-missing"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not set: start the role through `hotline demo`, or set it in its service file")


@dataclass(frozen=True)
class Settings:
    """One running hotline. Directories below `data` that hold people's data are made with mode 0700."""

    data: Path
    environment: dict[str, str] = field(repr=False)

    @classmethod
    def load(cls, data: str | Path | None = None) -> "Settings":
        """From the process environment; `data` wins over `HOTLINE_DATA`, the default is `./var`."""
        environment = dict(os.environ)
        chosen = data or environment.get("HOTLINE_DATA") or "var"
        return cls(Path(chosen).absolute(), environment)

    def get(self, name: str, default: str) -> str:
        return self.environment.get(name) or default

    def need(self, name: str) -> str:
        value = self.environment.get(name)
        if not value:
            raise SettingMissing(name)
        return value

    def private(self, name: str) -> Path:
        """The directory `data/name`, made with mode 0700 (the database's wheel opens every parent directory)."""
        path = self.data / name
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o700)
        return path

    @property
    def cache(self) -> Path:
        """Downloads: the exchange, weights, voices. Shared by demo and tests."""
        return Path(self.get("HOTLINE_CACHE", str(Path.home() / ".cache" / "hotline")))

    @property
    def city(self) -> str:
        """Name of the folder of city data under models/city/."""
        return self.get("HOTLINE_CITY", "xianning")

    @property
    def database_url(self) -> str:
        return self.need("DATABASE_URL")

    @property
    def run_file(self) -> Path:
        return self.data / "run.json"

    @property
    def keys(self) -> Path:
        return self.private("keys")

    @property
    def recordings(self) -> Path:
        return self.private("recordings")

    @property
    def attachments(self) -> Path:
        """The vault of attachments; it makes its directories itself, with mode 0700."""
        return self.data / "attachments"

    @property
    def virus_scanner(self) -> str:
        """clamd's address, tcp://host:port or unix:/path/of/socket; "" where there is no scanner."""
        return self.get("HOTLINE_CLAMD", "")

    @property
    def serves_unscanned(self) -> bool:
        """Whether files that no scanner has judged are given out (marked as such); by default only without scanner."""
        return self.get("HOTLINE_SERVE_UNSCANNED", "0" if self.virus_scanner else "1") == "1"

    @property
    def prompts(self) -> Path:
        """The city's own recorded prompts, and the spoken ones made from text."""
        return self.private("prompts")

    @property
    def exchange(self) -> Path:
        return self.private("exchange")

    @property
    def classifiers(self) -> Path:
        return self.private("classifiers")

    @property
    def examples(self) -> Path:
        """The written examples that routing begins with: the project's own, or a city's (see routing/examples)."""
        return Path(self.get("HOTLINE_EXAMPLES", str(Path(__file__).resolve().parents[1] / "routing" / "examples")))

    @property
    def labelled(self) -> Path:
        """Labelled messages of the city's own that were imported, free of personal data."""
        return self.private("labelled")

    @property
    def logs(self) -> Path:
        return self.private("logs")

    @property
    def speech_socket(self) -> Path:
        """Unix socket of the recogniser's process (107 characters at most)."""
        return Path(self.get("HOTLINE_SPEECH_SOCKET", str(self.data / "speech.sock")))

    @property
    def ari_url(self) -> str:
        """Base of Asterisk's REST interface, such as http://127.0.0.1:8088/ari."""
        return self.need("HOTLINE_ARI_URL")

    @property
    def ari_user(self) -> str:
        return self.get("HOTLINE_ARI_USER", "hotline")

    @property
    def ari_password(self) -> str:
        return self.need("HOTLINE_ARI_PASSWORD")

    @property
    def audiosocket_port(self) -> int:
        """TCP port on loopback at which `hotline calls` takes live audio."""
        return int(self.need("HOTLINE_AUDIOSOCKET_PORT"))

    @property
    def survey_calls(self) -> int:
        """How many citizens the exchange calls back at once; 0: people do it all."""
        return int(self.get("HOTLINE_SURVEY_CALLS", "0"))

    @property
    def phone_url(self) -> str:
        """WebSocket address that browsers' telephones use, as seen from the browser."""
        return self.need("HOTLINE_PHONE_URL")

    @property
    def public_url(self) -> str:
        """Where citizens reach this installation, such as https://12345.example.gov.cn; "": as the request came."""
        return self.get("HOTLINE_PUBLIC_URL", "").rstrip("/")

    @property
    def jurisdiction(self) -> str:
        """Our jurisdiction_id in Open311."""
        return self.get("HOTLINE_JURISDICTION", self.city)

    @property
    def demo(self) -> bool:
        """Whether this is a demonstration: only then there is a public test telephone."""
        return self.get("HOTLINE_DEMO", "") == "1"
