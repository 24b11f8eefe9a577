"""What each item type accepts, keeps, shows in a table and says on a page, whatever is sent to it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
import json
import math
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
import pytest

from interview_app.domain.items import (
    BY_KIND,
    TYPES,
    Calculated,
    Choice,
    Column,
    Date,
    DecimalNumber,
    FreeText,
    Hidden,
    Integer,
    Invalid,
    Item,
    Note,
    PartialDate,
    Rating,
    SelectMultiple,
    SelectOne,
    Slider,
    Time,
    say,
)

YES = Choice("yes", 1, {"en": "Yes", "nb": "Ja"})
NO = Choice("no", 0, {"en": "No", "nb": "Nei"})
UNSURE = Choice("unsure", 2, {"en": "Unsure", "nb": "Usikker"})
OPTIONS = (YES, NO, UNSURE)
DAYS = {"en": "days", "nb": "dager"}


def made(kind: type[Item], **own: Any) -> Any:
    return kind(id="x", section="s", **own)


ITEMS: Mapping[str, Item] = {
    "select_one": made(SelectOne, choices=OPTIONS),
    "select_multiple": made(SelectMultiple, choices=OPTIONS),
    "rating": made(Rating, choices=OPTIONS),
    "hidden": made(Hidden, choices=OPTIONS),
    "integer": made(Integer, low=0, high=28, unit=DAYS),
    "slider": made(Slider),
    "decimal": made(DecimalNumber, low=Decimal("-1.5"), high=Decimal(100)),
    "date": made(Date),
    "partial_date": made(PartialDate),
    "time": made(Time),
    "text": made(FreeText, max_length=40),
    "note": made(Note),
    "calculate": made(Calculated),
}

ACCEPTED: list[tuple[str, object, object]] = [
    ("select_one", "yes", "yes"),
    ("select_multiple", ["unsure", "yes", "yes"], ["yes", "unsure"]),
    ("select_multiple", ("no",), ["no"]),
    ("rating", "no", "no"),
    ("hidden", "yes", "yes"),
    ("integer", 7, 7),
    ("integer", " 07 ", 7),
    ("slider", "100", 100),
    ("slider", 0, 0),
    ("decimal", "1,50", "1.50"),
    ("decimal", "−1.5", "-1.5"),
    ("decimal", 0.1, "0.1"),
    ("decimal", 1e-7, "0.0000001"),
    ("decimal", ".5", "0.5"),
    ("decimal", 12, "12"),
    ("date", "2024-02-29", "2024-02-29"),
    ("partial_date", {"date": "2024"}, {"date": "2024", "about": False}),
    ("partial_date", {"date": "2024-02", "about": True}, {"date": "2024-02", "about": True}),
    ("partial_date", {"date": "2024-02-29", "about": False}, {"date": "2024-02-29", "about": False}),
    ("time", "00:00", "00:00"),
    ("time", " 23:59 ", "23:59"),
    ("text", " As it was.\r\nAnd on. ", " As it was.\nAnd on. "),
    ("text", "A\u030angst 😀", "Ångst 😀"),
    ("text", "one\x0btwo", "one\ntwo"),
    ("text", "x" * 40, "x" * 40),
]

REFUSED: list[tuple[str, object, str]] = [
    ("select_one", "Yes", "unknown_choice"),
    ("select_one", 1, "unknown_choice"),
    ("select_one", ["yes"], "unknown_choice"),
    ("select_one", None, "unknown_choice"),
    ("select_multiple", [], "no_choice"),
    ("select_multiple", "yes", "no_choice"),
    ("select_multiple", ["yes", "maybe"], "unknown_choice"),
    ("select_multiple", ["yes", ["no"]], "no_choice"),
    ("select_multiple", {"yes": True}, "no_choice"),
    ("integer", 29, "out_of_range"),
    ("integer", "-1", "out_of_range"),
    ("integer", 10**400, "out_of_range"),
    ("integer", "9" * 30, "out_of_range"),
    ("integer", True, "not_whole"),
    ("integer", 3.0, "not_whole"),
    ("integer", math.nan, "not_whole"),
    ("integer", "１２", "not_whole"),
    ("integer", "1_0", "not_whole"),
    ("integer", "", "not_whole"),
    ("slider", 101, "out_of_range"),
    ("decimal", "1.2.3", "not_number"),
    ("decimal", "1_0", "not_number"),
    ("decimal", "1e3", "not_number"),
    ("decimal", "٣", "not_number"),
    ("decimal", "1.000,5", "not_number"),
    ("decimal", "NaN", "not_number"),
    ("decimal", math.nan, "not_number"),
    ("decimal", math.inf, "not_number"),
    ("decimal", 1e300, "not_number"),
    ("decimal", False, "not_number"),
    ("decimal", "100.01", "out_of_range"),
    ("date", "2023-02-29", "not_date"),
    ("date", "0000-01-01", "not_date"),
    ("date", "2024-2-9", "not_date"),
    ("date", "20240209", "not_date"),
    ("date", 20240209, "not_date"),
    ("partial_date", "2024", "not_partial_date"),
    ("partial_date", {"date": "2024-13"}, "not_partial_date"),
    ("partial_date", {"date": "24"}, "not_partial_date"),
    ("partial_date", {"date": "2024", "about": "yes"}, "not_partial_date"),
    ("partial_date", {}, "not_partial_date"),
    ("time", "24:00", "not_time"),
    ("time", "7:30", "not_time"),
    ("time", "07:30:00", "not_time"),
    ("time", None, "not_time"),
    ("text", " \n ", "empty"),
    ("text", "x" * 41, "too_long"),
    ("text", "\ud800", "unreadable"),
    ("text", "a\x00b", "unreadable"),
    ("text", "a\ufffeb", "unreadable"),
    ("text", 7, "empty"),
    ("note", "yes", "no_value"),
    ("calculate", "1", "calculated"),
]


@pytest.mark.parametrize(("kind", "raw", "stored"), ACCEPTED)
def test_an_answer_is_kept_in_one_form(kind: str, raw: object, stored: object) -> None:
    kept = ITEMS[kind].parse(raw)
    assert kept == stored
    assert type(kept) is type(stored)


@pytest.mark.parametrize(("kind", "raw", "code"), REFUSED)
def test_what_an_item_cannot_hold_is_refused_by_name(kind: str, raw: object, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        ITEMS[kind].parse(raw)
    assert refused.value.code == code


def test_a_value_of_any_size_is_refused_without_being_read_through() -> None:
    for kind, raw, code in (
        ("integer", 10**5000, "out_of_range"),
        ("integer", "9" * 5000, "not_whole"),
        ("decimal", 10**5000, "not_number"),
        ("text", "x" * 10_000_000, "too_long"),
    ):
        with pytest.raises(Invalid) as refused:
            ITEMS[kind].parse(raw)
        assert refused.value.code == code


def test_a_refusal_names_only_the_limit_that_there_is() -> None:
    for limits, raw, code in (
        ({"low": 1}, 0, "too_low"),
        ({"high": 9}, 10, "too_high"),
        ({}, 2**53 + 1, "out_of_range"),
    ):
        with pytest.raises(Invalid) as refused:
            made(Integer, **limits).parse(raw)
        assert refused.value.code == code


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(10**400)
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from(["yes", "no", "2024-02-29", "2024", "12:30", "1,5", "-0", "\ud800", "\x00", "e\u0301"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["date", "about", "value", "x"]), inner, max_size=3)
    ),
    max_leaves=4,
)


@given(kind=st.sampled_from(sorted(ITEMS)), raw=JSON)
def test_whatever_is_sent_is_refused_or_kept_for_good(kind: str, raw: object) -> None:
    item = ITEMS[kind]
    try:
        stored = item.parse(raw)
    except Invalid:
        return
    assert item.parse(stored) == stored
    assert json.loads(json.dumps(stored, allow_nan=False)) == stored
    assert len(item.cells(stored)) == len(item.columns())
    assert isinstance(item.plain(stored), str | int | float)
    assert item.display(stored, "nb")
    assert item.display(stored, "xx")


@given(st.text() | st.from_regex(r"[-−]?[0-9]{1,18}([.,][0-9]{0,12})?", fullmatch=True))
def test_a_decimal_keeps_the_digits_it_was_given(raw: str) -> None:
    try:
        stored = str(made(DecimalNumber).parse(raw))
    except Invalid:
        return
    assert Decimal(stored) == Decimal(raw.strip().replace(",", ".").replace("−", "-"))
    assert set(stored) <= set("-.0123456789")


CELLS: list[tuple[str, object, list[tuple[str, str]], tuple[object, ...]]] = [
    ("select_one", "no", [("x", "Int64")], (0,)),
    ("rating", "unsure", [("x", "Int64")], (2,)),
    (
        "select_multiple",
        ["no", "unsure"],
        [("x__yes", "boolean"), ("x__no", "boolean"), ("x__unsure", "boolean")],
        (0, 1, 1),
    ),
    ("integer", 7, [("x", "Int64")], (7,)),
    ("slider", 100, [("x", "Int64")], (100,)),
    ("decimal", "1.50", [("x", "Float64")], ("1.50",)),
    ("date", "2024-02-29", [("x", "date")], ("2024-02-29",)),
    (
        "partial_date",
        {"date": "2024-02", "about": True},
        [("x", "string"), ("x__about", "boolean")],
        ("2024-02", 1),
    ),
    ("time", "23:59", [("x", "string")], ("23:59",)),
    ("text", "Words", [], ()),
]


@pytest.mark.parametrize(("kind", "stored", "columns", "cells"), CELLS)
def test_an_answer_has_its_cells_in_the_wide_table(
    kind: str, stored: Any, columns: list[tuple[str, str]], cells: tuple[object, ...]
) -> None:
    item = ITEMS[kind]
    assert [(column.name, column.dtype) for column in item.columns()] == columns
    assert item.cells(stored) == cells


def test_a_column_of_a_multiple_choice_knows_its_option() -> None:
    assert ITEMS["select_multiple"].columns()[1] == Column("x__no", "boolean", NO)


@pytest.mark.parametrize(
    ("kind", "stored", "english", "norwegian"),
    [
        ("select_one", "yes", "Yes", "Ja"),
        ("select_multiple", ["yes", "unsure"], "Yes; Unsure", "Ja; Usikker"),
        ("rating", "unsure", "2 – Unsure", "2 – Usikker"),
        ("integer", 7, "7 days", "7 dager"),
        ("slider", 40, "40", "40"),
        ("decimal", "1.50", "1.50", "1,50"),
        ("partial_date", {"date": "2024-02", "about": True}, "about 2024-02", "omtrent 2024-02"),
        ("partial_date", {"date": "2024", "about": False}, "2024", "2024"),
        ("text", "Words", "Words", "Words"),
    ],
)
def test_an_answer_reads_in_the_language_of_the_page(kind: str, stored: Any, english: str, norwegian: str) -> None:
    assert ITEMS[kind].display(stored, "en") == english
    assert ITEMS[kind].display(stored, "nb") == norwegian


@pytest.mark.parametrize(
    ("kind", "stored", "plain"),
    [
        ("select_multiple", ["yes", "unsure"], "yes unsure"),
        ("decimal", "1.50", 1.5),
        ("integer", 7, 7),
        ("partial_date", {"date": "2024-02", "about": True}, "2024-02"),
    ],
)
def test_expressions_see_the_plain_value(kind: str, stored: Any, plain: object) -> None:
    assert ITEMS[kind].plain(stored) == plain


@pytest.mark.parametrize(
    ("result", "given", "stored", "plain"),
    [("number", 3, 3, 3), ("number", 0.1, "0.1", 0.1), ("number", 1e300, "1e+300", 1e300), ("text", "ab", "ab", "ab")],
)
def test_a_calculated_value_is_kept_exactly(result: str, given: Any, stored: object, plain: object) -> None:
    item = made(Calculated, result=result)
    assert item.stored(given) == stored
    assert item.plain(item.stored(given)) == plain


def test_only_numbered_types_can_be_added_up_and_only_notes_hold_nothing() -> None:
    assert {kind.kind for kind in TYPES if kind.scored} == {"select_one", "rating", "hidden", "integer", "slider"}
    assert {kind.kind for kind in TYPES if not kind.stores} == {"note"}
    assert set(BY_KIND) == set(ITEMS)


def test_a_text_falls_back_to_the_language_there_is() -> None:
    assert say({"en": "Yes", "nb": "Ja"}, "nb") == "Ja"
    assert say({"en": "Yes"}, "nb") == "Yes"
    assert say({}, "nb") == ""
