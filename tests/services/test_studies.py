"""A study's definition is taken in only when the installation can go on working with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from interview_app import instruments
from interview_app.domain.access import Role
from interview_app.domain.replanning import Change
from interview_app.instruments.errors import InstrumentErrors
from interview_app.instruments.studies import built_in, read_study
from interview_app.services import interviews, participants, studies, verification
from tests.services.conftest import NOW, World

DEMO = built_in("demo-naltrec-like")
SECOND = Path(__file__).parents[1] / "instruments" / "studies" / "second.toml"
REPLACEMENTS = {
    "no such instrument": [('instrument = "wrri"', 'instrument = "unheard_of"')],
    "no such version": [("instrument_version = 1", "instrument_version = 9")],
    "a site in use": [('code = "OSL"', 'code = "XYZ"')],
    "an arm in use": [("xr = {", "other = {"), ('"xr"', '"other"')],
    "a visit in use": [('id = "W12"', 'id = "W13"')],
}
TOLD = {
    "no such instrument": "study · instrument: there is no instrument unheard_of version 1",
    "no such version": "study · instrument: there is no instrument wrri version 9",
    "a site in use": "study · sites: the site OSL is left out, but records here belong to it; put the site OSL back",
    "an arm in use": "study · arms: the arm xr is left out",
    "a visit in use": "study · visits: the visit W12 is left out",
}


def changed(*replacements: tuple[str, str]) -> str:
    """The demo study's next version, with something else in it."""
    definition = DEMO.replace("version = 1\nsynthetic", "version = 2\nsynthetic", 1)
    for old, new in replacements:
        assert old in definition
        definition = definition.replace(old, new)
    return definition


def refused(world: World, definition: str) -> list[str]:
    with pytest.raises(InstrumentErrors) as raised:
        studies.load(world.store, definition, actor_code="cli:test", now=NOW)
    assert studies.all_studies(world.store) == [world.study], "what is refused changes nothing"
    return [str(error) for error in raised.value.errors]


@pytest.fixture
def held(world: World) -> World:
    """The world with an interview at W12."""
    interviews.start(world.store, world.interviewer, world.wish, now=NOW)
    return world


@pytest.mark.parametrize("fault", REPLACEMENTS)
def test_a_definition_that_the_installation_cannot_work_with_is_refused(held: World, fault: str) -> None:
    (told,) = refused(held, changed(*REPLACEMENTS[fault]))
    assert TOLD[fault] in told
    assert told.partition("; ")[2], "every fault comes with its remedy"


def test_all_faults_are_told_at_once(held: World) -> None:
    faults = ("no such instrument", "a site in use", "an arm in use", "a visit in use")
    assert len(refused(held, changed(*(pair for fault in faults for pair in REPLACEMENTS[fault])))) == len(faults)


def test_an_instrument_whose_file_has_errors_is_refused_with_the_first(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instruments, "_folders", [*instruments._folders, tmp_path])
    (tmp_path / "spoiled_v1.toml").write_text("id = ", encoding="utf-8")
    (told,) = refused(world, changed(('instrument = "wrri"', 'instrument = "spoiled"')))
    assert "the file of spoiled version 1 has errors, the first: E04" in told
    assert "interview-app instrument check" in told


