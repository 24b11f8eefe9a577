"""The whole report put together: its head, the verdict in two sentences, its sections and how numbers were made."""

from __future__ import annotations

from collections.abc import Iterable

from interview_app.domain.item import say
from interview_app.domain.rates import RATES, Share
from interview_app.domain.suppression import SMALLEST
from interview_app.reports.study.agreeing import agreement
from interview_app.reports.study.findings import Findings
from interview_app.reports.study.outcomes import SHOWN_RATES, answers, dispositions, windows, windows_of
from interview_app.reports.study.reading import HIDDEN, PAPER, Reading
from interview_app.reports.study.recruiting import recruitment, retained, retention, stay, way
from interview_app.reports.study.scores import change, consistency, scores
from interview_app.reports.study.sheet import Sheet
from interview_app.reports.study.telling import telling
from interview_app.reports.study.wording import TEXTS
from interview_app.reports.study.working import prompts, work
from interview_app.reports.words import Words

SECTIONS = (
    retention,
    recruitment,
    windows,
    way,
    telling,
    stay,
    dispositions,
    answers,
    scores,
    change,
    consistency,
    agreement,
    work,
    prompts,
)


def sheet_of(findings: Findings, language: str, *, hides: bool, width: float = PAPER) -> Sheet:
    """The report in a language, with small numbers of people hidden or not, and its drawings of that width."""
    words = Words("nb" if language == "nb" else "en", TEXTS)
    reading = Reading(findings, words, hides, width)
    study, sites = findings.study, findings.sites
    is_site = len(sites) == 1 and len(study.sites) > 1
    sections = (
        [section for make in SECTIONS if (section := make(reading)).parts or section.notes] if findings.people else []
    )
    return Sheet(
        code=sites[0] if is_site else study.id,
        title=words.say("site_report" if is_site else "study_report"),
        study=say(study.title, words.language),
        lead=_lead(reading),
        verdict=_verdict(reading),
        sections=tuple(sections),
        method=_method(reading),
        notices=tuple(text for text in (say(study.notices, words.language),) if text),
        attribution=say(findings.instrument.attribution, words.language),
        language=words.language,
        synthetic=study.synthetic,
        caution="" if reading.hides else words.say("contains_small"),
    )


def _lead(reading: Reading) -> tuple[str, ...]:
    words, findings = reading.words, reading.findings
    names = [findings.study.site(code).name for code in findings.sites]
    people, read = (
        _counted(reading, "people", findings.people),
        _counted(reading, "interviews", findings.results.interviews),
    )
    day = words.say("as_of", day=words.date(findings.today))
    return (
        f"{words.say('covers', people=people, interviews=read)} · {day}",
        words.say("sites", names=words.listed(names, 12)),
    )


def _counted(reading: Reading, key: str, number: int) -> str:
    """So many of something, or • of it."""
    if reading.is_hidden(number):
        return reading.words.say(f"{key}:n", n=HIDDEN)
    return reading.words.count(key, number)


def _verdict(reading: Reading) -> tuple[str, ...]:
    if not reading.findings.people:
        return (reading.words.say("nobody"),)
    return _retention(reading), _stands_out(reading)


def _retention(reading: Reading) -> str:
    """Of the last visit whose window has closed for half of the people."""
    words, findings = reading.words, reading.findings
    rows = findings.tables.by_visit
    closed = [visit for visit in findings.visits if 2 * rows[visit].retained.whole >= findings.people]
    if not closed:
        return words.say("verdict_early", people=_counted(reading, "people", findings.people))
    share, name = rows[closed[-1]].retained, reading.visit(closed[-1])
    shown, window = retained(reading, closed[-1]), windows_of(reading)[-1][1].words.partition(" (")[0]
    if shown.words == HIDDEN:
        return words.say("verdict_few", visit=name, window=window)
    if shown.value is None or share.interval is None:
        return words.say("verdict_hidden", visit=name, share=shown.words, window=window)
    low, high = (words.number(100 * end, 0) for end in share.interval)
    told = words.say("verdict_share", value=reading.percent(share.value), low=low, high=high)
    return words.say("verdict_retention", visit=name, part=share.part, whole=share.whole, share=told, window=window)


def _stands_out(reading: Reading) -> str:
    """How much is overdue, where the window is kept least, and which of the core questions lacks an answer most."""
    words, findings = reading.words, reading.findings
    told = [_overdue(reading)]
    sites = [(shown.value, site, shown.words) for site, shown in windows_of(reading)[:-1] if shown.value is not None]
    if len(sites) > 1:
        _, site, share = min(sites)
        told.append(words.say("worst_window", site=site, share=share.partition(" (")[0]))
    core = {item.id for item in findings.instrument.items if item.core}
    items = {item: _over_visits(row.values()) for item, row in findings.missing.items() if item in core}
    known = [(share.value or 0.0, item) for item, share in items.items() if share.whole >= SMALLEST]
    if known and max(known)[0] > 0:
        most, item = max(known)
        told.append(words.say("worst_item", item=reading.item(item), share=reading.percent(most)))
    return f"{'; '.join(told)}."


def _overdue(reading: Reading) -> str:
    number = reading.findings.overdue
    if reading.is_hidden(number):
        return reading.words.say("few_overdue", n=SMALLEST)
    return reading.words.count("overdue", number) if number else reading.words.say("overdue:0")


def _over_visits(shares: Iterable[Share]) -> Share:
    found = list(shares)
    return Share(sum(share.part for share in found), sum(share.whole for share in found))


def _method(reading: Reading) -> tuple[str, ...]:
    words, findings = reading.words, reading.findings
    formulas = "; ".join(f"{name} = {RATES[name].formula}" for name in SHOWN_RATES)
    shares = {
        name: reading.percent(value)
        for name, value in (("complete", findings.study.complete_share), ("partial", findings.study.partial_share))
    }
    out = (("withdrawn", findings.withdrawn), ("unread", findings.results.unread), ("blind", findings.results.blind))
    return (
        words.say("hides_small", n=SMALLEST) if reading.hides else words.say("contains_small"),
        words.say("method_counts"),
        words.say("method_rates", formulas=formulas, **shares),
        words.say("method_stay"),
        words.say("method_scores", visit=reading.visit(findings.results.baseline)),
        words.say("method_agreement"),
        *(words.say(f"method_left_out:{name}", n=reading.people(n)) for name, n in out if n),
    )
