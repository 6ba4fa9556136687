"""The limiter counts in a window, forgets, and stays small."""

import pytest

from callcenter.web import rate_limit
from callcenter.web.rate_limit import RateLimit


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The present second; change it to let time pass."""
    present = [1000.0]
    monkeypatch.setattr(rate_limit.time, "monotonic", lambda: present[0])
    return present


def test_so_many_in_a_window(time: list[float]) -> None:
    limit = RateLimit(2, 10)
    limit.note("a")
    time[0] += 4
    limit.note("a")
    assert limit.wait_s("a") == 6
    assert limit.wait_s("b") == 0
    time[0] += 6
    assert limit.wait_s("a") == 0


def test_forgetting_and_taking_back(time: list[float]) -> None:
    limit = RateLimit(1, 10)
    limit.note("a")
    limit.take_back("a")
    assert limit.wait_s("a") == 0
    limit.note("a")
    assert limit.wait_s("a") == 10
    limit.forget("a")
    assert limit.wait_s("a") == 0


def test_memory_is_bounded(time: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "_KEYS", 3)
    limit = RateLimit(1, 10)
    for key in "abcd":
        limit.note(key)
    assert [limit.wait_s(key) > 0 for key in "abcd"] == [False, True, True, True]
