"""Every free text has a limit: what is longer is refused with its length, and stays in its box as it was typed."""

from __future__ import annotations

import pytest

from interview_app.services.answers import record
from tests.web.browsing import values_of
from tests.web.scene import NOW, Browse, Scene
from tests.web.scene import said as told

LONG = "a" * 600 + "\n" + "b" * 600
"""1201 characters; a browser sends one more, as a line ends with two."""
SENT = LONG.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("user_name", "path", "fields"),
    [
        ("interviewer", "/interviews/{interview}/void", {}),
        ("supervisor", "/interviews/{interview}/hand-over", {"interviewer": "int-03"}),
        ("supervisor", "/interviews/{completed}/items/c01/amend", {"c01": "1"}),
    ],
)
def test_a_reason_that_is_too_long_says_how_long_it_is_and_stays(
    scene: Scene, browse: Browse, user_name: str, path: str, fields: dict[str, str]
) -> None:
    address = path.format(interview=scene.own.interview, completed=scene.own.completed)
    page = browse(user_name).fill_in(address, {**fields, "reason": SENT})
    assert page.status == 422
    assert page.says("That is too long: it has 1201 characters, at most 1000 are possible.")
    assert page.one("textarea", id="reason").text == LONG
    fitting = browse(user_name).fill_in(address, {**fields, "reason": "c" * 499 + "\r\n" + "d" * 500})
    assert fitting.status == 303, "control: a thousand characters fit"


def test_a_purpose_is_refused_with_its_length(scene: Scene, browse: Browse) -> None:
    from interview_app.domain.access import Role
    from interview_app.services import accounts

    terms = accounts.Terms.at(Role.RESEARCHER, scene.study.id, "OSL", reads_text=True)
    accounts.change(scene.store, scene.people["admin"], scene.people["researcher"].id, terms, now=NOW)
    page = browse("researcher").fill_in("/exports", {"with_text": "y", "purpose": "p" * 501})
    assert page.status == 422
    assert page.says("it has 501 characters, at most 500 are possible.")
    assert page.one("textarea", name="purpose").text == "p" * 501


def test_a_name_is_refused_with_its_length(browse: Browse) -> None:
    page = browse("supervisor").fill_in("/own-account", {"display_name": "K" * 150})
    assert page.status == 422
    assert page.says("it has 150 characters, at most 100 are possible.")
    assert page.one("input", name="display_name").get("value") == "K" * 150


def test_a_side_note_and_a_confirmation_that_are_too_long_stay_in_their_boxes(scene: Scene, browse: Browse) -> None:
    opening = {"a_private": "no", "a_present": ["nobody"], "a_code_ok": "yes", "a_script": "yes"}
    sent = [told(item, value) for item, value in opening.items()]
    record(scene.store, scene.people["interviewer"], scene.own.interview, sent, now=NOW)
    browser, path = browse("interviewer"), f"/interviews/{scene.own.interview}/sections/a"
    values = values_of(browser.get(path).all("form", method="post")[-1])
    page = browser.send("POST", path, data=values | {"a_code_ok__note": "n" * 10_001, "a_private__why": "w" * 1_001})
    assert page.status == 422
    assert page.says("The text has 10001 characters, at most 10000 are possible. Shorten it.")
    assert page.says("The text has 1001 characters, at most 1000 are possible. Shorten it.")
    assert page.one("textarea", name="a_code_ok__note").text == "n" * 10_001
    assert page.one("input", name="a_private__why").get("value") == "w" * 1_001


def test_no_box_cuts_off_what_is_pasted_into_it(scene: Scene, browse: Browse) -> None:
    """Only years and days have a length of their own."""
    pages = [
        browse("interviewer").get(f"/interviews/{scene.own.interview}"),
        browse("interviewer").get(f"/interviews/{scene.own.interview}/void"),
        browse("supervisor").get(f"/interviews/{scene.own.completed}/items/c01/amend"),
    ]
    for page in pages:
        cut = [box for tag in ("input", "textarea") for box in page.all(tag) if box.get("maxlength")]
        assert all((box.get("name") or "").endswith(("__year", "__day")) for box in cut)
        assert [box for box in page.all("textarea") if box.get("data-most")]
