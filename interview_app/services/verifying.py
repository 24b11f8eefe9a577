"""Whether a printed file came from here, and whether what it shows has changed since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from interview_app.domain.access import Action, Actor
from interview_app.services import codebooks, paper_forms, participant_reports, reports
from interview_app.services.errors import NotAllowed, Unsuitable
from interview_app.storage import prints
from interview_app.storage.engine import Store
from interview_app.storage.prints import Printed


def _of_study(store: Store, printed: Printed) -> str:
    from interview_app.services import study_reports  # loaded when asked for: the server starts without

    return study_reports.content_now(store, printed)


CONTENT: Mapping[str, Callable[[Store, Printed], str]] = {
    "interview": reports.content_now,
    "participant": participant_reports.content_now,
    "site": _of_study,
    "study": _of_study,
    "form": paper_forms.content_now,
    "codebook": codebooks.content_now,
}
"""For each report the hash of what it would show today, as it stands on its pages; "" where it is printed no more."""


class Verdict(StrEnum):
    """What is known of a file."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    GONE = "gone"
    """The record may no longer be printed: it was withdrawn from use."""
    UNCOMPARED = "uncompared"
    """A bundle or a digest, which shows its day; or printed before its content's hash was kept."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was asked about, and every time that it was printed, newest first."""

    sha256: str
    verdict: Verdict
    printings: tuple[Printed, ...] = ()


def check(store: Store, actor: Actor, file: bytes) -> Checked:
    """What the ledger knows of a file; supervisors and researchers learn only of what is of their study and sites.

    The file is kept nowhere. Raises NotAllowed, and Unsuitable for what is no PDF.
    """
    if not actor.may(Action.VERIFY_PRINTS):
        raise NotAllowed("Your role does not check printed files.")
    if not file.startswith(b"%PDF-"):
        raise Unsuitable("file", "This is not a PDF. Choose the file as it was printed or saved here.")
    digest = sha256(file).hexdigest()
    sites = None if actor.may(Action.AUDIT) else actor.sites
    with store.reading() as connection:
        found = prints.of_file(connection, store.keys, digest, sites=sites)
    return Checked(digest, _verdict(store, found[0]) if found else Verdict.UNKNOWN, tuple(found))


def _verdict(store: Store, printed: Printed) -> Verdict:
    then = printed.payload.get("content")
    if not then or printed.report not in CONTENT:
        return Verdict.UNCOMPARED
    now = CONTENT[printed.report](store, printed)
    if not now:
        return Verdict.GONE
    return Verdict.UNCHANGED if now == then else Verdict.CHANGED
