"""Whoever withdraws is obeyed everywhere at once: in every list, page, search, PDF and file; a control stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import date, timedelta
import json
from pathlib import Path
from typing import Any

import pytest

from interview_app.app import create_app
from interview_app.config import Settings
from interview_app.domain.access import Role
from interview_app.domain.calling import AT_THE_DESK
from interview_app.domain.disposition import Disposition
from interview_app.domain.fieldwork import Channel
from interview_app.domain.interview import Mode
from interview_app.domain.participation import InformantWithdrawal, Withdrawal
from interview_app.exports import LAYOUTS
from interview_app.reports.copies import USUAL
from interview_app.services import (
    asking,
    contacting,
    courses,
    endings,
    exports,
    informants,
    interviews,
    participants,
    second_opinions,
    study_reports,
)
from interview_app.services.casework import Key
from interview_app.services.errors import Unsuitable, Withheld
from interview_app.services.verification import verify
from interview_app.storage import slots
from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing
from tests.reports.printed import Printed
from tests.storage.cluster import Server
from tests.web.browsing import Page
from tests.web.scene import NOW, Case, Clock, Scene, a_case, cast, completed, said

KEYS = bytes(range(32))
TODAY = NOW.date()
LEVELS = [Withdrawal.STOP_CONTACT, Withdrawal.STOP_USE, Withdrawal.ERASE]
OUT_OF_USE = [Withdrawal.STOP_USE, Withdrawal.ERASE]


REMARK = "Rings off after four"


def called(case: Case) -> Key:
    """The case of a visit about which somebody called."""
    return Key(case.participant, "W16", case.informant)


@dataclass(frozen=True)
class Ward:
    """The scene on a database, with a second participant at the same site."""

    scene: Scene
    control: Case

    @property
    def case(self) -> Case:
        return self.scene.own

    def withdraw(self, level: Withdrawal, on: date = TODAY) -> None:
        scene = self.scene
        manager = scene.people["manager"]
        courses.withdraw(scene.store, manager, scene.study, self.case.participant, level, on, now=NOW)

    def take_back_answers(self) -> None:
        scene = self.scene
        informants.withdraw(
            scene.store, scene.people["manager"], self.case.informant, InformantWithdrawal.REMOVE, now=NOW
        )

    def work(self, case: Case) -> None:
        """Call about the case and ask for a second opinion, so that it stands in the lists of both."""
        scene, people = self.scene, self.scene.people
        call = contacting.Attempt(channel=Channel.TELEPHONE, outcome=Disposition.NC, note=REMARK)
        contacting.record_attempt(scene.store, people["interviewer"], scene.study, called(case), call, now=NOW)
        second_opinions.mark(
            scene.store, people["supervisor"], scene.study, case.code, "W36", reason="Training", now=NOW
        )

    def begin_treatment(self, case: Case) -> None:
        """Twelve weeks ago, so that earlier visits are missed of late."""
        scene, manager = self.scene, self.scene.people["manager"]
        stands = courses.terms_of(participants.show(scene.store, manager, case.participant).participant)
        terms = replace(stands, dates={"baseline": date(2025, 12, 16)})
        courses.change(scene.store, manager, scene.study, case.participant, terms, now=NOW)

    def get(self, user_name: str, address: str, case: Case | None = None) -> Page:
        case = case or self.case
        known = {"code": case.code, "interview": case.interview, "completed": case.completed, "id": case.participant}
        known["informant"] = case.informant
        return self.scene.browse(user_name).get(address.format(**known))


@pytest.fixture(params=["sqlite", "postgresql"])
def ward(request: pytest.FixtureRequest, tmp_path: Path, settings: Settings) -> Iterator[Ward]:
    server: Server | None = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    name = server.create() if server else ""
    url = server.url(name) if server else settings.database_url
    store = Store.open(url, KeyRing(KEYS))
    store.upgrade()
    study, people, cases = cast(store)
    manager = replace(people["manager"], role=Role.MANAGER)
    control = a_case(store, study, manager, people["interviewer"], "OSL")
    clock = Clock()
    ward = Ward(Scene(store, study, people, cases, create_app(settings, store, clock), clock), control)
    for case in (ward.case, ward.control):
        ward.work(case)
    yield ward
    store.close()
    if server:
        server.drop(name)


LISTS = [
    ("interviewer", "/"), ("interviewer", "/interviews"), ("interviewer", "/interviews?text={code}"),
    ("interviewer", "/interviews/new"), ("interviewer", "/interviews/new?text={code}"),
    ("supervisor", "/"), ("supervisor", "/interviews"), ("supervisor", "/interviews?text={code}"),
    ("manager", "/"), ("manager", "/participants"), ("manager", "/participants?text={code}"),
    ("manager", "/informants/{informant}"),
    ("interviewer", "/calls"), ("supervisor", "/calls"), ("supervisor", "/team"), ("supervisor", "/reviews"),
    ("interviewer", "/schedule?state=held"), ("supervisor", "/schedule?state=held"),
    ("interviewer", "/schedule?state=not_expected"), ("manager", "/schedule?state=not_expected"),
    ("supervisor", "/second-opinions"), ("supervisor", "/progress/rows"), ("researcher", "/progress/rows?of=enrolled"),
]  # fmt: skip
"""Every page on which participants stand side by side."""
OF_THE_MANAGER = ("manager", "/")
"""The home page that counts the days until an erasure."""
PAGES = [
    ("interviewer", "/interviews/{completed}"), ("supervisor", "/interviews/{completed}"),
    ("interviewer", "/interviews/{interview}"), ("interviewer", "/interviews/{interview}/check"),
    ("interviewer", "/interviews/{interview}/document"), ("interviewer", "/interviews/{interview}/sections/a"),
    ("interviewer", "/interviews/{interview}/stop"), ("interviewer", "/interviews/{completed}/items/c01/amend"),
    ("supervisor", "/interviews/{completed}/report.pdf"), ("supervisor", "/interviews/{interview}/hand-over"),
    ("interviewer", "/interviews/{completed}/report.pdf"),
]  # fmt: skip
"""Every page that shows one interview."""
OF_A_PARTICIPANT = [
    ("interviewer", "/schedule/{id}"), ("supervisor", "/schedule/{id}"), ("manager", "/schedule/{id}"),
    ("interviewer", "/calls/{id}/W16/{informant}"), ("colleague", "/calls/{id}/W16/{informant}"),
    ("supervisor", "/calls/{id}/W16/{informant}"), ("interviewer", "/calls/{id}/W12/{informant}"),
    ("interviewer", "/participants/{id}/over-time"), ("supervisor", "/participants/{id}/over-time"),
    ("supervisor", "/participants/{id}/report.pdf"),
]  # fmt: skip
"""Every page that shows a participant's visits, interviews over time, or the calls about them."""