def test_verify_names_an_instrument_that_was_edited_or_lost_after_an_interview_began(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = (Path(instruments.__file__).parent / "wrri_v1.toml").read_text("utf-8")
    file = tmp_path / "borrowed_v1.toml"
    file.write_text(published.replace('id = "wrri"', 'id = "borrowed"', 1), "utf-8")
    monkeypatch.setattr(instruments, "_folders", [*instruments._folders, tmp_path])
    studies.load(
        world.store, changed(('instrument = "wrri"', 'instrument = "borrowed"')), actor_code="cli:test", now=NOW
    )
    interviews.start(world.store, world.interviewer, world.wish, now=NOW)
    assert verification.verify(world.store).faults == []

    file.write_text("# A comment\n" + file.read_text("utf-8"), "utf-8")
    instruments.load.cache_clear()
    assert verification.verify(world.store).faults == [], "layout and comments are no change"

    file.write_text(file.read_text("utf-8").replace('en = "', 'en = "Edited: ', 1), "utf-8")
    instruments.load.cache_clear()
    (fault,) = verification.verify(world.store).faults
    assert fault.stream.startswith("interview:")
    assert "the file of instrument borrowed version 1 was changed" in fault.what
    assert "put the published file back" in fault.what

    file.unlink()
    instruments.load.cache_clear()
    (fault,) = verification.verify(world.store).faults
    assert "there is no instrument borrowed version 1 any more" in fault.what


def test_what_nothing_belongs_to_may_be_withdrawn_and_what_is_new_added(held: World) -> None:
    definition = changed(('id = "UNS"', 'id = "EXTRA"'), ("oat = {", "other = {"), ('"oat"', '"other"'))
    loaded = studies.load(held.store, definition, actor_code="cli:test", now=NOW)
    assert loaded.visits[-1].id == "EXTRA"
    assert studies.all_studies(held.store) == [loaded]


def test_a_preview_counts_what_a_newer_plan_does_to_the_visits_and_does_nothing(world: World) -> None:
    manager = world.people[Role.MANAGER]
    for arm in ("xr", "oat"):
        dates = {"baseline": NOW.date()}
        participants.enrol(world.store, manager, world.study, site="OSL", arm=arm, dates=dates, now=NOW)
    before = verification.verify(world.store).faults
    moved = ("day = 84\nbefore = 7", "day = 85\nbefore = 7")
    narrowed = ("day = 56\nbefore = 7\nafter = 7", 'day = 56\nbefore = 7\nafter = 7\narms = ["xr"]')
    preview = studies.preview(world.store, changed(moved, narrowed, ('id = "UNS"', 'id = "EXTRA"')))
    assert (preview.replaces, preview.participants) == (1, 3)
    assert preview.changes == {
        (Change.MOVED, "W12"): 2,
        (Change.NO_LONGER_EXPECTED, "W08"): 1,
        (Change.TAKEN_OUT, "UNS"): 3,
        (Change.ADDED, "EXTRA"): 3,
    }
    assert studies.all_studies(world.store) == [world.study]
    assert verification.verify(world.store).faults == before == []


def test_a_newer_version_lays_every_visit_anew_and_leaves_another_study_alone(world: World) -> None:
    second = SECOND.read_text("utf-8")
    studies.load(world.store, second, actor_code="cli:test", now=NOW)
    loaded = studies.load(
        world.store, changed(("day = 84\nbefore = 7", "day = 85\nbefore = 7")), actor_code="x", now=NOW
    )
    assert [study.id for study in studies.all_studies(world.store)] == [world.study.id, "second"]
    assert studies.find(world.store, "second") == read_study(second)
    assert [each.version for each in studies.versions(world.store, world.study.id)] == [1, 2]
    assert studies.versions(world.store, world.study.id)[1].hash == loaded.hash != world.study.hash
    assert verification.verify(world.store).faults == []


def test_what_consents_and_courses_name_stays(world: World) -> None:
    manager, dates = world.people[Role.MANAGER], {"baseline": NOW.date()}
    participants.enrol(world.store, manager, world.study, site="OSL", arm="xr", dates=dates, now=NOW)
    told = refused(world, changed(("baseline", "started"), ('id = "1.0"', 'id = "0.9"')))
    assert ["the date baseline is left out" in told[0], "the consent 1.0 is left out" in told[1]] == [True, True]


def test_a_record_of_a_visit_or_site_that_is_gone_is_called_by_its_code(world: World) -> None:
    assert world.study.visit("GONE").label == {"en": "GONE"}
    assert world.study.site("OLD").name == "OLD"
    assert world.study.visit("W12").label["en"] == "Week 12"
