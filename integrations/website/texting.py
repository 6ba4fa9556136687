"""The port to text messages: how the code that proves a telephone reaches it."""

from dataclasses import dataclass
from typing import Protocol


class TextingFailed(Exception):
    """The message did not go out. Code: `texting-failed`."""

    code = "texting-failed"


class Texting(Protocol):
    """Sends one message to one number. Raises `TextingFailed`. shows: the page may tell the code (demonstration)."""

    @property
    def shows(self) -> bool: ...

    def send(self, phone: str, text: str) -> None: ...


@dataclass(frozen=True)
class OnThePage:
    """A demonstration has no gateway: the page itself shows what would have been sent."""

    shows: bool = True

    def send(self, phone: str, text: str) -> None:
        """Nothing goes out."""
