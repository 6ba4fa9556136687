"""From words to numbers: tf-idf blocks over characters, words and sounds, of the subject, the head and the body apart.

A block is one row of a table (`Block`); a model is a list of blocks. The sound block lets a demand that was recognised
with wrong characters of the right sound still meet what the model has learned.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from routing.wording import plain, sounds, words

HEAD, OPENING = 150, 300  # characters of the body that usually carry the matter

Part = Literal["subject", "head", "opening", "body", "all"]
View = Literal["characters", "words", "sounds"]


@dataclass(frozen=True)
class Document:
    """A message: a subject (may be empty) and a body."""

    body: str
    subject: str = ""


@dataclass(frozen=True)
class Block:
    """One group of features. weight: its share beside the others; rare: a term in fewer documents is left out; most:
    only so many terms are kept, the most frequent ones."""

    part: Part
    view: View
    weight: float = 1.0
    rare: int = 2
    most: int | None = None


SHORT: tuple[Block, ...] = (
    Block("all", "characters", rare=1),
    Block("all", "words", rare=1),
    Block("all", "sounds", 0.7),
)
"""For sentences: the cold start, live transcripts."""

SHORT_MANY: tuple[Block, ...] = tuple(replace(block, rare=3, most=150_000) for block in SHORT)
"""The same for many rows: without a bound 20,000 orders have 1.9 million terms, and as many times 281 weights."""

WRITTEN: tuple[Block, ...] = (
    Block("subject", "characters"),
    Block("subject", "words"),
    Block("head", "characters"),
    Block("head", "words"),
    Block("opening", "characters"),
    Block("opening", "words"),
    Block("body", "words"),
    Block("head", "sounds", 0.5),
)
"""For messages with a subject and a long body."""


def _grams(signs: Sequence[str], least: int, most: int, joint: str) -> list[str]:
    return [joint.join(signs[i : i + size]) for size in range(least, most + 1) for i in range(len(signs) - size + 1)]


def _characters(text: str) -> list[str]:
    return _grams(text, 1, 3, "")


def _words(text: str) -> list[str]:
    return _grams(words(text), 1, 2, " ")


def _sounds(text: str) -> list[str]:
    return _grams(sounds(text), 2, 3, "")


TERMS: dict[View, Callable[[str], list[str]]] = {"characters": _characters, "words": _words, "sounds": _sounds}


def part_of(document: Document, part: Part) -> str:
    """The `plain` text of one part of a document."""
    subject, body = plain(document.subject), plain(document.body)
    lengths = {"head": HEAD, "opening": OPENING, "all": len(body)}
    return {"subject": subject, "body": body}[part] if part not in lengths else f"{subject}。{body[: lengths[part]]}"


class Features:
    """A fitted list of blocks. `fit` learns terms and their rarity, `matrix` turns documents into sparse rows."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = tuple(blocks)
        self._vectorizers = [self._vectorizer(block) for block in self.blocks]
        self._last: tuple[tuple[Document, ...], sp.csr_matrix] | None = None

    @staticmethod
    def _vectorizer(block: Block, vocabulary: dict[str, int] | None = None) -> TfidfVectorizer:
        return TfidfVectorizer(
            analyzer=TERMS[block.view],
            min_df=1 if vocabulary else block.rare,
            max_features=None if vocabulary else block.most,
            sublinear_tf=True,
            dtype=np.float32,
            vocabulary=vocabulary,
        )

    def fit(self, documents: Sequence[Document]) -> sp.csr_matrix:
        """Learn from `documents`; returns their matrix (documents x terms, float32)."""
        self._last = None
        return self._stack(
            vectorizer.fit_transform([part_of(d, block.part) for d in documents])
            for block, vectorizer in zip(self.blocks, self._vectorizers, strict=True)
        )

    def matrix(self, documents: Sequence[Document]) -> sp.csr_matrix:
        """Rows of unseen documents (documents x terms, float32)."""
        wanted, last = tuple(documents), self._last
        if last is not None and last[0] == wanted:
            return last[1]
        rows = self._stack(
            vectorizer.transform([part_of(d, block.part) for d in wanted])
            for block, vectorizer in zip(self.blocks, self._vectorizers, strict=True)
        )
        if len(wanted) == 1:  # who scores a document asks next which of its words spoke for the label
            self._last = wanted, rows
        return rows

    def _stack(self, parts: Iterable[sp.csr_matrix]) -> sp.csr_matrix:
        weighted = [part * np.float32(block.weight) for part, block in zip(parts, self.blocks, strict=True)]
        return sp.csr_matrix(sp.hstack(weighted, dtype=np.float32))

    def terms_of(self, columns: Iterable[int]) -> list[tuple[Block, str]]:
        """Block and term of each of the columns given."""
        return [self._columns[column] for column in columns]

    @cached_property
    def _columns(self) -> list[tuple[Block, str]]:
        return [
            (block, term)
            for block, vectorizer in zip(self.blocks, self._vectorizers, strict=True)
            for term in vectorizer.get_feature_names_out()
        ]

    def state(self) -> tuple[list[dict[str, Any]], NDArray[np.float32]]:
        """What is needed to build it again: blocks with their terms in order, and the rarities one after another."""
        blocks = [
            {**asdict(block), "terms": list(vectorizer.get_feature_names_out())}
            for block, vectorizer in zip(self.blocks, self._vectorizers, strict=True)
        ]
        return blocks, np.concatenate([vectorizer.idf_ for vectorizer in self._vectorizers]).astype(np.float32)

    @classmethod
    def restored(cls, blocks: Sequence[dict[str, Any]], rarities: NDArray[np.float32]) -> "Features":
        """From what `state` gave."""
        features = cls([Block(b["part"], b["view"], b["weight"], b["rare"], b.get("most")) for b in blocks])
        start = 0
        for i, (block, saved) in enumerate(zip(features.blocks, blocks, strict=True)):
            terms = saved["terms"]
            vectorizer = cls._vectorizer(block, {term: n for n, term in enumerate(terms)})
            vectorizer.idf_ = rarities[start : start + len(terms)]
            features._vectorizers[i] = vectorizer
            start += len(terms)
        return features
