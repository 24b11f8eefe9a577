"""Printing an interview: who may, under which seal, and what the ledger keeps of it."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from interview_app.domain.access import Actor, Role, Sites
from interview_app.domain.events import Event
from interview_app.reports import pdf as drawing
from interview_app.reports.copies import USUAL, Copy
from interview_app.services import endings, exports, interviews, seals, verification
from interview_app.services.amendments import amend
from interview_app.services.errors import NotAllowed, NotFound
from interview_app.services.printing import NotPrinted
from interview_app.services.reports import interview_pdf
from interview_app.services.studies import study_of
from interview_app.storage.ledger import EventRecord
from interview_app.storage.seals import Seal, find
from tests.reports.printed import Printed
from tests.services.conftest import NOW, STUDY, World, person
from tests.worked import ANSWERS

SPOKEN = {item: value for item, value in ANSWERS.items() if item not in ("prior_wrri", "e1")}


@pytest.fixture
def completed(world: World) -> str:
    interview_id = world.start()
    world.answer(interview_id, SPOKEN)
    endings.complete(world.store, world.interviewer, interview_id, now=NOW)
    return interview_id


def pdf(world: World, interview_id: str, actor: Actor | None = None, *, copy: Copy = USUAL, days: int = 0) -> Printed:
    actor = actor or world.people[Role.SUPERVISOR]
    content = interview_pdf(world.store, actor, interview_id, copy=copy, now=NOW + timedelta(days=days))
    return Printed(content)


def prints(world: World, interview_id: str) -> list[EventRecord]:
    events = interviews.history(world.store, world.interviewer, interview_id, now=NOW)
    return [event for event in events if event.action is Event.INTERVIEW_PRINT]


def test_the_supervisor_prints_the_interview_on_one_page(world: World, completed: str) -> None:
    page = pdf(world, completed)
    assert page.pages == 1
    assert world.wish.participant in page.text
    assert "Total 70.0 10 of 12 · prorated" in page.lines
    assert "Synthetic demo data: nobody described here exists." in page.said


def test_the_interviewer_prints_their_own(world: World, completed: str) -> None:
    assert "Total 70.0" in pdf(world, completed, world.interviewer).text


def test_another_interviewer_learns_nothing_of_it(world: World, completed: str) -> None:
    admin = world.people[Role.ADMIN]
    colleague = person(world.store, admin, Role.INTERVIEWER, world.interviewer.sites, "colleague")
    with pytest.raises(NotFound):
        pdf(world, completed, colleague)


def test_a_supervisor_of_another_site_learns_nothing_of_it(world: World, completed: str) -> None:
    away = replace(world.people[Role.SUPERVISOR], sites=Sites.of(STUDY, ["BER"]))
    with pytest.raises(NotFound):
        pdf(world, completed, away)
    assert prints(world, completed) == []


def test_an_id_that_does_not_exist_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        pdf(world, "0" * 32)


@pytest.mark.parametrize("role", [Role.RESEARCHER, Role.MANAGER, Role.ADMIN, Role.AUDITOR])
def test_other_roles_do_not_print(world: World, completed: str, role: Role) -> None:
    with pytest.raises(NotAllowed):
        pdf(world, completed, world.people[role])


def test_the_ledger_keeps_who_printed_which_bytes(world: World, completed: str) -> None:
    page = pdf(world, completed, copy=Copy("nb"))
    (event,) = prints(world, completed)
    assert event.actor == world.people[Role.SUPERVISOR].code
    assert event.payload["sha256"] == sha256(page.content).hexdigest()
    assert event.payload["language"] == "nb"
    assert not verification.verify(world.store).faults


def test_the_same_record_prints_the_same_bytes_whoever_reads_or_seals_it_between(world: World, completed: str) -> None:
    first = pdf(world, completed)
    interviews.open_interview(world.store, world.interviewer, completed, now=NOW)
    seals.make(world.store, by="cli:test", now=NOW + timedelta(days=1))
    again = pdf(world, completed, world.interviewer, days=2)
    assert again.content == first.content


def test_an_amendment_prints_anew_under_a_seal_that_covers_it(world: World, completed: str) -> None:
    first = pdf(world, completed)
    supervisor = world.people[Role.SUPERVISOR]
    amend(world.store, supervisor, completed, "c01", {"value": "1"}, reason="Misheard.", now=NOW + timedelta(days=1))
    second = pdf(world, completed, days=1)
    assert "Total 65.0 10 of 12 · prorated" in second.lines
    assert sealed_under(world, first) != sealed_under(world, second)


def test_the_printed_seal_is_found_in_the_ledger(world: World, completed: str) -> None:
    assert sealed_under(world, pdf(world, completed)) is not None


def sealed_under(world: World, page: Printed) -> Seal | None:
    """The seal whose value stands at the foot of the page, looked up as somebody would who types it."""
    line = next(line for line in page.lines if line.startswith("seal "))
    value = line.removeprefix("seal ").partition(world.wish.participant)[0]
    with world.store.reading() as connection:
        return find(connection, value)


def test_an_open_interview_is_printed_as_a_draft(world: World) -> None:
    interview_id = world.start()
    world.answer(interview_id, {"a_private": "yes", "c01": "3"})
    assert "Draft · not yet signed" in pdf(world, interview_id).text


def test_a_page_that_cannot_be_made_is_refused_in_words(
    world: World, completed: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The drawing libraries are the system's; taking them away is the edge that is faked here."""
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango-1.0-0')")
    monkeypatch.syspath_prepend(tmp_path)
    drawing.close()
    with pytest.raises(NotPrinted, match="libpango"):
        pdf(world, completed)
    assert prints(world, completed) == []


def test_a_copy_is_on_other_paper_for_somebody_and_with_its_data(world: World, completed: str) -> None:
    copy = Copy(paper="Letter", reader="sup-02", archive=True)
    page = pdf(world, completed, copy=copy)
    assert page.pages == 1
    assert "printed for sup-02" in page.upright
    with page.open() as file:
        assert [round(float(side)) for side in file.pages[0].mediabox] == [0, 0, 612, 792]
        assert [spec.AFRelationship for spec in file.Root.AF][:2] == ["/Data", "/Data"]
        long = file.attachments["long.csv"].get_file().read_bytes().decode()
        assert set(file.attachments) == {"long.csv", "scores.csv"}
    rows = {row["item"]: row for row in csv.DictReader(long.splitlines())}
    assert (rows["c01"]["value"], rows["c06"]["missing"]) == ("3", "declined")
    assert str(ANSWERS["f1"]) not in long, "what was said in words leaves by grant only"
    (event,) = prints(world, completed)
    assert (event.payload["paper"], event.payload["reader"], event.payload["archive"]) == ("Letter", "sup-02", True)
    assert pdf(world, completed, copy=copy, days=1).content == page.content


def test_the_data_of_a_copy_are_cell_for_cell_those_of_an_export(world: World, completed: str, tmp_path: Path) -> None:
    with pdf(world, completed, copy=Copy(archive=True)).open() as file:
        taken_along = {name: file.attachments[name].get_file().read_bytes() for name in file.attachments}
    researcher = replace(world.people[Role.RESEARCHER], sites=world.interviewer.sites)
    with world.store.reading() as connection:
        study = study_of(connection, STUDY)
    exports.write(world.store, researcher, study, tmp_path / "export", exports.Wish(), now=NOW)
    assert taken_along == {name: (tmp_path / "export" / name).read_bytes() for name in taken_along}
