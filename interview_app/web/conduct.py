"""The interview page: everything that the tablet needs to guide an interview by itself, in one answer."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta
from pathlib import Path
import re
from typing import Any

from flask import render_template, url_for

from interview_app import instruments
from interview_app.domain.access import Action
from interview_app.domain.interview import Entry
from interview_app.domain.items import NumberItem, say
from interview_app.forms.sections import ItemsForm
from interview_app.services import paradata
from interview_app.services.interviews import Opened
from interview_app.web import static_files
from interview_app.web.context import actor, now, store
from interview_app.web.language import language, said
from interview_app.web.naming import LANGUAGE_NAMES, recorded_outcomes
from interview_app.web.page_words import words
from interview_app.web.previous import previous_json
from interview_app.web.questions import Questions, questions_of
from interview_app.web.times import clock
from interview_app.web.versions import voices

_IMPORT = re.compile(rb"(?:from|import) '\./([a-z]+\.js)'")
LEFT_LYING = timedelta(hours=1)


def conduct_page(opened: Opened) -> str:
    """The page of an interview that is open."""
    questions = questions_of(opened)
    interview = opened.interview
    items = opened.instrument.items_of(interview.form)
    return render_template(
        "interviews/conduct.html",
        interview=interview,
        questions=questions,
        form=ItemsForm(items, interview.document),
        steps=questions.steps(),
        visit=said(opened.study.visit(interview.visit).label),
        seconds=_time(opened)["seconds"] + _time(opened)["since"],
        may_call=actor().may(Action.CALL),
        saved_at=clock(interview.changed_at),
        modules=modules(),
        page=page_data(opened, questions),
        **for_endings(opened),
    )


def for_endings(opened: Opened) -> dict[str, Any]:
    """What the dialogs need: why an interview is broken off, how it can end, other languages, the site's routine."""
    instrument, study = opened.instrument, opened.study
    return {
        "reasons": instrument.break_off_reasons,
        "outcomes": recorded_outcomes(),
        "languages_offered": [(code, LANGUAGE_NAMES.get(code, code)) for code in instrument.languages],
        "protocol": say(study.site(opened.interview.site).protocol, language()),
    }


def page_data(opened: Opened, questions: Questions) -> dict[str, Any]:
    """The data block: the instrument's logic, the answers so far, the tablet's key, addresses and words."""
    interview, instrument = opened.interview, opened.instrument
    return {
        "interview": interview.id,
        "author": actor().code,
        "key": b64encode(opened.tablet_key).decode(),
        "mode": questions.mode,
        "language": interview.language,
        "languages": instrument.languages,
        "binds": dict(instrument.meta.get("binds", {})),
        "time": _time(opened),
        "view": "section" if interview.entry is Entry.PAPER else "",
        "addresses": _addresses(interview.id),
        "paradata": {"now": now().isoformat(), "so_far": paradata.so_far(store(), interview.id)},
        "instrument": instruments.page_json(instrument, interview.form, interview.language),
        "ranges": _ranges(questions),
        "document": {name: interview.document.get(name, {}) for name in ("answers", "notes", "confirms", "calculated")},
        "voices": voices(questions),
        "previous": previous_json(questions),
        "strings": words(),
    }


def _addresses(interview_id: str) -> dict[str, str]:
    return {
        "operations": url_for("operations.save", interview_id=interview_id),
        "paradata": url_for("paradata.save", interview_id=interview_id),
        "document": url_for("interviews.document", interview_id=interview_id),
        "check": url_for("interviews.check", interview_id=interview_id),
        "sign_in": url_for("auth.sign_in"),
    }


def _time(opened: Opened) -> dict[str, int]:
    """Seconds of the sessions before and of this one; a session that was left lying ends with its last answer."""
    began, changed = opened.session_started_at, opened.interview.changed_at
    until = now() if now() - changed < LEFT_LYING else changed
    since = 0 if began is None else max(0, int((until - began).total_seconds()))
    return {"seconds": opened.interview.seconds, "since": since}


def _ranges(questions: Questions) -> dict[str, str]:
    """What number items say about their range in the instrument's own words, by message id."""
    instrument = questions.opened.instrument
    named = {item.range_message for item in instrument.items if isinstance(item, NumberItem) and item.range_message}
    return {name: say(instrument.messages[name].text, questions.language) for name in sorted(named)}


def modules(entry: str = "page.js") -> list[str]:
    """The entry module and all that it imports, directly or not, so that the browser fetches them at once."""
    found: list[str] = []
    waiting = [entry]
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found.append(name)
            file = static_files.load(f"{Path('js', name)}")
            waiting += [match.decode() for match in _IMPORT.findall(file.body if file else b"")]
    return found[1:]
