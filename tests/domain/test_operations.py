"""An operation of the wrong shape is named and refused; one of the right shape is read as it was meant."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
import pytest

from interview_app.domain import operations
from interview_app.domain.operations import Kind, Malformed

OP_ID = "01989d3c-7a52-7cc3-9d5e-0123456789ab"
SENT: dict[str, Any] = {"op_id": OP_ID, "kind": "answer", "item": "c01", "revision": 1, "value": "3"}


def test_an_answer_is_read_with_its_value() -> None:
    read = operations.read({**SENT, "device_time": "2026-03-13T09:00:00+01:00", "author": "int-04"})
    assert (read.kind, read.item, read.given, read.author) == (Kind.ANSWER, "c01", {"value": "3"}, "int-04")


def test_an_answer_says_which_interview_it_was_taken_over_from() -> None:
    assert operations.read({**SENT, "same": "a" * 32}).same == "a" * 32


def test_neither_value_nor_reason_clears_the_answer() -> None:
    assert operations.read({"op_id": OP_ID, "kind": "answer", "item": "c01"}).given == {}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"op_id": "1"}, "op_id"),
        ({"op_id": OP_ID.upper()}, "op_id"),
        ({"op_id": None}, "op_id"),
        ({"kind": "delete"}, "kind"),
        ({"kind": None}, "kind"),
        ({"kind": []}, "kind"),
        ({"item": 5}, "item"),
        ({"item": "c" * 27}, "item"),
        ({"revision": 0}, "revision"),
        ({"revision": True}, "revision"),
        ({"revision": 1.0}, "revision"),
        ({"revision": 2**40}, "revision"),
        ({"missing": "declined"}, "missing"),
        ({"confirms": "x"}, "confirms"),
        ({"reason": "x" * 1001}, "reason"),
        ({"device_time": "yesterday"}, "device_time"),
        ({"device_time": "2026-03-13T09:00:00"}, "device_time"),
        ({"author": {}}, "author"),
        ({"role": "admin"}, "role"),
        ({"same": "1"}, "same"),
        ({"same": None}, "same"),
        ({"same": "a" * 32, "kind": "note"}, "same"),
    ],
)
def test_each_wrong_field_is_named(change: dict[str, Any], place: str) -> None:
    with pytest.raises(Malformed) as refused:
        operations.read({**SENT, **change})
    assert refused.value.place == place


@pytest.mark.parametrize("reason", ["", "lazy", None, 5, [], {}])
def test_a_reason_that_does_not_exist_is_refused(reason: object) -> None:
    with pytest.raises(Malformed):
        operations.read({"op_id": OP_ID, "kind": "answer", "item": "c01", "missing": reason})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*sorted(SENT), "missing", "reason", "author", "confirms", "same"]), JSON))
def test_whatever_is_sent_is_read_or_refused_by_name(sent: dict[str, Any]) -> None:
    try:
        read = operations.read({**SENT, **sent})
    except Malformed as refused:
        assert refused.place  # noqa: PT017 - either outcome is right, an unnamed one is not
    else:
        assert read.op_id == OP_ID
