"""Labelled messages in a CSV file: subject, body, label; optional time and neardup_group."""

import csv
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from routing.classifier.features import Document

NEEDED = ("subject", "body", "label")
_TIMES = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d")
"""As spreadsheets write them; ISO 8601 is read as well."""


class MessagesUnreadable(Exception):
    """The CSV file cannot be used. Code: `messages-unreadable`. The message names file, line and cause."""

    code = "messages-unreadable"


@dataclass(frozen=True)
class Message:
    """One labelled message. group: messages of one group are near-duplicates and stay on one side of a split.

    at: local time, None where the file has none or one that cannot be read."""

    document: Document
    label: str
    group: str
    at: datetime | None = None


def read(path: Path) -> list[Message]:
    """The messages of a file (UTF-8, with or without BOM). A row without a label or without words is an error."""
    if not path.is_file():
        raise MessagesUnreadable(f"{path.name}: no such file")
    csv.field_size_limit(10_000_000)
    found: list[Message] = []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
        if missing:
            raise MessagesUnreadable(f"{path.name}: missing columns {', '.join(missing)}")
        for number, row in enumerate(reader, start=2):
            subject, body, label = ((row[name] or "").strip() for name in NEEDED)
            if not label or not (subject or body):
                raise MessagesUnreadable(f"{path.name}: row {number} has no label or no words")
            group = row.get("neardup_group") or f"row {number}"
            found.append(Message(Document(body, subject), label, group, _time(row.get("time") or "")))
    if not found:
        raise MessagesUnreadable(f"{path.name}: no rows")
    return found


def _time(written: str) -> datetime | None:
    for form in _TIMES:
        try:
            return datetime.strptime(written.strip(), form)  # noqa: DTZ007 - only compared among themselves
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(written.strip()).replace(tzinfo=None)
    except ValueError:
        return None
