"""The exchange's generated secrets: made on first use, kept with mode 0600, used again at the next start."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "exchange.json"


@dataclass(frozen=True)
class ExchangeKeys:
    """The name and password with which the hotline controls Asterisk through ARI."""

    ari_user: str
    ari_password: str

    @classmethod
    def load(cls, folder: Path) -> "ExchangeKeys":
        """From `folder/exchange.json`, written first where it is missing."""
        path = folder / FILE
        if path.is_file():
            return cls(**json.loads(path.read_text()))
        made = cls("hotline", secrets.token_urlsafe(32))
        # Created closed, never opened for a moment
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(asdict(made), file)
        return made
