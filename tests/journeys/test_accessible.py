"""The interview can be conducted by anybody: no fault that axe knows, in any state, at any width, light or dark."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
import pytest

from tests.journeys.tablet import Desk, Tablet
from tests.web.scene import begins_due

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"telephone": (390, 844), "tablet": (810, 1080), "sideways": (1080, 810)}


def faults(page: Page) -> list[str]:
    """What axe objects to, each with the elements it means; in the dark only colours are others."""
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    rules = {"type": "rule", "values": ["color-contrast"]} if is_dark else {"type": "tag", "values": TAGS}
    found = Axe().run(page, options={"runOnly": rules})
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found.response["violations"]
        for node in each["nodes"]
    ]


def opened(tablet: Tablet) -> Tablet:
    tablet.open()
    for item in ("a_private", "a_present", "a_code_ok", "a_script"):
        tablet.answer(item, "nobody" if item == "a_present" else "yes")
    return tablet


@pytest.mark.parametrize(
    ("size", "scheme"), [("telephone", "light"), ("telephone", "dark"), ("tablet", "light"), ("sideways", "dark")]
)
def test_axe_finds_nothing_on_the_question(desk: Desk, size: str, scheme: str) -> None:
    width, height = SIZES[size]
    tablet = desk.tablet(color_scheme=scheme)
    tablet.page.set_viewport_size({"width": width, "height": height})
    opened(tablet)
    for item in ("b1", "b3", "c01", "f1"):
        tablet.go(item)
        assert faults(tablet.page) == [], item
    tablet.tap("f1", "dont_know")
    tablet.go("b5")
    tablet.write("b5", "40")
    tablet.next()
    expect(tablet.at("b5").locator(".doubt")).to_be_visible()
    assert faults(tablet.page) == []
    tablet.go("b3")
    tablet.write("b3", "700")
    tablet.next()
    expect(tablet.at("b3").locator(".fault")).to_be_visible()
    assert faults(tablet.page) == []


@pytest.mark.parametrize(
    ("name", "scheme"), [("All questions", "light"), ("Stop or pause", "dark"), ("More", "light"), ("Concern", "dark")]
)
def test_axe_finds_nothing_in_the_dialogs(desk: Desk, name: str, scheme: str) -> None:
    tablet = opened(desk.tablet(color_scheme=scheme))
    tablet.page.get_by_role("button", name=name, exact=False).first.click()
    expect(tablet.page.get_by_role("dialog")).to_be_visible()
    for summary in tablet.page.locator("dialog[open] summary").all():
        summary.click()
    assert faults(tablet.page) == []


def test_axe_finds_nothing_when_signed_out_and_when_another_tab_writes(desk: Desk) -> None:
    tablet = opened(desk.tablet())
    beside = desk.beside(tablet.page.context).open()
    assert faults(beside.page) == []
    desk.scene.clock.forward(hours=2)
    tablet.tap("b1", "nurse")
    expect(tablet.page.get_by_role("dialog")).to_be_visible()
    assert faults(tablet.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_around_it(desk: Desk, scheme: str) -> None:
    tablet = desk.tablet(color_scheme=scheme)
    own = desk.scene.own
    for path in (
        "/interviews",
        "/interviews?text=nobody",
        "/interviews/new",
        f"/interviews/new?participant={own.code}",
        f"/interviews/{own.interview}/check",
        f"/interviews/{own.interview}/stop",
        f"/interviews/{own.interview}/void",
        f"/interviews/{own.interview}/sections/a",
        f"/interviews/{own.completed}",
        f"/interviews/{own.completed}/items/c01/amend",
        f"/participants/{own.participant}/over-time",
    ):
        tablet.page.goto(f"{desk.address}{path}")
        assert faults(tablet.page) == [], path


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1080, "light")])
def test_axe_finds_nothing_on_what_is_to_be_done(desk: Desk, width: int, scheme: str) -> None:
    own = desk.scene.own
    begins_due(desk.scene)
    for user_name, paths in {
        "interviewer": [
            "/",
            "/?section=overdue",
            f"/schedule/{own.participant}",
            f"/interviews/new?participant={own.code}",
        ],
        "supervisor": ["/", "/team", f"/team/informants/{own.informant}/cap"],
        "manager": ["/schedule", "/schedule?state=overdue"],
    }.items():
        tablet = desk.tablet(user_name, color_scheme=scheme)
        tablet.page.set_viewport_size({"width": width, "height": 844})
        for path in paths:
            tablet.page.goto(f"{desk.address}{path}")
            for summary in tablet.page.locator("details > summary").all():
                summary.click()
            assert faults(tablet.page) == [], path
            assert tablet.page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_every_row_is_large_enough_for_a_thumb(tablet: Tablet) -> None:
    tablet.page.set_viewport_size({"width": 390, "height": 844})
    opened(tablet)
    tablet.go("c01")
    for row in tablet.page.locator(".option:visible, .reason:visible, .row button:visible").all():
        box = row.bounding_box()
        assert box is not None
        assert box["height"] >= 48
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


def test_what_has_the_focus_is_never_under_the_bar(tablet: Tablet) -> None:
    tablet.page.set_viewport_size({"width": 390, "height": 600})
    opened(tablet)
    tablet.go("c01")
    for _ in range(14):
        tablet.page.keyboard.press("Tab")
        focused = tablet.page.evaluate(
            """() => {
            const box = document.activeElement.closest('label, button, summary, a, textarea')?.getBoundingClientRect()
            const bar = document.querySelector('.row').getBoundingClientRect()
            const inBar = document.activeElement.closest('.row, .strip, .steps, .synthetic')
            return inBar || !box ? null : [box.top, box.bottom, bar.top]
            }"""
        )
        if focused:
            top, bottom, bar = focused
            assert bottom <= bar
            assert top >= 0


def test_moving_on_is_told_to_those_who_listen(tablet: Tablet) -> None:
    opened(tablet)
    expect(tablet.page.locator("#said-softly")).to_have_text("Basis of knowledge")
    expect(tablet.at("b1").locator(".question")).to_be_focused()
