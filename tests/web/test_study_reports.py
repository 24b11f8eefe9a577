"""The report of a study: who may have it, what stands in it and what does not, and what the ledger keeps of it."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
from sqlalchemy import update

from interview_app.domain.access import Sites
from interview_app.domain.events import Event
from interview_app.reports.copies import Copy
from interview_app.reports.study.sheet import Sheet
from interview_app.services import seals, second_opinions, study_reports, verifying
from interview_app.services.errors import NotAllowed, Unsuitable
from interview_app.services.verification import verify
from interview_app.storage import ledger
from interview_app.storage.models import interviews
from tests.reports.printed import Printed
from tests.web.browsing import said
from tests.web.scene import AWAY, HOME, Browse, Scene
from tests.web.test_second_opinions import VISIT, another, begin, finish

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def pair(scene: Scene) -> Scene:
    """W12 was held with one informant; a second opinion is wanted, and half a year passes after both."""
    finish(scene, "interviewer", scene.own.interview)
    supervisor = scene.people["supervisor"]
    second_opinions.mark(
        scene.store, supervisor, scene.study, scene.own.code, VISIT, reason="Answers look alike", now=scene.clock()
    )
    return scene


def pdf(scene: Scene, *, who: str = "supervisor", whole: bool = True, language: str = "en") -> Printed:
    copy = Copy(language=language)
    return Printed(
        study_reports.study_pdf(
            scene.store, scene.people[who], scene.study, copy, whole=whole, now=scene.clock()
        )
    )  # fmt: skip


def sheet(scene: Scene, who: str = "supervisor", site: str = "") -> Sheet:
    return study_reports.results_sheet(scene.store, scene.people[who], scene.study, "en", now=scene.clock(), site=site)


def rows(found: Sheet, key: str) -> list[tuple[str, ...]]:
    return [row for section in found.sections for table in section.tables if table.key == key for row in table.rows]


def test_a_pair_is_nowhere_until_it_is_complete_and_then_compared(pair: Scene) -> None:
    second = begin(pair, pair.people["colleague"], another(pair))
    blind = sheet(pair)
    assert rows(blind, "agreement_informant") == []
    assert [row[0] for row in rows(blind, "scores_wrri_total") if row[1] != "–"] == ["Baseline"], "not even its mean"
    assert any("1 interviews of pairs" in text for text in blind.method)
    assert rows(blind, "flags") == [(pair.people["interviewer"].code, "1", *["0"] * 6)], "nor a reason to look at it"
    finish(pair, "colleague", second, c01="1")
    both = sheet(pair)
    compared = {row[0].split()[0]: row[1:4] for row in rows(both, "agreement_items_informant")}
    assert len(compared) == 12
    assert compared["c01"] == ("1", "0 %", "0 %")
    assert compared["c02"] == ("1", "100 %", "100 %")
    assert [row[0] for row in rows(both, "scores_wrri_total") if row[1] != "–"] == ["Baseline", "Week 12"]


@pytest.mark.parametrize("who", ["interviewer", "manager", "admin", "auditor"])
def test_other_roles_have_no_report(scene: Scene, browse: Browse, who: str) -> None:
    with pytest.raises(NotAllowed):
        pdf(scene, who=who)
    assert browse(who).get("/progress/results").status == 403


def test_a_site_of_others_is_no_choice(scene: Scene) -> None:
    with pytest.raises(Unsuitable):
        sheet(scene, site=AWAY)
    supervisor = scene.people["supervisor"]
    both = replace(supervisor, sites=Sites.of(scene.study.id, [HOME, AWAY]))
    found = study_reports.results_sheet(scene.store, both, scene.study, "en", now=scene.clock(), site=AWAY)
    assert found.code == AWAY, "the control"


def test_the_same_record_is_the_same_file_and_the_ledger_keeps_its_hash(scene: Scene) -> None:
    first = pdf(scene, language="nb")
    seals.make(scene.store, by="cli:test", now=scene.clock())
    again = pdf(scene, language="nb")
    assert first.content == again.content
    with scene.store.reading() as connection:
        stream = f"study:{scene.study.id}"
        history = ledger.history(connection, scene.store.keys.stream_key(stream), stream)
    told = [event for event in history if event.action is Event.STUDY_PRINT]
    assert [event.payload["sha256"] for event in told] == [sha256(first.content).hexdigest()] * 2
    assert [event.payload["sites"] for event in told] == [[HOME]] * 2
    assert "Grunner til å se nærmere" in first.said
    assert "Grunner til å se nærmere" not in pdf(scene, language="nb", who="researcher").said, "who does not review"
    assert told[0].payload["content"][:16] in first.said.replace(" ", "")
    assert not verify(scene.store).faults


def test_an_interview_that_cannot_be_opened_is_counted_and_left_out(scene: Scene) -> None:
    with scene.store.writing() as connection:
        spoilt = update(interviews).where(interviews.c.id == scene.own.completed).values(document=b"\x01" * 40)
        connection.execute(spoilt)
    found = sheet(scene)
    assert rows(found, "scores_wrri_total") == []
    assert any("1 interviews could not be opened" in text for text in found.method)


def test_small_numbers_are_hidden_in_what_is_handed_on(scene: Scene) -> None:
    whole, handed_on = pdf(scene), pdf(scene, whole=False)
    assert "not to be handed on" in whole.said
    assert "1 participant · " in whole.said
    assert "Baseline 1 70.0 (–)" in whole.said
    assert "• stands for fewer than 5 people" in handed_on.said
    assert "• participants · " in handed_on.said
    assert "Baseline • • • •" in handed_on.said
    assert "70.0" not in handed_on.said


def test_the_page_shows_the_drawings_with_their_tables_and_leads_to_the_file(scene: Scene, browse: Browse) -> None:
    browser = browse("researcher")
    assert "/progress/results" in browser.get("/progress").links()
    page = browser.get("/progress/results")
    drawings = [each for each in page.all(f"{SVG}svg") if "chart" in each.get("class", "")]
    assert len(drawings) >= 5
    assert all(said(next(each.iter(f"{SVG}title"))) for each in drawings), "each says itself in words"
    assert not [each for drawing in drawings for each in drawing.iter() if "style" in each.attrib], "and needs no style"
    assert page.says("Total: scores")
    assert "/progress/report.pdf?numbers=all" in page.links()
    answer = browser.get("/progress/report.pdf")
    assert (answer.status, answer.response.mimetype) == (200, "application/pdf")
    assert browser.get("/progress/report.pdf?site=BER").status == 422
    assert "/progress/results" not in browse("manager").get("/progress").links()


def test_whoever_holds_the_file_learns_whether_it_still_stands(pair: Scene) -> None:
    file, supervisor = pdf(pair, whole=False).content, pair.people["supervisor"]
    assert verifying.check(pair.store, supervisor, file).verdict is verifying.Verdict.UNCHANGED
    pair.clock.forward(days=40)
    assert verifying.check(pair.store, supervisor, file).verdict is verifying.Verdict.UNCHANGED, "of the day it is from"
    finish(pair, "colleague", begin(pair, pair.people["colleague"], another(pair)))
    assert verifying.check(pair.store, supervisor, file).verdict is verifying.Verdict.CHANGED
