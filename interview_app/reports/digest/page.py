"""The digest put together: lines for the page of the screen and for the one of paper."""

from __future__ import annotations

from typing import NamedTuple

from interview_app.domain.digest import MARKED, Digest, Due, Look, Waits
from interview_app.domain.item import say
from interview_app.domain.study import Study
from interview_app.reports import pdf
from interview_app.reports.digest.wording import DIGEST
from interview_app.reports.frame import Frame, framed
from interview_app.reports.interview.signing import grouped
from interview_app.reports.words import Words

LOOKS, DUES, LOST = 6, 6, 2
"""How many rows fit on one page when there are as many of each, of five sites."""


class Frameworks(NamedTuple):
    """What the paper says beside the digest itself."""

    study: Study
    seal: str
    content: str


class Row(NamedTuple):
    """One interview to look at, in words."""

    look: Look
    visit: str
    total: str
    change: str
    reasons: list[str]


def words_of(language: str) -> Words:
    """The words of the digest."""
    return Words("nb" if language == "nb" else "en", DIGEST)


def print_digest(digest: Digest, around: Frameworks, language: str) -> bytes:
    """The digest as a PDF of one page. Raises NotDrawn."""
    words, study = words_of(language), around.study
    frame = Frame(
        code=words.say("title", n=digest.week.number, year=digest.week.year),
        title=digest.supervisor,
        study=say(study.title, words.language),
        lead=(_lead(words, digest), words.say("as_of")),
        notices=tuple(text for text in (words.say("rule", points=MARKED), say(study.notices, words.language)) if text),
        provenance=(
            (words.say("hash"), grouped(around.content, 16)),
            (words.say("seal"), grouped(around.seal, len(around.seal))),
        ),
        synthetic=study.synthetic,
    )
    html = framed(
        "digest.html",
        frame,
        words,
        digest=digest,
        verdict=verdict(words, digest),
        rows=rows(words, study, digest)[:LOOKS],
        unseen=max(0, len(digest.looks) - LOOKS),
        lost=[
            (each.participant, _visit(words, study, each.visit), say(each.why, words.language)) for each in digest.lost
        ],
        lost_most=LOST,
        dues=dues(words, study, digest)[:DUES],
        undue=max(0, len(digest.due) - DUES),
    )
    return pdf.render(html, "digest.css")


def verdict(words: Words, digest: Digest) -> tuple[str, ...]:
    """The week in one breath; the first part is the one that stands out."""
    waiting = digest.waits[Waits.REVIEW]
    return (
        words.count("came", digest.arrived),
        words.count("looks", len(digest.looks)) if digest.looks else words.say("looks:0"),
        words.count("waiting", waiting),
    )


def rows(words: Words, study: Study, digest: Digest) -> list[Row]:
    """The interviews to look at, in words."""
    return [_row(words, study, look) for look in digest.looks]


def _row(words: Words, study: Study, look: Look) -> Row:
    change = look.change
    sign = "" if change is None or change <= 0 else "+"
    raised = [say(label, words.language) for label in look.raised]
    reasons = [*raised, *(words.say(f"flag_{flag}") for flag in look.prompts)]
    if look.is_marked:
        reasons.insert(0, words.say("changed" if look.same_informant else "another"))
    return Row(
        look=look,
        visit=_visit(words, study, look.visit),
        total="–" if look.total is None else words.number(look.total),
        change="–" if change is None else f"{sign}{words.number(change)}",
        reasons=reasons,
    )


def dues(words: Words, study: Study, digest: Digest) -> list[tuple[Due, str, str, str]]:
    """The visits of the next week with their name and days in words."""
    return [
        (
            each,
            _visit(words, study, each.visit),
            words.date(each.target),
            words.date(each.closes) if each.closes else "–",
        )
        for each in digest.due
    ]


def _visit(words: Words, study: Study, visit: str) -> str:
    return say(study.visit(visit).label, words.language)


def _lead(words: Words, digest: Digest) -> str:
    days = {"since": words.date(digest.week.monday), "until": words.date(digest.week.sunday)}
    return words.say("lead", sites=", ".join(digest.sites), code=digest.supervisor, **days)
