"""Calling from a tablet: the number one tap away, the stopwatch, the outcome, the next time, the interview."""

from __future__ import annotations

from playwright.sync_api import expect

from interview_app.domain.access import Role
from interview_app.services import contacts
from interview_app.services.contacts import Contact
from tests.journeys.tablet import Desk
from tests.journeys.test_accessible import faults, opened
from tests.web.scene import NOW, Scene


def reachable(scene: Scene) -> None:
    """The informant's number and meeting room are known."""
    manager = scene.people[Role.MANAGER.value]
    known = Contact(name="Kari Nordmann", phones=("+47 22 00 00 00",), link="https://meet.example/kari")
    contacts.change(scene.store, manager, scene.study, scene.own.informant, known, now=NOW)


def case(scene: Scene, visit: str) -> str:
    return f"/calls/{scene.own.participant}/{visit}/{scene.own.informant}"


def test_an_informant_is_called_twice_and_then_interviewed(desk: Desk, scene: Scene) -> None:
    reachable(scene)
    page = desk.tablet().page
    page.goto(f"{desk.address}{case(scene, 'W16')}")
    assert faults(page) == []
    expect(page.get_by_role("link", name="+47 22 00 00 00")).to_have_count(0)
    page.get_by_role("button", name="Show contact details").click()
    expect(page.get_by_role("link", name="+47 22 00 00 00")).to_have_attribute("href", "tel:+4722000000")
    page.get_by_role("button", name="Start the stopwatch").click()
    expect(page.get_by_label("Length, minutes and seconds")).to_have_value("0:01")
    page.get_by_role("button", name="Stop the stopwatch").click()
    page.get_by_role("radio", name="No answer").check()
    page.get_by_label("Note", exact=True).first.fill("rings until it stops")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save the call").click()
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached.")
    assert faults(page) == []
    page.context.set_offline(False)
    page.get_by_role("button", name="Save the call").click()
    expect(page.get_by_text("Telephone: No answer")).to_be_visible()
    expect(page.get_by_text("rings until it stops")).to_be_visible()
    page.get_by_role("radio", name="Appointment made").check()
    page.get_by_label("Next time: day").fill("2026-03-16")
    page.get_by_label("Time", exact=True).fill("14:30")
    page.get_by_label("Held", exact=True).select_option("video")
    page.get_by_label("Address of the meeting").fill("https://meet.example/room")
    assert faults(page) == []
    page.get_by_role("button", name="Save the call").click()
    expect(page.get_by_role("link", name="Join the meeting")).to_have_attribute("href", "https://meet.example/room")
    page.goto(f"{desk.address}/calls")
    page.get_by_role("link", name="Open").click()
    page.get_by_role("link", name="Start interview").click()
    expect(page.get_by_role("radio", name="Video")).to_be_checked()
    expect(page.get_by_role("radio", name="Week 16")).to_be_checked()


def test_calls_stand_beside_the_interview_and_answers_stay(desk: Desk, scene: Scene) -> None:
    reachable(scene)
    tablet = opened(desk.tablet())
    page = tablet.page
    page.context.set_offline(True)
    page.get_by_text("Calls", exact=True).click()
    expect(page.get_by_text("This could not be loaded.")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Show contact details").click()
    expect(page.get_by_role("link", name="+47 22 00 00 00")).to_be_visible()
    page.get_by_role("radio", name="Line or video failed").check()
    page.get_by_role("button", name="Save the call").click()
    expect(page.get_by_text("Telephone: Line or video failed")).to_be_visible()
    assert faults(page) == []
    page.get_by_text("Calls", exact=True).click()
    tablet.go("b1")
    tablet.tap("b1", "nurse")
    expect(page.locator("#save-state")).to_have_attribute("data-state", "saved")
