"""A usable classifier without one labelled order: built from our written examples in seconds."""

import hashlib
from collections import Counter
from pathlib import Path

from routing.classifier.features import SHORT, Document
from routing.classifier.fitting import Fitted, Training, fit
from routing.examples import FOLDER, NO_DEMAND, Example, read

PHRASE_WEIGHT = 0.5  # a phrase says less than a sentence


def training(examples: list[Example]) -> Training:
    """The examples as training rows. What is no demand is common in life: all such rows together weigh a tenth."""
    counts = Counter(example.code == NO_DEMAND for example in examples)
    none_weight = max(1.0, 0.1 * counts[False] / max(1, counts[True]))
    return Training(
        [Document(example.text) for example in examples],
        [example.code for example in examples],
        weights=[
            none_weight if e.code == NO_DEMAND else PHRASE_WEIGHT if e.kind == "phrase" else 1.0 for e in examples
        ],
    )


def build(folder: Path = FOLDER) -> Fitted:
    """Fit on the examples of a folder. Takes seconds on one core."""
    examples = read(folder)
    fitted = fit(training(examples), SHORT)
    fitted.classifier.card.update(name=f"cold-start-{fingerprint(folder)}", data="routing/examples", rows=len(examples))
    return fitted


def fingerprint(folder: Path = FOLDER) -> str:
    """Changes when an example changes or the code that reads words does."""
    here = Path(__file__).parent
    code = [here / "wording.py", here / "cold_start.py", *sorted((here / "classifier").glob("*.py"))]
    files = [*sorted(folder.glob("*.tsv")), *code]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
