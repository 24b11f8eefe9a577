"""A participant over time: who may print and read it, what it may tell whom, and what the ledger keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
import shutil
from typing import Any

import pytest
from sqlalchemy import event, make_url, update

from interview_app.domain.access import Action, Actor, Role, Sites, may
from interview_app.domain.events import Event
from interview_app.domain.interview import LOST, Lost
from interview_app.domain.participation import InformantWithdrawal, Withdrawal
from interview_app.domain.schedule import State
from interview_app.reports.participant.page import contents, print_participant
from interview_app.reports.participant.record import Record
from interview_app.services import (
    courses,
    informants,
    participant_reports,
    participants,
    second_opinions,
    verification,
    verifying,
)
from interview_app.services.amendments import amend
from interview_app.services.errors import NotAllowed, NotFound, Overtaken, Withheld
from interview_app.services.participant_reports import of_code, over_time, participant_pdf
from interview_app.storage import ledger
from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing
from interview_app.storage.models import interviews as table
from tests.reports.printed import Printed
from tests.services.conftest import NOW, STUDY, World, made, person
from tests.services.test_previous import another, held, participant_of
from tests.storage.cluster import Server
from tests.storage.conftest import MASTER

LATE = NOW + timedelta(days=1)


def enrolled(url: str) -> World:
    """The participant has been in the study for half a year."""
    store = Store.open(url, KeyRing(MASTER))
    store.upgrade()
    world = made(store)
    participant = participant_of(world)
    terms = replace(courses.terms_of(participant), dates={"baseline": date(2025, 12, 19)})
    manager = world.people[Role.MANAGER]
    courses.change(store, manager, world.study, participant.id, terms, reason="Known late", now=NOW)
    store.close()
    return world


@pytest.fixture(scope="module")
def world_sqlite(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, World]:
    path = str(tmp_path_factory.mktemp("world") / "interviews.sqlite")
    return path, enrolled(f"sqlite:///{path}")


@pytest.fixture(scope="module")
def world_postgresql(postgresql: Server) -> tuple[str, World]:
    name = postgresql.create()
    return name, enrolled(postgresql.url(name))


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A copy of that world, on either database."""
    source, world = request.getfixturevalue(f"world_{request.param}")
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(source, tmp_path)}"
    else:
        server: Server = request.getfixturevalue("postgresql")
        url = server.url(server.create(source))
    store = Store.open(url, KeyRing(MASTER))
    yield replace(world, store=store)
    store.close()
    if request.param == "postgresql":
        server.drop(make_url(url).database or "")


def whose(world: World) -> str:
    return participant_of(world).id


def record(world: World, who: Role | Actor = Role.SUPERVISOR) -> Record:
    actor = who if isinstance(who, Actor) else world.people[who]
    return over_time(world.store, actor, world.study, whose(world), now=LATE)


def shown(world: World, who: Role | Actor = Role.SUPERVISOR) -> set[str]:
    return {each.interview.id for each in record(world, who).held}


def printed(world: World, days: int = 0) -> Printed:
    supervisor = world.people[Role.SUPERVISOR]
    wanted = of_code(world.store, supervisor, world.study, f" {world.wish.participant.lower()} ")
    return Printed(participant_pdf(world.store, supervisor, world.study, wanted, now=LATE + timedelta(days=days)))


def events(world: World, action: Event) -> list[ledger.EventRecord]:
    participant = participant_of(world)
    sealer = world.store.keys.participant_key(participant.wrapped_key, participant.id)
    with world.store.reading() as connection:
        return ledger.acts(connection, sealer, f"participant:{participant.id}", [action])


