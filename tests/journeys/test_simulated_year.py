"""A year of a study as those who work in it live it, and at its end the progress page against a table made by hand.

What people do is done on their pages, but for the interviews of which the story only says that they were held: those
are filled in by the services behind the pages.
"""

from __future__ import annotations

from dataclasses import dataclass
import re

from playwright.sync_api import Page, expect

from interview_app.services.verification import verify
from tests.journeys import year_in_numbers
from tests.journeys.office import Office, Person, case
from tests.journeys.tablet import Desk
from tests.journeys.test_interview import AFTER, COUNTS, EVENTS, HEALTH, HOME, KNOWLEDGE, OPENING, PEOPLE, WORDS
from tests.web.scene import PASSWORD

CONTACT = {"b4": ["9"], "b5": ["2"], "b6": ["face_to_face"]}
RATINGS = HEALTH | PEOPLE | HOME
FIRST_TIME = {item: values for item, values in EVENTS.items() if item != "e1"}
"""Nobody can say what has changed since an interview that was not."""
WHOLE = OPENING | KNOWLEDGE | CONTACT | {"b7": ["records"], "b8": ["3"]} | RATINGS | COUNTS
THE_FIRST = WHOLE | FIRST_TIME | WORDS | AFTER
FOLLOWING = WHOLE | EVENTS | WORDS | AFTER
SHORT = OPENING | CONTACT | RATINGS | EVENTS | AFTER


@dataclass(frozen=True)
class Known:
    """A participant with the workers who know them."""

    one: Person
    by: Person
    also_by: Person


def test_a_year_of_the_study_comes_to_the_numbers_made_by_hand(desk: Desk) -> None:
    office = Office(desk)
    a, first = begins_by_video(office)
    asked_and_answered(office, first)
    signed_and_amended(office, first)
    office.on(3, 23)
    b = begins(office, "oat", "2026-03-23")
    reached_at_the_fourth_call(office, a)
    c = goes_on(office, a, b)
    treatment_ends_at_week_ten(office, a)
    told_twice(office, b)
    leaves_and_withdraws(office, b, c)
    followed_from_the_end_of_treatment(office, a)
    withdraws_from_all_use(office)
    office.on(11, 24)
    office.hold("interviewer", a.one, "FU06", a.by)
    office.on(3, 15, year=2027)
    page = office.at("supervisor", "/progress")
    year_in_numbers.are_on(page)
    leads_to_those_it_counts(page, a, b)
    assert verify(desk.scene.store).is_sound


def begins_by_video(office: Office) -> tuple[Known, str]:
    """16 March: the first participant is enrolled, and a meeting by video agreed and held on the same day."""
    office.on(3, 16)
    one = office.enrol("xr", "2026-03-16")
    nurse = office.introduce(one, "nurse", "municipal_health")
    social_worker = office.introduce(one, "social_worker", "municipal_social")
    page = office.at("interviewer", case(one, "BL", nurse))
    page.get_by_role("radio", name="Appointment made").check()
    page.get_by_label("Next time: day").fill("2026-03-16")
    page.get_by_label("Time", exact=True).fill("14:00")
    page.get_by_label("Held", exact=True).select_option("video")
    page.get_by_label("Address of the meeting").fill("https://meet.example/room")
    page.get_by_role("button", name="Save the appointment alone").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    office.on(3, 16, 13)
    page = office.at("interviewer", "/")
    expect(page.get_by_text("Today 14:00").first).to_be_visible()
    page.get_by_role("link", name=f"Call {nurse.code}").first.click()
    expect(page.get_by_role("link", name="Join the meeting")).to_have_attribute("href", "https://meet.example/room")
    first = office.conduct("interviewer", case(one, "BL", nurse), "Video", THE_FIRST)
    return Known(one, nurse, social_worker), first


def begins(office: Office, arm: str, today: str) -> Known:
    """One more participant, with two workers and an interview on the day of the baseline."""
    one = office.enrol(arm, today)
    by = office.introduce(one, "housing_support", "housing")
    known = Known(one, by, office.introduce(one, "social_worker", "municipal_social"))
    office.hold("interviewer", one, "BL", by)
    return known


