"""Expressions mean what ODK means by them, and what cannot be computed is refused when it is read, with a remedy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
import json
from pathlib import Path
import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
import pytest

from interview_app.domain import expression
from interview_app.domain.expression import ExpressionError, Scope, Tree
from interview_app.domain.expression_functions import FUNCTIONS
from interview_app.domain.expression_syntax import ARGUMENTS, FORMS, MAX_DEPTH, MAX_NODES
from interview_app.instruments.regex import matches

TABLE = tomllib.loads(Path(__file__).with_name("expression_cases.toml").read_text(encoding="utf-8"))
NOW = datetime.fromisoformat(TABLE["now"])
FRAGMENTS = [
    *("${a}", ".", "1", ".5", "'x'", '"y"', "‘z’", "(", ")", ",", "+", "-", "*", "div", "mod", "and", "or", "not("),
    *("=", "!=", "<", "&lt;", ">=", "if(", "regex(", "'[a'", "today()", "round(", "\u00a0", "$", "{", "'", "&", "é"),
]


LEAVES: dict[str, Callable[..., str]] = {
    "number": lambda number: format(Decimal(repr(number)), "f"),
    "string": lambda text: f"'{text}'" if "'" not in text else f'"{text}"',
    "ref": "${{{}}}".format,
    "self": lambda: ".",
}


def rows(*groups: str) -> list[Any]:
    """Every row of those parts of the table, named by its claim and its expression."""
    return [
        pytest.param(case, id=f"{claim}: {case['text']}")
        for group in groups
        for claim, cases in TABLE[group].items()
        for case in cases
    ]


def scope(case: dict[str, Any]) -> Scope:
    now = datetime.fromisoformat(case.get("now", TABLE["now"]))
    return Scope(now=now, matches=matches, this=case.get("this", ""), previous=case.get("previous", ""))


def shape(value: object) -> tuple[str, object]:
    """A value with its kind, since 1 == True and 1 == 1.0 in Python."""
    kind = "number" if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value).__name__
    return kind, value


def written(tree: Tree) -> str:
    """The expression of a tree, with every bracket written out."""
    head, *parts = tree
    if head in LEAVES:
        return LEAVES[head](*parts)
    if head == "call":
        head, *parts = parts
    operands = [written(part) for part in parts]
    if head == "neg":
        return f"(-({operands[0]}))"
    return f"{head}({', '.join(operands)})" if head in ARGUMENTS else f"({f' {head} '.join(operands)})"


def compiled(text: str) -> tuple[Tree, ExpressionError | None]:
    try:
        return expression.compile(text), None
    except ExpressionError as error:
        return [], error


@pytest.mark.parametrize("case", rows("traps", "cases"))
def test_an_expression_gives_what_the_table_says(case: dict[str, Any]) -> None:
    tree = expression.compile(case["text"])
    values = case.get("values", {})
    assert shape(expression.evaluate(tree, values, scope(case))) == shape(case["gives"])
    if "holds" in case:
        assert expression.truth(tree, values, scope(case)) is case["holds"]


@pytest.mark.parametrize("case", rows("errors"))
def test_a_faulty_expression_is_refused_with_its_place_and_a_remedy(case: dict[str, Any]) -> None:
    with pytest.raises(ExpressionError) as refused:
        expression.compile(case["text"])
    assert case["says"] in str(refused.value)
    assert refused.value.position + 1 == case["at"]
    assert refused.value.remedy


@pytest.mark.parametrize("case", rows("warnings"))
def test_a_doubtful_expression_is_pointed_out_and_a_clear_one_is_not(case: dict[str, Any]) -> None:
    warnings = expression.lint(expression.compile(case["text"]))
    if "says" in case:
        assert len(warnings) == 1
        assert case["says"] in warnings[0]
    else:
        assert warnings == []


def test_a_bare_reference_is_pointed_out_as_a_condition_but_may_be_copied() -> None:
    tree = expression.compile("${x}")
    assert expression.lint(tree) == []
    assert expression.lint(tree, condition=True) == [
        "${x} alone counts as true even when it is blank; compare it: ${x} != '' or ${x} = ''"
    ]


@pytest.mark.parametrize("case", rows("traps", "cases"))
def test_a_tree_is_json_and_the_same_when_its_brackets_are_written_out(case: dict[str, Any]) -> None:
    tree = expression.compile(case["text"])
    assert json.loads(json.dumps(tree)) == tree
    assert expression.compile(written(tree)) == tree


def test_the_names_an_expression_reads_are_all_found() -> None:
    tree = expression.compile("if(selected(${e2}, 'relapse'), -${d6}, .) <= ${d5} and ${d5} != '${b4}'")
    assert expression.names(tree) == {"e2", "d6", "d5"}


def test_every_function_that_is_read_can_be_computed() -> None:
    assert set(ARGUMENTS) == set(FUNCTIONS) | FORMS


def test_a_long_chain_is_read_as_one_shallow_node() -> None:
    tree = expression.compile(" or ".join(f"${{i{number}}} = 1" for number in range(300)))
    assert len(tree) == 301
    assert expression.evaluate(tree, {"i299": 1}, Scope(now=NOW, matches=matches)) is True


@pytest.mark.parametrize(
    "text",
    [
        "(" * 50_000,
        "(" * 5000 + "1" + ")" * 5000,
        "not(" * 5000 + "1" + ")" * 5000,
        "if(1, 1, " * 1000 + "1" + ")" * 1000,
        "1 - " * 400 + "1",
        "1 + " * (MAX_NODES + 1) + "1",
        "concat(" + "1," * MAX_NODES + "1)",
        "1 = " * 150 + "1",
    ],
    ids=lambda text: text[:12],
)
def test_an_expression_beyond_all_measure_is_refused_cleanly(text: str) -> None:
    with pytest.raises(ExpressionError, match=r"deep|more than|too long"):
        expression.compile(text)


def test_the_deepest_expression_that_is_read_can_also_be_computed() -> None:
    text = "1"
    for _ in range((MAX_DEPTH - 1) // 2):
        text = f"not({text} and 1)" if len(text) % 2 else f"(1 or {text}) and 1"
    tree = expression.compile(text)
    assert expression.evaluate(tree, {}, Scope(now=NOW, matches=matches)) in (True, False)


def test_a_scope_without_an_offset_cannot_tell_the_time() -> None:
    tree = expression.compile("now() + 1")
    local = Scope(now=datetime(2026, 11, 23, tzinfo=UTC).replace(tzinfo=None), matches=matches)
    with pytest.raises(ValueError, match="offset"):
        expression.evaluate(tree, {}, local)


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(FRAGMENTS), max_size=25).map(" ".join)))
def test_any_text_is_either_compiled_and_computed_or_refused_with_a_remedy(text: str) -> None:
    tree, error = compiled(text)
    if error:
        assert 0 <= error.position <= len(text)
        assert error.remedy
    else:
        assert isinstance(expression.evaluate(tree, {}, Scope(now=NOW, matches=matches)), (str, int, float))
        assert isinstance(expression.lint(tree), list)


@given(value=st.one_of(st.text(), st.integers(), st.floats(), st.booleans()), text=st.text(max_size=9))
def test_any_answer_can_be_computed_with(value: str | float, text: str) -> None:
    tree = expression.compile(
        "concat(${v} + ., ${v} mod 2, round(${v}, .), date(${v}), int(.), decimal-date-time(.), ${v} = ., "
        "selected(${v}, .), once(number(.)), if(. < ${v}, min(., ${v}), -${v} div .), regex(., '[^x]*'))"
    )
    within = Scope(now=NOW, matches=matches, this=text, previous=value)
    assert isinstance(expression.evaluate(tree, {"v": value}, within), str)
