"""The one door to PDF: HTML in, a tagged PDF out. It is drawn by a child process with little memory, little time and no
way out, so that no report, however hostile, takes the server down.
"""

from __future__ import annotations

import atexit
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
import os
import signal
from typing import Any, TypeVar

from interview_app.reports.children import Child, Died, Pool
from interview_app.reports.limits import OUT_OF_MEMORY
from interview_app.reports.typesetting import Attachment
from interview_app.reports.wire import Message

__all__ = ["Attachment", "NotDrawn", "TooMuch", "Unavailable", "at_once", "close", "fitting", "prepare", "render"]

MAX_HTML = 200_000
Option = TypeVar("Option")
_POOL = Pool(most=min(2, os.cpu_count() or 1))
atexit.register(_POOL.close)
os.register_at_fork(after_in_child=_POOL.forget)


class NotDrawn(Exception):
    """A report that did not become a PDF; the message says what happened and what to do."""


class TooMuch(NotDrawn):
    """A report that is larger than what is printed, or that does not fit on one page however it is cut."""


class Unavailable(NotDrawn):
    """The libraries that WeasyPrint draws with are not installed."""


TOO_LONG = "This report is longer than what is printed at once. Ask for a part of it, such as fewer visits or sites."
TOO_SLOW = "This report took more time than one report may take, so it was given up. Ask for a part of it."
TOO_LARGE = "This report took more memory than one report may take, so it was given up. Ask for a part of it."
LACKING = "The libraries for PDF are missing: install libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0."
BROKEN = "This report could not be drawn. Nothing else is affected. Tell whoever runs the server; its log says more."
_ENDINGS = {
    0: TOO_SLOW,
    -signal.SIGALRM: TOO_SLOW,
    -signal.SIGXCPU: TOO_SLOW,
    OUT_OF_MEMORY: TOO_LARGE,
}
"""What a process that ended by its limits says about the report."""


def render(
    html: str, styles: str = "report.css", most: int = MAX_HTML, *, attachments: Sequence[Attachment] = ()
) -> bytes:
    """The PDF of a report under the styles of that name: a PDF/UA-1, or with attachments a PDF/A-3a.

    Any number of threads may call it. Raises NotDrawn, of it TooMuch for HTML of more than so many characters.
    """
    with _drawing() as child:
        return _asked(child, _to_lay_out(html, styles, most, attachments, write=True)).parts[0]


def fitting(
    make: Callable[[Option], str], options: Sequence[Option], *, attachments: Sequence[Attachment] = ()
) -> tuple[Option, bytes] | None:
    """The first option whose HTML fits on one page, and its PDF; None when none does.

    Each option must take no more room than the one before. It is found in strides that grow until one fits, then by
    halving, because most records that do not fit are only a little too long. Raises NotDrawn.
    """
    found: Option | None = None
    fits = False
    first, last, stride = 0, len(options), 1
    with _drawing() as child:
        while first < last:
            place = (first + last) // 2 if fits else min(first + stride, last) - 1
            asked = _to_lay_out(make(options[place]), "report.css", MAX_HTML, attachments, most_pages=1)
            if _asked(child, asked).note["pages"] == 1:
                found, fits, last = options[place], True, place
            else:
                first, stride = place + 1, 2 * stride
        return (found, _asked(child, Message({"act": "write"})).parts[0]) if fits else None  # type: ignore[return-value]


def prepare() -> None:
    """Have a process load what it draws with, beside what a command does before it prints."""
    _POOL.prepare()


def at_once(most: int) -> None:
    """Let so many reports of this process be drawn at the same time."""
    _POOL.most = most


def close() -> None:
    """End the processes that wait for reports; the next report starts one."""
    _POOL.close()


def _to_lay_out(
    html: str, styles: str, most: int, attachments: Sequence[Attachment], *, most_pages: int = 0, write: bool = False
) -> Message:
    if len(html) > most:
        raise TooMuch(TOO_LONG)
    files = [(each.name, each.description) for each in attachments]
    note = {"act": "lay out", "styles": styles, "files": files, "most_pages": most_pages, "write": write}
    return Message(note, [html.encode("utf-8", "surrogatepass"), *(each.content for each in attachments)])


@contextmanager
def _drawing() -> Iterator[Child]:
    """A child for one report; raises NotDrawn where it does not live to give an answer."""
    try:
        with _POOL.lent() as child:
            yield child
    except Died as died:
        _log("%s", died)
        raise NotDrawn(_ENDINGS.get(died.code, BROKEN)) from died


def _asked(child: Child, message: Message) -> Message:
    reply = child.ask(message)
    fault = reply.note.get("fault")
    if fault == "unavailable":
        raise Unavailable(LACKING)
    if fault:
        _log("%s at %s", reply.note["what"], " < ".join(reversed(reply.note["where"])))
        raise NotDrawn(BROKEN)
    return reply


def _log(message: str, *fills: Any) -> None:
    import logging  # only here, because it takes longer to load than a page takes to draw

    logging.getLogger(__name__).error(f"a report was not drawn: {message}", *fills)
