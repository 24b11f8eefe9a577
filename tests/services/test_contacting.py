"""Calls, appointments and hand-overs: what callers do about a case, and what the study allows them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from interview_app.domain.access import NOWHERE, Actor, Role, Sites
from interview_app.domain.casework import CaseStanding
from interview_app.domain.disposition import Disposition
from interview_app.domain.events import Event
from interview_app.domain.fieldwork import Channel, Next
from interview_app.domain.interview import Mode
from interview_app.domain.participation import Withdrawal
from interview_app.services import agendas, consents, contacting, courses, endings, informants, interviews, undoing
from interview_app.services.casework import Key
from interview_app.services.contacting import Appointment, Attempt, Verdict
from interview_app.services.errors import NotAllowed, NotFound, Overtaken, ServiceError, Unsuitable
from interview_app.services.verification import verify
from interview_app.storage import participants as people
from tests.services.conftest import NOW, SITES, World, person

DAY = timedelta(days=1)
"""NOW is a Friday, 10:00 by the clock of the site."""


@dataclass(frozen=True)
class Desk:
    """The world's one case, and whoever calls."""

    world: World
    key: Key

    def call(self, outcome: Disposition, *, by: Actor | None = None, now: datetime = NOW, **said: Any) -> Any:
        seen = said.pop("seen", None)
        attempt = Attempt(channel=said.pop("channel", Channel.TELEPHONE), outcome=outcome, **said)
        who = by or self.world.interviewer
        return contacting.record_attempt(self.world.store, who, self.world.study, self.key, attempt, seen=seen, now=now)

    def settle(self, outcome: Disposition, *, by: Actor | None = None, note: str = "") -> None:
        who = by or self.world.interviewer
        verdict = Verdict(outcome=outcome, note=note)
        contacting.settle(self.world.store, who, self.world.study, self.key, verdict, now=NOW)

    def shown(self, by: Actor | None = None) -> agendas.Shown:
        return agendas.show(self.world.store, by or self.world.interviewer, self.world.study, self.key, now=NOW)

    @property
    def standing(self) -> CaseStanding:
        return self.shown(self.world.people[Role.SUPERVISOR]).standing

    def agenda(self, by: Actor | None = None, *, now: datetime = NOW, **filters: Any) -> list[Any]:
        who = by or self.world.interviewer
        return agendas.search(self.world.store, who, self.world.study, filters, now=now, limit=50).rows

    def colleague(self) -> Actor:
        admin = Actor("", "cli:test", Role.ADMIN, NOWHERE)
        return person(self.world.store, admin, Role.INTERVIEWER, SITES, "colleague")


@pytest.fixture
def desk(world: World) -> Desk:
    with world.store.reading() as connection:
        participant = people.by_code(connection, world.study.id, world.wish.participant, world.interviewer.sites)
        assert participant is not None
    informant, _ = informants.search(world.store, world.people[Role.MANAGER], world.study)
    return Desk(world, Key(participant.id, world.wish.visit, informant[0].id))


NEXT = [
    (Disposition.NOANS, datetime(2026, 3, 13, 12, 0, tzinfo=UTC)),
    (Disposition.BUSY, datetime(2026, 3, 13, 12, 0, tzinfo=UTC)),
    (Disposition.TECH, datetime(2026, 3, 13, 10, 0, tzinfo=UTC)),
    (Disposition.VM_LEFT, datetime(2026, 3, 16, 7, 0, tzinfo=UTC)),  # tomorrow is a Saturday
    (Disposition.WRONGNO, datetime(2026, 3, 16, 7, 0, tzinfo=UTC)),
    (Disposition.REF_SOFT, datetime(2026, 3, 20, 9, 0, tzinfo=UTC)),
    (Disposition.REF_HARD, None),
    (Disposition.INF_LEFT, None),
]


@pytest.mark.parametrize(("outcome", "expected"), NEXT)
def test_each_outcome_leads_to_its_next_step_within_calling_hours(
    desk: Desk, outcome: Disposition, expected: datetime | None
) -> None:
    desk.call(outcome, note="asks for a woman")
    assert desk.standing.next_at == expected
    assert desk.standing.disposition is outcome