def listed(ward: Ward) -> dict[tuple[str, str], tuple[bool, bool]]:
    """By list, whether the participant stands there and whether the control does, each looked for by its own code."""
    found = {}
    for user_name, address in LISTS:
        cases = (ward.case, ward.control)
        found[user_name, address] = tuple(ward.get(user_name, address, case).says(case.code) for case in cases)
    return found  # type: ignore[return-value]


def test_the_calls_to_an_informant_who_took_everything_back_are_shown_no_more(ward: Ward) -> None:
    here = "/calls/{id}/W16/{informant}"
    assert ward.get("colleague", here).says(REMARK)
    ward.take_back_answers()
    gone = ward.get("colleague", here)
    assert (gone.status, gone.says(REMARK)) == (410, False)


@pytest.mark.parametrize("level", OUT_OF_USE)
def test_who_withdrew_from_use_stands_in_no_list(ward: Ward, level: Withdrawal) -> None:
    before = listed(ward)
    ward.withdraw(level)
    after = listed(ward)
    due = (OF_THE_MANAGER,) if level is Withdrawal.ERASE else ()
    assert {place for place, (there, _) in after.items() if there} == set(due)
    assert {place: control for place, (_, control) in after.items()} == {
        place: control for place, (_, control) in before.items()
    }
    assert sum(there for there, _ in before.values()) == len(LISTS) - 1, "control: before, all but one list had them"


