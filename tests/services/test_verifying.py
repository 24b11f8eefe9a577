"""Whoever holds a printed file learns whether it came from here, and whether what it shows still stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from interview_app.domain.access import Actor, Role, Sites
from interview_app.domain.participation import Withdrawal
from interview_app.reports.copies import USUAL, Copy
from interview_app.services import courses, endings, interviews, participants, printing, verifying
from interview_app.services.amendments import amend
from interview_app.services.errors import NotAllowed, Unsuitable
from interview_app.services.reports import interview_pdf
from interview_app.services.verifying import Checked, Verdict
from tests.services.conftest import NOW, STUDY, World
from tests.services.test_previous import held
from tests.services.test_reports import SPOKEN

LATER = NOW + timedelta(days=1)


@pytest.fixture
def completed(world: World) -> str:
    interview_id = world.start()
    world.answer(interview_id, SPOKEN)
    endings.complete(world.store, world.interviewer, interview_id, now=NOW)
    return interview_id


def printed(world: World, interview_id: str, copy: Copy = USUAL) -> bytes:
    return interview_pdf(world.store, world.people[Role.SUPERVISOR], interview_id, copy=copy, now=NOW)


def checked(world: World, file: bytes, actor: Actor | None = None) -> Checked:
    return verifying.check(world.store, actor or world.people[Role.SUPERVISOR], file)


def test_a_file_is_known_with_each_time_it_was_printed_until_its_record_changes(world: World, completed: str) -> None:
    file, supervisor = printed(world, completed, Copy("nb")), world.people[Role.SUPERVISOR]
    interviews.open_interview(world.store, supervisor, completed, now=NOW)
    interview_pdf(world.store, world.interviewer, completed, copy=Copy("nb"), now=LATER)
    found = checked(world, file)
    assert found.verdict is Verdict.UNCHANGED
    assert [(each.actor, each.at) for each in found.printings] == [
        (world.interviewer.code, LATER),
        (supervisor.code, NOW),
    ]
    assert found.printings[0].subject == f"{world.wish.participant} · {world.wish.visit}"
    assert found.printings[0].payload["language"] == "nb"

    amend(world.store, supervisor, completed, "c01", {"value": "1"}, reason="Misheard.", now=LATER)
    assert checked(world, file).verdict is Verdict.CHANGED
    assert checked(world, printed(world, completed)).verdict is Verdict.UNCHANGED, "printed anew, it stands again"


def test_a_page_shows_last_time_too_and_stands_only_while_that_stands(world: World) -> None:
    before = held(world, "BL", 10, {"c01": "1"})
    file = printed(world, held(world, "W04", 6, {"c01": "2"}))
    assert checked(world, file).verdict is Verdict.UNCHANGED, "control"
    amend(world.store, world.people[Role.SUPERVISOR], before, "c01", {"value": "3"}, reason="Misheard.", now=NOW)
    assert checked(world, file).verdict is Verdict.CHANGED


def test_a_file_that_was_altered_or_made_elsewhere_is_unknown(world: World, completed: str) -> None:
    file = printed(world, completed)
    assert checked(world, file).verdict is Verdict.UNCHANGED, "control"
    for other in (file[:900] + bytes([file[900] ^ 1]) + file[901:], file + b"\n", b"%PDF-1.7\n"):
        found = checked(world, other)
        assert (found.verdict, found.printings) == (Verdict.UNKNOWN, ())


def test_what_is_no_pdf_is_refused(world: World) -> None:
    for file in (b"", b"PK\x03\x04", b"<html>"):
        with pytest.raises(Unsuitable, match="not a PDF"):
            checked(world, file)


def test_only_those_of_its_site_and_auditors_learn_of_it(world: World, completed: str) -> None:
    file = printed(world, completed)
    away = replace(world.people[Role.SUPERVISOR], sites=Sites.of(STUDY, ["BER"]))
    assert checked(world, file, away).verdict is Verdict.UNKNOWN
    assert checked(world, file, world.people[Role.AUDITOR]).verdict is Verdict.UNCHANGED
    for role in (Role.INTERVIEWER, Role.MANAGER, Role.ADMIN):
        with pytest.raises(NotAllowed):
            checked(world, file, world.people[role])


def test_a_report_of_a_study_is_known_in_that_study_alone(world: World) -> None:
    file = b"%PDF-1.7 of a study"
    kept = printing.told(file, "form", USUAL, content="00", seal="", form="full")
    with world.store.writing() as connection:
        printing.tell_study(connection, world.store.keys, STUDY, world.people[Role.SUPERVISOR], kept, NOW)
    researcher = world.people[Role.RESEARCHER]
    assert [
        each.subject for each in checked(world, file, replace(researcher, sites=Sites.of(STUDY, ["OSL"]))).printings
    ]
    assert not checked(world, file, replace(researcher, sites=Sites.of("another", ["OSL"]))).printings
    assert checked(world, file).verdict is Verdict.CHANGED


def test_a_bundle_or_digest_is_known_and_said_to_be_of_its_day(world: World) -> None:
    for report in ("interviews", "digest"):
        file = b"%PDF-1.7 " + report.encode()
        kept = printing.told(file, report, USUAL, content="00", seal="")
        with world.store.writing() as connection:
            printing.tell_study(connection, world.store.keys, STUDY, world.people[Role.SUPERVISOR], kept, NOW)
        assert checked(world, file).verdict is Verdict.UNCOMPARED


def test_a_file_about_somebody_who_withdrew_from_use_says_only_that(world: World, completed: str) -> None:
    file = printed(world, completed)
    manager = world.people[Role.MANAGER]
    found, _ = participants.search(world.store, manager, world.study, text=world.wish.participant)
    courses.withdraw(world.store, manager, world.study, found[0].id, Withdrawal.STOP_USE, NOW.date(), now=NOW)
    assert checked(world, file).verdict is Verdict.GONE
