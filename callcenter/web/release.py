"""Our version."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def release() -> str:
    """As installed; of a bare checkout it is not known."""
    try:
        return version("hotline-12345")
    except PackageNotFoundError:
        return "0.1.0+checkout"
