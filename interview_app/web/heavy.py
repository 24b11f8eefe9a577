"""One turn for pages that take seconds, so that those who save never wait for those who print.

The turn is this process's own and stands in no table: it shares out the threads and the interpreter of this process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import BoundedSemaphore, Lock
from typing import ParamSpec, TypeVar

from flask import request

from interview_app.config import STEP_ASIDE
from interview_app.web.errors import Problem
from interview_app.web.language import gettext as _

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

WAIT_SECONDS = 20
WAITING = 8
"""How many may wait; whoever comes after them is asked to come again."""

_TURN = Lock()
_PLACES = BoundedSemaphore(1 + WAITING)


def heavy(view: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Let the view work when no other such view does; answers 503 when that takes too long."""

    @wraps(view)
    def in_turn(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        with _turn():
            return view(*args, **kwargs)

    return in_turn


@contextmanager
def _turn() -> Iterator[None]:
    step_aside = request.environ.get(STEP_ASIDE)
    if not _PLACES.acquire(blocking=False):
        raise _crowded()
    try:
        if step_aside:
            step_aside()
        if not _TURN.acquire(timeout=WAIT_SECONDS if step_aside else 0):
            raise _crowded()
        try:
            yield
        finally:
            _TURN.release()
    finally:
        _PLACES.release()


def _crowded() -> Problem:
    told = _("Others are printing, exporting or verifying just now. Nothing is lost: try again in a few seconds.")
    return Problem(503, "crowded", told, retry_after=5)
