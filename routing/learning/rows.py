"""One demand whose category somebody has decided: what a classifier learns from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

Source = Literal["imported", "accepted", "decided", "corrected"]
"""imported: a city's own file; accepted: dispatched by the system and taken by its unit without a return;
decided: dispatched by a person; corrected: a person chose another category than the proposal."""

WEIGHTS: Final[dict[Source, float]] = {"imported": 1.0, "accepted": 0.5, "decided": 1.0, "corrected": 3.0}
"""What a row counts beside a written example (1.0). A correction is the rarest and the surest word on what is wrong;
what the system itself chose and nobody objected to says the least."""


@dataclass(frozen=True)
class LabelledRow:
    """text: without personal data; label: category code; at: when it was decided, or imported; group: rows that must
    stay on one side of a split (merged orders, equal texts)."""

    text: str
    label: str
    at: datetime
    group: str
    source: Source
