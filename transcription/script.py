"""One script for all texts: simplified Chinese, whatever a model was taught to write."""

from functools import cache
from typing import Any


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """Traditional characters to simplified ones, character by character."""
    return str(_converter().convert(text))