@pytest.mark.parametrize("channel", list(Channel))
def test_any_channel_counts_as_an_attempt(desk: Desk, channel: Channel) -> None:
    desk.call(Disposition.NOANS, channel=channel, seconds=25)
    (told,) = desk.standing.attempts
    assert (told["channel"], told["seconds"], told["interviewer"]) == (channel.value, 25, "int-01")


def test_what_was_done_in_a_case_is_verified(desk: Desk) -> None:
    desk.call(Disposition.NOANS)
    desk.call(
        Disposition.APPT, appointment=Appointment(at=NOW + 3 * DAY, mode=Mode.VIDEO, link="https://meet.example/x")
    )
    supervisor = desk.world.people[Role.SUPERVISOR]
    contacting.hand_over(desk.world.store, supervisor, desk.world.study, desk.key, "int-01", now=NOW)
    desk.settle(Disposition.MAXTRY_U)
    assert verify(desk.world.store).faults == []


@pytest.mark.parametrize(
    ("at", "says"),
    [
        (NOW - timedelta(minutes=1), "has passed"),
        (datetime(2026, 3, 13, 6, 59, tzinfo=UTC) + 3 * DAY, "calls from 08:00 to 20:00"),
        (datetime(2026, 3, 13, 19, 0, tzinfo=UTC) + 3 * DAY, "calls from 08:00 to 20:00"),
        (NOW + DAY, "day of the week"),
        (datetime(2026, 4, 3, 9, 0, tzinfo=UTC), "does not call anybody"),
        (NOW + 400 * DAY, "more than a year"),
    ],
)
def test_a_callback_that_cannot_be_is_refused_and_nothing_is_kept(desk: Desk, at: datetime, says: str) -> None:
    with pytest.raises(Unsuitable, match=says) as refused:
        desk.call(Disposition.NOANS, next_at=at)
    assert refused.value.field == "next_on"
    assert desk.standing.attempts == []


def test_the_sites_clock_decides_across_the_change_to_summer_time(desk: Desk) -> None:
    before, after = datetime(2026, 3, 27, 7, 0, tzinfo=UTC), datetime(2026, 3, 30, 6, 0, tzinfo=UTC)
    desk.call(Disposition.NOANS, next_at=before)
    desk.call(Disposition.NOANS, next_at=after)
    with pytest.raises(Unsuitable):
        desk.call(Disposition.NOANS, next_at=before - timedelta(hours=1), note="third")


def test_an_appointment_may_lie_outside_the_hours_for_the_informant_agreed(desk: Desk) -> None:
    evening = datetime(2026, 3, 16, 19, 30, tzinfo=UTC)
    desk.call(Disposition.APPT, appointment=Appointment(at=evening, mode=Mode.VIDEO, zone="Europe/London"))
    assert (desk.standing.next_at, desk.standing.next_kind) == (evening, Next.APPOINTMENT)
    assert desk.standing.appointment is not None
    assert desk.standing.appointment["zone"] == "Europe/London"


WRONG = [
    ({"at": NOW}, "next_on"),
    ({"link": "http://meet.example/x"}, "link"),
    ({"link": "javascript:alert(1)"}, "link"),
    ({"zone": "Europe/Atlantis"}, "zone"),
    ({"note": "her number is 13.03.1980"}, "note"),
]


@pytest.mark.parametrize(("wrong", "field"), WRONG)
def test_an_appointment_that_cannot_be_is_refused_at_its_field(desk: Desk, wrong: dict[str, Any], field: str) -> None:
    agreed = replace(Appointment(at=NOW + DAY, mode=Mode.VIDEO), **wrong)
    with pytest.raises(Unsuitable) as refused:
        desk.call(Disposition.APPT, appointment=agreed)
    assert refused.value.field == field


