"""The manager enrols from a file: its problems stand on a page, and what was shown is what is then enrolled."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from interview_app.domain.participant_codes import participant_code
from tests.web.browsing import Browser, Page, said, values_of
from tests.web.scene import Browse

GOOD = b"site;arm;baseline;scopes\nOSL;xr;2026-03-01;\nOSL;oat;;\n"
HERE = "/participants/import"
CODE = participant_code("OSL", 77)


def sent(browser: Browser, content: bytes) -> Page:
    data: dict[str, Any] = {"csrf_token": browser.token(), "file": (BytesIO(content), "roll.csv")}
    return browser.send("POST", HERE, data=data, content_type="multipart/form-data")


def test_a_list_is_shown_and_then_enrolled(browse: Browse) -> None:
    browser = browse("manager")
    page = sent(browser, GOOD)
    assert page.says("2 participants can be enrolled. Nobody is yet.")
    assert browser.get("/participants").says("1 participant")
    form = page.all("form", class_="form", method="post")[0]
    done = browser.send("POST", HERE, data=values_of(form))
    codes = [said(code) for code in done.all("th", class_="code")]
    assert (len(codes), done.says(f"{codes[0]} 2 Extended-release naltrexone baseline 1 Mar 2026")) == (2, True)
    assert all(browser.get("/participants").says(code) for code in codes)
    again = browser.send("POST", HERE, data=values_of(form))
    assert (again.status, again.says("Look at the list again.")) == (409, True), "a second tap enrols nobody twice"
    assert browser.get("/participants").says("3 participants")


def test_a_list_that_brings_its_codes_is_enrolled_under_them(browse: Browse) -> None:
    browser = browse("manager")
    form = sent(browser, f"site,arm,code\nOSL,xr,{CODE}\n".encode()).all("form", class_="form", method="post")[0]
    done = browser.follow(browser.send("POST", HERE, data=values_of(form)))
    assert done.says("Enrolled, everybody in the file.")
    assert done.says(CODE)


def test_the_problems_of_a_list_are_named(browse: Browse) -> None:
    page = sent(browse("manager"), b"site,arm,baseline\nOSL,xx,13.03.2026\nBER,xr,\n")
    assert page.status == 422
    assert page.says("3 problems; nobody was enrolled")
    assert page.says("Is 2026-03-13 meant?")
    assert page.says("This is none of your sites. Write one of: OSL.")


def test_a_list_that_was_changed_on_the_way_is_refused(browse: Browse) -> None:
    import base64

    browser = browse("manager")
    values = values_of(sent(browser, GOOD).all("form", class_="form", method="post")[0])
    other = base64.b64encode(GOOD.replace(b"oat", b"xr")).decode()
    refused = browser.send("POST", HERE, data=values | {"content": other})
    assert (refused.status, refused.says("Look at the list again.")) == (409, True)
    assert browser.send("POST", HERE, data=values | {"content": "no base64"}).status == 422
    assert browser.get("/participants").says("1 participant")
    assert browser.send("POST", HERE, data=values).says("Enrolled: 2"), "control"


def test_a_file_must_be_chosen(browse: Browse) -> None:
    page = browse("manager").fill_in(HERE, {})
    assert (page.status, page.says("Choose a file.")) == (422, True)
