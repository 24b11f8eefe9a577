"""The language of the pages: English as written, Norwegian Bokmål from a catalogue that is read when first needed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from flask import Flask, g, has_request_context, request
from flask_login import current_user

from interview_app.domain.item import Choice, Text, say

LANGUAGES = {"en": "English", "nb": "Norsk bokmål"}
_CATALOGUE = Path(__file__).parent.parent / "translations" / "nb.po"


def marked(text: str) -> str:
    """The same text, marked for translation where it is shown later."""
    return text


def language() -> str:
    """The language of this request: the account's, else the browser's, else English."""
    if not has_request_context():
        return "en"
    if "language" not in g:
        chosen = getattr(current_user, "language", None)
        g.language = chosen or request.accept_languages.best_match(_ACCEPTED) or "en"
        g.language = _ACCEPTED[g.language]
    return str(g.language)


def gettext(message: str, **fills: object) -> str:
    """The message in the language of this request, its `%(name)s` filled in."""
    text = _catalogue().get(message, message) if language() == "nb" else message
    return text % fills if fills else text


def ngettext(one: str, many: str, number: int, **fills: object) -> str:
    """Whichever of two messages suits the number, translated; Norwegian and English divide alike."""
    return gettext(one if number == 1 else many, **(fills or {"num": grouped(number)}))


def grouped(number: int) -> str:
    """The number with thin spaces between thousands, as both languages take it."""
    return f"{number:,}".replace(",", "\u202f")


def said(text: Text) -> str:
    """A text of the study or the instrument in the language of this request."""
    return say(text, language())


def named(choices: Iterable[Choice]) -> dict[str, str]:
    """The labels of choices, by name."""
    return {choice.name: said(choice.label) for choice in choices}


def register(app: Flask) -> None:
    """Let templates say `_('…')` and `text|said`."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    install = app.jinja_env.install_gettext_callables  # type: ignore[attr-defined]
    install(gettext, ngettext, newstyle=False)
    app.jinja_env.globals.update(_=gettext, _n=ngettext, language=language, languages=LANGUAGES)
    app.jinja_env.filters.update(said=said, grouped=grouped)


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, str]:
    from babel.messages.pofile import read_po

    with _CATALOGUE.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id and entry.string}


_ACCEPTED = {"en": "en", "nb": "nb", "no": "nb", "nn": "nb"}
