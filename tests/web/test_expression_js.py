"""The tablet's interpreter and the server's give the same value for the same expression, in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
import json
from pathlib import Path
import tomllib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Playwright, Route
import pytest

from interview_app.domain import expression
from interview_app.domain.expression import ExpressionError, Scope, Tree
from interview_app.domain.expression_syntax import ARGUMENTS, FORMS
from interview_app.domain.pattern import check_pattern
from interview_app.domain.privacy import doubt_source
from interview_app.instruments.regex import matches

ROOT = Path(__file__).parents[2]
TABLE = tomllib.loads((ROOT / "tests/domain/expression_cases.toml").read_text(encoding="utf-8"))
DOUBTFUL = tomllib.loads((ROOT / "tests/domain/privacy_cases.toml").read_text(encoding="utf-8"))["doubtful"]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
POLICY = "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
ENTRY = """
import { evaluate, names, truth } from '/static/js/expression.js'
import { matches } from '/static/js/regex.js'
const answers = {
  values: ([tree, values, scope]) =>
    [evaluate(tree, values, scope), truth(tree, values, scope), [...names(tree)].sort()],
  matches: ([pattern, text]) => matches(pattern, text),
  compiles: ([script]) => { try { return eval(script) } catch { return 'refused' } }
}
// The driver's own call may do what the policy forbids, so the answer is worked out in a task of the page's own.
globalThis.answer = async (kind, questions) => {
  await new Promise(resolve => setTimeout(resolve))
  return JSON.stringify(JSON.parse(questions).map(answers[kind]))
}
document.title = 'ready'
"""
PAGES = {
    "/": ("text/html", "<!doctype html><script type=module src=/entry.js></script>"),
    "/entry.js": ("text/javascript", ENTRY),
}

SCOPE = {"now", "this", "previous"}

Question = list[Any]
Answer = Callable[[str, list[Question]], list[Any]]


def serve(route: Route) -> None:
    """The page, its entry script and, from disk, the modules under test, under a policy that forbids eval."""
    path = "/" + route.request.url.split("/", 3)[3]
    kind, body = PAGES.get(path) or ("text/javascript", (ROOT / f"interview_app{path}").read_text(encoding="utf-8"))
    route.fulfill(body=body, content_type=f"{kind}; charset=utf-8", headers={"Content-Security-Policy": POLICY})


@pytest.fixture(scope="module")
def answer(playwright: Playwright) -> Iterator[Answer]:
    """Puts questions to the modules in the browser; they travel as JSON text, so that any text arrives whole."""
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
    page = browser.new_page()
    page.route("http://app.test/**", serve)
    page.goto("http://app.test/")
    page.wait_for_function("document.title === 'ready'")

    def ask(kind: str, questions: list[Question]) -> list[Any]:
        script = "([kind, questions]) => globalThis.answer(kind, questions)"
        answers: list[Any] = json.loads(page.evaluate(script, [kind, json.dumps(questions)]), parse_int=float)
        return answers

    yield ask
    browser.close()


def computed(question: Question) -> list[Any]:
    """What Python answers to a question, in the form in which JSON brings the browser's answer."""
    tree, values, given_scope = question
    scope = Scope(
        now=datetime.fromisoformat(given_scope["now"]),
        matches=matches,
        this=given_scope["this"],
        previous=given_scope["previous"],
    )
    value = expression.evaluate(tree, values, scope)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = float(value)
    return [value, expression.truth(tree, values, scope), sorted(expression.names(tree))]


def question_of(case: dict[str, Any]) -> Question:
    scope = {"now": TABLE["now"], "this": "", "previous": "", **{key: case[key] for key in SCOPE & case.keys()}}
    return [expression.compile(case["text"]), case.get("values", {}), scope]


CASES = [case for group in ("traps", "cases") for cases in TABLE[group].values() for case in cases]


def kinds(answers: list[Any]) -> list[Any]:
    """Answers together with their kinds, since 1 == True in Python."""
    return [(type(value).__name__, value, *rest) for value, *rest in answers]


def test_every_case_of_the_table_gives_the_same_in_the_browser(answer: Answer) -> None:
    questions = [question_of(case) for case in CASES]
    answers = answer("values", questions)
    assert kinds(answers) == kinds([computed(question) for question in questions])
    for case, (value, holds, _) in zip(CASES, answers, strict=True):
        assert (case["text"], value) == (case["text"], case["gives"])
        assert isinstance(value, bool) is isinstance(case["gives"], bool)
        assert case.get("holds", holds) is holds


def test_contact_details_in_other_signs_are_asked_about_on_the_tablet_too(answer: Answer) -> None:
    tree, scope = expression.compile(doubt_source()), {"now": TABLE["now"], "previous": ""}
    answers = answer("values", [[tree, {}, {**scope, "this": case["text"]}] for case in DOUBTFUL])
    passed = {case["what"]: holds for case, (_, holds, _) in zip(DOUBTFUL, answers, strict=True)}
    assert passed == {case["what"]: not case["found"] for case in DOUBTFUL}
    assert set(passed.values()) == {True, False}