def test_an_appointment_can_be_moved_without_a_call(desk: Desk) -> None:
    desk.call(Disposition.APPT, appointment=Appointment(at=NOW + DAY, mode=Mode.VIDEO))
    moved = Appointment(at=NOW + 2 * DAY, mode=Mode.TELEPHONE)
    contacting.appoint(desk.world.store, desk.world.interviewer, desk.world.study, desk.key, moved, now=NOW)
    assert len(desk.standing.attempts) == 1
    assert desk.standing.next_at == NOW + 2 * DAY


def test_a_third_call_on_one_day_needs_a_word(desk: Desk) -> None:
    desk.call(Disposition.NOANS)
    desk.call(Disposition.NOANS)
    with pytest.raises(Unsuitable, match="one more than the study plans"):
        desk.call(Disposition.NOANS)
    desk.call(Disposition.NOANS, note="she called back herself")
    assert len(desk.standing.attempts) == 3


LIMITS = [
    ([Disposition.NOANS] * 6, Disposition.MAXTRY_U),
    ([Disposition.NOANS] * 5 + [Disposition.VM_LEFT], Disposition.MAXTRY_E),
    ([Disposition.NOANS] * 5, None),
]


@pytest.mark.parametrize(("outcomes", "expected"), LIMITS)
def test_when_the_limit_of_attempts_is_reached_a_settlement_is_proposed(
    desk: Desk, outcomes: list[Disposition], expected: Disposition | None
) -> None:
    for number, outcome in enumerate(outcomes):
        proposed = desk.call(outcome, now=NOW - (10 - number) * 7 * DAY)
    assert proposed is expected
    if expected:
        desk.settle(expected)
        assert desk.standing.disposition is expected


def test_a_refusal_outranks_a_later_call_that_nobody_answers(desk: Desk) -> None:
    desk.call(Disposition.REF_SOFT, note="busy month")
    desk.call(Disposition.NOANS, by=desk.colleague())
    assert desk.standing.disposition is Disposition.REF_SOFT


def test_a_mistake_taken_back_leaves_what_the_other_calls_came_to(desk: Desk) -> None:
    store, study = desk.world.store, desk.world.study
    supervisor = desk.world.people[Role.SUPERVISOR]
    desk.call(Disposition.VM_LEFT)
    with pytest.raises(Unsuitable, match="no outcome here"):
        undoing.take_back(store, supervisor, study, desk.key, "hasty", now=NOW)
    desk.call(Disposition.REF_PARTICIPANT)
    assert desk.agenda() == []
    undoing.take_back(store, supervisor, study, desk.key, "meant another informant", now=NOW)
    assert (desk.standing.disposition, desk.standing.next_at) == (Disposition.VM_LEFT, NOW)
    assert [told["outcome"] for told in desk.standing.attempts] == ["VM_LEFT", "REF_PARTICIPANT"]
    assert len(desk.agenda()) == 1
    desk.call(Disposition.NOANS, note="called again")
    assert verify(store).faults == []


def test_an_interviewer_takes_back_only_what_they_entered(desk: Desk) -> None:
    store, study, supervisor = desk.world.store, desk.world.study, desk.world.people[Role.SUPERVISOR]
    desk.settle(Disposition.P_NOTEXPECTED, by=supervisor)
    with pytest.raises(Unsuitable, match="no outcome here"):
        undoing.take_back(store, desk.world.interviewer, study, desk.key, "mine", now=NOW)


def test_after_a_soft_refusal_somebody_else_calls(desk: Desk) -> None:
    colleague = desk.colleague()
    desk.call(Disposition.REF_SOFT, note="prefers to be asked by somebody else")
    assert desk.shown().refusal is not None
    with pytest.raises(Unsuitable, match="A colleague tries"):
        desk.call(Disposition.NOANS)
    assert desk.agenda() == []
    assert [row.id for row in desk.agenda(colleague)] != []
    desk.call(Disposition.APPT, by=colleague, appointment=Appointment(at=NOW + DAY, mode=Mode.VIDEO))


def test_a_supervisor_can_give_the_case_back(desk: Desk) -> None:
    desk.call(Disposition.REF_SOFT, note="not today")
    supervisor = desk.world.people[Role.SUPERVISOR]
    contacting.hand_over(desk.world.store, supervisor, desk.world.study, desk.key, "int-01", now=NOW)
    desk.call(Disposition.NOANS)
    assert desk.shown(supervisor).whose == "int-01"


