"""The hook for a captcha: what a page asks before it takes a form from an address that it does not trust."""

from collections.abc import Mapping
from typing import Protocol


class Challenge(Protocol):
    """Something that people solve and programs do not, without JavaScript."""

    def field(self) -> str:
        """HTML for the form, with its own label; safe, for it is shown as it is."""
        ...

    def passed(self, given: Mapping[str, str]) -> bool:
        """Whether the form's fields solve it."""
        ...
