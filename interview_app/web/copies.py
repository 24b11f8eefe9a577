"""What somebody who prints asks of their copy in the address: `?paper=letter&watermark=1&archive=1`."""

from __future__ import annotations

from flask import request

from interview_app.reports.copies import Copy, Paper
from interview_app.services.errors import Unsuitable
from interview_app.web.context import actor
from interview_app.web.language import language

_NO_SUCH = "There is no such copy. Paper is a4 or letter, watermark and archive are 0 or 1."


def asked() -> Copy:
    """The copy asked for, in the language of the person who prints; raises Unsuitable for what there is not."""
    paper: Paper = "Letter" if _one_of("paper", "a4", "letter") else "A4"
    reader = actor().code if _one_of("watermark", "0", "1") else ""
    return Copy(language(), paper, reader, archive=_one_of("archive", "0", "1"))


def _one_of(name: str, usual: str, other: str) -> bool:
    """True where the other one is asked for."""
    said = request.args.get(name, usual).lower()
    if said not in (usual, other):
        raise Unsuitable(name, _NO_SUCH)
    return said == other
