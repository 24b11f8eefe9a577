"""A text that is pasted is never cut off: the page counts it, says that it is too long and keeps it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.tablet import Desk, Tablet


def paste(tablet: Tablet, box: str, text: str) -> None:
    """Put a text into a box at once, as pasting does."""
    tablet.page.locator(box).evaluate(
        """(box, text) => { box.focus(); document.execCommand('insertText', false, text) }""", text
    )


def test_a_reason_is_counted_while_it_is_written(desk: Desk) -> None:
    tablet = desk.tablet()
    tablet.page.goto(f"{desk.address}/interviews/{desk.scene.own.interview}/void")
    counter = tablet.page.locator("#reason-count")
    expect(counter).to_be_hidden()
    paste(tablet, "#reason", "x" * 900)
    expect(counter).to_have_text("900 of at most 1000 characters")
    paste(tablet, "#reason", "y" * 300)
    expect(counter).to_have_text("1200 of at most 1000 characters")
    tablet.page.get_by_role("button", name="Set the interview aside").click()
    expect(tablet.page.locator("#reason-fault")).to_contain_text("it has 1200 characters, at most 1000 are possible")
    assert len(tablet.page.locator("#reason").input_value()) == 1200
    expect(counter).to_be_visible()


def test_a_side_note_that_is_too_long_is_refused_on_the_tablet_and_stays(desk: Desk, tablet: Tablet) -> None:
    tablet.open()
    item = tablet.item
    tablet.at(item).locator("details.note summary").click()
    paste(tablet, f"#note-{item}", "n" * 10_050)
    fault = tablet.page.locator(f"#fault-{item}")
    expect(fault).to_contain_text("The text has 10050 characters, at most 10000 are possible")
    assert len(tablet.page.locator(f"#note-{item}").input_value()) == 10_050
    assert desk.events("interview:note") == []
    tablet.page.locator(f"#note-{item}").fill("Short")
    expect(fault).to_be_hidden()
    tablet.saved()
    assert [event.payload["value"] for event in desk.events("interview:note")] == ["Short"]