def test_a_case_that_was_handed_to_a_colleague_is_not_there(desk: Desk) -> None:
    supervisor, colleague = desk.world.people[Role.SUPERVISOR], desk.colleague()
    contacting.hand_over(desk.world.store, supervisor, desk.world.study, desk.key, colleague.code, now=NOW)
    with pytest.raises(NotFound):
        desk.call(Disposition.NOANS)
    desk.call(Disposition.NOANS, by=colleague)


def test_only_interviewers_of_the_site_take_a_case_over(desk: Desk) -> None:
    supervisor = desk.world.people[Role.SUPERVISOR]
    with pytest.raises(Unsuitable):
        contacting.hand_over(desk.world.store, supervisor, desk.world.study, desk.key, "man-01", now=NOW)
    with pytest.raises(NotAllowed):
        contacting.hand_over(desk.world.store, desk.world.interviewer, desk.world.study, desk.key, "int-01", now=NOW)


@pytest.mark.parametrize("role", [Role.RESEARCHER, Role.MANAGER, Role.ADMIN, Role.AUDITOR])
def test_who_does_not_call_does_not_reach_a_case(desk: Desk, role: Role) -> None:
    with pytest.raises(NotAllowed):
        desk.call(Disposition.NOANS, by=desk.world.people[role])


def test_a_case_at_another_site_is_not_there(desk: Desk) -> None:
    away = replace(desk.world.interviewer, sites=Sites.of(desk.world.study.id, ["BER"]))
    with pytest.raises(NotFound):
        desk.call(Disposition.NOANS, by=away)


def withdrawn(desk: Desk, level: Withdrawal = Withdrawal.STOP_CONTACT) -> None:
    manager, day = desk.world.people[Role.MANAGER], NOW.date()
    courses.withdraw(desk.world.store, manager, desk.world.study, desk.key.participant_id, level, day, now=NOW)


def without_consent(desk: Desk) -> None:
    manager, store = desk.world.people[Role.MANAGER], desk.world.store
    with store.reading() as connection:
        from interview_app.storage.consents import of_participant

        (consent,) = of_participant(connection, desk.key.participant_id)
    consents.withdraw(store, manager, desk.world.study, desk.key.participant_id, consent.id, date(2026, 3, 13), now=NOW)


def inactive(desk: Desk) -> None:
    informants.set_active(desk.world.store, desk.world.people[Role.MANAGER], desk.key.informant_id, False, now=NOW)


def objected(desk: Desk) -> None:
    desk.call(Disposition.REF_PARTICIPANT)


def settled(desk: Desk) -> None:
    desk.call(Disposition.REF_HARD)


@pytest.mark.parametrize("happened", [withdrawn, without_consent, inactive, objected, settled])
def test_nobody_is_called_who_must_not_be(desk: Desk, happened: Any) -> None:
    desk.call(Disposition.NOANS)
    happened(desk)
    before = len(desk.standing.attempts)
    with pytest.raises(Unsuitable):
        desk.call(Disposition.NOANS)
    assert len(desk.standing.attempts) == before
    assert desk.shown().refusal is not None


@pytest.mark.parametrize("happened", [withdrawn, inactive, objected, settled])
def test_what_must_not_be_called_leaves_the_agenda(desk: Desk, happened: Any) -> None:
    desk.call(Disposition.NOANS)
    assert len(desk.agenda()) == 1
    happened(desk)
    assert desk.agenda() == []


def test_a_call_for_a_visit_that_is_over_leaves_the_agenda_and_an_appointment_stays(desk: Desk) -> None:
    manager, course = desk.world.people[Role.MANAGER], courses.Terms(arm="xr", dates={"baseline": NOW.date()})
    courses.change(desk.world.store, manager, desk.world.study, desk.key.participant_id, course, now=NOW)
    desk.call(Disposition.NOANS)
    over = NOW + 200 * DAY
    assert (len(desk.agenda()), desk.agenda(now=over)) == (1, [])
    desk.call(Disposition.APPT, appointment=Appointment(at=over + DAY, mode=Mode.VIDEO))
    assert len(desk.agenda(now=over)) == 1


