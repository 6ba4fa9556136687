"""Abuse, threats against whoever takes the call, harassment: so that it is written down instead of endured.

A flag for people, with its words; nothing follows by itself (REPORT 8: the agent may not hang up; log, one button).
Threats against third people are danger signals and not this.
"""

import re
from functools import cache

from routing.extraction.found import Found, at, longest_first
from routing.extraction.table import rows


@cache
def _turns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple((row["level"], row["meaning"], re.compile(row["pattern"])) for row in rows("abuse"))


def abuse(words: str) -> list[Found]:
    """value: 辱骂, 威胁 or 骚扰; reason: what it means."""
    return longest_first(
        [
            at("abuse", words, match.span(), level, meaning)
            for level, meaning, pattern in _turns()
            for match in pattern.finditer(words)
        ]
    )
