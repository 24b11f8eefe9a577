"""What reviews, prompts, signatures and queries are called on pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
import json
from typing import Any

from sqlalchemy import Row

from interview_app import instruments
from interview_app.domain.access import Action
from interview_app.domain.fieldwork import Decision, QueryState, RecheckState, ReviewState
from interview_app.domain.items import say
from interview_app.domain.review import MEANINGS, Meaning, Review
from interview_app.domain.review_flags import Flag
from interview_app.services.interviews import Opened
from interview_app.web.context import actor, study
from interview_app.web.language import gettext as _
from interview_app.web.language import language, marked, ngettext, said

STATES: dict[str, str] = {
    ReviewState.WAITING.value: marked("To review"),
    ReviewState.RETURNED.value: marked("Returned"),
    ReviewState.SIGNED.value: marked("Signed"),
    ReviewState.VOIDED.value: marked("Signature void"),
}
FLAGS: dict[str, str] = {
    Flag.SPEED.value: marked("Short"),
    Flag.SAME_RATINGS.value: marked("Identical ratings"),
    Flag.DONT_KNOW.value: marked("Many don’t-knows"),
    Flag.HOURS.value: marked("Outside hours"),
    Flag.CHANGES.value: marked("Changed afterwards"),
    Flag.SAME_MINUTE.value: marked("Same minute"),
}
QUERIES: dict[str, str] = {
    QueryState.OPEN.value: marked("Open"),
    QueryState.ANSWERED.value: marked("Answered"),
    QueryState.CLOSED.value: marked("Closed"),
}
RECHECKS: dict[str, str] = {
    RecheckState.DRAWN.value: marked("To verify"),
    RecheckState.ENTERED.value: marked("To decide"),
    RecheckState.ACCEPTED.value: marked("Accepted"),
    RecheckState.RETURNED.value: marked("Returned"),
    RecheckState.VOIDED.value: marked("Set aside"),
}
DECISIONS: dict[str, str] = {
    Decision.ACCEPT.value: marked("Accept the interview as it stands"),
    Decision.RETURN.value: marked("Return it to its interviewer"),
    Decision.VOID.value: marked("Set it aside: it is not used"),
}
TAGS = {"signed": "on", "accepted": "on", "closed": "off"}
"""How a state's tag looks where it does not ask for something."""
_WEEKDAYS = (
    marked("Monday"), marked("Tuesday"), marked("Wednesday"), marked("Thursday"),
    marked("Friday"), marked("Saturday"), marked("Sunday"),
)  # fmt: skip


def named(names: Mapping[str, str]) -> dict[str, str]:
    """Names in the language of this request."""
    return {key: _(name) for key, name in names.items()}


def meanings() -> list[tuple[str, str]]:
    """What a signature can say."""
    return [(meaning.value, said(MEANINGS[meaning])) for meaning in Meaning]


def meaning_names() -> dict[str, str]:
    """What signatures say, by name."""
    return dict(meanings())


def flags_of(row: Row[Any]) -> list[str]:
    """The names of the prompts of a row of a list."""
    return [_(FLAGS[prompt["flag"]]) for prompt in json.loads(row.flags)]


def prompts(flags: Iterable[Mapping[str, Any]]) -> list[str]:
    """Each prompt of a review with its numbers."""
    return [_PROMPTS[Flag(prompt["flag"])](prompt["has"], prompt["of"], prompt["n"]) for prompt in flags]


def _speed(has: int, of: int, n: int) -> str:
    told = {"has": _minutes(has), "of": _minutes(of), "n": n}
    return _("It took %(has)s min; the median of %(n)s other interviews with this form is %(of)s min.", **told)


def _minutes(seconds: int) -> str:
    text = f"{seconds / 60:.1f}"
    return text.replace(".", ",") if language() == "nb" else text


def _same_ratings(has: int, of: int, n: int) -> str:
    return _("All %(n)s ratings are the same.", n=n)


def _dont_know(has: int, of: int, n: int) -> str:
    return _("%(has)s of %(of)s answers are “don’t know” (%(share)s %%).", has=has, of=of, share=round(100 * has / of))


def _hours(has: int, of: int, n: int) -> str:
    calling, clock = study().calling, f"{has // 60:02}:{has % 60:02}"
    told = {"day": _(_WEEKDAYS[of - 1]), "clock": clock}
    told |= {"opens": f"{calling.opens:%H:%M}", "closes": f"{calling.closes:%H:%M}"}
    return _("Begun on a %(day)s at %(clock)s, outside the days and hours of the study (%(opens)s–%(closes)s).", **told)


def _changes(has: int, of: int, n: int) -> str:
    return _("%(has)s of %(of)s answers were changed after completion.", has=has, of=of)


def _same_minute(has: int, of: int, n: int) -> str:
    return ngettext(
        "%(num)s other interview of the same interviewer began in the same minute.",
        "%(num)s other interviews of the same interviewer began in the same minute.",
        has,
    )


_PROMPTS = {
    Flag.SPEED: _speed,
    Flag.SAME_RATINGS: _same_ratings,
    Flag.DONT_KNOW: _dont_know,
    Flag.HOURS: _hours,
    Flag.CHANGES: _changes,
    Flag.SAME_MINUTE: _same_minute,
}


def item_name(row: Row[Any]) -> str:
    """What the item of a query is called."""
    item = instruments.load(row.instrument_id, row.instrument_version).by_id.get(row.item)
    return say(item.short or item.label, language()) if item else str(row.item)


def may_review(opened: Opened) -> bool:
    """True for a supervisor who looks at a completed interview that somebody else held."""
    held_by = {opened.interview.interviewer_id, opened.interview.begun_by}
    return actor().may(Action.REVIEW) and opened.oversight.review is not None and actor().code not in held_by


def is_returned(review: Review | None) -> bool:
    """True while the interview is with its interviewer."""
    return review is not None and review.state is ReviewState.RETURNED
