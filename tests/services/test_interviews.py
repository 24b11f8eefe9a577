"""An interview from its start to its end: what is kept, what is refused, and who may do what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from interview_app.domain.access import NOWHERE, Actor, Role
from interview_app.domain.disposition import Disposition
from interview_app.domain.document import answer_of
from interview_app.domain.events import Event
from interview_app.domain.interview import Status
from interview_app.domain.missing import Missing
from interview_app.domain.operations import Kind, Operation
from interview_app.domain.participation import Withdrawal
from interview_app.services import courses, endings, informants, interviews, participants
from interview_app.services.amendments import amend
from interview_app.services.answers import record
from interview_app.services.errors import (
    AlreadyOpen,
    Closed,
    Incomplete,
    InstrumentChanged,
    NotAllowed,
    NotFound,
    Overtaken,
    Unsuitable,
    Withheld,
)
from interview_app.services.interviews import open_interview
from interview_app.services.verification import verify
from interview_app.storage.ledger import new_op_id
from interview_app.storage.models import metadata
from tests.services.conftest import NOW, SITES, World, person, said
from tests.worked import ANSWERS, CORRECTED

SPOKEN = {item: value for item, value in ANSWERS.items() if item not in ("prior_wrri", "e1")}
"""What the informant said in a first interview, in which there is nothing to compare with."""


def worked(world: World) -> str:
    """The worked interview, answered and corrected, not yet completed."""
    interview_id = world.start()
    world.answer(interview_id, SPOKEN)
    world.answer(interview_id, CORRECTED, revision=2)
    return interview_id


def test_an_answer_is_there_when_the_interview_is_opened_again(world: World) -> None:
    interview_id = world.start()
    recorded = world.answer(interview_id, {"c01": "3", "c06": Missing.DECLINED})
    opened = open_interview(world.store, world.interviewer, interview_id, now=NOW)
    assert [ack.shown for ack in recorded.acks] == [True, True]
    assert answer_of(opened.interview.document, "c01").value == "3"
    assert answer_of(opened.interview.document, "c06").missing is Missing.DECLINED


def test_the_start_answers_what_the_application_knows_by_itself(world: World) -> None:
    document = open_interview(world.store, world.interviewer, world.start(), now=NOW).interview.document
    assert [answer_of(document, item).value for item in ("prior_wrri", "a_mode", "a_lang")] == ["no", "telephone", "nb"]


def test_a_second_interview_with_the_informant_knows_of_the_first(world: World) -> None:
    first = worked(world)
    endings.complete(world.store, world.interviewer, first, now=NOW)
    later = interviews.start(
        world.store, world.interviewer, replace(world.wish, visit="W16"), now=NOW + timedelta(days=29)
    )
    opened = open_interview(world.store, world.interviewer, later, now=NOW)
    assert answer_of(opened.interview.document, "prior_wrri").value == "yes"
    assert opened.weeks_since_prior == 4


def test_completing_settles_the_scores_of_the_worked_interview(world: World) -> None:
    interview_id = worked(world)
    outcome = endings.complete(world.store, world.interviewer, interview_id, now=NOW + timedelta(minutes=12))
    opened = open_interview(world.store, world.interviewer, interview_id, now=NOW)
    scores = {key: score["value"] for key, score in opened.interview.document["closing"]["scores"].items()}
    assert outcome is Disposition.COMPLETE
    assert opened.interview.seconds == 12 * 60
    assert scores == pytest.approx(
        {
            "wrri_personal": 75,
            "wrri_social": 62.5,
            "wrri_community": 25 * 8 / 3,
            "wrri_total": 70,
            "wrri_total_conf": 71.875,
            "wrri_low_knowledge": 0,
        }
    )


def test_an_interview_with_open_questions_cannot_be_completed_and_says_which(world: World) -> None:
    interview_id = world.start()
    with pytest.raises(Incomplete) as refused:
        endings.complete(world.store, world.interviewer, interview_id, now=NOW)
    assert "a_private" in {gap.item for gap in refused.value.gaps}


def test_an_operation_sent_twice_counts_once_and_is_acknowledged_again(world: World) -> None:
    interview_id = world.start()
    operation = said("c01", "3")
    first = record(world.store, world.interviewer, interview_id, [operation], now=NOW)
    again = record(world.store, world.interviewer, interview_id, [operation, said("c02", "1")], now=NOW)
    assert first.acks[0] in again.acks
    assert len(again.acks) == 2
    told = interviews.history(world.store, world.interviewer, interview_id, now=NOW)
    assert [event.op_id for event in told].count(operation.op_id) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"given": {"value": "4"}},
        {"given": {"missing": "declined"}},
        {"item": "c02"},
        {"revision": 2},
        {"kind": Kind.NOTE},
    ],
)
def test_an_op_id_that_stands_for_something_else_is_refused_and_only_true_repeats_are_acknowledged(
    world: World, other: dict[str, Any]
) -> None:
    interview_id, operation = world.start(), said("c01", "3")
    record(world.store, world.interviewer, interview_id, [operation], now=NOW)
    reused, new = replace(operation, **other), said("c03", "1")
    recorded = record(world.store, world.interviewer, interview_id, [reused, operation, new], now=NOW)
    assert [ack.op_id for ack in recorded.acks] == [operation.op_id, new.op_id]
    assert [(refusal.op_id, refusal.code) for refusal in recorded.refused] == [(operation.op_id, "op_id_taken")]


def test_a_repeat_is_known_by_what_it_says_however_it_is_written(world: World) -> None:
    interview_id, operation = world.start(), said("b3", "14")
    record(world.store, world.interviewer, interview_id, [operation], now=NOW)
    again = replace(operation, given={"value": 14}, device_time="2026-03-13T10:00:00+01:00")
    assert record(world.store, world.interviewer, interview_id, [again], now=NOW).acks


def test_one_op_id_for_two_things_in_one_request_keeps_the_first(world: World) -> None:
    interview_id, operation = world.start(), said("c01", "3")
    twice = [operation, replace(operation, given={"value": "4"})]
    recorded = record(world.store, world.interviewer, interview_id, twice, now=NOW)
    assert (len(recorded.acks), [refusal.code for refusal in recorded.refused]) == (1, ["op_id_taken"])
    document = open_interview(world.store, world.interviewer, interview_id, now=NOW).interview.document
    assert answer_of(document, "c01").value == "3"


def test_an_op_id_of_another_interview_is_refused(world: World) -> None:
    interview_id, operation = world.start(), said("c01", "3")
    record(world.store, world.interviewer, interview_id, [operation], now=NOW)
    other = world.start(visit="W16")
    recorded = record(world.store, world.interviewer, other, [operation], now=NOW)
    assert (recorded.acks, [refusal.code for refusal in recorded.refused]) == ([], ["op_id_taken"])


def test_who_amends_what_another_has_amended_meanwhile_is_told_and_nothing_is_overwritten(world: World) -> None:
    interview_id = worked(world)
    endings.complete(world.store, world.interviewer, interview_id, now=NOW)
    document = open_interview(world.store, world.interviewer, interview_id, now=NOW).interview.document
    seen, supervisor = answer_of(document, "c01").ops, world.people[Role.SUPERVISOR]
    amend(world.store, supervisor, interview_id, "c01", {"value": "0"}, reason="misheard", now=NOW, seen=seen)
    with pytest.raises(Overtaken):
        amend(world.store, supervisor, interview_id, "c01", {"value": "4"}, reason="misheard", now=NOW, seen=seen)
    document = open_interview(world.store, world.interviewer, interview_id, now=NOW).interview.document
    assert answer_of(document, "c01").value == "0"
    seen = answer_of(document, "c01").ops
    amend(world.store, supervisor, interview_id, "c01", {"value": "4"}, reason="misheard", now=NOW, seen=seen)


def test_an_answer_that_was_cleared_on_the_other_tablet_has_to_be_settled_too(world: World) -> None:
    interview_id = worked(world)
    world.answer(interview_id, {"f1": "The flat"}, revision=3)
    cleared = said("f1", None, revision=3)
    record(world.store, world.interviewer, interview_id, [cleared], now=NOW)
    with pytest.raises(Incomplete) as refused:
        endings.complete(world.store, world.interviewer, interview_id, now=NOW)
    assert ("f1", "conflict") in [(gap.item, gap.kind) for gap in refused.value.gaps]


def test_an_acknowledgement_lost_on_the_way_is_given_again_after_completion(world: World) -> None:
    interview_id = worked(world)
    operation = said("c01", "2", revision=3)
    record(world.store, world.interviewer, interview_id, [operation], now=NOW)
    endings.complete(world.store, world.interviewer, interview_id, now=NOW)
    again = record(world.store, world.interviewer, interview_id, [operation], now=NOW)
    assert [ack.op_id for ack in again.acks] == [operation.op_id]


def test_an_answer_to_a_completed_interview_is_refused_with_the_way_to_change_it(world: World) -> None:
    interview_id = worked(world)
    endings.complete(world.store, world.interviewer, interview_id, now=NOW)
    with pytest.raises(Closed, match="amendment"):
        world.answer(interview_id, {"c01": "0"}, revision=9)


def test_two_tablets_on_one_item_keep_both_and_must_be_settled(world: World) -> None:
    interview_id = worked(world)
    ours, theirs = said("c01", "1", revision=2), said("c01", "4", revision=2)
    record(world.store, world.interviewer, interview_id, [ours], now=NOW)
    later = record(world.store, world.interviewer, interview_id, [theirs], now=NOW)
    assert later.acks[0].conflict
    with pytest.raises(Incomplete) as refused:
        endings.complete(world.store, world.interviewer, interview_id, now=NOW)
    assert [(gap.item, gap.kind) for gap in refused.value.gaps] == [("c01", "conflict")]
    told = interviews.history(world.store, world.interviewer, interview_id, now=NOW)
    assert {ours.op_id, theirs.op_id} <= {event.op_id for event in told}


@pytest.mark.parametrize(
    ("item", "value", "code"),
    [
        ("d1", 29, "out_of_range"),
        ("b3", "many", "not_whole"),
        ("c01", "9", "unknown_choice"),
        ("nowhere", "1", "unknown_item"),
        ("e2", ["none", "move"], "check"),
        ("f1", "x" * 1001, "check"),
        ("c01", Missing.NOT_APPLICABLE, "reason_not_offered"),
        ("c01", Missing.REMOVED, "reason_not_offered"),
        ("a_stop_note", "x", "no_value"),
        ("prior_wrri", "yes", "no_value"),
        ("c01", {"a": [1]}, "unknown_choice"),
        ("b3", 10**400, "out_of_range"),
    ],
)
def test_what_an_item_cannot_hold_is_refused_and_the_rest_is_kept(
    world: World, item: str, value: Any, code: str
) -> None:
    interview_id = world.start()
    recorded = record(world.store, world.interviewer, interview_id, [said(item, value), said("c02", "1")], now=NOW)
    assert [refusal.code for refusal in recorded.refused] == [code]
    assert recorded.refused[0].message
    assert len(recorded.acks) == 1


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (Kind.MODE, {"value": []}),
        (Kind.MODE, {"value": "pigeon"}),
        (Kind.LANGUAGE, {"value": {}}),
        (Kind.PROBE, {"value": ["p_stem"]}),
        (Kind.NOTE, {"value": 5}),
        (Kind.CONFIRM, {}),
    ],
)
def test_other_acts_that_make_no_sense_are_refused_by_name(world: World, kind: Kind, given: dict[str, Any]) -> None:
    operation = Operation(new_op_id(), kind, item="c01", given=given)
    recorded = record(world.store, world.interviewer, world.start(), [operation], now=NOW)
    assert [refusal.op_id for refusal in recorded.refused] == [operation.op_id]


def test_answers_of_another_author_wait_on_the_tablet_until_they_sign_in(world: World) -> None:
    operation = replace(said("c01", "3"), author="int-99")
    recorded = record(world.store, world.interviewer, world.start(), [operation], now=NOW)
    assert [refusal.code for refusal in recorded.refused] == ["other_author"]


def test_changing_a_gate_parks_what_hangs_on_it_and_changing_it_back_brings_it_again(world: World) -> None:
    interview_id = worked(world)
    world.answer(interview_id, {"d3_known": "yes"}, revision=3)
    endings.complete(world.store, world.interviewer, interview_id, now=NOW)
    document = open_interview(world.store, world.interviewer, interview_id, now=NOW).interview.document
    assert "d3" not in document["closing"]["missing"]
    assert answer_of(document, "d3").value == 2


def test_a_soft_check_is_kept_with_the_reason_it_was_confirmed_with(world: World) -> None:
    interview_id = worked(world)
    doubted = said("b5", 40, revision=2)
    record(world.store, world.interviewer, interview_id, [doubted], now=NOW)
    with pytest.raises(Incomplete):
        endings.complete(world.store, world.interviewer, interview_id, now=NOW)
    confirmed = Operation(new_op_id(), Kind.CONFIRM, item="b5", confirms=doubted.op_id, reason="was away")
    record(world.store, world.interviewer, interview_id, [confirmed], now=NOW)
    assert endings.complete(world.store, world.interviewer, interview_id, now=NOW) is Disposition.COMPLETE


def test_an_amendment_needs_a_reason_and_keeps_what_stood_before(world: World) -> None:
    interview_id = worked(world)
    endings.complete(world.store, world.interviewer, interview_id, now=NOW)
    supervisor = world.people[Role.SUPERVISOR]
    with pytest.raises(Unsuitable):
        amend(world.store, supervisor, interview_id, "c01", {"value": "0"}, reason=" ", now=NOW)
    amend(world.store, supervisor, interview_id, "c01", {"value": "0"}, reason="misheard", now=NOW)
    told = interviews.history(world.store, supervisor, interview_id, now=NOW)
    given = [event.payload.get("value") for event in told if event.item == "c01"]
    assert given == ["3", "0"]
    assert told[-1].payload["reason"] == "misheard"


def test_only_a_supervisor_may_mark_an_answer_as_a_data_error(world: World) -> None:
    interview_id = worked(world)
    endings.complete(world.store, world.interviewer, interview_id, now=NOW)
    with pytest.raises(Unsuitable):
        amend(world.store, world.interviewer, interview_id, "c01", {"missing": "error"}, reason="noise", now=NOW)
    supervisor = world.people[Role.SUPERVISOR]
    amend(world.store, supervisor, interview_id, "c01", {"missing": "error"}, reason="noise", now=NOW)
    document = open_interview(world.store, supervisor, interview_id, now=NOW).interview.document
    assert answer_of(document, "c01").missing is Missing.ERROR


@pytest.mark.parametrize(
    ("answers", "outcome", "first_missing"),
    [
        ({}, Disposition.BREAKOFF, "not_reached"),
        ({item: SPOKEN[item] for item in list(SPOKEN)[:38]}, Disposition.PARTIAL, "not_reached"),
    ],
)
def test_breaking_off_keeps_what_was_said_and_names_what_was_not_reached(
    world: World, answers: dict[str, Any], outcome: Disposition, first_missing: str
) -> None:
    interview_id = world.start()
    world.answer(interview_id, {"a_code_ok": "yes", "a_script": "yes"} | answers)
    got = endings.break_off(world.store, world.interviewer, interview_id, reason="technical", now=NOW)
    closing = open_interview(world.store, world.interviewer, interview_id, now=NOW).interview.document["closing"]
    assert (got, closing["missing"]["e3"]) == (outcome, first_missing)


def test_an_informant_who_left_makes_the_whole_interview_not_done(world: World) -> None:
    interview_id = world.start()
    endings.break_off(
        world.store,
        world.interviewer,
        interview_id,
        reason="interviewer_ended",
        disposition=Disposition.INF_LEFT,
        now=NOW,
    )
    interview = open_interview(world.store, world.interviewer, interview_id, now=NOW).interview
    assert (interview.disposition, interview.document["closing"]["missing"]["c01"]) == ("INF_LEFT", "not_done")


def test_an_interview_begun_by_mistake_is_set_aside_and_can_be_begun_anew(world: World) -> None:
    mistaken = world.start()
    with pytest.raises(AlreadyOpen) as refused:
        world.start()
    assert refused.value.interview_id == mistaken
    endings.void(world.store, world.interviewer, mistaken, reason="wrong visit", now=NOW)
    again = open_interview(world.store, world.interviewer, world.start(), now=NOW)
    assert again.interview.instance == 2
    assert open_interview(world.store, world.interviewer, mistaken, now=NOW).interview.status is Status.VOID


def test_a_second_baseline_is_refused_and_nothing_of_it_is_kept(world: World) -> None:
    first = world.start(visit="BL")
    world.answer(first, {"a_code_ok": "yes"})
    before = stored(world)
    with pytest.raises(AlreadyOpen) as refused:
        world.start(visit="BL")
    assert refused.value.interview_id == first
    assert stored(world) == before
    colleague = person(world.store, world.people[Role.ADMIN], Role.INTERVIEWER, ["OSL"], "colleague")
    before = stored(world)
    with pytest.raises(Unsuitable, match="A colleague has begun this visit"):
        interviews.start(world.store, colleague, replace(world.wish, visit="BL"), now=NOW)
    assert stored(world) == before
    endings.break_off(world.store, world.interviewer, first, reason="technical", now=NOW)
    ended = stored(world)
    with pytest.raises(AlreadyOpen):
        world.start(visit="BL")
    assert stored(world) == ended
    assert verify(world.store).faults == []


def stored(world: World) -> dict[str, list[Any]]:
    """Every row of every table."""
    with world.store.reading() as connection:
        return {table.name: list(connection.execute(select(table))) for table in metadata.sorted_tables}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"participant": "OSL-0000-0"}, "participant"),
        ({"informant": "nobody"}, "informant"),
        ({"visit": "W99"}, "visit"),
        ({"language": "fr"}, "language"),
    ],
)
def test_a_start_names_the_field_that_does_not_fit(world: World, change: dict[str, str], field: str) -> None:
    with pytest.raises(Unsuitable) as refused:
        world.start(**change)
    assert refused.value.field == field


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.INTERVIEWER])
def test_nobody_but_an_interviewer_conducts_interviews(world: World, role: Role) -> None:
    interview_id = world.start()
    actor = world.people[role]
    with pytest.raises(NotAllowed):
        interviews.start(world.store, actor, world.wish, now=NOW)
    with pytest.raises(NotAllowed):
        record(world.store, actor, interview_id, [said("c01", "3")], now=NOW)
    with pytest.raises(NotAllowed):
        endings.complete(world.store, actor, interview_id, now=NOW)


def test_an_interview_of_another_site_or_interviewer_does_not_exist(world: World) -> None:
    interview_id = world.start()
    admin = Actor("", "cli:test", Role.ADMIN, NOWHERE)
    colleague = person(world.store, admin, Role.INTERVIEWER, SITES, "colleague")
    elsewhere = person(world.store, admin, Role.SUPERVISOR, frozenset({"BER"}), "elsewhere")
    for actor in (colleague, elsewhere):
        with pytest.raises(NotFound):
            open_interview(world.store, actor, interview_id, now=NOW)
    with pytest.raises(NotFound):
        record(world.store, colleague, interview_id, [said("c01", "3")], now=NOW)


def test_looking_at_an_interview_is_kept_in_the_ledger(world: World) -> None:
    interview_id = world.start()
    open_interview(world.store, world.people[Role.SUPERVISOR], interview_id, now=NOW)
    told = interviews.history(world.store, world.interviewer, interview_id, now=NOW)
    assert (told[-1].action, told[-1].actor) == (Event.INTERVIEW_VIEW, world.people[Role.SUPERVISOR].code)


def test_everything_that_was_done_verifies(world: World) -> None:
    interview_id = worked(world)
    endings.pause(world.store, world.interviewer, interview_id, now=NOW + timedelta(minutes=3))
    endings.resume(world.store, world.interviewer, interview_id, now=NOW + timedelta(minutes=9))
    endings.complete(world.store, world.interviewer, interview_id, now=NOW + timedelta(minutes=12))
    amend(world.store, world.interviewer, interview_id, "c01", {"value": "0"}, reason="misheard", now=NOW)
    assert verify(world.store).faults == []


def test_a_changed_projection_is_found_though_the_ledger_is_whole(world: World) -> None:
    worked(world)
    with world.store.writing() as connection:
        connection.exec_driver_sql("UPDATE interviews SET seconds = 1")
    assert ["seconds" in fault.what for fault in verify(world.store).faults] == [True]


def test_an_identity_number_is_kept_out_of_answers_and_notes(world: World) -> None:
    number = "411290" + "10078"  # a D-number's form with both check digits right; nobody's
    interview_id = world.start()
    note = Operation(new_op_id(), Kind.NOTE, item="c01", given={"value": f"told me {number}"})
    recorded = record(world.store, world.interviewer, interview_id, [said("f1", f"is {number}"), note], now=NOW)
    assert [refusal.code for refusal in recorded.refused] == ["identity_number"] * 2


def test_contact_details_in_a_text_must_be_taken_out_or_accounted_for(world: World) -> None:
    interview_id = worked(world)
    world.answer(interview_id, {"f1": "write to someone@example.org"}, revision=2)
    with pytest.raises(Incomplete) as refused:
        endings.complete(world.store, world.interviewer, interview_id, now=NOW)
    assert [(gap.item, gap.kind, gap.message) for gap in refused.value.gaps] == [("f1", "soft", "m_identifying")]


@pytest.mark.parametrize(
    ("column", "value"),
    [("site", "'BER'"), ("instance", "7"), ("visit", "'W16'"), ("entry", "'paper'"), ("instrument_hash", "'0'")],
)
def test_a_fact_of_the_start_cannot_be_changed_unnoticed(world: World, column: str, value: str) -> None:
    world.start()
    with world.store.writing() as connection:
        connection.exec_driver_sql(f"UPDATE interviews SET {column} = {value}")
    assert [column in fault.what for fault in verify(world.store).faults] == [True]


def test_nobody_is_interviewed_about_a_participant_who_withdrew(world: World) -> None:
    manager = world.people[Role.MANAGER]
    found, _ = participants.search(world.store, manager, world.study, text=world.wish.participant)
    courses.withdraw(world.store, manager, world.study, found[0].id, Withdrawal.STOP_CONTACT, NOW.date(), now=NOW)
    with pytest.raises(Unsuitable, match="no longer takes part"):
        world.start()


def completed(world: World) -> str:
    interview_id = worked(world)
    endings.complete(world.store, world.interviewer, interview_id, now=NOW)
    return interview_id


def test_what_was_said_before_somebody_wanted_no_contact_is_kept_and_may_be_completed(world: World) -> None:
    interview_id, manager = worked(world), world.people[Role.MANAGER]
    found, _ = participants.search(world.store, manager, world.study, text=world.wish.participant)
    courses.withdraw(world.store, manager, world.study, found[0].id, Withdrawal.STOP_CONTACT, NOW.date(), now=NOW)
    with pytest.raises(Withheld):
        world.answer(interview_id, {"c01": "0"}, revision=9)
    endings.complete(world.store, world.interviewer, interview_id, now=NOW)
    opened = interviews.open_interview(world.store, world.interviewer, interview_id, now=NOW)
    assert (opened.interview.status, answer_of(opened.interview.document, "c01").value) == (Status.COMPLETE, "3")


@pytest.mark.parametrize(
    ("item", "given", "told"),
    [
        ("d6", {"value": "28"}, "Flere avtaler møtt enn planlagt"),
        ("c01", {}, "cannot be left empty"),
        ("a_code_ok", {"value": "no"}, "would not be complete"),
    ],
)
def test_an_amendment_keeps_the_rules_of_the_instrument(
    world: World, item: str, given: dict[str, str], told: str
) -> None:
    interview_id = completed(world)
    with pytest.raises(Unsuitable, match=told):
        amend(world.store, world.people[Role.SUPERVISOR], interview_id, item, given, reason="misheard", now=NOW)
    history = interviews.history(world.store, world.interviewer, interview_id, now=NOW)
    assert Event.INTERVIEW_AMEND not in {event.action for event in history}


def test_an_amended_gate_opens_a_question_that_was_not_reached(world: World) -> None:
    interview_id = completed(world)
    supervisor = world.people[Role.SUPERVISOR]
    amend(world.store, supervisor, interview_id, "e2", {"value": ["move", "overdose"]}, reason="misheard", now=NOW)
    document = open_interview(world.store, supervisor, interview_id, now=NOW).interview.document
    assert document["closing"]["missing"]["e2_week_overdose"] == "not_reached"


def test_no_reason_may_hold_an_identity_number(world: World) -> None:
    number = "411290" + "10078"
    interview_id = completed(world)
    with pytest.raises(Unsuitable, match="identity number"):
        amend(world.store, world.interviewer, interview_id, "c01", {"value": "0"}, reason=f"is {number}", now=NOW)
    with pytest.raises(Unsuitable, match="identity number"):
        endings.void(world.store, world.interviewer, interview_id, reason=f"is {number}", now=NOW)


def test_an_unscheduled_visit_may_be_held_again_once_it_is_complete(world: World) -> None:
    first = world.start(visit="UNS")
    with pytest.raises(AlreadyOpen):
        world.start(visit="UNS")
    world.answer(first, SPOKEN)
    endings.complete(world.store, world.interviewer, first, now=NOW)
    again = open_interview(world.store, world.interviewer, world.start(visit="UNS"), now=NOW)
    assert again.interview.instance == 2


def test_a_colleague_s_interview_is_not_shown_but_said_to_be_there(world: World) -> None:
    world.start()
    admin = Actor("", "cli:test", Role.ADMIN, NOWHERE)
    colleague = person(world.store, admin, Role.INTERVIEWER, SITES, "colleague")
    with pytest.raises(Unsuitable, match="colleague has begun"):
        interviews.start(world.store, colleague, world.wish, now=NOW)


def test_an_interview_keeps_the_role_its_informant_had_then(world: World) -> None:
    interview_id = world.start()
    manager = world.people[Role.MANAGER]
    found, _ = informants.search(world.store, manager, world.study, text=world.wish.informant)
    terms = informants.Terms(role="physician", service="primary_care", participants=(world.wish.participant,))
    informants.change(world.store, manager, world.study, found[0].id, terms, now=NOW)
    interview = open_interview(world.store, world.interviewer, interview_id, now=NOW).interview
    assert (interview.informant_role, interview.informant_service) == ("nurse", "municipal_health")


def test_an_instrument_that_was_changed_after_the_start_is_noticed(world: World) -> None:
    interview_id = world.start()
    with world.store.writing() as connection:
        connection.exec_driver_sql("UPDATE interviews SET instrument_hash = 'another'")
    with pytest.raises(InstrumentChanged, match="published file"):
        world.answer(interview_id, {"c01": "3"})
