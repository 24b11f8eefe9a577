"""Who reaches what: every route, for every role, for what is theirs and what is not.

The routes come from the application, so that a new one fails here until it stands in the table with its action.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.routing import Rule

from interview_app.domain.access import Action, Role, may
from interview_app.domain.interview import Mode
from interview_app.services import contacting, feeds
from interview_app.services.casework import Key
from interview_app.services.contacting import Appointment
from interview_app.storage.models import metadata
from interview_app.web.access import OPEN, action_of
from tests.web.browsing import Browser, Page
from tests.web.scene import AWAY, NOW, SECOND, Browse, Case, Scene

ROUTES: dict[str, Action | None] = {
    "accounts.change": Action.MANAGE_ACCOUNTS,
    "accounts.end_sessions": Action.MANAGE_ACCOUNTS,
    "accounts.index": Action.MANAGE_ACCOUNTS,
    "accounts.new": Action.MANAGE_ACCOUNTS,
    "accounts.reset_password": Action.MANAGE_ACCOUNTS,
    "accounts.set_state": Action.MANAGE_ACCOUNTS,
    "accounts.show": Action.MANAGE_ACCOUNTS,
    "acquaintances.describe": Action.MANAGE_PARTICIPANTS,
    "acquaintances.withdraw": Action.MANAGE_PARTICIPANTS,
    "amendments.amend": Action.AMEND,
    "amendments.change": Action.AMEND,
    "auth.change_password": Action.OWN_ACCOUNT,
    "auth.own_account": Action.OWN_ACCOUNT,
    "auth.sign_in": None,
    "auth.sign_out": Action.OWN_ACCOUNT,
    "calls.appointment": Action.CALL,
    "calls.contact": Action.CALL,
    "calls.hand_over": Action.REASSIGN,
    "calls.index": Action.CALL,
    "calls.of_interview": Action.CONDUCT,
    "calls.record": Action.CALL,
    "calls.settle": Action.CALL,
    "calls.show": Action.CALL,
    "calls.take_back": Action.CALL,
    "bundles.ask": Action.PRINT,
    "bundles.discard": Action.PRINT,
    "bundles.download": Action.PRINT,
    "bundles.index": Action.PRINT,
    "bundles.show": Action.PRINT,
    "burdens.lift": Action.REASSIGN,
    "burdens.show": Action.REASSIGN,
    "choices.keep": Action.CONDUCT,
    "consents.new": Action.MANAGE_PARTICIPANTS,
    "consents.withdraw": Action.MANAGE_PARTICIPANTS,
    "contacts.change": Action.READ_CONTACTS,
    "contacts.show": Action.READ_CONTACTS,
    "courses.assign": Action.MANAGE_PARTICIPANTS,
    "courses.change": Action.MANAGE_PARTICIPANTS,
    "courses.move": Action.MANAGE_PARTICIPANTS,
    "courses.withdraw": Action.MANAGE_PARTICIPANTS,
    "endings.break_off": Action.CONDUCT,
    "endings.complete": Action.CONDUCT,
    "endings.pause": Action.CONDUCT,
    "endings.resume": Action.CONDUCT,
    "endings.stop": Action.CONDUCT,
    "endings.void": Action.AMEND,
    "enrolments.choose": Action.MANAGE_PARTICIPANTS,
    "enrolments.bulk": Action.MANAGE_PARTICIPANTS,
    "exports.codebook": Action.EXPORT,
    "exports.download": Action.EXPORT,
    "exports.index": Action.EXPORT,
    "feeds.make": Action.CALL,
    "feeds.read": None,
    "feeds.revoke": Action.CALL,
    "handovers.hand_over": Action.REASSIGN,
    "handovers.reassign": Action.REASSIGN,
    "hats.put_on": Action.OWN_ACCOUNT,
    "health.healthz": None,
    "home.index": Action.OWN_ACCOUNT,
    "informants.change": Action.MANAGE_PARTICIPANTS,
    "informants.index": Action.MANAGE_PARTICIPANTS,
    "informants.new": Action.MANAGE_PARTICIPANTS,
    "informants.set_state": Action.MANAGE_PARTICIPANTS,
    "informants.show": Action.MANAGE_PARTICIPANTS,
    "interviews.check": Action.CONDUCT,
    "interviews.document": Action.CONDUCT,
    "interviews.index": Action.READ_INTERVIEWS,
    "interviews.show": Action.READ_INTERVIEWS,
    "ledger.index": Action.AUDIT,
    "ledger.seals": Action.AUDIT,
    "ledger.verify": Action.AUDIT,
    "second_opinions.compare": Action.COMPARE,
    "second_opinions.index": Action.COMPARE,
    "second_opinions.mark": Action.COMPARE,
    "operations.concern": Action.CONDUCT,
    "operations.save": Action.CONDUCT,
    "paradata.save": Action.CONDUCT,
    "participants.acquaint": Action.MANAGE_PARTICIPANTS,
    "participants.history": Action.MANAGE_PARTICIPANTS,
    "participants.index": Action.MANAGE_PARTICIPANTS,
    "participants.new": Action.MANAGE_PARTICIPANTS,
    "participants.show": Action.MANAGE_PARTICIPANTS,
    "queries.answer": Action.CONDUCT,
    "queries.ask": Action.REVIEW,
    "queries.asking": Action.REVIEW,
    "queries.close": Action.REVIEW,
    "rechecks.decide": Action.REVIEW,
    "rechecks.enter": Action.REVIEW,
    "rechecks.index": Action.REVIEW,
    "rechecks.show": Action.REVIEW,
    "paper_forms.blank": Action.SEE_SCHEDULE,
    "progress.index": Action.READ_PROGRESS,
    "progress.rows": Action.READ_PROGRESS,
    "reports.interview": Action.PRINT,
    "trajectories.report": Action.PRINT,
    "trajectories.show": Action.READ_INTERVIEWS,
    "results.index": Action.READ_RESULTS,
    "results.report": Action.READ_RESULTS,
    "schedule.index": Action.SEE_SCHEDULE,
    "schedule.show": Action.SEE_SCHEDULE,
    "reviews.hand_back": Action.CONDUCT,
    "reviews.index": Action.REVIEW,
    "reviews.returning": Action.REVIEW,
    "reviews.send_back": Action.REVIEW,
    "reviews.sign": Action.SIGN,
    "reviews.signing": Action.SIGN,
    "sections.save": Action.CONDUCT,
    "sections.section": Action.CONDUCT,
    "starting.new": Action.CONDUCT,
    "starting.start": Action.CONDUCT,
    "static": None,
    "today.assign": Action.REASSIGN,
    "today.team": Action.REASSIGN,
    "verifying.check": Action.VERIFY_PRINTS,
    "verifying.index": Action.VERIFY_PRINTS,
    "weeks.index": Action.REVIEW,
    "weeks.paper": Action.REVIEW,
}
OPERATION: dict[str, Any] = {
    "op_id": "018f0000-0000-7000-8000-000000000000",
    "kind": "note",
    "item": "c01",
    "revision": 1,
    "value": "x",
}
SUMMARY = {
    "began_at": "2026-03-13T08:59:00Z",
    "ended_at": "2026-03-13T09:00:00Z",
    "device": "tablet",
    "offline_seconds": 0,
    "items": {},
}
JSON: dict[str, dict[str, Any]] = {
    "operations.save": {"operations": [OPERATION]},
    "operations.concern": {},
    "paradata.save": SUMMARY,
}
"""Endpoints that take JSON from our own script instead of a form, and what they are sent."""
SENT = {"choices.keep": {"op_id": OPERATION["op_id"]}, "queries.close": {"query": "0", "reason": "", "say": "close"}}
"""What forms send that are refused as incomplete before anything is looked up."""
SOON = NOW + timedelta(days=3)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Visit:
    """One way to call one route."""

    endpoint: str
    method: str
    path: str
    fields: dict[str, str]

    def by(self, browser: Browser, *, token: bool = True, headers: dict[str, str] | None = None) -> Page:
        """What the route answers, asked as its own pages ask."""
        if self.method in SAFE:
            return browser.send(self.method, self.path, headers=headers or {})
        if self.endpoint in JSON:
            return browser.post_json(self.path, JSON[self.endpoint], headers=headers or {})
        data = {"csrf_token": browser.token()} if token else {}
        return browser.send(self.method, self.path, data=data | self.fields, headers=headers or {})


def visits(scene: Scene, case: Case) -> Iterator[Visit]:
    """Every route and method, its ids taken from a case."""
    for rule in sorted(scene.app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule)):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            sent = SENT | {"starting.start": {"participant": case.code}}
            yield Visit(rule.endpoint, method, path(scene, rule, case), sent.get(rule.endpoint, {}))


def path(scene: Scene, rule: Rule, case: Case) -> str:
    completed = rule.endpoint.partition(".")[0] in {"amendments", "queries", "rechecks", "reviews"}
    known = {
        "participant_id": case.participant,
        "informant_id": case.informant,
        "consent_id": case.consent,
        "interview_id": case.completed if completed else case.interview,
        "bundle_id": "0" * 32,
        "account_id": scene.people["idle"].id,
        "section": "b",
        "item": "c01",
        "filename": "css/app.css",
        "visit": "W16",
        "form": "neither",
    }
    if rule.endpoint == "calls.appointment" and case is scene.own:
        key, agreed = Key(case.participant, "W16", case.informant), Appointment(at=SOON, mode=Mode.VIDEO)
        contacting.appoint(scene.store, scene.people["supervisor"], scene.study, key, agreed, now=NOW)
    if "token" in rule.arguments:
        known["token"] = feeds.make(scene.store, scene.people["supervisor"], now=NOW)
    with scene.app.test_request_context():
        adapter = scene.app.create_url_adapter(None) or scene.app.url_map.bind("localhost")
        return adapter.build(rule.endpoint, {name: known[name] for name in rule.arguments})


def about_a_case(visit: Visit, scene: Scene, case: Case) -> bool:
    ids = {case.participant, case.informant, case.interview, case.completed}
    return bool(visit.fields) or not ids.isdisjoint(visit.path.split("/"))


def test_every_route_stands_in_the_table(scene: Scene) -> None:
    there = {rule.endpoint: action_of(scene.app, rule.endpoint) for rule in scene.app.url_map.iter_rules()}
    assert there == {endpoint: action for endpoint, action in ROUTES.items() if endpoint in there}
    assert {endpoint for endpoint, action in there.items() if action is None} == OPEN


def test_a_view_that_names_no_action_is_refused_to_everyone(scene: Scene, browse: Browse) -> None:
    scene.app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    pages = [browse(role.value).get("/forgotten") for role in Role]
    assert {page.status for page in pages} == {403}
    assert not any("secret" in page.text for page in pages)


def test_a_visitor_reaches_only_the_open_routes(scene: Scene, browse: Browse) -> None:
    reached = set()
    for visit in visits(scene, scene.own):
        page = visit.by(browse(), token=False)
        if page.status < 300 or not page.location.startswith("/sign-in"):
            reached.add(visit.endpoint)
            assert visit.endpoint in OPEN or page.status == 401, (visit, page.status)
    assert reached >= OPEN


@pytest.mark.parametrize("role", Role)
def test_a_role_reaches_exactly_its_actions(scene: Scene, browse: Browse, role: Role) -> None:
    for visit in visits(scene, scene.own):
        action = ROUTES[visit.endpoint]
        status = visit.by(browse(role.value)).status
        if action is None or may(role, action):
            assert status not in {401, 403, 404, 405, 500}, (visit, status)
        else:
            assert status == 403, (visit, status)


@pytest.mark.parametrize("elsewhere", [AWAY, SECOND])
@pytest.mark.parametrize("role", Role)
def test_what_lies_at_another_site_or_in_another_study_is_not_there(
    scene: Scene, browse: Browse, role: Role, elsewhere: str
) -> None:
    foreign = scene.cases[elsewhere]
    tried = [visit for visit in visits(scene, foreign) if about_a_case(visit, scene, foreign)]
    assert len(tried) > 15
    before = kept(scene)
    for visit in tried:
        page = visit.by(browse(role.value))
        action = ROUTES[visit.endpoint]
        assert page.status == (404 if action and may(role, action) else 403), (visit, page.status)
        assert foreign.code not in page.text
    assert kept(scene) == before


def kept(scene: Scene) -> dict[str, list[Any]]:
    """Everything that is stored but who came and looked."""
    tables = [table for table in metadata.sorted_tables if table.name not in {"sessions", "throttles"}]
    with scene.store.reading() as connection:
        return {table.name: list(connection.execute(select(table).order_by(*table.primary_key))) for table in tables}


@pytest.mark.parametrize("user_name", ["colleague", "idle"])
def test_an_interviewer_reaches_no_interview_of_another(scene: Scene, browse: Browse, user_name: str) -> None:
    for visit in visits(scene, scene.own):
        if {scene.own.interview, scene.own.completed} & set(visit.path.split("/")):
            action = ROUTES[visit.endpoint]
            assert action is not None
            expected = 404 if may(Role.INTERVIEWER, action) else 403
            assert visit.by(browse(user_name)).status == expected, visit


def test_an_id_that_is_nobodys_reads_like_one_that_is_foreign(scene: Scene, browse: Browse) -> None:
    browser = browse("manager")
    foreign = browser.get(f"/participants/{scene.foreign.participant}")
    unknown = browser.get(f"/participants/{'f' * 32}")
    assert (foreign.status, [foreign.says(word) for word in ("There is", "at your sites")]) == (404, [True, True])
    assert foreign.text.partition("<main")[2] == unknown.text.partition("<main")[2]


def test_lists_hold_only_what_lies_at_the_own_site(scene: Scene, browse: Browse) -> None:
    for user_name, address in [("manager", "/participants"), ("manager", "/informants"), ("interviewer", "/")]:
        page = browse(user_name).get(address)
        assert page.says(scene.own.code) or page.says(scene.own.informant_code)
        assert not page.says(scene.foreign.code)
        assert not page.says(scene.foreign.informant_code)


def test_asking_for_another_site_in_the_address_shows_nothing(scene: Scene, browse: Browse) -> None:
    page = browse("manager").get("/participants?site=BER")
    assert page.says("No participant fits")


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_no_other_site_can_make_a_change(scene: Scene, browse: Browse, site: str) -> None:
    for visit in visits(scene, scene.own):
        if visit.method not in SAFE:
            browser = browse(_somebody(visit))
            assert visit.by(browser, headers={"Sec-Fetch-Site": site}).status == 403, visit


def test_no_change_is_made_without_the_form_token(scene: Scene, browse: Browse) -> None:
    for visit in visits(scene, scene.own):
        if visit.method not in SAFE and visit.endpoint not in JSON:
            page = visit.by(browse(_somebody(visit)), token=False)
            assert page.status == 400, (visit, page.status)
            assert page.says("Open it again and repeat the entry.")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "none"},
        {"X-Requested-With": "XMLHttpRequest"},
        {"Sec-Fetch-Site": "", "Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "", "Origin": "null"},
        {"Sec-Fetch-Site": ""},
    ],
)
def test_json_is_taken_from_our_own_script_alone(scene: Scene, browse: Browse, headers: dict[str, str]) -> None:
    browser = browse("interviewer")
    address = f"/interviews/{scene.own.interview}/operations"
    refused = browser.post_json(address, {"operations": []}, headers=headers)
    assert (refused.status, refused.json["code"]) == (403, "cross_site")


def test_json_is_taken_from_an_older_browser_by_its_origin(scene: Scene, browse: Browse) -> None:
    headers = {"Sec-Fetch-Site": "", "Origin": "http://localhost"}
    address = f"/interviews/{scene.own.interview}/operations"
    page = browse("interviewer").post_json(address, {"operations": []}, headers=headers)
    assert page.status not in {401, 403}


def test_another_sessions_token_does_not_fit(scene: Scene, browse: Browse) -> None:
    token = browse("manager").token()
    page = browse("manager").send("POST", "/participants/new", data={"csrf_token": token, "site": "OSL", "arm": "xr"})
    assert page.status == 400


def _somebody(visit: Visit) -> str:
    """Somebody who may do what the route does."""
    action = ROUTES[visit.endpoint] or Action.OWN_ACCOUNT
    return next(role.value for role in Role if may(role, action))
