"""What the pages around an interview offer: nothing that would be lost, nothing that cannot be done, no raw ids."""

from __future__ import annotations

from typing import Any

from interview_app.services.answers import record
from tests import worked
from tests.web.browsing import Page, said
from tests.web.scene import SET_AT_THE_START, Browse, Scene
from tests.web.scene import said as told


def address(scene: Scene, tail: str = "") -> str:
    return f"/interviews/{scene.own.interview}{tail}"


def answer(scene: Scene, **given: Any) -> None:
    sent = [told(*pair) for pair in given.items()]
    record(scene.store, scene.people["interviewer"], scene.own.interview, sent, now=scene.clock())


def buttons(page: Page) -> set[str]:
    return {said(button) for button in page.all("button")}


def test_an_amended_question_is_answered_and_nothing_else(browse: Browse, scene: Scene) -> None:
    for item in ("c01", "b3", "f1"):
        page = browse("interviewer").get(f"/interviews/{scene.own.completed}/items/{item}/amend")
        assert not page.says("Two tablets")
        assert {"Amend"} == {name for name in buttons(page) if name in {"Amend", "Keep this answer", "Clear answer"}}
        assert not page.all("textarea", name=f"{item}__note")
        assert not page.all("button", name="probe")
    asked = browse("interviewer").get(address(scene, "/sections/a"))
    assert asked.all("textarea", name="a_private__note"), "in the conversation there are notes"


def test_an_interview_that_cannot_be_completed_says_so_in_one_sentence(browse: Browse, scene: Scene) -> None:
    browser = browse("interviewer")
    assert browser.get(address(scene, "/check")).says("still open")
    answer(scene, a_private="yes", a_present=["nobody"], a_code_ok="no")
    page = browser.get(address(scene, "/check"))
    assert page.says("This interview cannot be completed; break it off with a reason.")
    assert not page.says("still open")
    assert address(scene, "/stop") in page.links()
    assert not page.says("Complete")


def test_the_number_of_open_things_is_the_number_of_those_listed(browse: Browse, scene: Scene) -> None:
    browser = browse("interviewer")
    given = {item: value for item, value in worked.ANSWERS.items() if item not in SET_AT_THE_START | {"b3", "c01"}}
    answer(scene, **given)
    page = browser.get(address(scene, "/check"))
    assert page.says("2 things are still open")
    notice = page.one("div", class_="notice")
    assert len(list(notice.iter("li"))) == 2
    assert not page.says("cannot be completed")


def test_an_interview_that_must_end_offers_to_break_it_off(browse: Browse, scene: Scene) -> None:
    answer(scene, a_code_ok="no")
    page = browse("interviewer").get(address(scene, "/sections/a"))
    assert page.says("Do not continue. Close with the passage “breaking off” and record the disposition.")
    note = page.one("article", **{"data-item": "a_stop_note"})
    assert [a.get("href") for a in note.iter("a")] == [address(scene, "/stop")]


def test_passages_are_called_by_name_and_never_by_their_ids(browse: Browse, scene: Scene) -> None:
    browser = browse("interviewer")
    page = browser.get(address(scene))
    assert "`" not in page.text
    assert page.says("Ask with the passage “private place”, before anything about the study.")
    assert page.says("use the passage “breaking off”, then choose the disposition.")
    assert page.says("Choose a break-off reason. Not yet started:")


def test_passages_have_names_in_norwegian_too(browse: Browse, scene: Scene) -> None:
    browser = browse("interviewer")
    browser.fill_in("/own-account", {"language": "nb"})
    amended = browser.get(f"/interviews/{scene.own.completed}/items/a_private/amend")
    assert amended.says("Spør med teksten «skjermet sted», før du sier noe om studien.")


def test_the_way_to_the_routine_for_a_concern_stands_on_every_page_of_an_interview(
    browse: Browse, scene: Scene
) -> None:
    browser, completed = browse("interviewer"), f"/interviews/{scene.own.completed}"
    pages = [address(scene, tail) for tail in ("", "/sections/a", "/check", "/stop", "/void")]
    pages += [completed, f"{completed}/items/c01/amend", f"/interviews/new?participant={scene.own.code}"]
    for path in pages:
        page = browser.get(path)
        assert page.all("button", class_="concern") or page.all("summary", class_="concern"), path
    assert browser.get(completed).says("What your site does")
    assert browser.fill_in(address(scene, "/check"), {}, action=address(scene, "/concern")).says("What your site does")


def test_an_answer_is_asked_for_only_while_it_can_be_given(browse: Browse, scene: Scene) -> None:
    browser = browse("interviewer")
    browser.post(address(scene, "/pause"))
    assert browser.get(address(scene)).says("An answer is needed.")
    browser.post(address(scene, "/resume"))
    browser.post(address(scene, "/break-off"), {"reason": "technical", "disposition": ""})
    assert not browser.get(address(scene)).says("An answer is needed.")
    browser.post(address(scene, "/void"), {"reason": "Begun by mistake"})
    assert not browser.get(address(scene)).says("An answer is needed.")
