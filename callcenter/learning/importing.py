"""A city's own labelled messages onto the shelf: given a time and a group each, and rid of personal data."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from models import clock
from models.clock import LOCAL
from models.privacy import public_text
from routing.learning import LabelledRow, Shelf
from routing.learning.sheet import SheetRow


def keep(folder: Path, rows: Sequence[SheetRow], name: str) -> Path:
    """Keeps the rows; returns the shelf's file. name: of the file that they came in. Equal texts are one group."""
    at = clock.now()
    return Shelf(folder).put([_row(row, name, row.at.replace(tzinfo=LOCAL) if row.at else at) for row in rows])


def _row(row: SheetRow, name: str, at: datetime) -> LabelledRow:
    text = public_text(row.text)
    return LabelledRow(text, row.label, at, f"{name} {sha256(text.encode()).hexdigest()[:12]}", "imported")
