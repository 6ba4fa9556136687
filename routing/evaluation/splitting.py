"""The newest messages as the test: what a model of yesterday says of today, as it happens in service."""

from collections.abc import Sequence

from routing.evaluation.messages import Message

NEWEST = 0.2  # share of the messages that are tested
DATED = 0.9  # with fewer dates than this there is no time split


def by_time(messages: Sequence[Message]) -> tuple[list[Message], list[Message]] | None:
    """Older and newest messages; None where too few have a date. Near-duplicates of the newest are no training."""
    dated = sorted((m for m in messages if m.at is not None), key=lambda m: m.at or 0)
    if not dated or len(dated) < DATED * len(messages):
        return None
    start = len(dated) - round(NEWEST * len(dated))
    newest = dated[start:]
    seen = {message.group for message in newest}
    return [message for message in dated[:start] if message.group not in seen], newest
