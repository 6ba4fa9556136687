"""Numbers of orders: their shape, and that a slip of the tongue is noticed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake import Channel
from models.orders.numbering import is_order_number, order_number

numbers = st.builds(
    order_number,
    st.just("XN"),
    st.sampled_from([channel.letters for channel in Channel]),
    st.dates(date(2020, 1, 1), date(2099, 12, 31)),
    st.integers(0, 999_999),
)


@given(numbers)
def test_shape(number: str) -> None:
    assert len(number) == 19
    assert is_order_number(number)


@given(numbers, st.integers(4, 18), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(number: str, place: int, offset: int) -> None:
    wrong = str((int(number[place]) + offset) % 10)
    assert not is_order_number(number[:place] + wrong + number[place + 1 :])


@given(numbers, st.integers(4, 17))
def test_two_neighbours_swapped_are_noticed(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert is_order_number(swapped) == (number[place] == number[place + 1])


def test_different_orders_have_different_numbers() -> None:
    made = {order_number("XN", "DH", date(2026, 11, 23), sequence) for sequence in range(10_000)}
    assert len(made) == 10_000


def test_known_number() -> None:
    assert order_number("XN", "DH", date(2026, 11, 23), 42)[:-1] == "XNDH20261123000042"


@pytest.mark.parametrize(("prefix", "letters", "sequence"), [("xn", "DH", 1), ("XN", "D", 1), ("XN", "DH", 1_000_000)])
def test_impossible_parts(prefix: str, letters: str, sequence: int) -> None:
    with pytest.raises(ValueError):
        order_number(prefix, letters, date(2026, 1, 1), sequence)
