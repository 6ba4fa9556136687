"""The index as a folder: arrays in NumPy's format without pickles, ids one a line, and a description written last."""

import json
from array import array
from pathlib import Path

import numpy as np

from routing.duplicates.index import Index
from routing.duplicates.postings import Postings
from routing.duplicates.rarity import Rarity

_FORM = 1


class IndexWrong(Exception):
    """A saved index is incomplete, or of another form. Build it again from the store. Code: `index-wrong`."""

    code = "index-wrong"


def save(index: Index, folder: Path) -> None:
    """Write the index; removed demands are dropped from it first. A folder without `index.json` is no index."""
    index.compact()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.json").unlink(missing_ok=True)
    np.save(folder / "postings.npy", index.postings.whole(), allow_pickle=False)
    np.save(folder / "counts.npy", index.rarity.counts, allow_pickle=False)
    np.save(folder / "instants.npy", np.frombuffer(index.instants, dtype=np.int64), allow_pickle=False)
    (folder / "ids.txt").write_text("".join(f"{demand_id}\n" for demand_id in index.ids), encoding="utf-8")
    description = {"form": _FORM, "demands": len(index), "texts": index.rarity.texts}
    (folder / "index.json").write_text(json.dumps(description), encoding="utf-8")


def load(folder: Path) -> Index:
    """The index that `save` wrote. Raises `IndexWrong`."""
    try:
        description = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        ids = (folder / "ids.txt").read_text(encoding="utf-8").splitlines()
        instants = np.load(folder / "instants.npy", allow_pickle=False)
        if description["form"] != _FORM or not len(ids) == len(instants) == description["demands"]:
            raise IndexWrong(f"{folder.name}: files of different saves, or of another form")
        index = Index()
        index.postings = Postings([np.load(folder / "postings.npy", allow_pickle=False)])
        index.rarity = Rarity(np.load(folder / "counts.npy", allow_pickle=False), description["texts"])
        index.restore(ids, array("q", instants.tobytes()))
    except (OSError, ValueError, KeyError) as problem:
        raise IndexWrong(f"{folder.name}: {problem}") from problem
    return index
