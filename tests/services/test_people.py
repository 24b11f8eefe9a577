"""Participants and informants as the manager keeps them: codes, relations, and what the ledger tells."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
import pytest

from interview_app.domain.access import Role, Sites
from interview_app.domain.events import Event
from interview_app.domain.participant_codes import is_participant_code, participant_code
from interview_app.domain.participation import Participation
from interview_app.services import accounts, courses, informants, participants, verification
from interview_app.services.errors import NotAllowed, NotFound, Unsuitable
from interview_app.services.informants import Terms
from tests.services.conftest import NOW, STUDY, World

TERMS = Terms(role="nurse", service="housing")


@given(st.sets(st.integers(min_value=0, max_value=9_999), max_size=50))
def test_a_free_code_is_one_that_nobody_has(numbers: set[int]) -> None:
    taken = {participant_code("OSL", number) for number in numbers}
    code = participants.free_code(taken, "OSL")
    assert code not in taken
    assert is_participant_code(code)


@given(st.sets(st.integers(min_value=1, max_value=500), max_size=20))
def test_informants_codes_count_on_from_the_highest(numbers: set[int]) -> None:
    taken = {f"OSL-I{number:02}" for number in numbers} | {"BER-I900", "OSL-W77"}
    assert informants.next_code("OSL", taken) == f"OSL-I{max(numbers, default=0) + 1:02}"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MANAGER])
def test_only_the_manager_keeps_participants_and_informants(world: World, role: Role) -> None:
    actor, now = world.people[role], NOW
    with pytest.raises(NotAllowed):
        participants.enrol(world.store, actor, world.study, site="OSL", arm="xr", now=now)
    with pytest.raises(NotAllowed):
        informants.add(world.store, actor, world.study, "OSL", TERMS, now=now)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_the_administrator_keeps_accounts(world: World, role: Role) -> None:
    with pytest.raises(NotAllowed):
        accounts.create(world.store, world.people[role], "new", accounts.Terms(role=Role.ADMIN), now=NOW)
    with pytest.raises(NotAllowed):
        accounts.list_all(world.store, world.people[role])


@pytest.mark.parametrize(
    ("site", "terms", "field"),
    [
        ("STA", TERMS, "site"),
        ("OSL", replace(TERMS, role="astronaut"), "role"),
        ("OSL", replace(TERMS, service="space"), "service"),
        ("OSL", replace(TERMS, participants=("OSL-0000-1",)), "participants"),
    ],
)
def test_what_does_not_fit_an_informant_is_named(world: World, site: str, terms: Terms, field: str) -> None:
    with pytest.raises(Unsuitable) as refused:
        informants.add(world.store, world.people[Role.MANAGER], world.study, site, terms, now=NOW)
    assert refused.value.field == field
    found, _ = informants.search(world.store, world.people[Role.MANAGER], world.study)
    assert len(found) == 1, "nothing of it was kept"


def test_a_participant_at_a_site_the_manager_lost_is_not_there_any_more(world: World) -> None:
    manager = world.people[Role.MANAGER]
    found, _ = participants.search(world.store, manager, world.study)
    with pytest.raises(NotFound):
        participants.show(world.store, replace(manager, sites=Sites.of(STUDY, ["BER"])), found[0].id)


def test_an_account_at_a_site_that_does_not_exist_is_refused(world: World) -> None:
    terms = accounts.Terms.at(Role.SUPERVISOR, STUDY, "XXX")
    with pytest.raises(Unsuitable) as refused:
        accounts.create(world.store, world.people[Role.ADMIN], "new", terms, now=NOW)
    assert refused.value.field == "grants"


def test_grants_that_an_earlier_version_told_without_a_role_are_still_read(world: World) -> None:
    """Then a role was the account's, and an auditor's sites meant nothing."""
    told = {"sites": [[STUDY, "BER"], [STUDY, "OSL"]], "display_name": "", "language": "en", "reads_text": False}
    for role, granted in ((Role.SUPERVISOR, [Role.SUPERVISOR]), (Role.AUDITOR, [])):
        account, code = world.people[role].id, world.people[role].code
        with world.store.writing() as connection:
            payload = {**told, "role": role.value}
            accounts.trace(connection, world.store.keys, account, code, Event.ACCOUNT_CHANGE, payload, NOW)
        found = accounts.get(world.store, world.people[Role.ADMIN], account)
        assert {grant.role for grant in found.grants} == set(granted)
    assert verification.verify(world.store).faults == []


def test_a_participant_is_assigned_only_to_who_interviews_at_their_site_of_their_study(world: World) -> None:
    manager, admin = world.people[Role.MANAGER], world.people[Role.ADMIN]
    found, _ = participants.search(world.store, manager, world.study)
    interviewer, ids = world.interviewer, [found[0].id]
    courses.assign(world.store, manager, world.study, ids, interviewer.code, now=NOW)
    terms = accounts.Terms.at(Role.INTERVIEWER, STUDY, "BER")
    accounts.change(world.store, admin, interviewer.id, terms, now=NOW)
    for nobody in (interviewer.code, world.people[Role.SUPERVISOR].code, "int-99"):
        with pytest.raises(Unsuitable):
            courses.assign(world.store, manager, world.study, ids, nobody, now=NOW)
    courses.assign(world.store, manager, world.study, ids, "", now=NOW)


def test_everything_that_people_are_follows_from_the_ledger(world: World) -> None:
    manager, admin, study, now = world.people[Role.MANAGER], world.people[Role.ADMIN], world.study, NOW
    enrolled = participants.enrol(world.store, manager, study, site="BER", arm="oat", now=now)
    ended = courses.Terms(arm="xr", status=Participation.ENDED)
    courses.change(world.store, manager, study, enrolled.id, ended, now=now)
    participants.look(world.store, manager, enrolled.id, now=now)
    added = informants.add(world.store, manager, study, "BER", TERMS, now=now)
    informants.acquaint(world.store, manager, study, added.code, enrolled.code, now=now)
    informants.set_active(world.store, manager, added.id, False, now=now)
    terms = accounts.Terms.at(Role.RESEARCHER, STUDY, "BER", display_name="Kim", language="nb")
    opened = accounts.create(world.store, admin, "new-one", terms, now=now)
    accounts.change(world.store, admin, opened.id, replace(terms, reads_text=True), now=now)
    accounts.set_password(world.store, admin, opened.id, now=now)
    accounts.end_sessions(world.store, admin, opened.id, now=now)
    accounts.set_active(world.store, admin, opened.id, False, now=now)
    assert verification.verify(world.store).faults == []
