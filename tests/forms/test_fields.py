"""Each item type has one field and one macro, and a field says what was posted as an operation would."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
import json
from pathlib import Path
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
import pytest
from werkzeug.datastructures import MultiDict

from interview_app.domain.document import Document, empty
from interview_app.domain.items import (
    TYPES,
    Calculated,
    Choice,
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
)  # fmt: skip
from interview_app.domain.missing import Missing
from interview_app.domain.operations import Kind
from interview_app.forms import answers
from interview_app.forms.fields import FIELDS, field_for, keycaps
from interview_app.forms.grounds import Ground
from interview_app.forms.sections import ItemsForm

TEMPLATES = Path(__file__).parents[2] / "templates"
CHOICES = (Choice("yes", 1, {"en": "Yes"}), Choice("no", 0, {"en": "No"}))
SPOKEN = (Missing.DONT_KNOW, Missing.DECLINED)
ITEMS: Mapping[type[Item], Item] = {
    SelectOne: SelectOne(id="x", section="s", choices=CHOICES, missing=SPOKEN),
    SelectMultiple: SelectMultiple(id="x", section="s", choices=CHOICES, missing=SPOKEN),
    Rating: Rating(id="x", section="s", choices=CHOICES, missing=SPOKEN),
    Slider: Slider(id="x", section="s", missing=SPOKEN),
    Integer: Integer(id="x", section="s", low=0, high=28, missing=SPOKEN),
    DecimalNumber: DecimalNumber(id="x", section="s", high=Decimal("9.5"), missing=SPOKEN),
    Date: Date(id="x", section="s", missing=SPOKEN),
    PartialDate: PartialDate(id="x", section="s", missing=SPOKEN),
    Time: Time(id="x", section="s", missing=SPOKEN),
    FreeText: FreeText(id="x", section="s", max_length=40, missing=SPOKEN),
    Note: Note(id="x", section="s"),
    Calculated: Calculated(id="x", section="s"),
    Hidden: Hidden(id="x", section="s", choices=CHOICES),
}
EXACT = {"about": False}
POSTED: tuple[tuple[type[Item], dict[str, Any], answers.Given], ...] = (
    (SelectOne, {"x": "yes"}, {"value": "yes"}),
    (SelectOne, {"x": "__declined"}, {"missing": "declined"}),
    (SelectOne, {}, {}),
    (Rating, {"x": "no"}, {"value": "no"}),
    (SelectMultiple, {"x": ["no", "yes"]}, {"value": ["yes", "no"]}),
    (SelectMultiple, {"x__miss": "dont_know"}, {"missing": "dont_know"}),
    (Slider, {"x": "62"}, {"value": 62}),
    (Integer, {"x": " 7 "}, {"value": 7}),
    (Integer, {"x": "  "}, {}),
    (Integer, {"x__miss": "declined"}, {"missing": "declined"}),
    (DecimalNumber, {"x": "7,5"}, {"value": "7.5"}),
    (Date, {"x": "2026-02-28"}, {"value": "2026-02-28"}),
    (PartialDate, {"x__year": "2024"}, {"value": {"date": "2024"} | EXACT}),
    (PartialDate, {"x__year": "2024", "x__month": "3", "x__about": "1"}, {"value": {"date": "2024-03", "about": True}}),
    (PartialDate, {"x__year": "2024", "x__month": "3", "x__day": "9"}, {"value": {"date": "2024-03-09"} | EXACT}),
    (PartialDate, {"x__about": "1"}, {}),
    (Time, {"x": "14:05"}, {"value": "14:05"}),
    (FreeText, {"x": "two\r\nlines"}, {"value": "two\nlines"}),
)
FAULTS: tuple[tuple[type[Item], dict[str, Any], str], ...] = (
    (SelectOne, {"x": "maybe"}, "unknown_choice"),
    (SelectOne, {"x": "__not_applicable"}, "reason_not_offered"),
    (SelectMultiple, {"x": ["yes", "maybe"]}, "unknown_choice"),
    (SelectMultiple, {"x": "yes", "x__miss": "declined"}, "value_and_reason"),
    (Integer, {"x": "29"}, "out_of_range"),
    (Integer, {"x": "seven"}, "not_whole"),
    (Integer, {"x": "7", "x__miss": "declined"}, "value_and_reason"),
    (Integer, {"x__miss": ["declined", "dont_know"]}, "reason_not_offered"),
    (Integer, {"x__miss": "removed"}, "reason_not_offered"),
    (DecimalNumber, {"x": "9.51"}, "too_high"),
    (Date, {"x": "2026-02-30"}, "not_date"),
    (PartialDate, {"x__year": "2024", "x__day": "3"}, "not_partial_date"),
    (PartialDate, {"x__month": "03"}, "not_partial_date"),
    (Time, {"x": "25:00"}, "not_time"),
    (FreeText, {"x": "a" * 41}, "too_long"),
)


def form_of(kind: type[Item], posted: Mapping[str, Any] | None = None, document: Document | None = None) -> ItemsForm:
    """A form of the one item, posted from a page that showed it unless `posted` is None."""
    fields = None if posted is None else MultiDict({"x__rev": "0", **posted})
    return ItemsForm([ITEMS[kind]], document or empty(), fields)


def stored(given: answers.Given, revision: int = 1) -> Document:
    slot = {"r": revision, "op": "earlier", "t": "", **({"v": given["value"]} if "value" in given else {})}
    return empty() | {"answers": {"x": slot | ({"m": given["missing"]} if "missing" in given else {})}}


def operations(form: ItemsForm) -> list[Any]:
    ids = iter(f"op-{number}" for number in range(9))
    return form.operations(lambda: next(ids), "int-04")


def test_every_item_type_has_one_field_and_one_macro() -> None:
    assert set(FIELDS) == set(TYPES) == set(ITEMS)
    macros = re.findall(r"^\{% macro ([a-z]\w*)\(", (TEMPLATES / "components/items.html").read_text(), re.MULTILINE)
    assert sorted(macros) == sorted(kind.kind for kind in TYPES)


def test_a_type_without_a_field_is_refused_by_name() -> None:
    class Sketch(Item):
        """A type that nobody knows."""

    with pytest.raises(TypeError, match="Sketch"):
        field_for(Sketch(id="x", section="s"))


@pytest.mark.parametrize(("kind", "posted", "meant"), POSTED)
def test_a_post_says_what_an_operation_would(kind: type[Item], posted: dict[str, Any], meant: answers.Given) -> None:
    form = form_of(kind, posted)
    assert form.is_sound()
    assert next(form.items()).data == meant
    assert [operation.given for operation in operations(form)] == ([meant] if meant else [])


@pytest.mark.parametrize(("kind", "posted", "code"), FAULTS)
def test_a_faulty_post_is_named_and_changes_nothing(kind: type[Item], posted: dict[str, Any], code: str) -> None:
    form = form_of(kind, posted)
    assert not form.is_sound()
    faults: list[Any] = list(next(form.items()).errors)
    assert [fault.code for fault in faults] == [code]
    assert operations(form) == []


@pytest.mark.parametrize("kind", [Note, Calculated, Hidden])
def test_what_nobody_answers_takes_no_answer(kind: type[Item]) -> None:
    assert operations(form_of(kind, {"x": "yes"})) == []
    with pytest.raises(Invalid, match="no_value"):
        answers.read(ITEMS[kind], {"value": "yes"})


@pytest.mark.parametrize(("kind", "posted", "meant"), [row for row in POSTED if row[2]])
def test_the_stored_answer_stands_in_the_controls_and_posting_it_again_changes_nothing(
    kind: type[Item], posted: dict[str, Any], meant: answers.Given
) -> None:
    shown = next(form_of(kind, None, stored(meant)).items())
    assert (shown.entered, shown.reason) == (meant.get("value"), meant.get("missing"))
    assert operations(form_of(kind, posted, stored(meant))) == []


def test_an_emptied_box_clears_the_answer_and_the_button_does_too() -> None:
    [cleared] = operations(form_of(Integer, {"x": "", "x__rev": "1"}, stored({"value": 7})))
    assert (cleared.given, cleared.revision) == ({}, 2)
    [pressed] = operations(form_of(SelectOne, {"x": "yes", "clear": "x"}, stored({"value": "yes"})))
    assert pressed.given == {}


def test_a_field_that_was_not_on_the_page_is_left_alone() -> None:
    assert operations(ItemsForm([ITEMS[Integer]], stored({"value": 7}), MultiDict({"y__rev": "0"}))) == []


def test_a_note_and_a_confirmation_are_operations_of_their_own() -> None:
    form = form_of(Integer, {"x": "7", "x__note": " says so\r\n", "x__why": "counted twice"})
    answer, note, confirmation = operations(form)
    assert (answer.kind, note.kind, confirmation.kind) == (Kind.ANSWER, Kind.NOTE, Kind.CONFIRM)
    assert note.given == {"value": "says so"}
    assert (confirmation.confirms, confirmation.reason) == (answer.op_id, "counted twice")


def contested() -> Document:
    """7 and 9 were answered on the same ground; 7 is shown."""
    document = stored({"value": 7}, revision=3)
    document["answers"]["x"]["c"] = [{"r": 3, "op": "earliest", "t": "", "v": 9}]
    return document


@pytest.mark.parametrize(("op_id", "value"), [("earlier", 7), ("earliest", 9)])
def test_the_answer_that_is_chosen_settles_a_contest_by_a_revision_of_its_own(op_id: str, value: int) -> None:
    [kept] = operations(form_of(Integer, {"x": "7", "x__rev": "3", "keep": op_id}, contested()))
    assert (kept.given, kept.revision) == ({"value": value}, 4)


def test_choosing_what_no_longer_stands_changes_nothing() -> None:
    assert operations(form_of(Integer, {"x": "7", "x__rev": "3", "keep": "gone"}, contested())) == []
    assert operations(form_of(Integer, {"x": "7", "x__rev": "1", "keep": "earlier"}, stored({"value": 7}))) == []


def shown(value: int | None, note: str = "", op_id: str = "earliest") -> str:
    """What a page carries along that showed this."""
    return str(Ground({} if value is None else {"value": value}, note, (op_id,)))


def test_what_is_typed_over_an_answer_nobody_saw_stands_beside_it() -> None:
    [typed] = operations(form_of(Integer, {"x": "8", "x__rev": "1", "x__was": shown(5)}, stored({"value": 7}, 3)))
    assert (typed.given, typed.revision) == ({"value": 8}, 3)


def test_what_nobody_touched_takes_nothing_back_that_another_answered_meanwhile() -> None:
    untouched = {"x": "5", "x__note": "", "x__rev": "1", "x__was": shown(5)}
    document = stored({"value": 7}, 3) | {"notes": {"x": {"r": 1, "op": "n", "t": "", "v": "theirs"}}}
    assert operations(form_of(Integer, untouched, document)) == []
    del untouched["x__was"]  # the control: a form that does not know what it showed would erase both
    assert {operation.kind for operation in operations(form_of(Integer, untouched, document))} == {
        Kind.ANSWER,
        Kind.NOTE,
    }


def test_a_note_over_a_note_nobody_saw_is_kept_beside_it() -> None:
    document = stored({"value": 5}) | {"notes": {"x": {"r": 2, "op": "n", "t": "", "v": "theirs"}}}
    posted = {"x": "5", "x__note": "ours", "x__rev": "1", "x__was": shown(5, op_id="earlier")}
    [note] = operations(form_of(Integer, posted, document))
    assert (note.given, note.revision) == ({"value": "ours"}, 2)


def test_a_reason_confirms_only_the_answer_that_was_seen() -> None:
    posted = {"x": "5", "x__why": "counted twice", "x__rev": "1", "x__was": shown(5)}
    [confirmation] = operations(form_of(Integer, posted, stored({"value": 7}, 3)))
    assert confirmation.confirms == "earliest"


@given(st.one_of(st.text(max_size=20), st.recursive(st.none() | st.integers(), st.lists).map(json.dumps)))
def test_no_ground_that_can_be_posted_breaks_the_form(text: str) -> None:
    assert operations(form_of(Integer, {"x": "7", "x__rev": "0", "x__was": text}))


@given(st.text(max_size=12))
def test_no_revision_that_can_be_posted_breaks_the_form(text: str) -> None:
    field = next(form_of(Integer, {"x": "7", "x__rev": text}).items())
    assert field.revision >= 0


def test_key_caps_are_codes_where_all_are_digits_and_places_elsewhere() -> None:
    assert keycaps(SelectOne(id="x", section="s", choices=CHOICES)) == ("1", "0")
    change = tuple(Choice(str(code), code, {}) for code in range(-3, 4))
    assert keycaps(SelectOne(id="x", section="s", choices=change)) == ("1", "2", "3", "4", "5", "6", "7")
    roles = tuple(Choice(f"r{code}", code, {}) for code in range(1, 12))
    assert keycaps(SelectOne(id="x", section="s", choices=roles))[9:] == ("10", "11")
