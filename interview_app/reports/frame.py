"""What every report of several pages has around its content, and how a template becomes its HTML."""

from __future__ import annotations

from typing import Any, NamedTuple

from jinja2 import Template

from interview_app.reports.copies import Paper
from interview_app.reports.templates import environment
from interview_app.reports.texts import direction, fit, soft
from interview_app.reports.words import Words


class Frame(NamedTuple):
    """The texts around a report, in the language of its reader."""

    code: str
    """Whom or what the report is about: a participant's code, a site's, a study's id. It stands on every page."""
    title: str
    study: str
    lead: tuple[str, ...]
    """Lines under the code: what the report covers, as of when."""
    notices: tuple[str, ...]
    """The study's notices, how numbers were made, and whose the instrument is."""
    provenance: tuple[tuple[str, str], ...]
    """Names and values that make the report traceable: hash of the content, last event, seal."""
    synthetic: bool = False
    reader: str = ""
    """The code of whom it was printed for, "" where that is not to stand on the pages."""
    paper: Paper = "A4"
    caution: str = ""
    """What is to be heeded by whoever holds any page of it."""


def framed(template: str | Template, frame: Frame, words: Words, **context: Any) -> str:
    """The HTML of a report whose template extends frame.html."""
    made = environment().get_template(template)
    html = made.render(context, frame=frame, words=words, soft=soft, fit=fit, direction=direction)
    return "".join(line.strip() for line in html.split("\n"))
