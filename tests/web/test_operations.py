"""What a tablet sends is kept, acknowledged and refused in words; nothing that can be sent breaks the server."""

from __future__ import annotations

from collections.abc import Mapping
import json
import re
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
import pytest

from interview_app.services import endings, interviews
from interview_app.storage.ledger import new_op_id
from interview_app.web.json_door import Unreadable, decode
from tests.web.browsing import OWN_SCRIPT, Browser, Page
from tests.web.scene import Browse, Scene

JSON = {"Content-Type": "application/json", **OWN_SCRIPT}


def answer(item: str, value: Any = None, **changes: Any) -> dict[str, Any]:
    """An operation as the interview page makes it."""
    said = {} if value is None else {"value": value}
    made = {"op_id": new_op_id(), "kind": "answer", "item": item, "revision": 1, "author": "int-01", **said}
    return made | {"device_time": "2026-03-13T10:00:00.000+01:00"} | changes


@pytest.fixture
def interviewer(browse: Browse) -> Browser:
    return browse("interviewer")


@pytest.fixture
def door(scene: Scene) -> str:
    return f"/interviews/{scene.own.interview}/operations"


def send(browser: Browser, door: str, *operations: Mapping[str, Any]) -> Page:
    return browser.post_json(door, {"operations": list(operations)})


def held(scene: Scene, item: str) -> Any:
    who = scene.people["interviewer"]
    opened = interviews.open_interview(scene.store, who, scene.own.interview, now=scene.clock())
    return opened.interview.document["answers"].get(item, {}).get("v")


def test_an_answer_is_acknowledged_with_its_place_in_the_ledger(interviewer: Browser, door: str, scene: Scene) -> None:
    operation = answer("b3", "14")
    page = send(interviewer, door, operation)
    assert page.status == 200
    [ack] = page.json["acks"]
    assert (ack["op_id"], ack["shown"], ack["conflict"]) == (operation["op_id"], True, False)
    assert len(ack["chain"]) == 64
    assert page.json["saved_at"] == "2026-03-13T09:00:00+00:00"
    assert page.json["status"] == "draft"
    assert held(scene, "b3") == 14


def test_the_same_operation_sent_again_gets_the_same_acknowledgement(
    interviewer: Browser, door: str, scene: Scene
) -> None:
    operation = answer("b3", 14)
    first, again = send(interviewer, door, operation), send(interviewer, door, operation, answer("b4", 9))
    assert again.json["acks"][0] == first.json["acks"][0]
    assert held(scene, "b4") == 9


def test_two_answers_on_the_same_ground_are_told_apart(interviewer: Browser, door: str) -> None:
    send(interviewer, door, answer("b3", 14))
    page = send(interviewer, door, answer("b3", 15))
    assert page.json["acks"][0]["conflict"]
    late = send(interviewer, door, answer("b4", 9, revision=3), answer("b4", 8, revision=2))
    assert [ack["shown"] for ack in late.json["acks"]] == [True, False]


def test_an_op_id_that_stands_for_something_else_is_refused_by_name(
    interviewer: Browser, door: str, scene: Scene
) -> None:
    operation, new = answer("b3", 14), answer("b4", 9)
    send(interviewer, door, operation)
    page = send(interviewer, door, operation | {"value": 15}, new)
    assert (page.status, page.json["code"]) == (409, "op_id_taken")
    assert [refused["op_id"] for refused in page.json["refused"]] == [operation["op_id"]]
    assert [ack["op_id"] for ack in page.json["acks"]] == [new["op_id"]]
    assert (held(scene, "b3"), held(scene, "b4")) == (14, 9)
    assert send(interviewer, door, operation).status == 200


REFUSED: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("a number out of range", {"item": "b3", "value": 601}, "out_of_range"),
    ("a number that is none", {"item": "b3", "value": "many"}, "not_whole"),
    ("a truth for a number", {"item": "b3", "value": True}, "not_whole"),
    ("a fraction for a whole number", {"item": "b3", "value": 1.5}, "not_whole"),
    ("a number beyond every range", {"item": "b3", "value": 10**30}, "out_of_range"),
    ("null for a number", {"item": "b3", "value": None}, "not_whole"),
    ("an object for a choice", {"item": "b2", "value": {"housing": 1}}, "unknown_choice"),
    ("an unknown choice", {"item": "b2", "value": "castle"}, "unknown_choice"),
    ("a text for a list", {"item": "b7", "value": "observation"}, "no_choice"),
    ("an empty list", {"item": "b7", "value": []}, "no_choice"),
    ("a list of lists", {"item": "b7", "value": [["observation"]]}, "no_choice"),
    ("a reason that is not offered", {"item": "c01", "missing": "not_applicable"}, "reason_not_offered"),
    ("a reason only supervisors give", {"item": "c01", "missing": "removed"}, "reason_not_offered"),
    ("a text that is too long", {"item": "f1", "value": "a" * 20_001}, "too_long"),
    ("an empty text", {"item": "f1", "value": " "}, "empty"),
    ("an item that is not there", {"item": "z9", "value": "x"}, "unknown_item"),
    ("an item without a name", {"item": "", "value": "x"}, "unknown_item"),
    ("an answer to a note", {"item": "c_window_note", "value": "x"}, "no_value"),
    ("an answer that the application gives", {"item": "prior_wrri", "value": "yes"}, "no_value"),
    ("a probe that is not the item's", {"kind": "probe", "item": "c01", "value": "p_else"}, "unknown_probe"),
    ("a language that is not there", {"kind": "language", "item": "", "value": "fr"}, "unknown_choice"),
    ("a mode that is none", {"kind": "mode", "item": "", "value": ["telephone"]}, "unknown_choice"),
    ("a confirmation without a reason", {"kind": "confirm", "item": "b5", "confirms": new_op_id()}, "no_reason"),
    ("another's operation", {"item": "b3", "value": 1, "author": "int-99"}, "other_author"),
)


