"""A candidate: trained on what is older, judged on what is newest beside the model in use, and only then made whole.

    known rows, by time:   |---- the model in use was made from these ----|---------- fresh ----------|
                           |------------ the candidate under judgement is trained on these ----| held out |
                           |------------------------- the version that is kept -------------------------|

Neither of the two has seen what is held out. The version that is kept is fitted once more on everything, so that a
correction of today is in the model of tomorrow.
"""

import time
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy.special import softmax

from models.clock import now
from routing import cold_start, examples
from routing.classifier.features import SHORT, SHORT_MANY, Document
from routing.classifier.fitting import Training, fit
from routing.classifier.model import Classifier
from routing.learning.comparing import Compared, compared
from routing.learning.rows import WEIGHTS, LabelledRow
from routing.loading import classifier
from routing.versions import Versions
from routing.wording import simplified

HELD_OUT: Final = 0.25
"""This share of the fresh rows, the newest ones, judges."""
FEWEST: Final = 10
"""With fewer rows held out nothing is judged: the candidate waits."""
MANY: Final = 5_000
"""From so many rows on rare terms are left out: orders bring enough others, examples alone do not (docs/routing.md)."""
MOST: Final = 20_000
"""The newest rows that are learned from: some 18 minutes of one core (docs/routing.md, "How many rows")."""
_JUDGING_FOLDS: Final = 2


@dataclass(frozen=True)
class Learned:
    """What became of a night. name None: there was nothing new, nothing was trained. reason: Chinese, for people."""

    name: str | None
    promoted: bool
    reason: str
    card: dict[str, Any]


def learn(
    folder: Path,
    rows: Sequence[LabelledRow],
    categories: Collection[str],
    *,
    by: str,
    commit: str = "",
    promote: bool = True,
    written: Path = examples.FOLDER,
    most: int = MOST,
) -> Learned:
    """Trains, judges and keeps a candidate in the versions of `folder`; promotes it where it is better and may be.

    categories: the city's of now, rows of others are left out; by: who asks; written: the examples; most: newest rows.
    """
    started, versions = time.perf_counter(), Versions(folder)
    active = versions.pointer().active
    usable = sorted((row for row in rows if row.label in categories), key=_order)[-most:]
    known = {**_sources(usable), "examples": len(examples.read(written)), "left_out": len(rows) - len(usable)}
    digest = _digest(usable, written)
    if not usable or digest in _digests(versions):
        return Learned(None, False, "没有新的工单或更正，不训练", {})
    seen = versions.seen(active)
    fresh = [row for row in usable if _sign(row) not in seen]
    held_out = fresh[len(fresh) - int(len(fresh) * HELD_OUT) :] if len(fresh) * HELD_OUT >= FEWEST else []
    verdict: Compared | None = None
    if held_out:
        apart = {row.group for row in held_out}
        older = [row for row in usable if row.group not in apart]
        judged = _fitted(older, written, _JUDGING_FOLDS)[0]
        verdict = compared(classifier(folder, written), judged, held_out)
    whole, accuracy = _fitted(usable, written)
    whole.card.update(
        data=known,
        rows=len(usable) + known["examples"],
        labels=len(whole.labels),
        terms=len(whole.weights),
        split=_split(usable, held_out),
        figures={"held_out": verdict.as_dict() if verdict else None, "own_folds_accuracy": accuracy},
        against=active or f"cold-start-{cold_start.fingerprint(written)}",
        date=now().isoformat(timespec="seconds"),
        commit=commit,
        code=cold_start.fingerprint(written),
        digest=digest,
        by=by,
        train_s=round(time.perf_counter() - started, 1),
    )
    better, reason = _verdict(verdict, len(fresh))
    whole.card["verdict"] = {"better": better, "reason": reason}
    name = versions.add(whole, {_sign(row) for row in usable})
    if better and promote:
        versions.promote(name, by, reason)
    else:
        versions.keep(name, by, reason)
    return Learned(name, better and promote, reason, whole.card)


def _verdict(verdict: Compared | None, fresh: int) -> tuple[bool, str]:
    if verdict is None:
        needed = int(FEWEST / HELD_OUT)
        return False, f"新增的已确认工单只有 {fresh} 件，不足 {needed} 件，无法比较，暂作候选"
    figures = f"最近 {verdict.rows} 件留出工单：候选对 {verdict.candidate_right} 件，在用对 {verdict.active_right} 件"
    return verdict.better, f"{figures}，{'候选更好' if verdict.better else '候选没有更好，保留在用模型'}"


def _fitted(rows: Sequence[LabelledRow], written: Path, folds: int | None = None) -> tuple[Classifier, float]:
    """The classifier, and its accuracy on rows that it had not seen (grouped folds)."""
    own = cold_start.training(examples.read(written))
    training = Training(
        [*(document(row) for row in rows), *own.documents],
        [*(row.label for row in rows), *own.labels],
        [*(row.group for row in rows), *(f"example {i}" for i in range(len(own.labels)))],
        [*(WEIGHTS[row.source] for row in rows), *(1.0 for _ in own.labels)],
    )
    fitted = fit(training, SHORT_MANY if len(rows) >= MANY else SHORT, **({} if folds is None else {"folds": folds}))
    said = softmax(fitted.held_out / fitted.classifier.temperature, axis=1).argmax(axis=1)
    right = np.array(fitted.classifier.labels)[said] == np.array(training.labels)
    return fitted.classifier, round(float(right.mean()), 4)


def document(row: LabelledRow) -> Document:
    """As the adviser reads words."""
    return Document(simplified(row.text))


def _order(row: LabelledRow) -> tuple[Any, str]:
    """By time; rows of one instant (an import without times) in an order that has nothing to do with their labels."""
    return row.at, sha256(row.group.encode()).hexdigest()


def _sign(row: LabelledRow) -> str:
    """A row with its label: a row that was corrected since is fresh again."""
    return sha256(f"{row.group}\t{row.label}".encode()).hexdigest()[:12]


def _digest(rows: Sequence[LabelledRow], written: Path) -> str:
    told = "\n".join(sorted(f"{row.label}\t{row.source}\t{row.text}" for row in rows))
    return sha256((cold_start.fingerprint(written) + told).encode()).hexdigest()[:16]


def _digests(versions: Versions) -> set[str]:
    return {str(versions.card(name).get("digest")) for name in versions.names()[:1]}


def _sources(rows: Sequence[LabelledRow]) -> dict[str, int]:
    return dict(Counter(row.source for row in rows))


def _split(rows: Sequence[LabelledRow], held_out: Sequence[LabelledRow]) -> dict[str, Any]:
    return {
        "kind": "time",
        "rows": len(rows) - len(held_out),
        "held_out": len(held_out),
        "from": held_out[0].at.isoformat() if held_out else None,
        "until": rows[-1].at.isoformat(),
    }
