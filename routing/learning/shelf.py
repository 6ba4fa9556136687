"""Imported rows, kept in a folder until somebody takes them away: a file a delivery, named after its content."""

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from routing.learning.rows import LabelledRow

_SHORT: Final = 12


class Shelf:
    """The rows of one folder. The same delivery twice stays one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, rows: Sequence[LabelledRow]) -> Path:
        """Keeps rows whose texts are free of personal data; returns the file."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lines = [
            json.dumps({"text": one.text, "label": one.label, "at": one.at.isoformat(), "group": one.group},
                       ensure_ascii=False)
            for one in rows
        ]  # fmt: skip
        digest = sha256("\n".join(sorted(f"{one.label}\t{one.text}" for one in rows)).encode()).hexdigest()
        path = self.folder / f"{digest[:_SHORT]}.jsonl"
        draft = path.with_suffix(".writing")
        draft.write_text("\n".join(lines) + "\n", encoding="utf-8")
        draft.chmod(0o600)
        if not path.exists():
            draft.replace(path)
        draft.unlink(missing_ok=True)
        return path

    def rows(self) -> list[LabelledRow]:
        """All rows, the oldest delivery first."""
        found: list[LabelledRow] = []
        for path in sorted(self.folder.glob("*.jsonl")):
            for line in path.read_text("utf-8").splitlines():
                held = json.loads(line)
                at = datetime.fromisoformat(held["at"])
                found.append(LabelledRow(held["text"], held["label"], at, held["group"], "imported"))
        return found
