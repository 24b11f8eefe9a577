"""A misread participant code is noticed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
import pytest

from interview_app.domain.participant_codes import check_digit, is_participant_code, participant_code

NUMBERS = st.integers(0, 9999)


def test_the_check_digit_is_damms() -> None:
    assert check_digit("572") == "4"
    assert participant_code("OSL", 572) == "OSL-0572-4"


@given(NUMBERS)
def test_every_code_is_valid(number: int) -> None:
    assert is_participant_code(participant_code("BER", number))


@given(NUMBERS, st.integers(0, 3), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(number: int, place: int, shift: int) -> None:
    digits = f"{number:04}"
    wrong = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]
    assert not is_participant_code(f"BER-{wrong}-{check_digit(digits)}")


@given(NUMBERS, st.integers(0, 2))
def test_two_neighbours_in_the_wrong_order_are_noticed(number: int, place: int) -> None:
    digits = f"{number:04}"
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    assert is_participant_code(f"BER-{swapped}-{check_digit(digits)}") == (swapped == digits)


@pytest.mark.parametrize("text", ["", "BER-0572", "ber-0572-4", "BER-05724", "BER-0572-4 ", "B-0572-4", "BER-٠٥٧٢-4"])
def test_what_is_not_shaped_like_a_code_is_none(text: str) -> None:
    assert not is_participant_code(text)
