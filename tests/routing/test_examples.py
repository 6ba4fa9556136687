"""The examples cover the whole catalogue and nothing else, and the cold start is good at what it has not seen."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from models.catalogue.vocabulary import Vocabulary
from routing import examples
from routing.examples import ExampleError, read


def test_every_third_level_category_has_six_sentences_and_six_phrases(vocabulary: Vocabulary) -> None:
    have = Counter((example.code, example.kind) for example in read())
    leaves = [entry.code for entry in vocabulary.categories.values() if entry.level == 3]
    thin = [code for code in leaves if have[code, "sentence"] < 6 or have[code, "phrase"] < 6]
    assert thin == []
    assert {code for code, _ in have} == {*leaves, examples.NO_DEMAND}


def test_a_sentence_stands_in_one_category_only() -> None:
    where = Counter(example.text for example in read() if example.kind == "sentence")
    assert [text for text, count in where.items() if count > 1] == []


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "01.tsv").write_text("code\tkind\ttext\n010101\tsentence\t物业费太高\n010101\tsentense\t太贵\n")
    with pytest.raises(ExampleError, match=r"01\.tsv:3"):
        read(tmp_path)


def test_no_example_is_taken_from_the_labelled_messages(labelled: Path) -> None:
    csv.field_size_limit(10_000_000)
    with labelled.open(encoding="utf-8-sig", newline="") as lines:
        theirs = "\n".join(f"{row['subject']}\n{row['body']}" for row in csv.DictReader(lines))
    assert [e.text for e in read() if e.kind == "sentence" and len(e.text) > 12 and e.text in theirs] == []
