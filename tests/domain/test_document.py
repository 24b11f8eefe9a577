"""Operations fold into one document, whatever the order of their arrival."""

from __future__ import annotations

import copy
import itertools
import json
import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from interview_app.domain import document
from interview_app.domain.events import Event
from interview_app.domain.missing import Missing

Operation = tuple[Event, str, dict[str, Any], str]

KINDS = st.sampled_from([Event.INTERVIEW_ANSWER, Event.INTERVIEW_NOTE, Event.INTERVIEW_CONFIRM])
PAYLOADS = st.one_of(
    st.fixed_dictionaries({"revision": st.integers(1, 4), "value": st.sampled_from(["0", "1", 5])}),
    st.fixed_dictionaries({"revision": st.integers(1, 4), "value": st.just("0"), "same": st.sampled_from("ab")}),
    st.fixed_dictionaries({"revision": st.integers(1, 4), "missing": st.sampled_from(["declined", "dont_know"])}),
    st.fixed_dictionaries({"revision": st.integers(1, 4)}),
)
OPERATIONS = st.lists(st.tuples(KINDS, st.sampled_from(["c01", "c02"]), PAYLOADS), min_size=1, max_size=12).map(
    lambda sent: [(*operation, f"op-{index:02}") for index, operation in enumerate(sent)]
)


def folded(operations: list[Operation]) -> document.Document:
    kept = document.empty()
    for event, item, payload, op_id in operations:
        document.fold(kept, event, item, payload, op_id=op_id, at="2026-03-13T09:00:00Z")
    return kept


@given(OPERATIONS, st.randoms(use_true_random=False))
def test_any_order_of_arrival_ends_in_the_same_document(operations: list[Operation], chance: random.Random) -> None:
    shuffled = operations[:]
    chance.shuffle(shuffled)
    assert folded(shuffled) == folded(operations)


@given(OPERATIONS, st.randoms(use_true_random=False))
def test_an_operation_sent_twice_counts_once(operations: list[Operation], chance: random.Random) -> None:
    twice = operations + chance.choices(operations, k=3)
    assert folded(twice) == folded(operations)


def told(operation: Operation) -> str:
    """What an operation says, without who sent it."""
    event, item, payload, _ = operation
    payload = {name: told for name, told in payload.items() if name != "same"}
    return json.dumps([event, item, payload], sort_keys=True)


@given(OPERATIONS)
def test_all_that_was_said_on_the_same_ground_stands_side_by_side(operations: list[Operation]) -> None:
    kept = folded(operations)
    for event, item in {(event, item) for event, item, _, _ in operations}:
        about = [operation for operation in operations if operation[:2] == (event, item)]
        newest = max(payload["revision"] for _, _, payload, _ in about)
        last = {told(each): each[3] for each in about if each[2]["revision"] == newest}
        slot = kept[document.SHELF[event]][item]
        assert [slot["op"], *(rival["op"] for rival in slot.get("c", []))] == sorted(last.values(), reverse=True)


def test_a_conflict_that_forgets_an_older_rival_would_depend_on_the_order() -> None:
    """The control: a fold that keeps only the slot it replaces as rival loses the third tablet's answer."""
    answers = [
        (Event.INTERVIEW_ANSWER, "c01", {"revision": 1, "value": value}, op)
        for value, op in zip("123", "abc", strict=True)
    ]
    naive = [[order[-1][3], order[-2][3]] for order in itertools.permutations(answers)]
    assert len({tuple(sorted(pair)) for pair in naive}) > 1
    assert all(folded(list(order)) == folded(answers) for order in itertools.permutations(answers))


def test_last_writer_by_arrival_would_depend_on_the_order() -> None:
    """The control: a fold that takes whatever comes last fails the law above."""
    first = (Event.INTERVIEW_ANSWER, "c01", {"revision": 2, "value": "3"}, "a")
    second = (Event.INTERVIEW_ANSWER, "c01", {"revision": 1, "value": "0"}, "b")
    naive = [{item: payload["value"] for _, item, payload, _ in order} for order in ([first, second], [second, first])]
    assert naive[0] != naive[1]
    assert folded([first, second]) == folded([second, first])


