"""The pages in Norwegian: every text of templates, views, forms and refusals has its translation."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
import re

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
import pytest

from tests.web.browsing import said
from tests.web.scene import Browse, Scene

ROOT = Path(__file__).parent.parent.parent
CATALOGUE = ROOT / "interview_app" / "translations" / "nb.po"
KEYWORDS = {"_": None, "gettext": None, "marked": None, "_n": (1, 2), "ngettext": (1, 2)}
REFUSALS = {"NotFound", "NotAllowed", "Unsuitable", "Closed", "AlreadyOpen", "SignInRefused"}


def translated() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}


def written() -> dict[str, str]:
    """Every text that is shown, with a place where it is written."""
    methods = [("templates", "**.html", "jinja2.ext:babel_extract"), ("interview_app", "**.py", "python")]
    found: dict[str, str] = {}
    for folder, pattern, method in methods:
        for file, line, message, _, _ in extract_from_dir(ROOT / folder, [(pattern, method)], keywords=KEYWORDS):
            texts = message if isinstance(message, tuple) else (message,)
            found |= dict.fromkeys(texts, f"{folder}/{file}:{line}")
    return found | dict(refusals())


def refusals() -> Iterator[tuple[str, str]]:
    """What services refuse with, as it stands in their code."""
    for path in sorted((ROOT / "interview_app" / "services").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in REFUSALS and node.args:
                texts = [str(arg.value) for arg in node.args if isinstance(arg, ast.Constant) and " " in str(arg.value)]
                yield from ((text, f"{path.relative_to(ROOT)}:{node.lineno}") for text in texts)


def test_every_text_is_translated() -> None:
    known = translated()
    missing = {text: place for text, place in written().items() if not known.get(text)}
    assert missing == {}, "\n".join(f"{place}: {text}" for text, place in missing.items())


def test_a_text_that_is_not_translated_would_be_noticed() -> None:
    assert "Verify now" in written()
    assert "There is no such account." in written()


def test_translations_fill_in_the_same_blanks() -> None:
    blanks = re.compile(r"%\((\w+)\)s")
    uneven = {one for one, other in translated().items() if set(blanks.findall(one)) != set(blanks.findall(other))}
    assert uneven == set()


@pytest.mark.parametrize("user_name", ["interviewer", "supervisor", "researcher", "manager", "auditor"])
def test_a_person_chooses_the_language_of_the_pages(browse: Browse, user_name: str) -> None:
    browser = browse(user_name)
    english = browser.get("/own-account")
    browser.fill_in("/own-account", {"language": "nb"})
    norwegian = browser.get("/own-account")
    assert (said(english.one("h1")), said(norwegian.one("h1"))) == ("Own account", "Egen konto")
    assert norwegian.root is not None
    assert norwegian.root.get("lang") == "nb"


@pytest.mark.parametrize(
    ("accepts", "language"),
    [
        ("nb-NO,nb;q=0.9,en;q=0.8", "nb"),
        ("no", "nb"),
        ("nn", "nb"),
        ("de", "en"),
        ("en", "en"),
        ("", "en"),
        ("*", "en"),
    ],
)
def test_a_visitor_gets_the_browsers_language(browse: Browse, accepts: str, language: str) -> None:
    page = browse().get("/sign-in", headers={"Accept-Language": accepts})
    assert page.root is not None
    assert page.root.get("lang") == language


def test_refusals_and_faults_speak_the_persons_language(scene: Scene, browse: Browse) -> None:
    browser = browse("manager")
    browser.fill_in("/own-account", {"language": "nb"})
    assert browser.get("/nothing").says("Her er det ingenting.")
    assert browser.get(f"/participants/{scene.foreign.participant}").says("Det finnes ingen slik deltaker")
    fields = {"site": "OSL", "role": "nurse", "service": "housing", "participants": "OSL-0000-1"}
    page = browser.fill_in("/informants/new", fields)
    assert page.says("Et siffer er feil i OSL-0000-1.")
    assert said(page.one("title")).startswith("Feil: ")
