"""How informants are reached: seen by those who call, each look in the ledger, and nowhere but in its one table."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from interview_app.domain.access import Role
from interview_app.domain.participation import InformantWithdrawal, Withdrawal
from interview_app.services import contacting, courses, exports, informants, reports
from interview_app.services.casework import Key
from interview_app.services.verification import verify
from tests.web.browsing import Browser, Page
from tests.web.scene import NOW, Browse, Scene

CANARY = {
    "name": "Zebulon Quetzal",
    "phones": "+47 99 88 77 66\n22 11 00 99",
    "email": "zebulon@quetzal.example",
    "link": "https://meet.example/quetzal-room",
    "best_time": "quetzal hour",
    "zone": "Europe/London",
}
TRACES = ("Zebulon", "99 88 77 66", "4799887766", "quetzal", "Quetzal")


def contact(scene: Scene) -> str:
    return f"/informants/{scene.own.informant}/contact"


def kept(scene: Scene, browse: Browse) -> Browser:
    browser = browse("manager")
    assert browser.fill_in(contact(scene), CANARY).status == 303
    return browser


def test_the_manager_keeps_and_changes_them(scene: Scene, browse: Browse) -> None:
    browser = kept(scene, browse)
    page = browser.get(contact(scene))
    assert page.one("input", name="name").get("value") == "Zebulon Quetzal"
    browser.fill_in(contact(scene), {"name": "Somebody Else"})
    assert browser.get(contact(scene)).one("input", name="name").get("value") == "Somebody Else"


REFUSED = [
    ({"phones": "call me"}, "Enter at most four numbers"),
    ({"phones": "1\n2\n3"}, "Enter at most four numbers"),
    ({"phones": "13097248022"}, "national identity number"),
    ({"email": "kari at work"}, "This is no e-mail address."),
    ({"link": "http://meet.example"}, "beginning with https://"),
    ({"link": "javascript:alert(1)"}, "beginning with https://"),
    ({"zone": "Oslo"}, "There is no such time zone."),
    ({"name": "x" * 101}, "at most 100"),
]


@pytest.mark.parametrize(("fields", "says"), REFUSED)
def test_what_cannot_be_is_refused_at_its_field(
    scene: Scene, browse: Browse, fields: dict[str, str], says: str
) -> None:
    page = browse("manager").fill_in(contact(scene), {**CANARY, **fields})
    assert page.status == 422
    assert page.says(says)
    assert browse("manager").get(contact(scene)).one("input", name="name").get("value") == ""


def test_they_are_shown_in_a_call_only_on_demand_one_tap_from_the_number(scene: Scene, browse: Browse) -> None:
    kept(scene, browse)
    case = f"/calls/{scene.own.participant}/W16/{scene.own.informant}"
    browser = browse("interviewer")
    assert not browser.get(case).says("Zebulon")
    page = browser.fill_in(case, {}, action=f"{case}/contact")
    assert {"tel:+4799887766", "tel:22110099", CANARY["link"]} <= {a.get("href") for a in page.all("a")}
    assert page.says("quetzal hour Europe/London")


def lines(browse: Browse, action: str) -> Page:
    return browse("auditor").get(f"/ledger?action={action}")


def test_each_look_is_in_the_ledger(scene: Scene, browse: Browse) -> None:
    kept(scene, browse)
    case = f"/calls/{scene.own.participant}/W16/{scene.own.informant}"
    browse("interviewer").fill_in(case, {}, action=f"{case}/contact")
    browse("supervisor").get(contact(scene))
    page = lines(browse, "informant:contact-view")
    assert page.says("2 lines")
    assert page.says("int-01")
    assert page.says("sup-01")


def test_without_details_there_is_nothing_to_look_at(scene: Scene, browse: Browse) -> None:
    browse("interviewer").get(contact(scene))
    assert not lines(browse, "informant:contact-view").says("1 line")


def test_emptied_they_are_gone(scene: Scene, browse: Browse) -> None:
    browser = kept(scene, browse)
    browser.fill_in(contact(scene), dict.fromkeys(CANARY, ""))
    with scene.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM contacts").scalar() == 0


@pytest.mark.parametrize("how", [InformantWithdrawal.KEEP, InformantWithdrawal.REMOVE])
def test_whoever_withdraws_is_forgotten_and_shown_to_nobody(
    scene: Scene, browse: Browse, how: InformantWithdrawal
) -> None:
    kept(scene, browse)
    case = f"/calls/{scene.own.participant}/W16/{scene.own.informant}"
    informants.withdraw(scene.store, scene.people["manager"], scene.own.informant, how, now=NOW)
    with scene.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM contacts").scalar() == 0
    for who in ("interviewer", "colleague", "supervisor", "manager"):
        page = browse(who).get(contact(scene))
        assert page.status == 410
        assert page.says("This informant has withdrawn.")
    assert browse("manager").post(contact(scene), CANARY).status == 410
    assert not browse("interviewer").post(f"{case}/contact").says("Zebulon")
    assert lines(browse, "informant:contact").says("2 lines")
    assert not lines(browse, "informant:contact-view").says("1 line")
    assert verify(scene.store).faults == []


def test_an_interviewer_sees_those_they_have_a_reason_to_call(scene: Scene, browse: Browse) -> None:
    kept(scene, browse)
    own, supervisor = scene.own, scene.people["supervisor"]
    courses.assign(scene.store, supervisor, scene.study, [own.participant], scene.people["interviewer"].code, now=NOW)
    case = f"/calls/{own.participant}/W16/{own.informant}"
    assert browse("interviewer").get(contact(scene)).status == 200
    assert [browse("colleague").get(page).status for page in (case, contact(scene))] == [404, 404]
    assert browse("colleague").post(contact(scene), CANARY).status == 404
    key = Key(own.participant, "W16", own.informant)
    contacting.hand_over(scene.store, supervisor, scene.study, key, scene.people["colleague"].code, now=NOW)
    assert [browse("colleague").get(page).status for page in (case, contact(scene))] == [200, 200]


def test_nobody_looks_where_nobody_may_call(scene: Scene, browse: Browse) -> None:
    kept(scene, browse)
    own, level = scene.own, Withdrawal.STOP_CONTACT
    courses.withdraw(scene.store, scene.people["manager"], scene.study, own.participant, level, NOW.date(), now=NOW)
    page = browse("interviewer").post(f"/calls/{own.participant}/W16/{own.informant}/contact")
    assert not page.says("Zebulon")
    assert browse("interviewer").get(contact(scene)).status == 404
    assert not lines(browse, "informant:contact-view").says("1 line")


@pytest.mark.parametrize("role", [Role.RESEARCHER, Role.ADMIN, Role.AUDITOR])
def test_nobody_else_sees_them(scene: Scene, browse: Browse, role: Role) -> None:
    assert browse(role.value).get(contact(scene)).status == 403


def traces(text: str) -> list[str]:
    return [trace for trace in TRACES if trace in text]


def test_they_stand_in_no_export_pdf_log_ledger_or_file(
    scene: Scene, browse: Browse, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    kept(scene, browse).get(contact(scene))
    researcher, supervisor = scene.people["researcher"], scene.people["supervisor"]
    exports.write(scene.store, researcher, scene.study, tmp_path / "export", exports.Wish(), now=NOW)
    pdf = reports.interview_pdf(scene.store, supervisor, scene.own.completed, now=NOW)
    written = [path.read_text(errors="replace") for path in (tmp_path / "export").rglob("*") if path.is_file()]
    written += [file.read_bytes().decode("latin-1") for file in tmp_path.glob("interviews.sqlite*")]
    assert written
    assert [traces(text) for text in [*written, pdf.decode("latin-1"), caplog.text] if traces(text)] == []
    with scene.store.reading() as connection:
        from interview_app.storage import ledger

        stream = f"informant:{scene.own.informant}"
        told = ledger.history(connection, scene.store.keys.stream_key(stream), stream)
    assert traces(str([event.payload for event in told])) == []


def test_a_trace_that_is_there_would_be_found() -> None:
    assert traces("said Zebulon") == ["Zebulon"]
