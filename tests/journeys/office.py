"""A site's office through a year: everybody at a tablet of their own, signing in as often as the session has ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
import re

from playwright.sync_api import Page, expect

from interview_app.domain.access import Actor
from interview_app.domain.interview import Mode
from interview_app.services import endings, interviews
from interview_app.services.answers import record
from interview_app.services.interviews import Wish
from tests import worked
from tests.journeys.tablet import Desk, Tablet
from tests.web.scene import PASSWORD, SET_AT_THE_START, said

Answers = Mapping[str, Sequence[str]]
ONLY_FULL = re.compile(r"b[12378]|d\d|f\d")
"""The questions that the short form leaves out."""


@dataclass(frozen=True)
class Person:
    """A participant or an informant: the id in addresses, and the code that people read."""

    id: str
    code: str


@dataclass
class Office:
    """The people of the site, by user name, and the calendar on the wall."""

    desk: Desk
    tablets: dict[str, Tablet] = field(default_factory=dict)

    def on(self, month: int, day: int, hour: int = 9, *, year: int = 2026) -> None:
        """Let time pass until then; it never goes back."""
        then, clock = datetime(year, month, day, hour, tzinfo=UTC), self.desk.scene.clock
        assert then >= clock()
        clock.now = then

    def tablet(self, who: str) -> Tablet:
        """The tablet of somebody, the same one all year."""
        if who not in self.tablets:
            self.tablets[who] = self.desk.tablet("")
        return self.tablets[who]

    def at(self, who: str, path: str) -> Page:
        """A page in somebody's hands; where their session has ended meanwhile, they sign in again."""
        page = self.tablet(who).page
        page.goto(f"{self.desk.address}{path}")
        if "/sign-in" in page.url:
            page.get_by_label("User name").fill(who)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url(f"{self.desk.address}{path}")
        return page

    def enrol(self, arm: str, baseline: str) -> Person:
        """The manager enrols somebody and records the consent that they gave that day."""
        page = self.at("manager", "/participants/new")
        page.get_by_label("Arm").select_option(arm)
        page.get_by_label("Baseline (first injection or inclusion)").fill(baseline)
        page.get_by_role("button", name="Enrol").click()
        expect(page.get_by_role("status")).to_contain_text("Enrolled.")
        enrolled = _person(page)
        expect(page.get_by_text("No interview is covered today.")).to_be_visible()
        page.get_by_role("link", name="Record a consent").click()
        page.get_by_label("Version of the consent").select_option("1.1")
        page.get_by_label("Given on").fill(baseline)
        page.get_by_label("Interviews with the workers around me").check()
        page.get_by_label("Where the signed form lies").fill("The site's binder")
        page.get_by_role("button", name="Record", exact=True).click()
        expect(page.get_by_text("Today interviews are covered")).to_be_visible()
        return enrolled

    def introduce(self, participant: Person, role: str, service: str) -> Person:
        """The manager adds a worker who knows the participant."""
        page = self.at("manager", f"/participants/{participant.id}")
        page.get_by_role("link", name="Add a new informant").click()
        page.get_by_label("Role").select_option(role)
        page.get_by_label("Service").select_option(service)
        page.get_by_role("button", name="Add", exact=True).click()
        page.wait_for_url(re.compile(r"/informants/[0-9a-f]{32}"))
        return _person(page)

    def withdraw(self, participant: Person, level: str) -> Page:
        """The manager records that a participant withdraws from this day on."""
        page = self.at("manager", f"/participants/{participant.id}")
        page.get_by_role("link", name="Record a withdrawal").click()
        page.get_by_role("radio", name=level).check()
        page.get_by_label("I have read what this does").check()
        page.get_by_role("button", name="Record the withdrawal").click()
        page.wait_for_url(re.compile(r"done=changed"))
        return page

    def call(self, who: str, about: Person, visit: str, informant: Person, outcome: str) -> Page:
        """Somebody calls and notes how it went."""
        page = self.at(who, case(about, visit, informant))
        page.get_by_role("radio", name=re.compile(rf"^{outcome}( (Today|\d).*)?$")).check()
        page.get_by_role("button", name="Save the call").click()
        expect(page.get_by_text(f"Telephone: {outcome}").first).to_be_visible()
        return page

    def conduct(self, who: str, panel: str, mode: str, answers: Answers, *, late: str = "") -> str:
        """Somebody holds an interview from its call panel to the end, saying why where it is late; gives its id."""
        tablet, page = self.tablet(who), self.at(who, panel)
        page.get_by_role("link", name="Start interview").click()
        expect(page.get_by_role("radio", name=mode)).to_be_checked()
        if late:
            page.get_by_label("Why it is held outside its window").fill(late)
        page.get_by_role("button", name="Start", exact=True).click()
        tablet.ready()
        for item, values in answers.items():
            tablet.answer(item, *values)
        tablet.next()
        page.wait_for_url("**/check")
        page.get_by_role("button", name="Complete").click()
        expect(page.locator(".top .tag").first).to_have_text("Complete")
        return _id(page)

    def hold(self, who: str, about: Person, visit: str, informant: Person, *, until: str = "") -> str:
        """Hold an interview without its pages, for those that the story only mentions; it may end early."""
        scene, now = self.desk.scene, self.desk.scene.clock()
        wish = Wish(
            study_id=scene.study.id,
            participant=about.code,
            visit=visit,
            informant=informant.code,
            mode=Mode.TELEPHONE,
            language="en",
        )
        actor: Actor = scene.people[who]
        interview = interviews.start(scene.store, actor, wish, now=now)
        form = scene.study.visit(visit).form
        told = {**worked.ANSWERS, **worked.CORRECTED}
        said_of = [
            item for item in told if item not in SET_AT_THE_START and (form == "full" or not ONLY_FULL.match(item))
        ]
        kept = said_of[: said_of.index(until) + 1] if until else said_of
        assert not record(scene.store, actor, interview, [said(item, told[item]) for item in kept], now=now).refused
        if until:
            endings.break_off(scene.store, actor, interview, reason="respondent_ended", now=now)
        else:
            endings.complete(scene.store, actor, interview, now=now)
        return interview


def case(about: Person, visit: str, informant: Person) -> str:
    """The address of a case's call panel."""
    return f"/calls/{about.id}/{visit}/{informant.id}"


def _id(page: Page) -> str:
    found = re.search(r"[0-9a-f]{32}", page.url)
    assert found
    return found[0]


def _person(page: Page) -> Person:
    return Person(_id(page), page.locator("h1").inner_text().strip())