def test_the_supervisor_prints_what_changed_and_the_ledger_keeps_which_file(world: World) -> None:
    first, second = held(world, "BL", 11, {"c01": "0"}), held(world, "W12", 0)
    page = printed(world)
    assert "Total 70.0 of 100 at Week 12: 7.5 higher than at baseline." in page.said
    assert "1 visit missed" not in page.said
    assert "2 visits missed (Week 4, Week 8)" in page.said
    assert "Enrolled at Site Oslo (synthetic)" in page.said
    assert "Known late" not in page.said, "what became of a participant is told without reasons"
    (kept,) = events(world, Event.PARTICIPANT_PRINT)
    assert kept.payload["sha256"] == sha256(page.content).hexdigest()
    assert kept.payload["interviews"] == [first, second]
    assert kept.payload["content"] == record(world).hash
    assert not verification.verify(world.store).faults
    record(world, Role.INTERVIEWER)
    assert printed(world).content == page.content, "whoever read or printed it between"


def test_a_printed_report_is_known_again_and_whether_it_still_holds(world: World) -> None:
    interview, supervisor = held(world, "BL", 11), world.people[Role.SUPERVISOR]
    page = printed(world)
    record(world)
    found = verifying.check(world.store, supervisor, page.content)
    assert (found.verdict, found.printings[0].report) == (verifying.Verdict.UNCHANGED, "participant")
    amend(world.store, supervisor, interview, "c01", {"value": "1"}, reason="Misheard.", now=LATE)
    assert verifying.check(world.store, supervisor, page.content).verdict is verifying.Verdict.CHANGED
    courses.withdraw(
        world.store, world.people[Role.MANAGER], world.study, whose(world), Withdrawal.STOP_USE, NOW.date(), now=LATE
    )
    assert verifying.check(world.store, supervisor, page.content).verdict is verifying.Verdict.GONE


def marked(world: World) -> None:
    second_opinions.mark(
        world.store, world.people[Role.SUPERVISOR], world.study, world.wish.participant, "W12", reason="Alike", now=LATE
    )


def withdrawn(world: World) -> None:
    manager = world.people[Role.MANAGER]
    courses.withdraw(world.store, manager, world.study, whose(world), Withdrawal.STOP_USE, NOW.date(), now=LATE)


@pytest.mark.parametrize(("act", "is_told"), [(marked, False), (withdrawn, False), (record, True)])
def test_what_may_be_read_no_more_when_it_is_drawn_does_not_leave(
    world: World, monkeypatch: pytest.MonkeyPatch, act: Callable[[World], object], is_told: bool
) -> None:
    held(world, "W12", 0)

    def meanwhile(*args: Any, **how: Any) -> bytes:
        act(world)
        return print_participant(*args, **how)

    monkeypatch.setattr(participant_reports, "print_participant", meanwhile)
    with nullcontext() if is_told else pytest.raises((Overtaken, Withheld)):
        printed(world)
    assert len(events(world, Event.PARTICIPANT_PRINT)) == is_told


def test_who_may_not_print_learns_nothing(world: World) -> None:
    held(world, "BL", 11)
    for role in Role:
        actor = world.people[role]
        if not may(role, Action.PRINT):
            with pytest.raises(NotAllowed):
                participant_pdf(world.store, actor, world.study, whose(world), now=LATE)
        if not may(role, Action.READ_INTERVIEWS):
            with pytest.raises(NotAllowed):
                record(world, actor)
    away = replace(world.people[Role.SUPERVISOR], sites=Sites.of(STUDY, ["BER"]))
    with pytest.raises(NotFound):
        record(world, away)
    with pytest.raises(NotFound):
        of_code(world.store, away, world.study, world.wish.participant)
    assert events(world, Event.PARTICIPANT_PRINT) == []


def test_an_interviewer_sees_their_own_interviews_and_that_there_are_others(world: World) -> None:
    held(world, "BL", 11)
    colleague = person(world.store, world.people[Role.ADMIN], Role.INTERVIEWER, world.interviewer.sites, "colleague")
    own = held(replace(world, people={**world.people, Role.INTERVIEWER: colleague}), "W04", 7)
    assert shown(world, colleague) == {own}
    assert record(world, colleague).elsewhere == 1
    assert len(shown(world)) == 2, "control: the supervisor sees both"
    assert record(world).elsewhere == 0


