"""A supervisor hands an interview over on its page, and both interviewers see what came of it."""

from __future__ import annotations

import pytest

from interview_app.services import accounts
from tests.web.browsing import said
from tests.web.scene import Browse, Scene


def test_a_supervisor_hands_an_interview_over_and_the_other_goes_on(scene: Scene, browse: Browse) -> None:
    address = f"/interviews/{scene.own.interview}"
    supervisor, colleague = browse("supervisor"), browse("colleague")
    assert colleague.get(address).status == 404
    assert f"{address}/hand-over" in supervisor.get(address).links()
    taker = scene.people["colleague"].code
    fields = {"interviewer": taker, "reason": "Moved to another ward"}
    page = supervisor.follow(supervisor.fill_in(f"{address}/hand-over", fields))
    assert page.says("Handed over")
    assert page.says(f"int-01 → changed to {taker}")
    assert page.says("Reason: Moved to another ward")
    assert page.says(f"{taker} · begun by int-01")
    assert address in colleague.get("/").links()
    assert colleague.follow(colleague.fill_in(address, {}, action=f"{address}/resume")).status == 200
    assert browse("interviewer").get(address).status == 404


def test_those_who_could_take_over_are_offered_and_nobody_else(scene: Scene, browse: Browse) -> None:
    page = browse("supervisor").get(f"/interviews/{scene.own.interview}/hand-over")
    offered = [option.get("value") for option in page.one("select", id="interviewer").iter("option")]
    assert offered == ["", scene.people["colleague"].code]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"interviewer": "", "reason": "On leave"}, "Choose an interviewer"),
        ({"interviewer": "int-99", "reason": "On leave"}, "Choose an interviewer"),
        ({"interviewer": "TAKER", "reason": " "}, "Say why the interview is handed over"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    scene: Scene, browse: Browse, fields: dict[str, str], told: str
) -> None:
    taker = scene.people["colleague"].code
    sent = {name: value.replace("TAKER", taker) for name, value in fields.items()}
    page = browse("supervisor").post(f"/interviews/{scene.own.interview}/hand-over", sent)
    assert page.status == 422
    assert page.says(told)
    assert said(page.one("textarea", id="reason")) == fields["reason"].strip()


def test_a_completed_interview_stays_whose_it_is(scene: Scene, browse: Browse) -> None:
    address = f"/interviews/{scene.own.completed}"
    supervisor = browse("supervisor")
    assert f"{address}/hand-over" not in supervisor.get(address).links()
    sent = {"interviewer": scene.people["colleague"].code, "reason": "On leave"}
    assert supervisor.post(f"{address}/hand-over", sent).status == 409


def test_where_nobody_else_works_the_page_says_so(scene: Scene, browse: Browse) -> None:
    admin = scene.people["admin"]
    accounts.set_active(scene.store, admin, scene.people["colleague"].id, False, now=scene.clock())
    page = browse("supervisor").get(f"/interviews/{scene.own.interview}/hand-over")
    assert page.says("No other interviewer works at this site.")
    assert page.all("select") == []
