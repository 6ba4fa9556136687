"""A submission as the store can take it: bounded, without what cannot be kept, with times that can be.

What is cut or dropped is said in the flags; the bytes as they came stay in the inbox, whole.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from integrations.channel.decoding import storable
from integrations.channel.errors import Unreadable
from models.intake import Submission

LONGEST: Final = 20_000
"""Characters of a demand that an order keeps (as in the console)."""
_LINE: Final = 200
_SKEW: Final = timedelta(minutes=5)
_EARLIEST: Final = 1900
_CUT: Final = "\n（原文共 {} 字，此处截断；全文保存在收件箱）"


def cleaned(submission: Submission, now: datetime) -> Submission:
    """Flags that may be added: `text-cut`, `time-dropped`. Raises `Unreadable` (`text-empty`).

    now: an instant of occurrence later than this (and five minutes) is a wrong clock, and dropped.
    """
    flags = set(submission.flags)
    text = storable(submission.text).strip()
    if not text and submission.kind in ("demand", "supplement"):
        raise Unreadable("text-empty")
    if len(text) > LONGEST:
        flags.add("text-cut")
        text = text[:LONGEST] + _CUT.format(len(text))
    occurred = submission.occurred_at
    if occurred is not None and (occurred.tzinfo is None or occurred.year < _EARLIEST or occurred > now + _SKEW):
        flags.add("time-dropped")
        occurred = None
    return replace(
        submission,
        text=text,
        title=_line(submission.title),
        place_text=_line(submission.place_text),
        citizen_name=_line(submission.citizen_name or "")[:40] or None,
        citizen_phone=_line(submission.citizen_phone or "")[:32] or None,
        account=_line(submission.account or "") or None,
        refers_to=_line(submission.refers_to or "") or None,
        occurred_at=occurred,
        flags=frozenset(flags),
    )


def _line(text: str) -> str:
    return " ".join(storable(text).split())[:_LINE]