@pytest.mark.parametrize(("what", "fields", "code"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_cannot_be_kept_is_refused_in_words_and_holds_up_nothing_else(
    interviewer: Browser, door: str, scene: Scene, what: str, fields: dict[str, Any], code: str
) -> None:
    page = send(interviewer, door, {**answer(""), **fields}, answer("b4", 9))
    assert page.status == 200
    [refused] = page.json["refused"]
    assert refused["code"] == code
    assert len(refused["message"]) > 10
    assert len(page.json["acks"]) == 1
    assert held(scene, "b4") == 9


DEEP = b'{"operations": [{"op_id": ' + b"[" * 20 + b"]" * 20 + b"}]}"
OPERATION = json.dumps(answer("b3", 14)).encode()
UNREADABLE: tuple[tuple[str, bytes, int, str], ...] = (
    ("nothing", b"", 422, "not_json"),
    ("no JSON", b"answers=1", 422, "not_json"),
    ("half of a request", b'{"operations": [{"op_id"', 422, "not_json"),
    ("not UTF-8", b'{"operations": "\xff\xfe"}', 422, "not_utf8"),
    ("a list", b"[]", 422, "not_operations"),
    ("null", b"null", 422, "not_operations"),
    ("a number", b"7", 422, "not_operations"),
    ("no operations", b'{"operations": []}', 422, "not_operations"),
    ("operations that are none", b'{"operations": {}}', 422, "not_operations"),
    ("something beside them", b'{"operations": [' + OPERATION + b'], "role": "admin"}', 422, "not_operations"),
    ("more than fit", b'{"operations": [' + b",".join([OPERATION] * 501) + b"]}", 422, "not_operations"),
    ("an operation that is a number", b'{"operations": [7]}', 422, "malformed"),
    ("an empty operation", b'{"operations": [{}]}', 422, "malformed"),
    ("NaN", b'{"operations": [{"revision": NaN}]}', 422, "not_finite"),
    ("Infinity", b'{"operations": [{"revision": -Infinity}]}', 422, "not_finite"),
    ("a number beyond doubles", b'{"operations": [{"revision": 1e999}]}', 422, "not_finite"),
    ("a number of ten thousand digits", b'{"operations": [' + b"9" * 10_000 + b"]}", 422, "not_json"),
    ("a doubled key", b'{"operations": [], "operations": []}', 422, "duplicate_key"),
    ("a doubled key deep inside", b'{"operations": [{"op_id": "a", "op_id": "b"}]}', 422, "duplicate_key"),
    ("a lone surrogate", b'{"operations": [{"op_id": "\\ud800"}]}', 422, "unreadable_text"),
    ("a lone surrogate as a key", b'{"operations": [{"\\udfff": 1}]}', 422, "unreadable_text"),
    ("a control character", b'{"operations": [{"op_id": "\\u0000"}]}', 422, "unreadable_text"),
    ("a raw control character", b'{"operations": [{"op_id": "\x01"}]}', 422, "not_json"),
    ("a deep nest", DEEP, 422, "too_deep"),
    ("a nest without end", b"[" * 100_000, 422, "too_deep"),
    ("ten megabytes", b'{"operations": "' + b"a" * 10_000_000 + b'"}', 413, "too_large"),
)


@pytest.mark.parametrize(("what", "body", "status", "code"), UNREADABLE, ids=[row[0] for row in UNREADABLE])
def test_what_cannot_be_read_is_answered_by_name(
    interviewer: Browser, door: str, what: str, body: bytes, status: int, code: str
) -> None:
    page = interviewer.send("POST", door, data=body, headers=JSON)
    assert (page.status, page.json["code"]) == (status, code)
    assert page.json["message"]


MALFORMED: tuple[dict[str, Any], ...] = (
    {"op_id": "7"}, {"op_id": None}, {"op_id": "A" * 36}, {"kind": "delete"}, {"kind": 3}, {"item": 3},
    {"item": "a" * 60}, {"revision": 0}, {"revision": -1}, {"revision": True}, {"revision": "1"}, {"revision": 2**40},
    {"missing": "lost"}, {"missing": "declined", "value": 3}, {"device_time": "now"},
    {"device_time": "2026-03-13T10:00:00"}, {"author": 7}, {"confirms": "x"}, {"reason": "a" * 2000}, {"admin": True},
)  # fmt: skip


@pytest.mark.parametrize("changes", MALFORMED, ids=str)
def test_an_operation_of_another_shape_is_refused_by_its_field(
    interviewer: Browser, door: str, changes: dict[str, Any]
) -> None:
    page = send(interviewer, door, {**answer("b3", 14), **changes})
    assert (page.status, page.json["code"]) == (422, "malformed")
    assert any(field in page.json["message"] for field in changes)


SCRAPS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = {
    "op_id": st.just("01900000-0000-7000-8000-000000000001") | SCRAPS,
    "kind": st.sampled_from(["answer", "note", "confirm", "probe", "language", "mode", "concern"]) | SCRAPS,
    "item": st.sampled_from(["b1", "b3", "b7", "c01", "f1", "c_window_note", "prior_wrri"]) | SCRAPS,
    "revision": st.integers(-1, 3) | SCRAPS,
}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    operations=st.lists(
        st.fixed_dictionaries(FIELDS, optional={"value": SCRAPS, "missing": SCRAPS, "reason": SCRAPS}) | SCRAPS,
        max_size=3,
    )
)
def test_nothing_that_can_be_sent_breaks_the_server(interviewer: Browser, door: str, operations: list[Any]) -> None:
    page = interviewer.send("POST", door, data=json.dumps({"operations": operations}).encode(), headers=JSON)
    assert page.status in {200, 409, 422}
    assert "failed" not in page.text


@given(SCRAPS)
def test_the_door_reads_what_json_says(value: Any) -> None:
    body = json.dumps(value).encode()
    if holds_control_characters(value):
        with pytest.raises(Unreadable, match="control characters"):
            decode(body)
    else:
        assert decode(body) == value


def holds_control_characters(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(holds_control_characters, (*value, *value.values())))
    if isinstance(value, list):
        return any(map(holds_control_characters, value))
    return isinstance(value, str) and bool(re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", value))


def test_a_closed_interview_takes_nothing_and_says_why(interviewer: Browser, scene: Scene) -> None:
    page = send(interviewer, f"/interviews/{scene.own.completed}/operations", answer("b3", 14))
    assert (page.status, page.json["code"]) == (409, "closed")
    assert "amendment" in page.json["message"]


def test_what_was_kept_before_the_interview_was_broken_off_is_still_acknowledged(
    interviewer: Browser, door: str, scene: Scene
) -> None:
    operation = answer("b3", 14)
    send(interviewer, door, operation)
    endings.break_off(
        scene.store, scene.people["interviewer"], scene.own.interview, reason="technical", now=scene.clock()
    )
    assert send(interviewer, door, operation).json["acks"]
    assert send(interviewer, door, answer("b3", 15)).status == 409


@pytest.mark.parametrize("interview", ["foreign", "nobody's"])
def test_an_interview_that_is_not_ones_own_is_not_there(interviewer: Browser, scene: Scene, interview: str) -> None:
    interview_id = scene.foreign.interview if interview == "foreign" else "0" * 32
    page = send(interviewer, f"/interviews/{interview_id}/operations", answer("b3", 14))
    assert (page.status, page.json["code"]) == (404, "not_found")


def test_somebody_signed_out_is_told_so_and_nothing_is_kept(browse: Browse, door: str, scene: Scene) -> None:
    page = send(browse(), door, answer("b3", 14))
    assert (page.status, page.json["code"]) == (401, "signed_out")
    assert held(scene, "b3") is None


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "", "Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": ""},
        {"X-Requested-With": ""},
        {"X-Requested-With": "XMLHttpRequest"},
    ],
    ids=str,
)
def test_only_a_script_of_ours_may_send(interviewer: Browser, door: str, scene: Scene, headers: dict[str, str]) -> None:
    page = interviewer.post_json(door, {"operations": [answer("b3", 14)]}, headers=headers)
    assert (page.status, page.json["code"]) == (403, "cross_site")
    assert held(scene, "b3") is None


def test_a_form_without_a_token_cannot_pass_for_json(interviewer: Browser, door: str, scene: Scene) -> None:
    body = json.dumps({"operations": [answer("b3", 14)]}).encode()
    page = interviewer.send("POST", door, data=body, headers={"Content-Type": "text/plain"})
    assert page.status == 400
    assert held(scene, "b3") is None
