"""The calendar feed: a secret address that can be ended, codes alone, and nothing for those who guess."""

from __future__ import annotations

from datetime import timedelta

import pytest

from interview_app.domain.disposition import Disposition
from interview_app.domain.fieldwork import Channel
from interview_app.domain.interview import Mode
from interview_app.domain.participation import Withdrawal
from interview_app.services import accounts, contacting, courses
from interview_app.services.casework import Key
from interview_app.services.contacting import Appointment, Attempt
from interview_app.storage import feeds as stored
from tests.web.browsing import Page
from tests.web.scene import NOW, Browse, Scene

AT = NOW + timedelta(days=3)


def planned(scene: Scene) -> None:
    """An appointment with a link and a note."""
    agreed = Appointment(at=AT, mode=Mode.VIDEO, link="https://meet.example/secret-room", note="ask for the ward")
    attempt = Attempt(channel=Channel.TELEPHONE, outcome=Disposition.APPT, note="sounded tired", appointment=agreed)
    key = Key(scene.own.participant, "W16", scene.own.informant)
    contacting.record_attempt(scene.store, scene.people["interviewer"], scene.study, key, attempt, now=NOW)


def made(browse: Browse, user_name: str = "interviewer") -> str:
    """The path of a new feed, as the page shows it once."""
    page = browse(user_name).post("/own-account/calendar")
    address = next(p.text or "" for p in page.all("p", class_="secret"))
    return address.removeprefix("http://localhost")


def fetch(browse: Browse, path: str) -> Page:
    return browse().get(path)


def test_a_calendar_program_reads_it_without_signing_in(scene: Scene, browse: Browse) -> None:
    planned(scene)
    page = fetch(browse, made(browse))
    assert page.response.mimetype == "text/calendar"
    assert page.text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert "DTSTART:20260316T090000Z\r\n" in page.text
    assert f"SUMMARY:Interview {scene.own.code} W16 {scene.own.informant_code}\r\n" in page.text


def test_it_holds_codes_alone(scene: Scene, browse: Browse) -> None:
    planned(scene)
    text = fetch(browse, made(browse)).text
    for told in ("https://", "secret-room", "ward", "tired", "Baseline", "Week", scene.study.title["en"], "Oslo"):
        assert told not in text


def test_the_file_of_one_appointment_is_the_same(scene: Scene, browse: Browse) -> None:
    planned(scene)
    page = browse("interviewer").get(f"/calls/{scene.own.participant}/W16/{scene.own.informant}/appointment.ics")
    assert page.response.headers["Content-Disposition"] == 'attachment; filename="appointment.ics"'
    assert page.text.count("BEGIN:VEVENT") == 1
    assert "secret-room" not in page.text


@pytest.mark.parametrize("token", ["x" * 43, "", "%00", "../../etc", "a" * 5000])
def test_a_wrong_address_is_nobodys(browse: Browse, token: str) -> None:
    made(browse)
    assert fetch(browse, f"/calendar/{token}.ics").status == 404


def test_an_ended_address_is_nobodys(browse: Browse) -> None:
    path = made(browse)
    assert fetch(browse, path).status == 200
    browser = browse("interviewer")
    assert browser.follow(browser.post("/own-account/calendar/end")).says("The address has ended.")
    assert fetch(browse, path).status == 404


def test_a_new_address_ends_the_earlier_one(browse: Browse) -> None:
    first, second = made(browse), made(browse)
    assert (fetch(browse, first).status, fetch(browse, second).status) == (404, 200)


def test_a_closed_account_has_no_calendar(scene: Scene, browse: Browse) -> None:
    path = made(browse)
    accounts.set_active(scene.store, scene.people["admin"], scene.people["interviewer"].id, False, now=NOW)
    assert fetch(browse, path).status == 404


def test_after_a_withdrawal_nothing_of_the_participant_is_in_it(scene: Scene, browse: Browse) -> None:
    planned(scene)
    path, manager = made(browse), scene.people["manager"]
    level, day = Withdrawal.STOP_CONTACT, NOW.date()
    courses.withdraw(scene.store, manager, scene.study, scene.own.participant, level, day, now=NOW)
    assert scene.own.code not in fetch(browse, path).text


def test_another_interviewers_cases_are_not_in_it(scene: Scene, browse: Browse) -> None:
    planned(scene)
    assert "VEVENT" not in fetch(browse, made(browse, "interviewer-away")).text


def test_whoever_guesses_has_to_wait_and_a_right_address_costs_nothing(scene: Scene, browse: Browse) -> None:
    path = made(browse)
    assert {fetch(browse, path).status for _ in range(8)} == {200}
    assert [fetch(browse, f"/calendar/{number}.ics").status for number in range(6)] == [404] * 5 + [429]
    waiting = fetch(browse, path)
    assert (waiting.status, int(waiting.response.headers["Retry-After"]) > 0) == (429, True)
    scene.clock.forward(seconds=61)
    assert fetch(browse, path).status == 200


def test_only_a_keyed_hash_is_stored_and_it_is_compared_whole(
    scene: Scene, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = made(browse).removeprefix("/calendar/").removesuffix(".ics")
    with scene.store.reading() as connection:
        kept = connection.exec_driver_sql("SELECT token_hash FROM feeds").scalar()
        assert kept == stored.hashed(scene.store.keys, token)
        assert token not in str(kept)
        assert kept != scene.store.keys.session_hash(token)
        compared: list[tuple[str, str]] = []

        def unlike(one: str, other: str) -> bool:
            compared.append((one, other))
            return False

        monkeypatch.setattr("hmac.compare_digest", unlike)
        assert stored.owner(connection, str(kept)) == ""
    assert compared == [(kept, kept)]


def test_who_does_not_call_has_no_calendar(browse: Browse) -> None:
    assert browse("researcher").post("/own-account/calendar").status == 403
    assert not browse("researcher").get("/own-account").says("Calendar")
