"""The newest messages as the test: what a model of yesterday says of today, as it happens in service."""

from collections.abc import Sequence

from routing.evaluation.messages import Message

NEWEST = 0.2  # share of the messages that are tested
FEWEST = 5  # with fewer dated messages there is no time split


def by_time(messages: Sequence[Message]) -> tuple[list[Message], list[Message]] | None:
    """Older and newest messages of those that have a date; None where those are too few.

    Near-duplicates of the newest are no training, nor are messages without a date: they may be younger than the test.
    """
    dated = sorted((m for m in messages if m.at is not None), key=lambda m: m.at or 0)
    if len(dated) < FEWEST:
        return None
    start = len(dated) - round(NEWEST * len(dated))
    newest = dated[start:]
    seen = {message.group for message in newest}
    return [message for message in dated[:start] if message.group not in seen], newest
