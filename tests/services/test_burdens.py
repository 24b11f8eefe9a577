"""One informant is asked only so often, unless a supervisor allows more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from interview_app.domain.access import Role, Sites
from interview_app.domain.study import Study
from interview_app.instruments.studies import built_in
from interview_app.services import burdens, endings, interviews, studies, verification
from interview_app.services.errors import NotAllowed, NotFound, Unsuitable
from interview_app.storage import informants
from tests.services.conftest import NOW, World

VISITS = ("BL", "W04", "W08", "W12", "W16", "W20", "W24")


@pytest.fixture
def study(world: World) -> Study:
    """The study with a cap of two."""
    capped = (
        built_in("demo-naltrec-like").replace("burden = 8", "burden = 2").replace("\nversion = 1\n", "\nversion = 2\n")
    )
    return studies.load(world.store, capped, actor_code="cli:test", now=NOW)


def informant_id(world: World) -> str:
    with world.store.reading() as connection:
        found = informants.by_code(connection, world.study.id, world.wish.informant, world.interviewer.sites)
    assert found is not None
    return found.id


def lift(world: World, role: Role = Role.SUPERVISOR, reason: str = "Knows all of them") -> None:
    burdens.lift(world.store, world.people[role], informant_id(world), reason=reason, now=NOW)


def test_an_informant_at_the_cap_is_not_asked_again(world: World, study: Study) -> None:
    for visit in VISITS[:2]:
        world.start(visit=visit)
    with pytest.raises(Unsuitable, match="asked for 2 interviews in 28 days, and the study allows 2") as refused:
        world.start(visit=VISITS[2])
    assert refused.value.field == "informant"


def test_what_was_voided_or_is_long_ago_does_not_count(world: World, study: Study) -> None:
    supervisor = world.people[Role.SUPERVISOR]
    endings.void(world.store, supervisor, world.start(visit="BL"), reason="Wrong visit", now=NOW)
    world.start(visit="W04")
    world.start(visit="W08")
    later = replace(world.wish, visit="W12")
    with pytest.raises(Unsuitable):
        interviews.start(world.store, world.interviewer, later, now=NOW + timedelta(days=27))
    interviews.start(world.store, world.interviewer, later, now=NOW + timedelta(days=28))


def test_a_supervisor_allows_more_for_four_weeks_with_a_reason(world: World, study: Study) -> None:
    for visit in VISITS[:2]:
        world.start(visit=visit)
    [asked] = burdens.at_cap(world.store, world.people[Role.SUPERVISOR], study, now=NOW)
    assert (asked.code, asked.count, asked.until) == (world.wish.informant, 2, None)
    lift(world)
    world.start(visit=VISITS[2])
    [asked] = burdens.at_cap(world.store, world.people[Role.SUPERVISOR], study, now=NOW)
    assert (asked.count, asked.until) == (3, NOW.date() + timedelta(days=27))
    assert verification.verify(world.store).faults == []


def test_what_was_allowed_ends(world: World, study: Study) -> None:
    lift(world)
    then = NOW + timedelta(days=28)
    for visit in VISITS[:2]:
        interviews.start(world.store, world.interviewer, replace(world.wish, visit=visit), now=then)
    with pytest.raises(Unsuitable):
        interviews.start(world.store, world.interviewer, replace(world.wish, visit=VISITS[2]), now=then)


def test_only_a_supervisor_of_the_site_allows_more_and_says_why(world: World) -> None:
    with pytest.raises(Unsuitable, match="Say why"):
        lift(world, reason=" ")
    with pytest.raises(NotAllowed):
        lift(world, Role.INTERVIEWER)
    elsewhere = replace(world.people[Role.SUPERVISOR], sites=Sites.of(world.study.id, ["BER"]))
    with pytest.raises(NotFound):
        burdens.lift(world.store, elsewhere, informant_id(world), reason="Why not", now=NOW)
