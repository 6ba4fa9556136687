"""Our category codes on another city's labels: `code,label`, the longest matching code prefix wins."""

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from routing.evaluation.messages import MessagesUnreadable

UNMAPPED = ""  # a prediction that has no label of the other city is wrong


class Mapping:
    """The table of a MAP.csv."""

    def __init__(self, labels: dict[str, str]) -> None:
        self._labels = labels

    @classmethod
    def read(cls, path: Path) -> "Mapping":
        """Raises `MessagesUnreadable` where the file or a column is missing."""
        if not path.is_file():
            raise MessagesUnreadable(f"{path.name}: no such file")
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
        if not rows or not {"code", "label"} <= set(rows[0]):
            raise MessagesUnreadable(f"{path.name}: columns code and label are needed")
        return cls({row["code"]: row["label"] for row in rows})

    def label(self, code: str) -> str:
        """The label of the longest prefix of `code` in the table."""
        return next((self._labels[code[:n]] for n in range(len(code), 0, -1) if code[:n] in self._labels), UNMAPPED)

    def onto(self, codes: tuple[str, ...]) -> tuple[tuple[str, ...], NDArray[np.float64]]:
        """Labels, and the matrix codes x labels that sums probabilities of codes up to labels."""
        targets = [self.label(code) for code in codes]
        labels = tuple(sorted(set(targets)))
        matrix = np.zeros((len(codes), len(labels)))
        matrix[np.arange(len(codes)), [labels.index(target) for target in targets]] = 1.0
        return labels, matrix
