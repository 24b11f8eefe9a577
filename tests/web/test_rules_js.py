"""The tablet judges an answer as the server does: random values run through both and must meet the same verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
import json
from pathlib import Path
import tomllib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Playwright, Route
import pytest

from interview_app import instruments
from interview_app.domain.document import Document, confirmation_of, empty, fold, note_of
from interview_app.domain.items import (
    Choice,
    Date,
    DecimalNumber,
    FreeText,
    Integer,
    Invalid,
    Item,
    PartialDate,
    Rating,
    SelectMultiple,
    SelectOne,
    Slider,
    Time,
)  # fmt: skip
from interview_app.domain.operations import Kind
from interview_app.domain.routing import Surroundings, route
from interview_app.domain.validity import gaps
from interview_app.instruments.regex import matches
from tests import worked

ROOT = Path(__file__).parents[2]
PRIVACY = tomllib.loads((ROOT / "tests/domain/privacy_cases.toml").read_text(encoding="utf-8"))
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
ENTRY = """
import { judge } from '/static/js/rules.js'
import { confirmation, fold, noteOf } from '/static/js/document.js'
import { gap, route } from '/static/js/route.js'
import { uuid7 } from '/static/js/ids.js'
const answers = {
  judge: ([item, raw]) => judge(item, raw),
  fold: operations => {
    const document = { answers: {}, notes: {}, confirms: {} }
    return [operations.map(operation => fold(document, operation)), document]
  },
  route: ([instrument, document, now]) => {
    const items = Object.fromEntries(instrument.items.map(item => [item.id, item]))
    const way = route({ ...instrument, items }, document, now)
    return [[...way.on].sort(), way.values]
  },
  said: operations => {
    const document = answers.fold(operations)[1]
    const item = { hard: [], soft: [], required: true }
    return ['a', 'b'].map(id => [noteOf(document, id), confirmation(document, id), gap(id, item, document, {}, '')])
  },
  ids: ([times]) => times.map(time => uuid7(time))
}
globalThis.answer = (kind, questions) => JSON.stringify(JSON.parse(questions).map(answers[kind]))
document.title = 'ready'
"""
PAGES = {
    "/": ("text/html", "<!doctype html><script type=module src=/entry.js></script>"),
    "/entry.js": ("text/javascript", ENTRY),
}

Ask = Callable[[str, list[Any]], list[Any]]


def serve(answer: Route) -> None:
    path = "/" + answer.request.url.split("/", 3)[3]
    kind, body = PAGES.get(path) or ("text/javascript", (ROOT / f"interview_app{path}").read_text(encoding="utf-8"))
    answer.fulfill(body=body, content_type=f"{kind}; charset=utf-8")


@pytest.fixture(scope="module")
def ask(playwright: Playwright) -> Iterator[Ask]:
    """Puts questions to the modules in the browser; they travel as JSON text, so that any text arrives whole."""
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
    page = browser.new_page()
    page.route("http://app.test/**", serve)
    page.goto("http://app.test/")
    page.wait_for_function("document.title === 'ready'")

    def put(kind: str, questions: list[Any]) -> list[Any]:
        script = "([kind, questions]) => globalThis.answer(kind, questions)"
        answers: list[Any] = json.loads(page.evaluate(script, [kind, json.dumps(questions)]))
        return answers

    yield put
    browser.close()


CHOICES = tuple(Choice(name, code, {}) for code, name in enumerate(("yes", "no", "0", "-3")))
ITEMS: dict[str, Item] = {
    "one": SelectOne(id="x", section="s", choices=CHOICES),
    "rating": Rating(id="x", section="s", choices=CHOICES),
    "several": SelectMultiple(id="x", section="s", choices=CHOICES),
    "days": Integer(id="x", section="s", low=0, high=28),
    "any whole": Integer(id="x", section="s"),
    "at least": Integer(id="x", section="s", low=-5),
    "at most": Integer(id="x", section="s", high=5),
    "slider": Slider(id="x", section="s"),
    "decimal": DecimalNumber(id="x", section="s", low=Decimal("-1.5"), high=Decimal("99.95")),
    "any decimal": DecimalNumber(id="x", section="s"),
    "date": Date(id="x", section="s"),
    "partial": PartialDate(id="x", section="s"),
    "time": Time(id="x", section="s"),
    "words": FreeText(id="x", section="s", max_length=12),
    "long words": FreeText(id="x", section="s"),
}

SPACE = st.sampled_from(["", " ", "\t", "\n", "\u00a0", "\u2003", "\u3000", "\x85", "\ufeff", "\u200b"])
DIGITS = st.text("0123456789", max_size=20)
NUMBERS = st.one_of(
    st.builds("{}{}{}".format, st.sampled_from(["", "-", "−", "+"]), DIGITS, st.just("")),
    st.builds("{}{}{}{}".format, st.sampled_from(["", "-", "−"]), DIGITS, st.sampled_from([".", ","]), DIGITS),
    st.integers(-40, 120).map(str),
    st.decimals(-200, 200, places=3).map(str),
    st.sampled_from(["1e3", "0x1F", "１２", "1_000", "NaN", "Infinity", "1 000", "28", "29", "99.95", "99.950000001"]),
)
DAYS = st.one_of(
    st.dates().map(str),
    st.builds("{:04d}-{:02d}-{:02d}".format, st.integers(0, 2100), st.integers(0, 13), st.integers(0, 32)),
    st.builds("{:04d}-{:02d}".format, st.integers(0, 2100), st.integers(0, 13)),
    st.integers(0, 9999).map("{:04d}".format),
    st.sampled_from(["2024-02-29", "2023-02-29", "0000-01-01", "2024-2-9", "2024-", "20240229", "2024--03"]),
)
CLOCKS = st.one_of(
    st.builds("{:02d}:{:02d}".format, st.integers(0, 25), st.integers(0, 61)),
    st.sampled_from(["24:00", "9:30", "0930", "09:30:00"]),
)
ODD_WORDS = ["a\r\nb", "e\u0301" * 12, "\ufffe", "a\x0bb", "\x07", "😀" * 12, "😀" * 13, "01010112345", "010101 12345"]
WORDS = st.one_of(st.text(max_size=30), st.sampled_from(ODD_WORDS))
TEXT = st.one_of(NUMBERS, DAYS, CLOCKS, WORDS, st.sampled_from(["yes", "no", "0", "-3", "maybe", ""]))
RAW = {
    "several": st.lists(st.sampled_from(["yes", "no", "0", "-3", "maybe"]), max_size=5),
    "partial": st.fixed_dictionaries({"date": st.builds("{}{}{}".format, SPACE, DAYS, SPACE), "about": st.booleans()}),
}


def judged(item: Item, raw: Any) -> dict[str, Any]:
    """The server's verdict in the form of the tablet's."""
    try:
        return {"value": item.parse(raw)}
    except Invalid as invalid:
        limits = {name: str(limit) if isinstance(limit, Decimal) else limit for name, limit in invalid.limits.items()}
        return {"code": invalid.code, **limits}


def described(item: Item) -> dict[str, Any]:
    """An item as the page has it."""
    limits = {name: getattr(item, name, None) for name in ("low", "high", "max_length")}
    told = {name: str(limit) if isinstance(limit, Decimal) else limit for name, limit in limits.items()}
    choices = [{"name": choice.name} for choice in getattr(item, "choices", ())]
    return {"kind": item.kind, "choices": choices, **{name: limit for name, limit in told.items() if limit is not None}}


@pytest.mark.parametrize("name", ITEMS)
def test_tablet_and_server_judge_alike(ask: Ask, name: str) -> None:
    item = ITEMS[name]
    raw = RAW.get(name, st.builds("{}{}{}".format, SPACE, TEXT, SPACE))

    @settings(max_examples=40, deadline=None)
    @given(st.lists(raw, min_size=20, max_size=40))
    def alike(values: list[Any]) -> None:
        verdicts = ask("judge", [[described(item), value] for value in values])
        assert list(zip(values, verdicts, strict=True)) == [(value, judged(item, value)) for value in values]

    alike()


def test_the_tablet_finds_identity_numbers_in_other_signs_too(ask: Ask) -> None:
    verdicts = ask("judge", [[described(ITEMS["long words"]), case["text"]] for case in PRIVACY["identity"]])
    found = {
        case["what"]: verdict.get("code") == "identity_number"
        for case, verdict in zip(PRIVACY["identity"], verdicts, strict=True)
    }
    assert found == {case["what"]: case["found"] for case in PRIVACY["identity"]}
    assert set(found.values()) == {True, False}


def test_the_comparison_would_notice_a_difference(ask: Ask) -> None:
    narrower = described(ITEMS["days"]) | {"high": 27}
    assert ask("judge", [[narrower, "28"]]) != [judged(ITEMS["days"], "28")]


OPERATIONS = st.lists(
    st.fixed_dictionaries(
        {
            "op_id": st.integers(1, 12).map("00000000-0000-7000-8000-{:012d}".format),
            "kind": st.sampled_from(["answer", "note", "confirm"]),
            "item": st.sampled_from(["a", "b"]),
            "revision": st.integers(1, 4),
        },
        optional={
            "value": st.one_of(
                st.integers(0, 3).map(str), st.permutations([("date", "2026"), ("about", False)]).map(dict)
            ),
            "confirms": st.integers(1, 12).map("00000000-0000-7000-8000-{:012d}".format),
            "reason": st.sampled_from(["asked twice", "sure"]),
            "same": st.sampled_from(["a" * 32, "b" * 32]),
        },
    ),
    max_size=12,
    unique_by=lambda operation: operation["op_id"],
)


@settings(max_examples=60, deadline=None)
@given(operations=OPERATIONS)
def test_operations_fold_alike_on_tablet_and_server(ask: Ask, operations: list[dict[str, Any]]) -> None:
    sent = [operation | {"device_time": "t"} for operation in operations]
    document = empty()
    newest = [
        fold(document, Kind(each["kind"]).event, each["item"], each, op_id=each["op_id"], at="t") for each in sent
    ]
    assert ask("fold", [sent]) == [[newest, document]]


@settings(max_examples=60, deadline=None)
@given(operations=OPERATIONS)
def test_notes_confirmations_and_what_is_to_be_settled_are_the_same_on_the_tablet(
    ask: Ask, operations: list[dict[str, Any]]
) -> None:
    texts = [each | {"value": str(each.get("value", ""))} if each["kind"] == "note" else each for each in operations]
    sent = [each | {"device_time": "t"} for each in texts]
    document = empty()
    for each in sent:
        fold(document, Kind(each["kind"]).event, each["item"], each, op_id=each["op_id"], at="t")
    expected = [[note_of(document, item), confirmation_of(document, item), first_gap(document, item)] for item in "ab"]
    assert ask("said", [sent]) == [expected]


def first_gap(document: Document, item: str) -> str:
    """The first thing to settle about a required question without checks."""
    asked = FreeText(id=item, section="s", required=True)
    instrument = replace(instruments.load("wrri", 1), items=(asked,), order=())
    surroundings = Surroundings(worked.STARTED, matches)
    way = replace(route(instrument, "full", empty(), surroundings), on=frozenset({item}))
    found = gaps(instrument, "full", document, way, surroundings)
    return next((gap.kind for gap in found), "")


def test_the_route_of_the_worked_interview_is_the_same_on_the_tablet(ask: Ask) -> None:
    instrument = instruments.load("wrri", 1)
    for form in ("full", "short"):
        document = worked.folded(worked.ANSWERS, worked.CORRECTED)
        way = route(instrument, form, document, Surroundings(worked.STARTED, matches))
        page = instruments.page_json(instrument, form, "en")
        [[on, values]] = ask("route", [[page, document, worked.STARTED.isoformat()]])
        asked = {item.id for item in instrument.items_of(form)}
        assert set(on) == way.on
        assert values == {item: value for item, value in way.values.items() if item in asked}


def test_ids_sort_as_they_were_made_even_within_one_millisecond(ask: Ask) -> None:
    times = [1_700_000_000_000] * 9_000 + [1_700_000_000_001] * 10 + [1_699_999_999_000]
    [ids] = ask("ids", [[times]])
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
    assert all(made[14] == "7" and made[19] in "89ab" for made in ids)
