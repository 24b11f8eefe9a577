"""The gateway tells the application what was asked for, as any server would, and by whom."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from interview_app.cli.gateway import environ


def told(*headers: tuple[str, str], path: str = "/", client: str = "192.0.2.7:4711") -> dict[str, Any]:
    """What the application is told of a request."""
    scope = SimpleNamespace(
        method="POST", path=path, query_string="page=2", server="127.0.0.1:8000", client=client, scheme="http",
        http_version="1.1", headers=SimpleNamespace(items=lambda: headers),
    )  # fmt: skip
    return dict(environ(scope, b"body"))  # type: ignore[arg-type]


def test_a_request_is_told_as_pep_3333_wants_it() -> None:
    request = told(("content-type", "text/plain"), ("content-length", "4"), ("accept-language", "nb"), path="/på")
    assert request["PATH_INFO"].encode("latin-1").decode() == "/på"
    assert (request["CONTENT_TYPE"], request["CONTENT_LENGTH"], request["HTTP_ACCEPT_LANGUAGE"]) == (
        "text/plain",
        "4",
        "nb",
    )
    assert request["wsgi.input"].read() == b"body"
    assert "HTTP_CONTENT_TYPE" not in request


def test_the_address_of_origin_has_no_port() -> None:
    assert told()["REMOTE_ADDR"] == "192.0.2.7"
    assert told(client="[2001:db8::7]:4711")["REMOTE_ADDR"] == "2001:db8::7"


def test_a_header_that_could_pass_for_the_proxy_s_is_left_out() -> None:
    request = told(("x-forwarded-for", "192.0.2.7"), ("x_forwarded_for", "203.0.113.9"))
    assert request["HTTP_X_FORWARDED_FOR"] == "192.0.2.7"


def test_a_header_that_comes_twice_is_one_list() -> None:
    assert told(("x-forwarded-for", "192.0.2.7"), ("x-forwarded-for", "198.51.100.1"))["HTTP_X_FORWARDED_FOR"] == (
        "192.0.2.7,198.51.100.1"
    )
