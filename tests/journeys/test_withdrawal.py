"""Somebody withdraws while an interview is under way: the tablet says so and keeps nothing of what was not sent."""

from __future__ import annotations

from playwright.sync_api import expect
import pytest

from interview_app.domain.participation import Withdrawal
from interview_app.services import courses
from tests.journeys.tablet import Desk, Tablet
from tests.journeys.test_lines import opened

LEFT = """
() => new Promise(resolve => {
  const open = indexedDB.open('interview-app')
  open.onsuccess = () => {
    const all = open.result.transaction('unsent').objectStore('unsent').count()
    all.onsuccess = () => { open.result.close(); resolve(all.result) }
  }
})
"""


@pytest.mark.parametrize("level", [Withdrawal.STOP_CONTACT, Withdrawal.STOP_USE])
def test_the_tablet_is_told_and_keeps_nothing(desk: Desk, tablet: Tablet, level: Withdrawal) -> None:
    opened(tablet, desk, "c01")
    tablet.page.context.set_offline(True)
    tablet.tap("c01", "3")
    tablet.page.wait_for_function(f"({LEFT})().then(count => count > 0)")
    scene, now = desk.scene, desk.scene.clock()
    manager = scene.people["manager"]
    courses.withdraw(scene.store, manager, scene.study, scene.own.participant, level, now.date(), now=now)
    tablet.page.context.set_offline(False)
    notice = tablet.page.locator("#closed-notice")
    expect(notice).to_contain_text(
        "withdrawn from" if level is Withdrawal.STOP_USE else "The participant has withdrawn"
    )
    expect(tablet.page.locator("#save-state")).to_have_attribute("data-unsent", "0")
    assert tablet.page.evaluate(LEFT) == 0