def test_who_wants_no_contact_stays_where_data_stand_and_leaves_where_work_begins(ward: Ward) -> None:
    ward.withdraw(Withdrawal.STOP_CONTACT)
    there = {place for place, (shown, _) in listed(ward).items() if shown}
    assert ("interviewer", "/interviews/new") not in there
    assert {("interviewer", "/interviews"), ("supervisor", "/interviews"), ("manager", "/participants")} <= there
    assert ward.get("interviewer", "/interviews/new?participant={code}").says("no longer takes part")


def begun_from(page: Page, case: Case) -> set[str]:
    """The visits of a case that a page offers to begin."""
    begins = f"/interviews/new?participant={case.code}&visit="
    return {link.removeprefix(begins)[:3] for link in page.links() if link.startswith(begins)}


def test_who_wants_no_contact_leaves_the_work_of_today_but_for_what_is_to_be_ended(ward: Ward) -> None:
    for case in (ward.case, ward.control):
        ward.begin_treatment(case)
    assert begun_from(ward.get("interviewer", "/"), ward.case) == {"W08", "W16"}
    ward.withdraw(Withdrawal.STOP_CONTACT)
    today = ward.get("interviewer", "/")
    assert not begun_from(today, ward.case)
    assert begun_from(today, ward.control) == {"W08", "W16"}
    assert f"/interviews/{ward.case.interview}" in today.links(), "it was begun, and somebody is to end it"


@pytest.mark.parametrize("level", LEVELS)
def test_every_page_of_a_participant_obeys(ward: Ward, level: Withdrawal) -> None:
    assert ward.get("colleague", "/calls/{id}/W16/{informant}").says(REMARK)
    ward.withdraw(level)
    for user_name, address in OF_A_PARTICIPANT:
        status = ward.get(user_name, address).status
        assert status == (410 if level in OUT_OF_USE else 200), (user_name, address, status)
        assert ward.get(user_name, address, ward.control).status == 200, (user_name, address)


@pytest.mark.parametrize("level", OUT_OF_USE)
def test_nothing_more_is_written_about_who_withdrew_from_use(ward: Ward, level: Withdrawal) -> None:
    scene, supervisor = ward.scene, ward.scene.people["supervisor"]
    ward.withdraw(level)
    verdict = contacting.Verdict(outcome=min(AT_THE_DESK), note="Nobody answers")
    with pytest.raises(Withheld):
        contacting.settle(scene.store, supervisor, scene.study, called(ward.case), verdict, now=NOW)
    with pytest.raises(Unsuitable):
        second_opinions.mark(scene.store, supervisor, scene.study, ward.case.code, "W24", reason="More", now=NOW)
    with pytest.raises(Withheld):
        second_opinions.unmark(
            scene.store, supervisor, scene.study, ward.case.participant, "W36", reason="Less", now=NOW
        )
    contacting.settle(scene.store, supervisor, scene.study, called(ward.control), verdict, now=NOW)
    second_opinions.mark(scene.store, supervisor, scene.study, ward.control.code, "W24", reason="More", now=NOW)
    assert verify(scene.store).faults == []


@pytest.mark.parametrize("level", LEVELS)
def test_every_page_of_an_interview_obeys(ward: Ward, level: Withdrawal) -> None:
    ward.withdraw(level)
    for user_name, address in PAGES:
        status = ward.get(user_name, address).status
        assert status == (410 if level in OUT_OF_USE else 200), (user_name, address, status)
        assert ward.get(user_name, address, ward.control).status == 200, (user_name, address)
    new = ward.get("interviewer", "/interviews/new?participant={code}")
    assert new.status == (404 if level in OUT_OF_USE else 200)


