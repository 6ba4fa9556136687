"""The words with which a city's settings say how much of confidential and archived orders a role sees."""

from typing import Final

SIGHTS: Final = ("hidden", "nameless", "masked", "reveal")
PREFIX: Final = "sight-"


def wrong_sight(key: str, value: str) -> str | None:
    """What is wrong with a setting `sight-<secret|archived>-<role>`; None where nothing is, or it is another one."""
    if not key.startswith(PREFIX):
        return None
    if key.count("-") != 2 or key.split("-")[1] not in ("secret", "archived"):
        return "应为 sight-secret-角色 或 sight-archived-角色"
    return None if value in SIGHTS else f"应为 {'、'.join(SIGHTS)} 之一"
