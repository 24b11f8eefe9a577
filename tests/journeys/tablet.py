"""A tablet in somebody's hands: what can be pressed, typed and read on the interview page."""

from __future__ import annotations

from dataclasses import dataclass, field
import re
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, ViewportSize, expect

from interview_app.domain.document import Document
from interview_app.domain.interview import Interview
from interview_app.services import interviews, sessions
from interview_app.storage.ledger import EventRecord
from tests.web.scene import PASSWORD, Scene

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
PATIENCE = 20_000
"""Milliseconds to wait for what must come, on however busy a machine; nothing is measured here."""
expect.set_options(timeout=PATIENCE)
EXPECTED = re.compile(r"status of (401|4(09|10|22|29)|50[037])|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|ERR_FAILED")
"""What a browser logs when the network or the session is gone, which some stories are about."""


@dataclass
class Tablet:
    """One page of one browser."""

    scene: Scene
    address: str
    page: Page
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not EXPECTED.search(message.text):
            self.complaints.append(message.text)

    def open(self, path: str = "", item: str = "") -> Tablet:
        """Open a page, by default the interview of the scene, and wait until it works."""
        path = path or f"/interviews/{self.scene.own.interview}"
        self.page.goto(f"{self.address}{path}{f'#item-{item}' if item else ''}")
        return self.ready()

    def ready(self) -> Tablet:
        """Wait until the interview page shows a question."""
        self.page.locator("html.ready .item:visible").first.wait_for()
        return self

    @property
    def item(self) -> str:
        """The question on the screen; the first when there are several."""
        return str(self.page.locator(".item:visible").first.get_attribute("data-item"))

    def at(self, item: str) -> Locator:
        return self.page.locator(f"#item-{item}")

    def go(self, item: str) -> None:
        """Jump to a question through the list of all questions."""
        self.page.get_by_role("button", name="All questions").click()
        self.page.locator(f"[data-goal={item}]").click()
        self.page.wait_for_function("item => document.activeElement.closest(`#item-${item}`)", arg=item)

    def tap(self, item: str, *values: str) -> None:
        """Tap options of a question that is on the screen."""
        for value in values:
            self.at(item).locator(f"[value='{value}']").first.click()

    def write(self, item: str, text: str) -> None:
        """Type into the box of a question that is on the screen."""
        self.at(item).locator(f"[name={item}]").press_sequentially(text)

    def next(self) -> None:
        self.page.locator("#go-next").click()

    def answer(self, item: str, *values: str) -> None:
        """Answer the question that must be on the screen, and go on."""
        expect(self.at(item)).to_be_visible()
        if self.at(item).get_attribute("data-kind") in {"select_one", "rating", "select_multiple"}:
            self.tap(item, *values)
        else:
            self.write(item, values[0])
        self.next()

    def saved(self) -> None:
        """Wait until the page says that everything is on the server."""
        expect(self.page.locator("#save-state[data-unsent='0']")).to_have_attribute("data-state", "saved")

    def says(self, text: str) -> None:
        expect(self.page.locator("#save-state")).to_contain_text(text)

    def sign_in_again(self, password: str = PASSWORD) -> None:
        dialog = self.page.get_by_role("dialog", name="You are signed out")
        dialog.get_by_label("User name").fill("interviewer")
        dialog.get_by_label("Password").fill(password)
        dialog.get_by_role("button", name="Sign in").click()


@dataclass
class Desk:
    """The interviewer's office: tablets, and what the server knows."""

    scene: Scene
    address: str
    browser: Browser
    tablets: list[Tablet] = field(default_factory=list)

    def tablet(self, user_name: str = "interviewer", context: BrowserContext | None = None, **options: Any) -> Tablet:
        """A tablet on which somebody has signed in, with a browser of its own unless one is given."""
        size: ViewportSize = {"width": 810, "height": 1080}
        context = context or self.browser.new_context(locale="en-GB", viewport=size, **options)
        if user_name:
            context.add_cookies([{"name": "session", "value": self.session(user_name), "url": self.address}])
        return self.beside(context)

    def beside(self, context: BrowserContext) -> Tablet:
        """Another tab of a browser."""
        self.tablets.append(Tablet(self.scene, self.address, context.new_page()))
        return self.tablets[-1]

    def session(self, user_name: str) -> str:
        with self.scene.store.writing() as connection:
            who = self.scene.people[user_name].id
            return sessions.begin(connection, self.scene.store.keys, who, self.scene.clock())

    def interview(self) -> Interview:
        """The interview as the server has it."""
        who = self.scene.people["interviewer"]
        return interviews.open_interview(
            self.scene.store, who, self.scene.own.interview, now=self.scene.clock()
        ).interview

    def document(self) -> Document:
        return self.interview().document

    def held(self, item: str) -> Any:
        """What the server holds for an item: a value, `missing:<reason>`, or None."""
        slot = self.document()["answers"].get(item, {})
        return f"missing:{slot['m']}" if "m" in slot else slot.get("v")

    def events(self, action: str) -> list[EventRecord]:
        """What the ledger tells of one kind of act, oldest first."""
        who = self.scene.people["interviewer"]
        events = interviews.history(self.scene.store, who, self.scene.own.interview, now=self.scene.clock())
        return [event for event in events if event.action == action]

    def history(self, item: str) -> list[Any]:
        """Every value that the ledger has for an item, oldest first."""
        return [event.payload.get("value") for event in self.events("interview:answer") if event.item == item]

    def clear(self) -> None:
        """Put the tablets away; what they complained of must be nothing."""
        complaints = [complaint for tablet in self.tablets for complaint in tablet.complaints]
        for tablet in self.tablets:
            tablet.page.context.close()
        assert complaints == []
