"""A pattern that the instrument checker accepts is one that RE2 reads, and no pattern can stall it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
import pytest

from interview_app.domain.expression import ExpressionError
from interview_app.domain.pattern import check_pattern
from interview_app.instruments.regex import matches

SIGNS = [*"ab7é.[]^-$()|*+?{},\\", "\\d", "\\W", "\\.", "\\n", "(?:", "{2}", "{0,3}", "{1,}"]


def refusal(pattern: str) -> ExpressionError | None:
    """What the checker has against a pattern, None when it accepts it."""
    try:
        check_pattern(pattern)
    except ExpressionError as error:
        return error
    return None


@given(st.lists(st.sampled_from(SIGNS), max_size=12).map("".join), st.text("ab7é.\n-", max_size=6))
def test_what_the_checker_accepts_re2_can_match(pattern: str, text: str) -> None:
    if error := refusal(pattern):
        assert 0 <= error.position <= len(pattern)
    else:
        assert matches(pattern, text) in (True, False)


@given(st.text(max_size=30))
def test_any_text_is_either_a_pattern_or_refused_with_a_remedy(text: str) -> None:
    error = refusal(text)
    assert error is None or error.remedy


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+b", "(a*)*b", "(a|a)*b", "(a|aa)+b", "([a-z]+)*b", "(a?){100}a{100}b", "(.*)*b", "(a+)+(a+)+b", "(x+x+)+y"],
)
def test_a_pattern_that_stalls_backtracking_matchers_is_answered(pattern: str) -> None:
    check_pattern(pattern)
    assert matches(pattern, "a" * 20_000) is False


def test_a_text_that_is_not_unicode_matches_nothing() -> None:
    assert matches(".*", "a\ud800") is False
    assert matches(".*", "a") is True


def test_a_deeply_nested_pattern_is_refused_cleanly() -> None:
    with pytest.raises(ExpressionError, match="groups"):
        check_pattern("(" * 5000)
