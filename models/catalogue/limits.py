"""The time-limit policy of a city (sheet `limits`): versioned rows by request type, urgency, channel and category.

A cell that is empty fits all; of the rows of one kind that fit an order the one with the highest priority holds.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

NO_LIMIT = "-"
_SPAN = re.compile(r"(\d{1,6}(?:\.\d+)?)(wd|wh|wm|h|m)")


@dataclass(frozen=True)
class LimitEntry:
    """One row. code: of row and version; span, extension: see `measured`; pause_in: a state where it stands.

    valid_to: the first day on which it no longer holds.
    """

    code: str
    valid_from: date
    valid_to: date | None
    priority: int
    request_type: str
    urgency: str
    channel: str
    category_prefix: str
    kind: str
    span: str
    extension: str
    pause_in: str
    basis: str


def measured(text: str) -> tuple[float, str]:
    """`3wd` working days, `4wh` working hours, `195wm` working minutes, `24h` and `30m` by the clock, as (3, "wd").

    Raises ValueError in Chinese.
    """
    found = _SPAN.fullmatch(text)
    if found is None or float(found[1]) <= 0:
        raise ValueError(f"时限“{text}”应如 3wd、4wh、195wm、24h、30m")
    if found[2] == "wd" and not float(found[1]).is_integer():
        raise ValueError(f"时限“{text}”：工作日应为整数，半日请用 wm")
    return float(found[1]), found[2]


def limit_entry(cells: Mapping[str, str]) -> LimitEntry:
    """A row of the sheet, checked before."""
    dates = {name: date.fromisoformat(cells[name]) if cells[name] else None for name in ("valid_from", "valid_to")}
    begins = dates["valid_from"]
    assert begins is not None
    texts = {
        name: cells[name]
        for name in (
            "code", "request_type", "urgency", "channel", "category_prefix", "kind", "span", "extension", "pause_in",
            "basis",
        )
    }  # fmt: skip
    return LimitEntry(valid_from=begins, valid_to=dates["valid_to"], priority=int(cells["priority"]), **texts)