def asked_and_answered(office: Office, interview: str) -> None:
    """The supervisor asks about an answer, the interviewer finds that on their list and answers in its place."""
    office.on(3, 17)
    page = office.at("supervisor", f"/interviews/{interview}")
    page.get_by_role("link", name="Ask C9 · Home").click()
    page.get_by_label("Your question to").fill("Was it meant for all four weeks?")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".thread").get_by_text("Open", exact=True)).to_be_visible()

    page = office.at("interviewer", "/")
    expect(page.get_by_role("heading", name="1 question to you")).to_be_visible()
    page.get_by_role("link", name="Answer").click()
    page.get_by_label("Your answer").fill("For the last three; before that it was a step lower.")
    page.get_by_role("button", name="Answer").click()
    expect(page.locator(".thread").get_by_text("Answered", exact=True)).to_be_visible()

    office.on(3, 18)
    page = office.at("supervisor", f"/interviews/{interview}")
    page.get_by_label("Say something to it").fill("Thank you.")
    page.get_by_role("button", name="Close the question").click()
    expect(page.locator(".thread").get_by_text("Closed", exact=True)).to_be_visible()


def signed_and_amended(office: Office, interview: str) -> None:
    """What is signed only the supervisor amends, with a reason; everybody sees that the signature is void by it."""
    path, review = f"/interviews/{interview}", "#review"
    signs(office.at("supervisor", path))
    office.on(3, 19)
    expect(office.at("interviewer", path).get_by_role("link", name="Amend C9 · Home")).to_have_count(0)
    page = office.at("supervisor", path)
    page.get_by_role("link", name="Amend C9 · Home").click()
    expect(page.get_by_text("An amendment voids the signature.")).to_be_visible()
    page.locator("[name=c09][value='2']").click()
    page.get_by_label("Reason for the amendment").fill("As answered to the question")
    page.get_by_role("button", name="Amend").click()
    for who in ("supervisor", "interviewer"):
        page = office.at(who, path)
        expect(page.locator(f"{review} .tag")).to_have_text("Signature void")
        expect(page.locator(review)).to_contain_text("the interview was amended after it was signed")
    page = office.at("supervisor", path)
    signs(page)
    page.get_by_text("Earlier signatures").click()
    expect(page.locator(f"{review} details")).to_contain_text("Void since")


def signs(page: Page) -> None:
    page.get_by_role("link", name="Sign", exact=True).click()
    page.locator("[name=meaning]").first.check()
    page.get_by_label("Your password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.locator("#review .tag").first).to_have_text("Signed")


def reached_at_the_fourth_call(office: Office, a: Known) -> None:
    """Week 4: nobody answers twice, a voicemail is left, then the interview; the second informant declines."""
    for day, hour, outcome in ((13, 9, "No answer"), (13, 13, "No answer"), (14, 9, "Voicemail left")):
        office.on(4, day, hour)
        office.call("interviewer", a.one, "W04", a.by, outcome)
    office.on(4, 15)
    page = office.at("interviewer", "/")
    planned = page.get_by_role("region", name=re.compile("^Appointments and callbacks"))
    expect(planned).to_contain_text("Callback")
    expect(planned).to_contain_text("3 attempts, Voicemail left")
    planned.get_by_role("link", name=f"Call {a.by.code}").click()
    expect(page.get_by_role("heading", name="3 attempts so far")).to_be_visible()
    office.conduct("interviewer", case(a.one, "W04", a.by), "Telephone", SHORT)
    page = office.call("interviewer", a.one, "W04", a.also_by, "Informant declined")
    expect(page.locator("dl.facts dd").first).to_have_text("Informant declined")


def goes_on(office: Office, a: Known, b: Known) -> Known:
    """The spring: week 4 of the second held late, a third begins, week 8 is held once and once nobody is reached."""
    office.on(4, 29)
    late = "The informant was away until today"
    office.conduct("interviewer", case(b.one, "W04", b.by), "Telephone", SHORT, late=late)
    office.on(5, 4)
    c = begins(office, "oat", "2026-05-04")
    office.on(5, 12)
    office.hold("interviewer", a.one, "W08", a.by)
    office.on(5, 18)
    office.call("interviewer", b.one, "W08", b.by, "Voicemail left")
    for path in ("/", "/calls"):
        expect(office.at("interviewer", path).get_by_text(b.one.code).first).to_be_visible()
    return c


def treatment_ends_at_week_ten(office: Office, a: Known) -> None:
    """The treatment is discontinued on day 70: later visits of the treatment fall away, those after it get days."""
    office.on(5, 26)
    page = office.at("manager", f"/participants/{a.one.id}")
    expect(page.get_by_role("row", name="3 months after treatment")).to_contain_text("Date not known yet")
    page.get_by_label("Treatment discontinued").fill("2026-05-25")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    expect(page.get_by_role("row", name="Week 8")).to_contain_text("Held in the window")
    expect(page.get_by_role("row", name="Week 12")).to_contain_text("Not expected: treatment ended before")
    expect(page.get_by_role("row", name="3 months after treatment")).to_contain_text("10 Aug 2026 – 7 Sep 2026")


def told_twice(office: Office, b: Known) -> None:
    """Week 12 of the second: another informant is asked by a colleague, blind to the first, and both are compared."""
    office.on(6, 15)
    page = office.at("supervisor", "/second-opinions")
    page.get_by_label("Participant’s code").fill(b.one.code)
    page.get_by_label("Visit").select_option("W12")
    page.get_by_label("Why is a second opinion wanted?").fill("The ratings rose quickly")
    page.get_by_role("button", name="Mark").click()
    expect(page.get_by_text("Not begun yet")).to_be_visible()
    first = office.hold("interviewer", b.one, "W12", b.by)
    office.on(6, 16)
    page = office.at("supervisor", f"/interviews/{first}")
    expect(page.locator("main")).to_contain_text("This interview is shown when both are complete.")
    page = office.at("colleague", f"/interviews/new?participant={b.one.code}")
    expect(page.get_by_text(f"another informant than {b.by.code} is asked")).to_be_visible()
    office.conduct("colleague", case(b.one, "W12", b.also_by), "Telephone", THE_FIRST)
    page = office.at("supervisor", "/second-opinions")
    page.get_by_role("link", name=re.compile("^Compare")).click()
    expect(page.get_by_text("1 day between them")).to_be_visible()
    expect(page.get_by_role("row", name="Substance use")).to_contain_text("differs")


def leaves_and_withdraws(office: Office, b: Known, c: Known) -> None:
    """The summer: the third participant's part in the study ends, and the second withdraws from contact."""
    office.on(6, 30)
    office.hold("interviewer", c.one, "W08", c.by, until="c09")
    office.on(7, 13)
    office.hold("interviewer", b.one, "W16", b.by)
    office.on(7, 20)
    page = office.at("manager", f"/participants/{c.one.id}")
    page.get_by_label("Status").select_option(label="Study ended")
    page.get_by_label("Since when, if they no longer take part").fill("2026-07-20")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("row", name="Week 12")).to_contain_text("Not expected: participation ended before")

    office.on(8, 3)
    page = office.withdraw(b.one, "what was collected is kept and used")
    expect(page.get_by_role("row", name="Week 20")).to_contain_text("Not expected: withdrew before")
    for path in ("/", "/calls"):
        page = office.at("interviewer", path)
        expect(page.locator("h1")).to_be_visible()
        expect(page.get_by_text(b.one.code)).to_have_count(0)
    page = office.at("interviewer", f"/interviews/new?participant={b.one.code}")
    expect(page.get_by_text("This participant no longer takes part in the study.")).to_be_visible()
    expect(page.get_by_role("button", name="Start")).to_have_count(0)


