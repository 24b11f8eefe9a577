"""A second opinion is asked for, held by somebody who cannot see the first, and read beside it when both are there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from interview_app.domain.access import NOWHERE, Actor, Grant, Role
from interview_app.domain.disposition import Disposition
from interview_app.domain.fieldwork import Channel
from interview_app.domain.interview import Entry, Mode
from interview_app.services import (
    accounts,
    contacting,
    courses,
    endings,
    exports,
    handovers,
    informants,
    interviews,
    second_opinions,
    studies,
)
from interview_app.services.answers import record
from interview_app.services.casework import Key
from interview_app.services.contacting import Attempt
from interview_app.services.errors import AlreadyOpen, Unsuitable
from interview_app.services.interviews import Wish
from interview_app.services.paper import Held
from interview_app.services.verification import verify
from interview_app.storage.fieldwork import reviews
from tests import worked
from tests.web.browsing import Page, said
from tests.web.scene import SET_AT_THE_START, Browse, Scene
from tests.web.scene import said as answered

VISIT = "W12"


@pytest.fixture
def pair(scene: Scene) -> Scene:
    """W12 was held with one informant; a second opinion is marked by the supervisor."""
    finish(scene, "interviewer", scene.own.interview)
    supervisor = scene.people["supervisor"]
    second_opinions.mark(
        scene.store, supervisor, scene.study, scene.own.code, VISIT, reason="Answers look alike", now=scene.clock()
    )
    return scene


def finish(scene: Scene, user_name: str, interview: str, **changes: str) -> None:
    who, now = scene.people[user_name], scene.clock()
    told = {**worked.ANSWERS, **worked.CORRECTED, **changes}
    operations = [answered(*each, 2) for each in told.items() if each[0] not in SET_AT_THE_START]
    assert not record(scene.store, who, interview, operations, now=now).refused
    endings.complete(scene.store, who, interview, now=now)


def another(scene: Scene) -> str:
    manager = scene.people["manager"]
    terms = informants.Terms(role="social_worker", service="municipal_social", participants=(scene.own.code,))
    return informants.add(scene.store, manager, scene.study, "OSL", terms, now=scene.clock()).code


def begin(scene: Scene, who: Actor, informant: str, **paper: Any) -> str:
    scene.clock.forward(days=2)
    wish = Wish(
        study_id=scene.study.id,
        participant=scene.own.code,
        visit=VISIT,
        informant=informant,
        mode=Mode.TELEPHONE,
        language="en",
        outside_reason="Only now possible",
        **paper,
    )
    return interviews.start(scene.store, who, wish, now=scene.clock())


def heard(scene: Scene, who: Actor, interview: str) -> set[str]:
    """The interviews of which something stands beside the questions."""
    opened = interviews.open_interview(scene.store, who, interview, now=scene.clock())
    return {said.source.id for said in opened.previous.said.values()}


DOORS = ("", "/document", "/check", "/report.pdf", "/sections/b", "/items/c01/amend")


def doors(scene: Scene, browse: Browse, user_name: str) -> dict[str, int]:
    address = f"/interviews/{scene.own.interview}"
    return {door: browse(user_name).get(f"{address}{door}").status for door in DOORS}


def test_the_supervisor_reads_neither_until_both_are_complete(pair: Scene, browse: Browse) -> None:
    shut = doors(pair, browse, "supervisor")
    assert {door: shut[door] for door in ("", "/report.pdf", "/items/c01/amend")} == dict.fromkeys(
        ("", "/report.pdf", "/items/c01/amend"), 409
    )
    home = browse("supervisor").get("/")
    assert home.says("blind: second opinion wanted")
    assert f"/interviews/{pair.own.interview}" not in home.links()
    second = begin(pair, pair.people["colleague"], another(pair))
    assert browse("supervisor").get(f"/interviews/{second}").status == 409
    finish(pair, "colleague", second, c01="1")
    assert doors(pair, browse, "supervisor")[""] == 200
    page = browse("supervisor").get(f"/second-opinions/{pair.own.participant}/{VISIT}")
    assert page.says("≠ differs")
    assert page.says("= equal")
    assert page.says("1 – Coped on a few days; distress took over most")


def test_the_second_interviewer_sees_nothing_of_the_first(pair: Scene, browse: Browse) -> None:
    second = begin(pair, pair.people["colleague"], another(pair))
    assert heard(pair, pair.people["colleague"], second) == {pair.own.completed}, "only the visit before"
    assert pair.own.interview not in browse("colleague").get(f"/interviews/{second}").text
    assert pair.own.interview not in browse("colleague").get("/interviews").text
    assert set(doors(pair, browse, "colleague").values()) == {404}


def test_one_who_holds_both_does_not_read_the_first_meanwhile(pair: Scene, browse: Browse) -> None:
    assert doors(pair, browse, "interviewer")[""] == 200
    second = begin(pair, pair.people["interviewer"], another(pair))
    assert set(doors(pair, browse, "interviewer").values()) == {409}
    finish(pair, "interviewer", second)
    assert doors(pair, browse, "interviewer")[""] == 200


def test_when_the_days_have_passed_the_first_is_read_alone(pair: Scene, browse: Browse) -> None:
    pair.clock.forward(days=8)
    assert doors(pair, browse, "supervisor")[""] == 200
    assert browse("supervisor").get("/second-opinions").says("One will not come")


def test_the_start_page_says_that_a_second_interview_is_wanted_and_with_whom(pair: Scene, browse: Browse) -> None:
    page = browse("colleague").get(f"/interviews/new?participant={pair.own.code}")
    assert page.says("A second interview is wanted")
    assert page.says(f"another informant than {pair.own.informant_code} is asked, until 20 Mar 2026")


def test_a_supervisor_marks_a_visit_and_takes_it_back(scene: Scene, browse: Browse) -> None:
    supervisor = browse("supervisor")
    fields = {"participant": scene.own.code, "visit": VISIT, "reason": "Answers look alike"}
    assert supervisor.follow(supervisor.fill_in("/second-opinions", fields)).says("marked")
    assert supervisor.post("/second-opinions", fields).says("already")
    back = {"take_back": scene.own.participant, "visit": VISIT}
    assert supervisor.post("/second-opinions", back | {"reason": ""}).status == 422
    assert supervisor.post("/second-opinions", back | {"reason": "Mistaken"}).status == 303
    assert supervisor.get("/second-opinions").says("No second opinion is wanted")
    assert verify(scene.store).is_sound


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"participant": "OSL-0000-0"}, "There is no participant of this code"),
        ({"visit": "W99"}, "Choose a visit"),
        ({"reason": ""}, "Say why"),
    ],
)
def test_what_cannot_be_marked_is_said_at_its_field(
    scene: Scene, browse: Browse, change: dict[str, str], told: str
) -> None:
    fields = {"participant": scene.own.code, "visit": VISIT, "reason": "Answers look alike"} | change
    page = browse("supervisor").post("/second-opinions", fields)
    assert page.status == 422
    assert page.says(told)


def by_interviewer(scene: Scene) -> Scene:
    """The same study with the other kind of second opinion."""
    definition = worked.STUDY.replace('double_kind = "informant"', 'double_kind = "interviewer"')
    version = definition.replace("version = 1\n", "version = 2\n", 1)
    study = studies.load(scene.store, version, actor_code="cli:test", now=scene.clock())
    return replace(scene, study=study)


def test_exactly_one_other_interviewer_asks_the_same_informant_again(pair: Scene) -> None:
    scene = by_interviewer(pair)
    first, colleague = scene.people["interviewer"], scene.people["colleague"]
    with pytest.raises(AlreadyOpen):
        begin(scene, first, scene.own.informant_code)
    second = begin(scene, colleague, scene.own.informant_code)
    opened = interviews.open_interview(scene.store, colleague, second, now=scene.clock())
    assert opened.interview.instance == 2
    assert heard(scene, colleague, second) == {scene.own.completed}
    third = replace(colleague, id=scene.people["idle"].id)
    with pytest.raises(Unsuitable):
        begin(scene, third, scene.own.informant_code)


def test_whoever_held_the_first_does_not_hold_the_second_whoever_types(pair: Scene) -> None:
    """On paper the one who types and the one who held are two people, and neither knows the first interview."""
    scene = by_interviewer(pair)
    first, colleague = scene.people["interviewer"], scene.people["colleague"]
    paper = {"entry": Entry.PAPER, "held": Held(scene.clock().date(), by=first.code)}
    with pytest.raises(Unsuitable, match="held by the same person") as refused:
        begin(scene, colleague, scene.own.informant_code, **paper)
    assert refused.value.field == "held_by"
    by_nurse = {"entry": Entry.PAPER, "held": Held(scene.clock().date(), by="role:nurse")}
    assert begin(scene, colleague, scene.own.informant_code, **by_nurse)


def test_whoever_held_the_first_on_paper_is_not_asked_for_the_second(scene: Scene) -> None:
    scene = by_interviewer(scene)
    first, colleague = scene.people["interviewer"], scene.people["colleague"]
    endings.void(scene.store, first, scene.own.interview, reason="Held on paper", now=scene.clock())
    paper = {"entry": Entry.PAPER, "held": Held(scene.clock().date(), by=colleague.code)}
    typed = begin(scene, first, scene.own.informant_code, **paper)
    told = {item: value for item, value in worked.ANSWERS.items() if item not in SET_AT_THE_START}
    record(scene.store, first, typed, [answered(item, value, 1) for item, value in told.items()], now=scene.clock())
    endings.complete(scene.store, first, typed, now=scene.clock(), compared=True)
    supervisor = scene.people["supervisor"]
    second_opinions.mark(
        scene.store, supervisor, scene.study, scene.own.code, VISIT, reason="Answers look alike", now=scene.clock()
    )
    with pytest.raises(Unsuitable, match="held by the same person") as refused:
        begin(scene, colleague, scene.own.informant_code)
    assert refused.value.field == "visit"


def test_no_other_interviewer_asks_again_where_nothing_is_wanted(scene: Scene) -> None:
    scene = by_interviewer(scene)
    finish(scene, "interviewer", scene.own.interview)
    with pytest.raises(Unsuitable):
        begin(scene, scene.people["colleague"], scene.own.informant_code)


ALIKE = '[{"flag":"same_ratings","has":12,"of":12,"n":12}]'


def test_the_queue_of_reviews_gives_no_reason_to_look_at_what_is_blind(pair: Scene, browse: Browse) -> None:
    with pair.store.writing() as connection:
        connection.execute(update(reviews).where(reviews.c.interview_id == pair.own.interview).values(flags=ALIKE))
    listed = browse("supervisor").get("/reviews?visit=W12")
    assert listed.says("blind: second opinion wanted")
    assert "Identical ratings" not in [said(cell) for cell in listed.all("td")]
    assert not any(pair.own.interview in link for link in listed.links())
    assert browse("supervisor").get("/reviews?flag=same_ratings").says("No interview fits")
    pair.clock.forward(days=8)
    assert browse("supervisor").get("/reviews?flag=same_ratings").says("1 interview")


def test_who_may_hold_the_second_exports_neither_and_the_count_is_told(
    pair: Scene, browse: Browse, tmp_path: Path
) -> None:
    operator, colleague = Actor("", "cli:test", Role.ADMIN, NOWHERE), pair.people["colleague"]
    terms = accounts.terms_of(accounts.get(pair.store, operator, colleague.id))
    grants = terms.grants | {Grant(pair.study.id, "OSL", Role.RESEARCHER)}
    accounts.change(pair.store, operator, colleague.id, replace(terms, grants=grants), now=pair.clock())
    with_two_hats = replace(colleague, role=Role.RESEARCHER)

    def exported(who: Actor, name: str) -> tuple[bool, int]:
        wish = exports.Wish(layouts=frozenset({"long"}))
        made = exports.write(pair.store, who, pair.study, tmp_path / name, wish, now=pair.clock())
        return pair.own.interview in (tmp_path / name / "long.csv").read_text("utf-8"), made["withheld"]["blind"]

    assert exported(with_two_hats, "wanted") == (False, 1)
    assert exported(pair.people["researcher"], "researcher") == (True, 0)
    assert browse("researcher").get("/exports").says("1 blind, left out")
    second = begin(pair, colleague, another(pair))
    assert exported(with_two_hats, "under way") == (False, 2)
    finish(pair, "colleague", second)
    assert exported(with_two_hats, "complete") == (True, 0)


def test_the_second_is_not_handed_to_whoever_held_the_first(pair: Scene) -> None:
    scene = by_interviewer(pair)
    supervisor, first = scene.people["supervisor"], scene.people["interviewer"]
    second = begin(scene, scene.people["colleague"], scene.own.informant_code)
    candidates = handovers.candidates(scene.store, supervisor, second, now=scene.clock())
    assert first.code not in {each.code for each in candidates}
    with pytest.raises(Unsuitable, match="the other interview of this pair is theirs"):
        handovers.reassign(scene.store, supervisor, second, first.code, reason="Ill", now=scene.clock())


def test_setting_the_second_aside_does_not_open_the_first_to_whoever_begins_it_again(
    pair: Scene, browse: Browse
) -> None:
    holder, informant = pair.people["interviewer"], another(pair)
    second = begin(pair, holder, informant)
    endings.void(pair.store, holder, second, reason="Wrong language", now=pair.clock())
    assert set(doors(pair, browse, "interviewer").values()) == {409}
    again = begin(pair, holder, informant)
    finish(pair, "interviewer", again)
    assert doors(pair, browse, "interviewer")[""] == 200


def test_a_supervisor_sets_an_interview_of_a_blind_pair_aside_without_reading_it(pair: Scene, browse: Browse) -> None:
    begin(pair, pair.people["colleague"], another(pair))
    browser, address = browse("supervisor"), f"/interviews/{pair.own.interview}/void"
    assert address in browser.get("/second-opinions").links()
    page = browser.get(address)
    assert "/second-opinions" in page.links()
    assert pair.own.informant_code not in page.text
    done = browser.fill_in(address, {"reason": "The wrong participant was asked about"})
    assert (done.status, done.location) == (303, "/second-opinions")
    assert "The wrong participant" not in browser.follow(done).text
    assert address not in browser.get("/second-opinions").links(), "it is of the pair no more"


@pytest.fixture
def called(scene: Scene) -> Scene:
    """The first interview came about by a call of which something was noted; somebody else is to ask again."""
    call(scene, "interviewer", "Is tired of asking")
    finish(scene, "interviewer", scene.own.interview)
    supervisor, now = scene.people["supervisor"], scene.clock()
    second_opinions.mark(scene.store, supervisor, scene.study, scene.own.code, VISIT, reason="Alike", now=now)
    return by_interviewer(scene)


def call(scene: Scene, user_name: str, note: str) -> None:
    key = Key(scene.own.participant, VISIT, scene.own.informant)
    attempt = Attempt(channel=Channel.TELEPHONE, outcome=Disposition.NOANS, note=note)
    contacting.record_attempt(scene.store, scene.people[user_name], scene.study, key, attempt, now=scene.clock())


def test_the_second_interviewer_calls_in_the_settled_case_without_the_notes_of_the_first(
    called: Scene, browse: Browse
) -> None:
    address = f"/calls/{called.own.participant}/{VISIT}/{called.own.informant}"
    page = browse("colleague").get(address)
    assert page.says("How it went")
    assert page.says("What colleagues noted is shown when both interviews are complete.")
    call(called, "colleague", "Is at lunch")
    page = browse("colleague").get(address)
    assert page.says("Is at lunch")
    assert not page.says("Is tired of asking")
    assert page.says("Call back")
    assert called.own.code in browse("colleague").get("/calls").text
    assert browse("supervisor").get(address).says("Is tired of asking")
    second = begin(called, called.people["colleague"], called.own.informant_code)
    assert not browse("colleague").get(address).says("Is tired of asking")
    finish(called, "colleague", second)
    assert browse("colleague").get(address).says("Is tired of asking")
    assert verify(called.store).is_sound


def test_whoever_held_the_first_does_not_call_again_nor_anybody_when_the_days_have_passed(called: Scene) -> None:
    for _ in range(2):
        with pytest.raises(Unsuitable, match="This case is settled"):
            call(called, "interviewer", "Again")
        call(called, "colleague", "Asked for")
    called.clock.forward(days=8)
    with pytest.raises(Unsuitable, match="This case is settled"):
        call(called, "colleague", "Asked for")


def seconds(page: Page) -> str:
    """What the section of Today says, "" where it is not there."""
    return next((said(each) for each in page.all("section") if "Second opinions wanted" in said(each)), "")


def test_today_lists_the_second_opinion_with_another_informant_and_nothing_of_the_first(
    pair: Scene, browse: Browse
) -> None:
    code = another(pair)
    start = f"/interviews/new?participant={pair.own.code}&visit={VISIT}&informant={code}"
    page = browse("colleague").get("/?section=seconds")
    assert f"{pair.own.code} Week 12 Second opinion wanted until 20 Mar 2026" in seconds(page)
    assert start in page.links()
    assert pair.own.informant_code not in page.text
    assert pair.own.interview not in page.text
    assert seconds(browse("interviewer").get("/"))
    assert seconds(browse("supervisor").get("/team"))
    assert not seconds(browse("colleague").get("/?visit=W08"))
    begin(pair, pair.people["colleague"], code)
    assert not seconds(browse("interviewer").get("/"))


def test_today_lists_it_for_another_interviewer_though_the_participant_is_given_to_the_first(
    pair: Scene, browse: Browse
) -> None:
    scene = by_interviewer(pair)
    supervisor, first = scene.people["supervisor"], scene.people["interviewer"]
    courses.assign(scene.store, supervisor, scene.study, [scene.own.participant], first.code, now=scene.clock())
    assert not seconds(browse("interviewer").get("/"))
    page = browse("colleague").get("/?section=seconds")
    assert scene.own.informant_code in seconds(page)
    assert "Complete" not in seconds(page)
    assert not {link for link in page.links() if scene.own.interview in link}
    assert {link for link in page.links() if link.startswith("/interviews/new?")}
    assert not seconds(browse("colleague").get("/?whose=mine"))
    scene.clock.forward(days=8)
    assert not seconds(browse("colleague").get("/"))