def test_two_tablets_on_one_item_keep_the_newer_and_mark_the_conflict() -> None:
    kept = folded(
        [
            (Event.INTERVIEW_ANSWER, "c01", {"revision": 1, "value": "2"}, "a"),
            (Event.INTERVIEW_ANSWER, "c01", {"revision": 1, "value": "4"}, "b"),
        ]
    )
    answer = document.answer_of(kept, "c01")
    assert (answer.value, answer.conflict) == ("4", True)
    assert [(rival.value, rival.op_id) for rival in answer.rivals] == [("2", "a")]


def test_two_tablets_that_say_the_same_are_no_conflict() -> None:
    same = [(Event.INTERVIEW_ANSWER, "c01", {"revision": 1, "value": "2"}, op_id) for op_id in "ab"]
    assert not document.answer_of(folded(same), "c01").conflict


def test_a_person_settles_a_conflict_by_answering_anew() -> None:
    kept = folded(
        [
            (Event.INTERVIEW_ANSWER, "c01", {"revision": 1, "value": "2"}, "a"),
            (Event.INTERVIEW_ANSWER, "c01", {"revision": 1, "value": "4"}, "b"),
            (Event.INTERVIEW_ANSWER, "c01", {"revision": 2, "value": "2"}, "c"),
        ]
    )
    assert not document.answer_of(kept, "c01").conflict


def test_a_confirmation_holds_only_for_the_answer_it_was_given_for() -> None:
    kept = folded(
        [
            (Event.INTERVIEW_ANSWER, "b5", {"revision": 1, "value": 40}, "a"),
            (Event.INTERVIEW_CONFIRM, "b5", {"revision": 1, "confirms": "a", "reason": "in hospital"}, "b"),
        ]
    )
    assert document.confirmation_of(kept, "b5") == "in hospital"
    changed = copy.deepcopy(kept)
    document.fold(
        changed, Event.INTERVIEW_ANSWER, "b5", {"revision": 2, "value": 50}, op_id="c", at="2026-03-13T09:01:00Z"
    )
    assert document.confirmation_of(changed, "b5") == ""


def test_a_cleared_answer_is_neither_a_value_nor_a_reason() -> None:
    kept = folded(
        [
            (Event.INTERVIEW_ANSWER, "c01", {"revision": 1, "missing": "declined"}, "a"),
            (Event.INTERVIEW_ANSWER, "c01", {"revision": 2}, "b"),
        ]
    )
    assert not document.answer_of(kept, "c01").is_given


def test_a_declined_answer_keeps_its_reason() -> None:
    kept = folded([(Event.INTERVIEW_ANSWER, "c01", {"revision": 1, "missing": "declined"}, "a")])
    assert document.answer_of(kept, "c01").missing is Missing.DECLINED


def test_notes_written_at_once_on_two_tablets_are_both_read() -> None:
    notes = [(Event.INTERVIEW_NOTE, "c01", {"revision": 1, "value": f"from {op}"}, op) for op in "ab"]
    assert document.note_of(folded(notes), "c01") == document.note_of(folded(notes[::-1]), "c01") == "from a\nfrom b"
    written_over = (Event.INTERVIEW_NOTE, "c01", {"revision": 2, "value": "both"}, "c")
    assert document.note_of(folded([*notes, written_over]), "c01") == "both"


def test_a_confirmation_counts_whatever_another_tablet_confirmed_at_once() -> None:
    answers = [(Event.INTERVIEW_ANSWER, "b5", {"revision": 1, "value": 40 + n}, op) for n, op in enumerate("ab")]
    confirms = [
        (Event.INTERVIEW_CONFIRM, "b5", {"revision": 1, "confirms": of, "reason": f"about {of}"}, op)
        for of, op in (("b", "y"), ("a", "z"))
    ]
    assert document.confirmation_of(folded([*answers, *confirms]), "b5") == "about b"
