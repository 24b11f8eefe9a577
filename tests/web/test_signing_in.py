"""Signing in and out: who gets in, who does not, and what either learns from it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from interview_app.domain.access import Role
from interview_app.domain.events import Event
from interview_app.services import accounts
from interview_app.services.accounts import Terms
from interview_app.storage import ledger
from tests.web.browsing import Browser, Page
from tests.web.scene import PASSWORD, Browse, Scene


def sign_in(browser: Browser, user_name: str, password: str = PASSWORD, address: str = "/sign-in") -> Page:
    return browser.fill_in(address, {"user_name": user_name, "password": password}, action="/sign-in")


def session_of(page: Page) -> str:
    return cookies_of(page)["session"].partition(";")[0]


def cookies_of(page: Page) -> dict[str, str]:
    """What each cookie that the answer sets is set to, and how."""
    told = (cookie.partition("=") for cookie in page.response.headers.getlist("Set-Cookie"))
    return {name: rest for name, _, rest in told}


def test_the_right_password_leads_home(browse: Browse) -> None:
    browser = browse()
    home = browser.follow(sign_in(browser, "supervisor"))
    assert home.status == 200
    assert home.says("sup-01")


def test_case_and_outer_spaces_of_a_user_name_do_not_matter(browse: Browse) -> None:
    assert sign_in(browse(), " Supervisor ").status == 303


def test_every_refusal_reads_the_same(scene: Scene, browse: Browse) -> None:
    admin = scene.people["admin"]
    accounts.set_active(scene.store, admin, scene.people["idle"].id, False, now=scene.clock())
    tries = {"unknown": "nobody", "wrong": "supervisor", "closed": "idle"}
    pages = {
        why: sign_in(browse(), name, PASSWORD if why == "closed" else "wrong-password-here")
        for why, name in tries.items()
    }
    assert {page.status for page in pages.values()} == {401}
    told = {page.one("div", role="alert").find("ul").find("li").text for page in pages.values()}  # type: ignore[union-attr]
    assert told == {"User name or password is not right."}


def test_an_unknown_name_costs_the_same_hashing(browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    checked: list[str | bytes] = []
    verify = PasswordHasher.verify

    def counted(hasher: PasswordHasher, stored: str | bytes, given: str | bytes) -> bool:
        checked.append(stored)
        return verify(hasher, stored, given)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    for name in ("nobody", "supervisor"):
        sign_in(browse(), name, "wrong-password-here")
    assert len(checked) == 2


def test_the_sixth_try_within_a_minute_waits(scene: Scene, browse: Browse) -> None:
    browser = browse()
    statuses = [sign_in(browser, "supervisor", "wrong-password-here").status for _ in range(6)]
    assert statuses == [401] * 5 + [429]
    refused = sign_in(browser, "supervisor")
    assert refused.status == 429, "the right password waits too"
    assert 0 < int(refused.response.headers["Retry-After"]) <= 60
    scene.clock.forward(seconds=61)
    assert sign_in(browser, "supervisor").status == 303


def test_one_origin_cannot_try_many_accounts(browse: Browse) -> None:
    names = ["a-one", "a-two", "a-three", "a-four", "a-five", "a-six"]
    statuses = [sign_in(browse(), name, "wrong-password-here").status for name in names]
    assert statuses[-1] == 429


def test_people_who_share_an_address_can_all_sign_in(browse: Browse) -> None:
    statuses = [sign_in(browse(), "supervisor").status for _ in range(8)]
    assert statuses == [303] * 8


def test_signing_in_gives_another_cookie(browse: Browse) -> None:
    browser = browse()
    before = session_of(browser.get("/sign-in"))
    after = session_of(sign_in(browser, "supervisor"))
    assert before != after


def test_a_cookie_planted_before_does_not_open_the_session(scene: Scene, browse: Browse) -> None:
    planted = "A" * 43
    victim = Browser(scene.app, cookie=planted)
    sign_in(victim, "supervisor")
    assert Browser(scene.app, cookie=planted).get("/").status == 303


def test_a_copied_cookie_is_dead_after_signing_out(scene: Scene, browse: Browse) -> None:
    browser = browse()
    copy = session_of(sign_in(browser, "supervisor"))
    assert Browser(scene.app, cookie=copy).get("/").status == 200, "control: the copy works while the session lives"
    browser.fill_in("/own-account", {}, action="/sign-out")
    assert Browser(scene.app, cookie=copy).get("/").location.startswith("/sign-in")


def test_signing_out_takes_a_post(browse: Browse) -> None:
    browser = browse("supervisor")
    assert browser.get("/sign-out").status == 405
    assert browser.get("/").status == 200


def test_a_session_ends_after_an_hour_of_silence(scene: Scene, browse: Browse) -> None:
    browser = browse("supervisor")
    scene.clock.forward(minutes=59)
    assert browser.get("/").status == 200
    scene.clock.forward(minutes=59)
    assert browser.get("/").status == 200, "a sign of life counts from then on"
    scene.clock.forward(minutes=60)
    assert browser.get("/").location.startswith("/sign-in")


def test_a_session_ends_after_twelve_hours_however_busy(scene: Scene, browse: Browse) -> None:
    browser = browse("supervisor")
    for _ in range(23):
        scene.clock.forward(minutes=31)
        browser.get("/")
    assert browser.get("/").status == 200
    scene.clock.forward(minutes=31)
    assert browser.get("/").status == 303


@pytest.mark.parametrize("act", ["password", "role", "closed", "sessions"])
def test_what_the_administrator_changes_ends_the_sessions(scene: Scene, browse: Browse, act: str) -> None:
    browser = browse("supervisor")
    admin, account, now = scene.people["admin"], scene.people["supervisor"].id, scene.clock()
    acts: dict[str, Callable[[], object]] = {
        "password": lambda: accounts.set_password(scene.store, admin, account, now=now),
        "role": lambda: accounts.change(scene.store, admin, account, Terms(role=Role.AUDITOR), now=now),
        "closed": lambda: accounts.set_active(scene.store, admin, account, False, now=now),
        "sessions": lambda: accounts.end_sessions(scene.store, admin, account, now=now),
    }
    assert browser.get("/").status == 200
    acts[act]()
    assert browser.get("/").location.startswith("/sign-in")


def test_another_name_alone_does_not_end_a_session(scene: Scene, browse: Browse) -> None:
    browser = browse("supervisor")
    terms = Terms.at(Role.SUPERVISOR, scene.study.id, "OSL", display_name="Kim Other")
    accounts.change(scene.store, scene.people["admin"], scene.people["supervisor"].id, terms, now=scene.clock())
    assert browser.get("/").status == 200


def test_a_changed_password_ends_every_session_and_opens_the_next(scene: Scene, browse: Browse) -> None:
    browser, other = browse("supervisor"), browse("supervisor")
    fields = {"current": PASSWORD, "new": "seven green umbrellas"}
    page = browser.fill_in("/own-account", fields, action="/own-account/password")
    assert page.location == "/sign-in?notice=password"
    assert other.get("/").status == 303
    assert sign_in(browse(), "supervisor").status == 401
    assert sign_in(browse(), "supervisor", "seven green umbrellas").status == 303


@pytest.mark.parametrize(
    ("current", "new", "told"),
    [
        ("not-my-password", "seven green umbrellas", "This is not your present password."),
        (PASSWORD, "short", "Choose at least 12 characters"),
        (PASSWORD, "supervisor2026!", "among the first that others would guess"),
        (PASSWORD, "", "Enter a new password."),
    ],
)
def test_a_password_that_cannot_be_changed_says_why(browse: Browse, current: str, new: str, told: str) -> None:
    page = browse("supervisor").fill_in(
        "/own-account", {"current": current, "new": new}, action="/own-account/password"
    )
    assert page.status == 422
    assert page.says(told)
    assert PASSWORD not in page.text


def test_the_ledger_knows_who_came_who_went_and_who_was_refused(scene: Scene, browse: Browse) -> None:
    browser = browse()
    sign_in(browser, "supervisor", "wrong-password-here")
    sign_in(browser, "supervisor")
    browser.fill_in("/own-account", {}, action="/sign-out")
    stream = f"account:{scene.people['supervisor'].id}"
    with scene.store.reading() as connection:
        events = ledger.history(connection, scene.store.keys.stream_key(stream), stream)
    told = [event.action for event in events[1:]]
    assert told == [Event.ACCOUNT_REFUSED, Event.ACCOUNT_SIGN_IN, Event.ACCOUNT_SIGN_OUT]


OWN = ["/", "/own-account", "/ledger?stream=interview%3A&page=2", "/interviews/%C3%A6"]
FOREIGN = [
    "https://evil.example", "http:evil.example", "https:/evil.example", "//evil.example", "///evil.example",
    "/\\evil.example", "\\\\evil.example", "/\\/evil.example", "\\/evil.example", "/\t/evil.example",
    "/\n/evil.example", "\t//evil.example", " //evil.example", "//evil.example/%2f..", "javascript:alert(1)",
    "data:text/html,x", "evil.example", ".evil.example", "@evil.example", "///\\evil.example",
    "http://localhost.evil.example", "http://localhost@evil.example", "//localhost:80@evil",
    "/ //evil.example", "/\r\nSet-Cookie:x=1", "/\x00/evil.example", "/\x7f/evil", "//%65vil.example",
    "////evil.example", "ftp://evil.example", "//[::1]", "https:evil.example", "https:\\\\evil.example",
    "%2f%2fevil.example", "?x", "#x", "", "..//evil", "/\u2028/evil\\", "mailto:x@evil.example",
]  # fmt: skip


@pytest.mark.parametrize("path", OWN)
def test_signing_in_goes_on_to_an_own_page(browse: Browse, path: str) -> None:
    browser = browse()
    page = browser.post("/sign-in", {"user_name": "auditor", "password": PASSWORD}, query_string={"next": path})
    assert page.location == path


@pytest.mark.parametrize("path", FOREIGN)
def test_signing_in_never_leads_elsewhere(browse: Browse, path: str) -> None:
    browser = browse()
    page = browser.post("/sign-in", {"user_name": "auditor", "password": PASSWORD}, query_string={"next": path})
    assert page.location == "/"


def test_a_page_asked_for_signed_out_comes_after_signing_in(browse: Browse) -> None:
    browser = browse()
    asked = browser.get("/ledger?actor=int-01")
    page = browser.post(asked.location, {"user_name": "auditor", "password": PASSWORD})
    assert page.location == "/ledger?actor=int-01"


def test_no_cookie_that_opens_anything_outlives_the_session(scene: Scene, browse: Browse) -> None:
    cookies = cookies_of(sign_in(browse(), "supervisor"))
    assert cookies.keys() == {"session", "known"}
    assert attributes(cookies["session"]) == {"HttpOnly", "Path=/", "SameSite=Lax"}
    assert attributes(cookies["known"]) >= {"HttpOnly", "Path=/", "SameSite=Lax", "Max-Age=15552000"}
    assert Browser(scene.app, cookie=cookies["known"].partition(";")[0]).get("/").location.startswith("/sign-in")


def attributes(cookie: str) -> set[str]:
    return {part.strip() for part in cookie.split(";")[1:]}


def locked(browser: Browser, user_name: str = "supervisor") -> bool:
    """Somebody tries a name until its tries are used up; True when the right password has to wait then."""
    for _ in range(6):
        sign_in(browser, user_name, "wrong-password-here")
    return sign_in(browser, user_name).status == 429


def test_somebody_else_cannot_lock_a_known_browser_out(browse: Browse) -> None:
    tablet, newcomer = browse(), browse()
    sign_in(tablet, "supervisor")
    tablet.fill_in("/own-account", {}, action="/sign-out")
    assert locked(browse()), "the attacker, from the same address"
    assert sign_in(newcomer, "supervisor").status == 429, "control: a browser without the mark waits"
    assert sign_in(tablet, "supervisor").status == 303


def test_a_tablet_is_known_to_each_who_signed_in_there_and_to_nobody_else(browse: Browse) -> None:
    tablet = browse()
    for user_name in ("supervisor", "colleague"):
        sign_in(tablet, user_name)
        tablet.fill_in("/own-account", {}, action="/sign-out")
    assert locked(browse())
    assert sign_in(tablet, "interviewer").status == 429
    assert sign_in(tablet, "Colleague").status == 303


@pytest.mark.parametrize("forged", ["", "x", f"{'A' * 22}.{'0' * 32}", f"{'A' * 22}", f"{'A' * 22}.{'g' * 32}"])
def test_a_mark_that_somebody_made_up_counts_for_nothing(browse: Browse, forged: str) -> None:
    browser = browse()
    assert locked(browse())
    browser.client.set_cookie("known", forged)
    assert sign_in(browser, "supervisor").status == 429


def test_the_mark_names_nobody(browse: Browse) -> None:
    mark = cookies_of(sign_in(browse(), "supervisor"))["known"]
    assert "supervisor" not in mark
    assert "sup-01" not in mark
