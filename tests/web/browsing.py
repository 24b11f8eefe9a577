"""A browser for tests: it keeps cookies, fills in the forms it sees, and checks every page it is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
import gzip
from typing import Any
from urllib.parse import urlsplit
import warnings
from xml.etree.ElementTree import Element

from flask import Flask
import html5lib
from werkzeug.test import TestResponse

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
OF_PAGES = {"Cross-Origin-Opener-Policy"}
"""What says nothing about a script or a style."""
POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
)
OWN_SCRIPT = {"Sec-Fetch-Site": "same-origin", "X-Requested-With": "interview-app"}


@dataclass
class Page:
    """An answer of the server, and its elements when it is a page."""

    response: TestResponse
    text: str
    root: Element | None

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def location(self) -> str:
        return self.response.headers.get("Location", "")

    @property
    def json(self) -> Any:
        return self.response.get_json()

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements of that tag with those attributes; `class_` is one of its classes."""
        found = [] if self.root is None else list(self.root.iter(tag))
        return [element for element in found if all(_has(element, *pair) for pair in attributes.items())]

    def one(self, tag: str, **attributes: str) -> Element:
        """The only element of that tag with those attributes."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of {tag} {attributes}"
        return found[0]

    def says(self, text: str) -> bool:
        """True when the text can be read on the page."""
        return text in _read("" if self.root is None else said(self.root))

    def links(self) -> set[str]:
        """Where the page's links lead, on this server."""
        return {href for a in self.all("a") if (href := a.get("href", "")).startswith("/")}


def _has(element: Element, name: str, value: str) -> bool:
    if name == "class_":
        return value in element.get("class", "").split()
    return element.get(name) == value


def said(element: Element) -> str:
    """What stands in an element, spaces as a reader sees them."""
    return _read(" ".join(element.itertext()))


def _read(text: str) -> str:
    return " ".join(text.split())


def checked(response: TestResponse) -> Page:
    """The answer as a page: its headers are there, and a page is valid, titled, in a language, with one heading."""
    is_static = response.request.path.startswith("/static/")
    for name, value in ALWAYS.items():
        assert response.headers.get(name) == value or (is_static and name in OF_PAGES), name
    assert set(POLICY) <= set(response.headers["Content-Security-Policy"].split("; "))
    body = response.get_data()
    if response.content_encoding == "gzip":
        body = gzip.decompress(body)
    kind = response.mimetype or ""
    is_page = kind == "text/html" and response.status_code not in {301, 302, 303, 304, 308}
    text = body.decode() if kind.startswith(("text/", "application/json")) else ""
    return Page(response, text, _checked_page(text) if is_page else None)


def _checked_page(text: str) -> Element:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # html5lib's own
        root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    assert root.get("lang") in {"en", "nb"}
    assert len(list(root.iter("h1"))) == 1
    titles = [said(title) for title in root.iter("title")]
    assert titles
    assert titles[0].strip(" ·")
    ids = [element.get("id", "") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), sorted(name for name in ids if ids.count(name) > 1)
    _check_fields(root, set(ids))
    return root


def _check_fields(root: Element, ids: set[str]) -> None:
    """Every control has a name that can be read out, and every reference leads somewhere."""
    labelled = {label.get("for") for label in root.iter("label")}
    wrapped = {child for label in root.iter("label") for child in label.iter()}
    for control in (element for tag in ("input", "select", "textarea") for element in root.iter(tag)):
        if control.get("type") in {"hidden", "submit"}:
            continue
        named = control.get("id") in labelled or control in wrapped or control.get("aria-label")
        assert named or control.get("aria-labelledby"), control.attrib
    for element in root.iter():
        for reference in ("aria-describedby", "aria-labelledby", "for"):
            assert set(element.get(reference, "").split()) <= ids, (reference, element.attrib)


@dataclass
class Browser:
    """One person's browser."""

    app: Flask
    cookie: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        if self.cookie:
            self.client.set_cookie("session", self.cookie)

    def get(self, path: str, **options: Any) -> Page:
        """Fetch a page."""
        return self.send("GET", path, **options)

    def send(self, method: str, path: str, **options: Any) -> Page:
        """Send anything, as it is, and check the answer; a header set to "" is left out."""
        headers = {name: value for name, value in {**self.headers, **options.pop("headers", {})}.items() if value}
        return checked(self.client.open(path, method=method, headers=headers, **options))

    def post(self, path: str, data: Mapping[str, Any] | None = None, **options: Any) -> Page:
        """Post fields as a form of ours does: with the token of this session."""
        return self.send("POST", path, data={"csrf_token": self.token(), **(data or {})}, **options)

    def post_json(self, path: str, content: Any, **options: Any) -> Page:
        """Post JSON as our own script does."""
        return self.send("POST", path, json=content, headers={**OWN_SCRIPT, **options.pop("headers", {})}, **options)

    def fill_in(self, path: str, fields: Mapping[str, Any], *, action: str = "", button: str = "") -> Page:
        """Open a page, fill in its form and send it; `action` names the form when the page has several."""
        return self.fill_in_seen(self.get(path), path, fields, action=action, button=button)

    def fill_in_seen(
        self, page: Page, path: str, fields: Mapping[str, Any], *, action: str = "", button: str = ""
    ) -> Page:
        """Fill in a form of a page that was opened before, whatever has happened since, and send it."""
        form = self._form(page, path, action or path, fields)
        values = values_of(form) | dict(fields) | _pressed(form, button)
        return self.send("POST", form.get("action") or path, data=values)

    def _form(self, page: Page, path: str, action: str, fields: Mapping[str, Any]) -> Element:
        for form in page.all("form", method="post"):
            here = urlsplit(form.get("action") or path).path == urlsplit(action).path
            if here and set(fields) <= {element.get("name") for element in form.iter()}:
                return form
        raise AssertionError(f"no form for {action} with {sorted(fields)}, status {page.status}")

    def token(self) -> str:
        """A form token, as the pages of this session carry it."""
        page = self.get("/own-account")
        page = self.get(page.location) if page.location else page
        return page.all("input", name="csrf_token")[0].get("value", "")

    def follow(self, page: Page) -> Page:
        """Go where a redirect leads."""
        assert page.location, page.status
        return self.get(page.location)


def values_of(form: Element) -> dict[str, Any]:
    """What the form would send untouched."""
    values: dict[str, Any] = {}
    for element in form.iter("input"):
        kind, name = element.get("type", "text"), element.get("name", "")
        if kind in {"radio", "checkbox"}:
            if "checked" in element.attrib:
                values.setdefault(name, []).append(element.get("value", "on"))
        elif name:
            values[name] = element.get("value", "")
    for select in form.iter("select"):
        options = list(select.iter("option"))
        chosen = [option for option in options if "selected" in option.attrib] or options[:1]
        values[select.get("name", "")] = [option.get("value", "") for option in chosen]
    for area in form.iter("textarea"):
        values[area.get("name", "")] = area.text or ""
    return values


def _pressed(form: Element, button: str) -> dict[str, str]:
    """What a button adds, found by what stands on it."""
    for element in form.iter("button"):
        if button and said(element) == button and element.get("name"):
            return {element.get("name", ""): element.get("value", "")}
    return {}