def test_nothing_is_told_or_counted_of_a_pair_that_is_blind(world: World) -> None:
    baseline = held(world, "BL", 11)
    supervisor = world.people[Role.SUPERVISOR]
    second_opinions.mark(
        world.store, supervisor, world.study, world.wish.participant, "W12", reason="Training", now=NOW
    )
    first = held(world, "W12", 0, {"c01": "0"})
    found = record(world)
    assert {each.interview.id for each in found.held} == {baseline}
    assert (found.blind, found.elsewhere) == (("W12",), 0)
    told = contents(found, language="en", with_text=True)
    assert "Nothing is told of Week 12" in told.left_out[0]
    assert "at Week 12" not in " ".join(phrase.text for phrase in told.verdict)
    second = held(world, "W12", 0, informant=another(world))
    assert shown(world) == {baseline, first, second}, "control: both are complete"


def test_what_was_taken_back_is_not_there(world: World) -> None:
    kept, code = held(world, "BL", 11), another(world)
    gone = held(world, "W04", 7, informant=code)
    assert shown(world) == {kept, gone}, "control"
    manager = world.people[Role.MANAGER]
    (informant,) = [each for each in informants.search(world.store, manager, world.study)[0] if each.code == code]
    informants.withdraw(world.store, manager, informant.id, InformantWithdrawal.REMOVE, now=LATE)
    found = record(world)
    assert {each.interview.id for each in found.held} == {kept}
    assert found.elsewhere == 0
    assert code not in str(contents(found, language="en", with_text=True))
    courses.withdraw(world.store, manager, world.study, whose(world), Withdrawal.STOP_USE, LATE.date(), now=LATE)
    with pytest.raises(Withheld):
        record(world)


def test_an_interview_that_cannot_be_opened_is_skipped_and_named(world: World) -> None:
    kept, spoilt = held(world, "BL", 11), held(world, "W04", 7)
    with world.store.writing() as connection:
        connection.execute(update(table).where(table.c.id == spoilt).values(document=b"\x01" * 40))
    found = record(world)
    assert {each.interview.id for each in found.held} == {kept}
    assert [(each.visit, each.why) for each in found.skipped] == [("W04", LOST[Lost.ANSWERS])]
    assert "W04" in {each.visit.id for each in found.occasions if each.state is State.HELD}


def test_a_course_is_told_day_by_day_without_reasons(world: World) -> None:
    manager = world.people[Role.MANAGER]
    courses.move(world.store, manager, world.study, whose(world), "BER", now=NOW)
    terms = replace(courses.terms_of(participant_of(world)), extension=True)
    courses.change(world.store, manager, world.study, whose(world), terms, now=LATE)
    steps = [(step.kind, step.value) for step in record(world).steps]
    assert steps == [("enrolled", "OSL"), ("arm", "xr"), ("site", "BER"), ("extension", "True")]


def test_the_number_of_queries_does_not_grow_with_the_interviews(world: World) -> None:
    held(world, "BL", 11)
    few = _queries(world)
    for visit, weeks in (("W04", 7), ("W08", 3), ("W12", 0)):
        held(world, visit, weeks)
    assert _queries(world) == few > 5


def _queries(world: World) -> int:
    counted: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        counted.append(statement)

    event.listen(world.store.writer, "before_cursor_execute", note)
    record(world)
    event.remove(world.store.writer, "before_cursor_execute", note)
    return len(counted)


def test_looking_is_kept_with_what_was_looked_at(world: World) -> None:
    own = held(world, "BL", 11)
    participants.look(world.store, world.people[Role.MANAGER], whose(world), now=LATE)
    record(world)
    assert [each.payload.get("interviews") for each in events(world, Event.PARTICIPANT_VIEW)] == [None, [own]]