def test_an_informant_whom_the_participant_does_not_want_is_not_interviewed_at_any_visit(desk: Desk) -> None:
    objected(desk)
    wish = replace(desk.world.wish, visit="W24", outside_reason="early")
    with pytest.raises(Unsuitable, match="does not want"):
        interviews.start(desk.world.store, desk.world.interviewer, wish, now=NOW)


def test_how_the_interview_ends_settles_the_case_and_takes_the_call_from_the_agenda(desk: Desk) -> None:
    desk.call(Disposition.NOANS)
    interview = desk.world.start(outside_reason="early")
    endings.break_off(desk.world.store, desk.world.interviewer, interview, reason="interrupted", now=NOW)
    assert (desk.standing.disposition, desk.standing.next_at) == (Disposition.BREAKOFF, NOW + 7 * DAY)
    endings.resume(desk.world.store, desk.world.interviewer, interview, now=NOW)
    assert desk.standing.disposition is Disposition.NOANS
    assert verify(desk.world.store).faults == []


def test_two_tablets_on_one_case_the_second_is_told(desk: Desk) -> None:
    seen = desk.shown().version
    desk.call(Disposition.NOANS, seen=seen)
    with pytest.raises(Overtaken):
        desk.call(Disposition.BUSY, seen=seen)
    assert [told["outcome"] for told in desk.standing.attempts] == ["NOANS"]
    desk.call(Disposition.BUSY, seen=desk.shown().version)


NOTES = [
    ("call 22 12 34 56", False),
    ("kari@nordre.example", False),
    ("on 13.03.2026", False),
    ("is back on 13.03.2026", True),
    ("is back after Easter", False),
]


@pytest.mark.parametrize(("note", "sure"), NOTES)
def test_a_note_that_may_name_somebody_is_asked_about(desk: Desk, note: str, sure: bool) -> None:
    if sure or "Easter" in note:
        desk.call(Disposition.NOANS, note=note, sure=sure)
        assert desk.standing.attempts[0]["note"] == note
    else:
        with pytest.raises(Unsuitable, match="tells of nobody"):
            desk.call(Disposition.NOANS, note=note)


def test_an_identity_number_in_a_note_is_refused_whatever_one_says(desk: Desk) -> None:
    with pytest.raises(Unsuitable, match="identity number"):
        desk.call(Disposition.NOANS, note="12057912345 01010112356 13097248022", sure=True)


@pytest.mark.parametrize("outcome", [Disposition.COMPLETE, Disposition.MAXTRY_E, Disposition.P_DEAD])
def test_what_no_call_comes_to_is_not_recorded_as_one(desk: Desk, outcome: Disposition) -> None:
    with pytest.raises(Unsuitable):
        desk.call(outcome)


@pytest.mark.parametrize("outcome", [Disposition.NOANS, Disposition.COMPLETE])
def test_what_a_call_comes_to_is_not_settled_at_the_desk(desk: Desk, outcome: Disposition) -> None:
    with pytest.raises(Unsuitable):
        desk.settle(outcome)


def test_the_death_of_a_participant_is_noted_after_participation_has_ended(desk: Desk) -> None:
    desk.call(Disposition.NOANS)
    withdrawn(desk)
    desk.settle(Disposition.P_WITHDRAWN)
    assert desk.standing.disposition is Disposition.P_WITHDRAWN


def test_everything_that_is_done_is_in_the_ledger(desk: Desk) -> None:
    desk.call(Disposition.APPT, appointment=Appointment(at=NOW + DAY, mode=Mode.VIDEO))
    assert [event.action for event in desk.shown().history] == [
        Event.CASE_OPEN,
        Event.CASE_ATTEMPT,
        Event.CASE_APPOINT,
    ]


def test_a_refusal_is_an_error_with_a_text() -> None:
    assert issubclass(Unsuitable, ServiceError)
