"""While somebody interviews, the page measures how it is used, and nobody notices."""

from __future__ import annotations

from datetime import timedelta
import json

from interview_app.domain.document import answer_of
from interview_app.services import paradata
from interview_app.storage import paradata as stored
from tests.journeys.tablet import PATIENCE, Desk, Tablet


def arrived(desk: Desk, tablet: Tablet) -> dict[str, list[int]]:
    """What the server was told, once it was told anything: a page that is left sends without anybody waiting."""
    for _ in range(PATIENCE // 50):
        if measures := paradata.so_far(desk.scene.store, desk.scene.own.interview):
            return measures
        tablet.page.wait_for_timeout(50)
    raise AssertionError("nothing arrived")


def test_what_is_measured_arrives_when_the_page_is_left_and_holds_no_answer(desk: Desk, tablet: Tablet) -> None:
    sent: list[str] = []
    tablet.page.on(
        "request", lambda asked: sent.append(asked.post_data or "") if asked.url.endswith("/paradata") else None
    )
    desk.scene.clock.forward(minutes=1)
    tablet.open()
    desk.scene.clock.forward(minutes=10)
    tablet.answer("a_private", "yes")
    tablet.tap("a_present", "nobody")
    tablet.page.locator("#go-back").click()
    tablet.tap("a_private", "no")
    tablet.saved()
    tablet.page.goto(f"{desk.address}/")
    measures = arrived(desk, tablet)
    assert measures["a_private"][:2] == [2, 1]
    assert measures["a_present"][:2] == [1, 0]
    assert all(item[2] > 0 for item in (measures["a_private"], measures["a_present"]))
    with desk.scene.store.reading() as connection:
        rows, [sitting] = stored.of_interviews(connection, [desk.scene.own.interview])
    assert timedelta() < sitting.ended_at - sitting.began_at < timedelta(minutes=5)
    assert (sitting.device, sitting.mode) == ("desktop", "telephone")
    assert {row.item for row in rows} == {"a_private", "a_present"}
    for body in sent:
        assert {name for item in json.loads(body)["items"].values() for name in item} == {
            "shown_at", "answered_at", "changed_at", "visits", "changes", "active_ms",
        }  # fmt: skip
    assert answer_of(desk.document(), "a_private").value == "no"


def test_measurements_that_are_lost_disturb_nothing(desk: Desk, tablet: Tablet) -> None:
    tablet.page.route("**/paradata", lambda route: route.abort())
    tablet.open()
    tablet.answer("a_private", "yes")
    tablet.page.evaluate("dispatchEvent(new Event('pagehide'))")
    tablet.answer("a_present", "nobody")
    tablet.saved()
    assert desk.held("a_present") == ["nobody"]
