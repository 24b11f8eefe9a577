"""What every answer carries, and what people and programs are told when something does not work."""

from __future__ import annotations

from dataclasses import replace
import gzip
import logging

from flask import Flask, abort
import pytest
from werkzeug.exceptions import default_exceptions

from interview_app.app import create_app
from interview_app.config import Settings
from interview_app.domain.access import Action
from interview_app.services.errors import Closed, NotAllowed, NotFound, ServiceError, Unsuitable
from interview_app.storage.engine import NotStorable, StorageBusy, StorageFull, StorageReplaced, StorageUnavailable
from interview_app.web.access import allows
from interview_app.web.static_files import version
from tests.web.browsing import ALWAYS, Browser, Page, checked
from tests.web.scene import PASSWORD, Browse, Scene

STATUSES = sorted(default_exceptions)


@pytest.fixture
def failing(scene: Scene) -> Flask:
    """The application with a page that answers any status, and one that raises anything."""

    @allows(Action.OWN_ACCOUNT)
    def answer(status: int) -> str:
        abort(status)

    @allows(Action.OWN_ACCOUNT)
    def fail(name: str) -> str:
        raise FAILURES[name][0]

    scene.app.add_url_rule("/answer/<int:status>", "answer", answer)
    scene.app.add_url_rule("/fail/<name>", "fail", fail, methods=["GET", "POST"])
    return scene.app


FAILURES: dict[str, tuple[Exception, int, str]] = {
    "full": (StorageFull("SECRET"), 507, "disk_full"),
    "busy": (StorageBusy("SECRET"), 503, "busy"),
    "unavailable": (StorageUnavailable("SECRET"), 503, "unavailable"),
    "replaced": (StorageReplaced("SECRET"), 503, "replaced"),
    "taken": (NotStorable("SECRET", "participants.code"), 409, "conflict"),
    "fault": (RuntimeError("SECRET"), 500, "failed"),
    "not-found": (NotFound("There is no such thing."), 404, "not_found"),
    "not-allowed": (NotAllowed("Not yours."), 403, "not_allowed"),
    "closed": (Closed("It is completed."), 409, "closed"),
    "unsuitable": (Unsuitable("site", "Choose a site."), 422, "unsuitable"),
    "other": (ServiceError("Not done."), 422, "refused"),
}


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_is_a_page_with_its_headers_and_kept_by_nobody(
    failing: Flask, browse: Browse, status: int
) -> None:
    page = browse("auditor").get(f"/answer/{status}")
    assert page.status == status
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.one("h1").text


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_is_told_in_words_and_as_json(failing: Flask, browse: Browse, name: str) -> None:
    _, status, code = FAILURES[name]
    browser = browse("auditor")
    page = browser.get(f"/fail/{name}")
    told = browser.get(f"/fail/{name}", headers={"Accept": "application/json"})
    assert (page.status, told.status, told.json["code"]) == (status, status, code)
    assert set(told.json) == {"code", "message"}
    assert "SECRET" not in page.text + told.text
    assert ("Retry-After" in told.response.headers) == (status == 503)


def test_an_unforeseen_failure_is_logged_under_the_number_that_is_shown(
    failing: Flask, browse: Browse, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        told = browse("auditor").get("/fail/fault", headers={"Accept": "application/json"}).json["message"]
    assert any(word.strip(".") in caplog.text for word in told.split() if len(word.strip(".")) == 8)


def test_json_that_is_sent_signed_out_is_told_so(browse: Browse) -> None:
    page = browse().post_json("/own-account", {})
    assert (page.status, page.json["code"]) == (401, "signed_out")


def test_what_is_too_large_is_refused_before_it_is_read(scene: Scene, browse: Browse) -> None:
    text = "x" * 10_000_000
    form = browse("manager").post("/informants/new", {"participants": text})
    assert form.status == 413
    json = browse("interviewer").post_json(f"/interviews/{scene.own.interview}/operations", {"operations": text})
    assert (json.status, json.json["code"]) == (413, "too_large")


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil:80"])
def test_a_foreign_host_is_refused_without_echoing_it(scene: Scene, host: str) -> None:
    page = checked(scene.app.test_client().get("/sign-in", headers={"Host": host}))
    assert page.status == 400
    assert "evil" not in page.text


def test_forwarded_headers_count_only_behind_the_proxies_named(scene: Scene, settings: Settings) -> None:
    spoofed = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example", "X-Forwarded-For": "10.1.2.3"}
    plain = checked(scene.app.test_client().get("/sign-in", headers=spoofed))
    assert "Strict-Transport-Security" not in plain.response.headers
    behind = create_app(replace(settings, proxies=1, hosts=("study.example",)), scene.store, scene.clock)
    headers = {**spoofed, "X-Forwarded-Host": "study.example"}
    page = checked(behind.test_client().get("/sign-in", headers=headers))
    assert page.status == 200
    assert "includeSubDomains" in page.response.headers["Strict-Transport-Security"]


def test_over_https_the_cookie_is_bound_to_host_and_line(scene: Scene) -> None:
    page = checked(scene.app.test_client().get("/sign-in", base_url="https://localhost"))
    cookie = page.response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert {part.strip() for part in cookie.split(";")[1:]} == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}