MOMENTS = ["2026-11-23T14:02:05.250+01:00", "2024-02-29T23:59:59.999-11:30", "2026-01-01T00:00:00+00:00"]
TEXTS = st.one_of(
    st.sampled_from(["", "0", "-1", " 5 ", "1.50", "yes", "a b", "true"]),
    st.sampled_from(["2026-11-23", "2026-2-9", "2026-02-30", "0001-01-01", "2026-11", "10:30"]),
    st.sampled_from(["2026-11-23T10:00Z", "2026-11-23T10:00:00.1234+05:30", "1970-01-01T23:59:59-01:00"]),
    st.text(max_size=6),
)
NUMBERS = st.one_of(
    st.integers(-40, 40),
    st.integers(-(2**53), 2**53),
    st.sampled_from([0.5, -2.5, 0.1, 1e21, 1e-7, 5e-324, 1e308, 20780]),
    st.floats(allow_nan=False, allow_infinity=False),
)
VALUES = st.one_of(TEXTS, NUMBERS, st.booleans())
NAMES = ["a", "b", "constructor", "nothing"]
PATTERNS = ["[a-z]+", r"\d{1,3}", ".*", "(a|b )*", "[^0-9]*"]
LEAVES = st.one_of(
    st.tuples(st.just("number"), st.one_of(st.integers(0, 99), st.floats(0, 1e6))),
    st.tuples(st.just("string"), TEXTS),
    st.tuples(st.just("ref"), st.sampled_from(NAMES)),
    st.just(("self",)),
)


def nodes(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Every node that takes other nodes: operators, forms and calls with as many arguments as each takes."""

    def taking(head: tuple[str, ...], least: int, most: int) -> st.SearchStrategy[Any]:
        return st.lists(parts, min_size=least, max_size=min(most, 3)).map(lambda operands: (*head, *operands))

    pairs = ["=", "!=", "<", "<=", ">", ">=", "-", "div", "mod"]
    return st.one_of(
        st.sampled_from(pairs).flatmap(lambda name: taking((name,), 2, 2)),
        st.sampled_from(["or", "and", "+", "*"]).flatmap(lambda name: taking((name,), 2, 3)),
        taking(("neg",), 1, 1),
        st.sampled_from(sorted(FORMS)).flatmap(lambda name: taking((name,), *ARGUMENTS[name])),
        st.sampled_from(sorted(set(ARGUMENTS) - FORMS - {"regex"})).flatmap(
            lambda name: taking(("call", name), *ARGUMENTS[name])
        ),
        st.tuples(parts, st.sampled_from(PATTERNS)).map(lambda pair: ("call", "regex", pair[0], ("string", pair[1]))),
    )


def as_lists(tree: Any) -> Tree:
    return [as_lists(part) if isinstance(part, tuple) else part for part in tree]


TREES = st.recursive(LEAVES, nodes, max_leaves=12).map(as_lists)
QUESTIONS = st.tuples(
    TREES,
    st.dictionaries(st.sampled_from(NAMES[:3]), VALUES),
    st.fixed_dictionaries({"now": st.sampled_from(MOMENTS), "this": VALUES, "previous": VALUES}),
).map(list)


@settings(max_examples=60, deadline=None)
@given(questions=st.lists(QUESTIONS, min_size=10, max_size=40))
def test_any_expression_gives_the_same_on_the_tablet_and_on_the_server(
    answer: Answer, questions: list[Question]
) -> None:
    assert kinds(answer("values", questions)) == kinds([computed(question) for question in questions])


SIGNS = [*"abc7 é.^$|*+?-[]()\n_", *(f"\\{sign}" for sign in "dDwWsS.t"), "{2}", "{0,3}", "{1,}", "(?:", "[^"]
SETS = ["[a-c]", "[^a-c]", "[\\d_-]", "[^\\s7]", "[\\Dx]", "[+--]", "[a-c-]", "[^\\W]", "[é-ü]", "[\\]^]"]


@st.composite
def questions_of_pattern(draw: st.DrawFn) -> Question:
    """A pattern that the instrument checker accepts, and a text."""
    pattern = "".join(draw(st.lists(st.sampled_from(SIGNS + SETS), max_size=8)))
    try:
        check_pattern(pattern)
    except ExpressionError:
        pattern = draw(st.sampled_from(SETS)) + "*"
    return [pattern, draw(st.text("abc7 é.^-_ \n\t\v\f\r@[`{/:AZ09😀\ud800", max_size=6))]


@settings(max_examples=60, deadline=None)
@given(questions=st.lists(questions_of_pattern(), min_size=20, max_size=60))
def test_any_pattern_matches_the_same_texts_on_the_tablet_as_in_re2(answer: Answer, questions: list[Question]) -> None:
    assert answer("matches", questions) == [matches(pattern, text) for pattern, text in questions]


def test_patterns_that_stall_backtracking_matchers_are_answered_on_the_tablet(answer: Answer) -> None:
    patterns = ["(a+)+b", "(a*)*b", "(a|a)*b", "([a-z]+)*b", "(a?){30}a{30}b", "(.*)*b", "(a+)+(a+)+b", "(x+x+)+y"]
    stalling: list[Question] = [[pattern, "a" * 5000] for pattern in patterns]
    assert answer("matches", stalling) == [False] * len(patterns)
    assert answer("matches", [["(a+)+b", "a" * 5000 + "b"]]) == [True]


def test_the_browser_that_answers_forbids_code_made_from_text(answer: Answer) -> None:
    assert answer("compiles", [["1 + 1"]]) == ["refused"]


def test_every_class_holds_the_same_signs_on_the_tablet_as_in_re2(answer: Answer) -> None:
    classes = [".", r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", r"[^\d]", r"[\W7]", "[é-ü]", r"\.", r"\t", r"\\", "^.$"]
    questions: list[Question] = [[sign, chr(point)] for sign in classes for point in [*range(0x300), 0x2028, 0x1F600]]
    assert answer("matches", questions) == [matches(pattern, text) for pattern, text in questions]
