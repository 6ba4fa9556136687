"""Messages from a CSV file (id, subject, body, time; author and place if there are such columns) as demands."""

import csv
import re
from datetime import datetime
from pathlib import Path

from models.clock import LOCAL
from routing.duplicates.demand import Demand

_CODED_PLACE = re.compile(r"([A-Z]\d*)(?=[市区县])")  # published data sets mask places: A市 holds A3区
_TIMES = ("%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M")


class MessagesWrong(Exception):
    """The file of messages cannot be used; says the line. Code: `messages-wrong`."""

    code = "messages-wrong"


def read(path: Path) -> dict[str, Demand]:
    """id -> demand, in the order of the file (UTF-8, with or without BOM). Times without a zone are local."""
    found: dict[str, Demand] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        missing = {"id", "subject", "body", "time"} - set(rows.fieldnames or ())
        if missing:
            raise MessagesWrong(f"{path.name}: no column {', '.join(sorted(missing))}")
        for number, row in enumerate(rows, start=2):
            subject, body = row["subject"].strip(), row["body"].strip()
            found[row["id"]] = Demand(
                id=row["id"],
                text=body,
                at=_instant(row["time"].strip(), f"{path.name}:{number}"),
                subject=subject,
                person=row.get("author") or "",
                place=row.get("place") or coded_place(f"{subject} {body}"),
            )
    return found


def _instant(text: str, where: str) -> datetime:
    for form in _TIMES:
        try:
            return datetime.strptime(text, form).replace(tzinfo=LOCAL)
        except ValueError:
            continue
    raise MessagesWrong(f"{where}: the time must look like 2026-11-23 09:30:00")


def coded_place(text: str) -> str:
    """The first of the narrowest masked places: `A3` for "A市A3区…", empty without one."""
    places: list[str] = _CODED_PLACE.findall(text)
    return max(places, key=len, default="")