@pytest.mark.parametrize("level", LEVELS)
def test_only_the_manager_finds_the_record_of_who_withdrew(ward: Ward, level: Withdrawal) -> None:
    ward.withdraw(level)
    assert ward.get("manager", "/participants?status=withdrawn").says(ward.case.code)
    page = ward.get("manager", "/participants/{id}")
    assert page.says("2 interviews withheld") == (level in OUT_OF_USE)
    assert page.says("30 days left") == (level is Withdrawal.ERASE)
    assert page.says("Not expected: withdrew before") == (level is Withdrawal.STOP_CONTACT)
    assert ward.get("manager", "/participants/{id}/history").says("Level of withdrawal")


def exported(ward: Ward, folder: Path) -> tuple[str, dict[str, object]]:
    """All that an export says, and its manifest."""
    scene = ward.scene
    everything = exports.Wish(layouts=frozenset(LAYOUTS), purpose="Test")
    reader = replace(scene.people["researcher"], reads_text=True)
    exports.write(scene.store, reader, scene.study, folder, everything, now=NOW + timedelta(hours=1))
    text = "\n".join(path.read_text("utf-8") for path in sorted(folder.iterdir()))
    return text, json.loads((folder / "MANIFEST.json").read_text("utf-8"))


@pytest.mark.parametrize("level", LEVELS)
def test_every_file_of_an_export_obeys_and_the_manifest_counts(ward: Ward, level: Withdrawal, tmp_path: Path) -> None:
    ward.withdraw(level)
    text, manifest = exported(ward, tmp_path / "out")
    gone = level in OUT_OF_USE
    assert (ward.case.code in text) != gone
    assert (ward.case.completed in text) != gone
    assert ward.control.code in text
    assert manifest["withheld"] == {"participants": int(gone), "interviews": 2 * gone, "blind": 0}
    hashed = ward.scene.store.keys.pseudonym(ward.scene.study.id, ward.case.code)
    assert (hashed in manifest["participants"]["hashes"]) != gone  # type: ignore[index]
    assert verify(ward.scene.store).faults == []


def test_the_report_of_the_study_counts_who_withdrew_from_use_and_nothing_they_said(ward: Ward) -> None:
    scene, supervisor = ward.scene, ward.scene.people["supervisor"]

    def described() -> tuple[int, int]:
        """How many participants the report is of, and of how many scores at the baseline."""
        sheet = study_reports.results_sheet(scene.store, supervisor, scene.study, "en", now=NOW)
        tables = [table for section in sheet.sections for table in section.tables]
        scores = next((table.rows for table in tables if table.key == "scores_wrri_total"), ())
        return int(sheet.lead[0].split()[0]), sum(int(row[1]) for row in scores if row[0] == "Baseline")

    assert described() == (2, 2)
    ward.withdraw(Withdrawal.STOP_CONTACT)
    assert described() == (2, 2)
    ward.withdraw(Withdrawal.STOP_USE)
    assert described() == (1, 1)
    file = Printed(study_reports.study_pdf(scene.store, supervisor, scene.study, USUAL, whole=True, now=NOW))
    assert "1 withdrew from all use and are counted only as NE" in file.said
    assert ward.case.code not in file.said
    assert verify(scene.store).faults == []
    informants.withdraw(
        scene.store, scene.people["manager"], ward.control.informant, InformantWithdrawal.REMOVE, now=NOW
    )
    assert described() == (1, 0)


@pytest.mark.parametrize("level", LEVELS)
def test_what_researchers_are_told_there_is_obeys(ward: Ward, level: Withdrawal) -> None:
    ward.withdraw(level)
    held = exports.coverage(ward.scene.store, ward.scene.people["researcher"], ward.scene.study).total
    assert held == (2 if level in OUT_OF_USE else 4)