def followed_from_the_end_of_treatment(office: Office, a: Known) -> None:
    """Three months after the treatment's end, which the interviewer's list shows on the day."""
    office.on(8, 24)
    page = office.at("interviewer", "/")
    due = page.get_by_role("region", name=re.compile("^Due"))
    expect(due.get_by_role("listitem").filter(has_text="3 months after treatment")).to_contain_text(a.one.code)
    due.get_by_role("link", name=f"Call {a.by.code}").click()
    page.wait_for_url(f"**{case(a.one, 'FU03', a.by)}")
    office.conduct("interviewer", case(a.one, "FU03", a.by), "Telephone", FOLLOWING)


def withdraws_from_all_use(office: Office) -> None:
    """The autumn: a fourth participant begins, and soon wants nothing to be used any more."""
    office.on(9, 1)
    d = begins(office, "xr", "2026-09-01")
    expect(office.at("supervisor", "/progress/rows?of=held").get_by_text(d.one.code)).to_have_count(0)
    expect(office.at("supervisor", "/interviews").get_by_text(d.one.code)).to_be_visible()
    office.on(9, 21)
    page = office.withdraw(d.one, "left out of every new list")
    expect(page.get_by_text("1 interview withheld")).to_be_visible()
    for path in ("/interviews", "/reviews", "/progress/rows", "/progress/rows?of=enrolled"):
        page = office.at("supervisor", path)
        expect(page.locator("table")).to_be_visible()
        expect(page.get_by_text(d.one.code)).to_have_count(0)


def leads_to_those_it_counts(page: Page, a: Known, b: Known) -> None:
    """The one refusal and the one late interview are the second informant's about A and the first's about B."""
    progress = page.url
    for path, one, by, outcome in (
        ("of=R&visit=W04", a.one, a.also_by, "Informant declined"),
        ("of=late&site=OSL", b.one, b.by, "Complete"),
    ):
        page.goto(progress)
        page.locator(f"a[href$='{path}']").click()
        expect(page.locator("tbody tr")).to_have_count(1)
        for told in (one.code, by.code, outcome):
            expect(page.locator("tbody tr")).to_contain_text(told)
