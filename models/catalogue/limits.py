"""The time-limit policy of a city (`limits.csv`): versioned rows by request type, urgency, channel and category.

A cell that is empty fits all; of the rows of one kind that fit an order the one with the highest priority holds.
"""

import re
from dataclasses import dataclass
from datetime import date

from models.catalogue.reading import Row

COLUMNS = (
    "code", "valid_from", "priority", "request_type", "urgency", "channel", "category_prefix", "kind", "span",
    "extension", "pause_in", "basis",
)  # fmt: skip
NO_LIMIT = "-"
_SPAN = re.compile(r"(\d+(?:\.\d+)?)(wd|wh|wm|h|m)")


@dataclass(frozen=True)
class LimitEntry:
    """One row. code: of row and version; span, extension: see `measured`; pause_in: a state where it stands."""

    code: str
    valid_from: date
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


def limit_entry(row: Row) -> LimitEntry:
    """A row of the file. Raises ValueError in Chinese."""
    for column in ("span", "extension"):
        if row.need(column) != NO_LIMIT:
            measured(row[column])
    return LimitEntry(
        row.need("code"),
        date.fromisoformat(row.need("valid_from")),
        row.whole("priority"),
        row["request_type"],
        row["urgency"],
        row["channel"],
        row["category_prefix"],
        row.need("kind"),
        row["span"],
        row["extension"],
        row["pause_in"],
        row["basis"],
    )