@pytest.mark.parametrize("level", LEVELS)
def test_a_running_interview_takes_no_more_answers(ward: Ward, level: Withdrawal) -> None:
    browser = ward.scene.browse("interviewer")
    ward.withdraw(level)
    for case, status in ((ward.case, 410), (ward.control, 200)):
        answer = said("c01", "2")
        sent = {"op_id": answer.op_id, "kind": "answer", "item": "c01", "revision": 1, "value": "2"}
        page = browser.post_json(f"/interviews/{case.interview}/operations", {"operations": [sent]})
        assert page.status == status
        assert page.json.get("code") == ("withheld" if status == 410 else None)
    if level is Withdrawal.STOP_CONTACT:
        page = ward.get("interviewer", "/interviews/{interview}")
        assert page.says("The participant has withdrawn from the study. Stop here, and end the interview")
        here = f"/interviews/{ward.case.interview}"
        ended = browser.fill_in(f"{here}/stop", {"reason": "interrupted"}, action=f"{here}/break-off")
        assert ended.status == 303
        assert browser.post(f"{here}/resume").status == 410


@pytest.mark.parametrize("level", LEVELS)
def test_no_interview_begins(ward: Ward, level: Withdrawal) -> None:
    scene = ward.scene
    ward.withdraw(level)
    wish = interviews.Wish(
        study_id=scene.study.id, participant=ward.case.code, visit="W24", informant=ward.case.informant_code,
        mode=Mode.VIDEO, language="en",
    )  # fmt: skip
    with pytest.raises(Unsuitable):
        interviews.start(scene.store, scene.people["interviewer"], wish, now=NOW)
    control = replace(wish, participant=ward.control.code, informant=ward.control.informant_code)
    assert interviews.start(scene.store, scene.people["interviewer"], control, now=NOW)


Race = Callable[[Any, str, Callable[[], object]], list[Future[object]]]


@pytest.fixture
def race(monkeypatch: pytest.MonkeyPatch) -> Iterator[Race]:
    """Lets somebody else act while a function is about to be called for the first time: as far as they get at once,
    and to the end when they can. Gives a list in which they then are."""
    with ThreadPoolExecutor(1) as pool:

        def prepare(module: Any, name: str, act: Callable[[], object]) -> list[Future[object]]:
            real, other = getattr(module, name), []

            def racing(*arguments: Any, **options: Any) -> Any:
                monkeypatch.setattr(module, name, real)
                other.append(pool.submit(act))
                wait(other, timeout=0.5)
                return real(*arguments, **options)

            monkeypatch.setattr(module, name, racing)
            return other

        yield prepare


def sessions_of(ward: Ward) -> dict[str, Callable[[], str]]:
    """The ways in which a session of an interview opens, each giving the interview."""
    store, interviewer, case = ward.scene.store, ward.scene.people["interviewer"], ward.case
    wish = interviews.Wish(
        study_id=ward.scene.study.id, participant=case.code, visit="W24", informant=case.informant_code,
        mode=Mode.VIDEO, language="en",
    )  # fmt: skip

    def resume() -> str:
        endings.resume(store, interviewer, case.interview, now=NOW)
        return case.interview

    endings.pause(store, interviewer, case.interview, now=NOW)
    return {"start": lambda: interviews.start(store, interviewer, wish, now=NOW), "resume": resume}


@pytest.mark.parametrize("who", ["participant", "informant"])
@pytest.mark.parametrize("opening", ["start", "resume"])
def test_a_session_that_opens_while_somebody_withdraws_comes_wholly_before_it(
    ward: Ward, race: Race, opening: str, who: str
) -> None:
    opens = sessions_of(ward)[opening]
    leave = {"participant": lambda: ward.withdraw(Withdrawal.STOP_USE), "informant": ward.take_back_answers}
    other = race(asking, "must_cover", leave[who])
    interview = opens()
    other[0].result()
    assert ward.scene.browse("interviewer").get(f"/interviews/{interview}").status == 410
    assert verify(ward.scene.store).faults == []


