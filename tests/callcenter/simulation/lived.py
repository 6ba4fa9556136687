"""A city that was lived before: its ledger's figures beside those that pandas computes from an export of its store.

    hotline export FOLDER --data DIR
    python -m tests.callcenter.simulation.lived FOLDER DIR/ledger.jsonl 2025-01-01 2025-12-31

Exit 1: some differ, and each is named.
"""

import sys
from datetime import date
from pathlib import Path

from callcenter.simulation import checking
from callcenter.simulation.ledger import entries
from callcenter.simulation.reckoning import postings
from callcenter.simulation.stories import Teller
from tests.callcenter.simulation import recomputed


def main(export: str, book: str, first: str, last: str) -> int:
    """Prints every figure above and below the line; 1 where the two do not agree."""
    days = date.fromisoformat(first), date.fromisoformat(last)
    theirs = recomputed.figures(recomputed.Exported(Path(export)), *days)
    ours = checking.figures(postings(Teller().read(entries(Path(book)))), *days)
    unlike = 0
    for name, sides in theirs.items():
        same = checking.thousandths(ours[name]) == checking.thousandths(sides)
        unlike += not same
        print(f"{'' if same else '不同 '}{name}: {ours[name]}" + ("" if same else f", pandas {sides}"))
    print(f"{len(theirs)} figures, {unlike} differ")
    return 1 if unlike else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
