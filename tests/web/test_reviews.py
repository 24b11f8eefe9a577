"""A supervisor reviews what came in on its pages, and the interviewer finds what is wanted of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert, select

from interview_app.domain.access import Role
from interview_app.domain.events import Event
from interview_app.domain.participation import Withdrawal
from interview_app.services import accounts, courses, participants
from interview_app.services.cases import changing
from interview_app.storage.fieldwork import reviews
from interview_app.storage.models import interviews
from tests.web.browsing import Browser, said
from tests.web.scene import PASSWORD, Browse, Scene, counted


@pytest.fixture
def address(scene: Scene) -> str:
    return f"/interviews/{scene.own.completed}"


def sign(browser: Browser, address: str, password: str = PASSWORD, meaning: str = "in_order") -> Any:
    return browser.fill_in(f"{address}/sign", {"meaning": meaning, "password": password})


def amend(browser: Browser, address: str, value: str = "1") -> Any:
    return browser.fill_in(f"{address}/items/c09/amend", {"c09": value, "reason": "Misheard."})


def draw(scene: Scene) -> None:
    """Draw the completed interview to be asked about once more."""
    with changing(scene.store, scene.people["supervisor"], scene.own.completed, scene.clock()) as case:
        case.tell(Event.INTERVIEW_DRAW, {})


def test_what_is_returned_is_found_first_amended_and_handed_back(browse: Browse, address: str) -> None:
    supervisor, interviewer = browse("supervisor"), browse("interviewer")
    assert f"{address}#review" in supervisor.get("/reviews").links()
    supervisor.fill_in(f"{address}/return", {"reason": "Look at housing again."})
    home = interviewer.get("/")
    assert home.says("Returned to you")
    assert f"{address}#review" in home.links()
    assert interviewer.get(address).says("Look at housing again.")
    assert amend(interviewer, address).status == 303
    assert interviewer.follow(interviewer.fill_in(address, {}, action=f"{address}/hand-back")).status == 200
    assert not interviewer.get("/").says("Returned to you")
    assert supervisor.get("/reviews?state=waiting").says("1 interview")


def test_a_question_is_asked_answered_and_closed_beside_the_answer(browse: Browse, address: str) -> None:
    supervisor, interviewer = browse("supervisor"), browse("interviewer")
    asked = supervisor.fill_in(f"{address}/items/c09/query", {"reason": "Is this right?"})
    assert asked.location == f"{address}#line-c09"
    home = interviewer.get("/")
    assert home.says("1 question to you")
    assert f"{address}#line-c09" in home.links()
    assert interviewer.get(f"{address}/items/c09/amend").says("Is this right?")
    answer = {"reason": "Yes, I asked again."}
    assert interviewer.fill_in(address, answer, action=f"{address}/queries/answer").status == 303
    assert not interviewer.get("/").says("question to you")
    page = supervisor.get(address)
    assert page.says("Yes, I asked again.")
    ended = supervisor.fill_in(address, {"reason": ""}, action=f"{address}/queries/close", button="Close the question")
    assert supervisor.follow(ended).says("Closed")


def test_an_answer_that_cannot_be_kept_stays_in_its_box_and_says_why(browse: Browse, address: str) -> None:
    supervisor, interviewer = browse("supervisor"), browse("interviewer")
    supervisor.fill_in(f"{address}/items/c09/query", {"reason": "Is this right?"})
    typed = {"reason": "She is 41129010078."}
    page = interviewer.fill_in(address, typed, action=f"{address}/queries/answer")
    assert page.status == 422
    assert page.says("This holds a national identity number.")
    assert "She is 41129010078." in [said(area) for area in page.all("textarea")]


def test_signing_takes_the_password_locks_and_shows_in_list_and_history(browse: Browse, address: str) -> None:
    supervisor, interviewer = browse("supervisor"), browse("interviewer")
    page = supervisor.follow(sign(supervisor, address))
    assert page.says("Reviewed and found in order")
    assert page.says("Kim Supervisor")
    assert supervisor.get("/reviews?state=signed").says("1 interview")
    assert f"{address}/items/c09/amend" not in interviewer.get(address).links()
    assert amend(supervisor, address).status == 303
    voided = supervisor.get(address)
    assert voided.says("The signature is void")
    assert voided.says("The signature of sup-01 counts no more.")
    assert interviewer.get(f"{address}/items/c09/amend").status == 409
    assert interviewer.post(f"{address}/items/c09/amend", {"c09": "2", "reason": "Mine."}).status == 409


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"meaning": "in_order", "password": "somebody-elses-password"}, "This is not your password."),
        ({"meaning": "in_order", "password": ""}, "This is not your password."),
        ({"meaning": "", "password": PASSWORD}, "Choose what your signature says."),
    ],
)
def test_what_keeps_a_signature_from_being_put_is_said_at_its_field(
    browse: Browse, address: str, fields: dict[str, str], told: str
) -> None:
    supervisor = browse("supervisor")
    page = supervisor.fill_in(f"{address}/sign", fields)
    assert page.status == 422
    assert page.says(told)
    assert PASSWORD not in page.text
    assert supervisor.get("/reviews?state=waiting").says("1 interview")


def test_somebody_who_guesses_has_to_wait(browse: Browse, address: str) -> None:
    supervisor = browse("supervisor")
    statuses = [sign(supervisor, address, password=f"guess-number-{n}-is-wrong").status for n in range(6)]
    assert statuses == [422] * 5 + [429]


def test_what_changed_while_it_was_looked_at_is_read_again_before_it_is_signed(browse: Browse, address: str) -> None:
    supervisor = browse("supervisor")
    seen = supervisor.get(f"{address}/sign")
    amend(browse("interviewer"), address)
    page = supervisor.fill_in_seen(seen, f"{address}/sign", {"meaning": "in_order", "password": PASSWORD})
    assert page.status == 409
    assert page.says("The interview was changed while you looked at it")
    assert not page.all("form", class_="form")


def test_a_second_conversation_hides_the_first_answers_until_it_is_entered(
    scene: Scene, browse: Browse, address: str
) -> None:
    supervisor = browse("supervisor")
    draw(scene)
    form = supervisor.get(f"{address}/verification")
    assert not [box for box in form.all("input", type="radio") if "checked" in box.attrib]
    lacking = supervisor.fill_in(f"{address}/verification", {"c09": "3"})
    assert lacking.status == 422
    assert lacking.says("An answer is needed.")
    entered = {"b4": "9", "c03": "3", "c09": "1", "e3": "yes"}
    page = supervisor.follow(supervisor.fill_in(f"{address}/verification", entered))
    assert page.says("1 of 4 answered otherwise")
    decision = {"decision": "accept", "reason": "Time has passed."}
    decided = supervisor.fill_in(f"{address}/verification", decision, action=f"{address}/verification/decision")
    assert supervisor.follow(decided).says("Time has passed.")
    assert supervisor.get("/verification-interviews").says("25 %")


@pytest.mark.parametrize("address", ["/reviews", "/verification-interviews"])
def test_a_longer_list_takes_no_more_queries(scene: Scene, browse: Browse, address: str) -> None:
    supervisor = browse("supervisor")
    draw(scene)
    supervisor.get(address)
    with counted(scene) as few:
        supervisor.get(address)
    multiply(scene, 20)
    with counted(scene) as many:
        page = supervisor.get(address)
    assert page.says("21 interviews") or address != "/reviews"
    assert len(few) == len(many)


def multiply(scene: Scene, times: int) -> None:
    """Put the completed interview and its review into the tables many times over."""
    with scene.store.writing() as connection:
        for table, key in ((interviews, "id"), (reviews, "interview_id")):
            row = connection.execute(select(table).where(table.c[key] == scene.own.completed)).one()._asdict()
            for number in range(times):
                copied = row | {key: f"{number:032x}"} | ({"instance": number + 2} if table is interviews else {})
                connection.execute(insert(table), copied)


def test_who_withdrew_from_use_is_reviewed_no_more(scene: Scene, browse: Browse, address: str) -> None:
    manager = scene.people["manager"]
    shown = participants.show(scene.store, manager, scene.own.participant).participant
    supervisor = browse("supervisor")
    supervisor.fill_in(f"{address}/items/c09/query", {"reason": "Is this right?"})
    day = scene.clock().date()
    level = Withdrawal.STOP_USE
    courses.withdraw(scene.store, manager, scene.study, shown.id, level, day, now=scene.clock())
    assert not supervisor.get("/reviews").says(scene.own.code)
    assert not browse("interviewer").get("/").says("question to you")
    assert supervisor.get(f"{address}/sign").status == 410


def test_who_held_an_interview_does_not_review_it(scene: Scene, browse: Browse, address: str) -> None:
    held_by = scene.people["interviewer"]
    operator = replace(held_by, id="", code="cli:test", role=Role.ADMIN)
    terms = accounts.Terms.at(Role.SUPERVISOR, scene.study.id, "OSL", display_name="Kim")
    accounts.change(scene.store, operator, held_by.id, terms, now=scene.clock())
    promoted = browse("interviewer")
    page = promoted.get(address)
    assert page.status == 200
    assert f"{address}/sign" not in page.links()
    assert sign(promoted, address).status == 403