@pytest.mark.parametrize("who", ["participant", "informant"])
@pytest.mark.parametrize("opening", ["start", "resume"])
def test_a_session_that_was_to_open_while_somebody_withdraws_is_refused(
    ward: Ward, race: Race, opening: str, who: str
) -> None:
    other = race(courses if who == "participant" else informants, "trace", sessions_of(ward)[opening])
    if who == "participant":
        ward.withdraw(Withdrawal.STOP_CONTACT)
    else:
        ward.take_back_answers()
    assert isinstance(other[0].exception(), Unsuitable | Withheld)
    assert verify(ward.scene.store).faults == []


def test_a_level_rises_and_never_falls(ward: Ward) -> None:
    for level in LEVELS:
        ward.withdraw(level)
        for lower in LEVELS[: level.value]:
            with pytest.raises(Unsuitable, match="above"):
                ward.withdraw(lower)
    manager = ward.scene.people["manager"]
    withdrawn = participants.show(ward.scene.store, manager, ward.case.participant).participant
    assert withdrawn.withdrawal == Withdrawal.ERASE


def test_an_informant_who_takes_the_answers_back_is_obeyed_as_well(ward: Ward, tmp_path: Path) -> None:
    ward.take_back_answers()
    text, manifest = exported(ward, tmp_path / "out")
    assert ward.case.completed not in text
    assert ward.case.informant_code not in text
    assert ward.case.code in text, "the participant still takes part"
    assert ward.control.completed in text
    assert manifest["withheld"] == {"participants": 0, "interviews": 2, "blind": 0}
    assert ward.get("interviewer", "/interviews/{completed}").status == 410
    assert ward.get("supervisor", "/interviews/{completed}/report.pdf").status == 410
    assert not ward.get("supervisor", "/interviews").says(ward.case.code)
    assert verify(ward.scene.store).faults == []


def held(ward: Ward) -> list[bool]:
    """Whether the participant's first visit stands in the schedule as held, and whether the control's does."""
    cases = (ward.case, ward.control)
    return [ward.get("supervisor", "/schedule?state=held&visit=BL", case).says(case.code) for case in cases]


def test_a_visit_is_held_no_more_when_the_answers_given_at_it_are_taken_back(ward: Ward) -> None:
    assert held(ward) == [True, True]
    ward.take_back_answers()
    assert held(ward) == [False, True]
    assert verify(ward.scene.store).faults == []
    ward.begin_treatment(ward.case)
    assert held(ward) == [False, True], "laid anew, it stands the same"
    assert verify(ward.scene.store).faults == []


def test_a_visit_stays_held_where_another_informant_was_asked_as_well(ward: Ward) -> None:
    scene, manager, case = ward.scene, ward.scene.people["manager"], ward.case
    terms = informants.Terms(role="nurse", service="municipal_health", participants=(case.code,))
    other = informants.add(scene.store, manager, scene.study, case.site, terms, now=NOW)
    again = interviews.Wish(
        study_id=scene.study.id, participant=case.code, visit="BL", informant=other.code, mode=Mode.VIDEO, language="en"
    )
    completed(scene.store, scene.people["interviewer"], again)
    ward.take_back_answers()
    assert held(ward) == [True, True]
    assert verify(scene.store).faults == []


@pytest.mark.parametrize("level", OUT_OF_USE)
def test_no_visit_of_who_withdrew_from_use_counts_as_held(ward: Ward, level: Withdrawal) -> None:
    ward.withdraw(level)
    with ward.scene.store.reading() as connection:
        stands = slots.of_participants(connection, [ward.case.participant, ward.control.participant])
    assert [any(each.held_on for each in visits) for visits in stands.values()] == [False, True]
    assert verify(ward.scene.store).faults == []
