"""The bench of the index at a small size: its figures have their names, and planted near-duplicates are found."""

from benchmarks.duplicates import run
from benchmarks.written_demands import WrittenDemands
from routing.examples import read


def test_planted_near_duplicates_are_found() -> None:
    measured = run(400, seed=2)
    figures = measured["figures"]
    assert measured["limits"] == {}
    assert {"p99_ms", "rows", "memory_mb", "recall"} <= set(figures)
    assert figures["rows"] == 400
    assert figures["recall"] >= 0.95


def test_a_written_demand_is_about_its_category() -> None:
    sentences = {(e.code, e.text.rstrip("。！？")) for e in read() if e.kind == "sentence"}
    source = WrittenDemands(3)
    for number in range(100):
        text, code = source.text(number), source.category(number)
        assert any(told in text for of, told in sentences if of == code)


def test_written_demands_can_be_written_again() -> None:
    one, two = WrittenDemands(5), WrittenDemands(5)
    texts = [one.text(number) for number in range(200)]
    assert texts == [two.text(number) for number in range(200)]
    assert len(set(texts)) > 195
    assert texts[0] != WrittenDemands(6).text(0)