def test_plain_http_from_another_machine_is_refused(scene: Scene, settings: Settings) -> None:
    app = create_app(replace(settings, hosts=("study.example",)), scene.store, scene.clock)
    refused = checked(app.test_client().get("/sign-in", base_url="http://study.example"))
    taken = checked(app.test_client().get("/sign-in", base_url="https://study.example"))
    assert (refused.status, taken.status) == (403, 200)
    assert refused.says("Open it with https instead.")


def test_static_files_are_kept_for_a_year_under_their_version(browse: Browse) -> None:
    browser = browse()
    address = next(link.get("href", "") for link in browser.get("/sign-in").all("link", rel="stylesheet"))
    assert f"/static/{version()}/" in address
    style = browser.get(address)
    assert style.response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    unversioned = browser.get("/static/css/app.css")
    assert unversioned.response.headers["Cache-Control"] == "no-cache"
    etag = unversioned.response.headers["ETag"]
    assert browser.get("/static/css/app.css", headers={"If-None-Match": etag}).status == 304


@pytest.mark.parametrize("name", ["../app.py", "..%2fapp.py", "%2e%2e/app.py", "css/../../app.py", "css", ""])
def test_static_files_come_from_their_folder_alone(browse: Browse, name: str) -> None:
    assert browse().get(f"/static/{name}").status == 404


def test_pages_and_styles_leave_compressed_where_the_browser_takes_it(browse: Browse) -> None:
    browser = browse("manager")
    for address in ("/participants", "/static/css/app.css"):
        plain, packed = browser.get(address), browser.get(address, headers={"Accept-Encoding": "gzip"})
        encodings = (plain.response.headers.get("Content-Encoding"), packed.response.headers.get("Content-Encoding"))
        assert encodings == (None, "gzip")
        assert "Accept-Encoding" in packed.response.headers["Vary"]
        assert len(gzip.decompress(packed.response.get_data())) > len(packed.response.get_data())


def test_all_styles_together_are_small(browse: Browse) -> None:
    from interview_app.web.static_files import FOLDER

    packed = [gzip.compress(path.read_bytes(), 9) for path in FOLDER.rglob("*.css")]
    assert sum(map(len, packed)) <= 12 * 1024


def test_health_says_whether_it_works_and_nothing_else(browse: Browse) -> None:
    page = browse().get("/healthz")
    assert (page.status, page.json) == (200, {"status": "ok"})


def test_the_checks_of_every_answer_would_notice_a_missing_header(scene: Scene) -> None:
    response = scene.app.test_client().get("/sign-in")
    for name in (*ALWAYS, "Content-Security-Policy"):
        kept = response.headers.pop(name)
        with pytest.raises((AssertionError, KeyError)):
            checked(response)
        response.headers[name] = kept
    assert checked(response).status == 200


class TestEntriesOfADeadSession:
    """What was typed before a session ended by itself comes back after signing in, to its owner alone."""

    FIELDS = {"site": "OSL", "role": "nurse", "service": "housing", "participants": "typed for ten minutes"}  # noqa: RUF012

    def test_a_form_sent_after_the_session_lapsed_comes_back(self, scene: Scene, browse: Browse) -> None:
        browser = browse("manager")
        scene.clock.forward(minutes=61)
        asked = self.sent(browser)
        assert asked.status == 401
        assert "typed for ten minutes" not in asked.text
        back = self.signed_in(browser, asked.one("input", name="kept").get("value", ""), "manager")
        assert back.one("input", name="participants").get("value") == "typed for ten minutes"
        assert back.all("form", action="/informants/new")

    def test_nobody_else_gets_to_see_it(self, scene: Scene, browse: Browse) -> None:
        browser = browse("manager")
        scene.clock.forward(minutes=61)
        blob = self.sent(browser).one("input", name="kept").get("value", "")
        other = self.signed_in(browser, blob, "supervisor")
        assert other.location == "/"

    def test_a_form_of_another_session_is_given_back_to_be_sent_again(self, browse: Browse) -> None:
        page = self.sent(browse("manager"))
        assert page.status == 400
        assert page.one("input", name="participants").get("value") == "typed for ten minutes"

    def test_a_password_is_never_carried(self, browse: Browse) -> None:
        headers = {"Sec-Fetch-Site": "same-origin"}
        data = {"current": "my-secret-words-here", "new": "x"}
        page = browse("manager").send("POST", "/own-account/password", data=data, headers=headers)
        assert page.status == 400
        assert "my-secret-words-here" not in page.text

    def sent(self, browser: Browser) -> Page:
        headers = {"Sec-Fetch-Site": "same-origin"}
        return browser.send("POST", "/informants/new", data={"csrf_token": "old", **self.FIELDS}, headers=headers)

    def signed_in(self, browser: Browser, blob: str, user_name: str) -> Page:
        fields = {"user_name": user_name, "password": PASSWORD, "kept": blob, "csrf_token": browser.token()}
        return browser.send("POST", "/sign-in", data=fields)
