"""Labelled messages in a CSV file: subject, body, label; optional time and neardup_group."""

import csv
from dataclasses import dataclass
from pathlib import Path

from routing.classifier.features import Document

NEEDED = ("subject", "body", "label")


class MessagesUnreadable(Exception):
    """The CSV file cannot be used. Code: `messages-unreadable`. The message names file, line and cause."""

    code = "messages-unreadable"


@dataclass(frozen=True)
class Message:
    """One labelled message. group: messages of one group are near-duplicates and stay on one side of a split."""

    document: Document
    label: str
    group: str


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
            found.append(Message(Document(body, subject), label, row.get("neardup_group") or f"row {number}"))
    if not found:
        raise MessagesUnreadable(f"{path.name}: no rows")
    return found
