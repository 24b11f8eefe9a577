"""The page of one interview, put together and cut until it fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, pairwise
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import Interview
from interview_app.domain.previous import Previous
from interview_app.domain.review import Signature
from interview_app.domain.schedule import Slot
from interview_app.domain.study import Study
from interview_app.reports import pdf
from interview_app.reports.charts.dots import Plot, Row, dot_plot
from interview_app.reports.copies import Paper
from interview_app.reports.interview.arrangement import Arrangement, arrange
from interview_app.reports.interview.blocks import blocks, passages
from interview_app.reports.interview.heading import foot, heading
from interview_app.reports.interview.ratings import axis, rows, ticks
from interview_app.reports.interview.reading import Reading
from interview_app.reports.interview.sheet import LEAST, LINES, MOST, TEXTS, Block, Quota
from interview_app.reports.interview.signing import sign_off
from interview_app.reports.interview.timing import target, window_bar
from interview_app.reports.interview.trust import remarks, trust
from interview_app.reports.interview.verdict import verdict
from interview_app.reports.templates import environment
from interview_app.reports.texts import direction, fit, soft
from interview_app.reports.words import Words

PLOT = Plot(table=180, left=43, width=46, head=4.2, rating=4.25, score=5)
COLUMNS = 3
NOTHING_BEFORE = Previous()


def print_interview(
    interview: Interview,
    instrument: Instrument,
    study: Study,
    closing: Mapping[str, Any],
    *,
    attachments: Sequence[pdf.Attachment] = (),
    **how: Any,
) -> bytes:
    """The PDF: always one page, the same bytes for the same record. `how` is what `page` takes by name, without the
    quota. Raises NotDrawn, but TooMuch for no record that is known."""

    def make(quota: Quota) -> str:
        return page(interview, instrument, study, closing, quota=quota, **how)

    whole = pdf.fitting(make, [MOST], attachments=attachments)
    return whole[1] if whole else _shortened(make, attachments)


def _shortened(make: Callable[[Quota], str], attachments: Sequence[pdf.Attachment]) -> bytes:
    """As many lines as fit beside the shortest texts, then as much text as fits beside those lines."""
    fewer = [*(Quota(TEXTS[-1], lines) for lines in LINES), LEAST]
    lines = pdf.fitting(make, fewer, attachments=attachments)
    if lines is None:
        raise pdf.TooMuch("The record does not fit on one page, however it is cut.")
    texts = pdf.fitting(make, [Quota(text, lines[0].lines) for text in TEXTS[:-1]], attachments=attachments)
    return (texts or lines)[1]


def page(  # noqa: PLR0913 - a page is made of this much, and all of it is told by name
    interview: Interview,
    instrument: Instrument,
    study: Study,
    closing: Mapping[str, Any],
    *,
    language: str,
    seal: str = "",
    signature: Signature | None = None,
    with_text: bool = False,
    previous: Previous = NOTHING_BEFORE,
    quota: Quota = MOST,
    slot: Slot | None = None,
    flags: Sequence[Mapping[str, Any]] = (),
    paper: Paper = "A4",
    reader: str = "",
) -> str:
    """The page as HTML. `closing` is what domain.closing.settled gives, `seal` the value of the first seal that covers
    the record ("" when there is none yet), `signature` the last one that was put to it, `previous` what was said in the
    interviews before, `slot` where the visit falls (None where that is not known), `flags` the reasons to look at
    it, `with_text` whether the reader may see free text, and `reader` the code of whom it is printed for, "" where that
    is not to stand on it."""
    words = Words("nb" if language == "nb" else "en")
    zone = ZoneInfo(study.zone(interview.site))
    reading = Reading(interview, instrument, dict(closing), words, with_text, quota, previous, zone, flags)
    arrangement = arrange(instrument)
    return _rendered(
        words=words,
        study=study,
        head=heading(reading, study, slot, signature),
        window=window_bar(reading, slot),
        target=target(reading, slot),
        verdict=verdict(reading, arrangement),
        **_answers(reading, arrangement),
        foot=foot(reading, study, seal),
        signed=sign_off(words, signature),
        paper=paper,
        reader=reader,
    )


def _answers(reading: Reading, arrangement: Arrangement) -> dict[str, Any]:
    """The ratings with their plot, and the blocks of the other answers."""
    marks, quality = rows(reading, arrangement), trust(reading, arrangement)
    told, answers = _told(reading, arrangement), blocks(reading, arrangement)
    return {
        "rows": marks,
        "caption": _caption(reading, arrangement),
        "plot": _plot(reading, arrangement, marks),
        "columns": columns(answers if told else (*answers, quality)),
        "told": told,
        "trust": quality,
    }


def _rendered(**context: Any) -> str:
    html = environment().get_template("interview.html").render(context, soft=soft, fit=fit, direction=direction)
    return "".join(line.strip() for line in html.split("\n"))


def _told(reading: Reading, arrangement: Arrangement) -> list[Block]:
    """What was said in words, the informant's and the interviewer's apart."""
    by = (("words", passages(reading, arrangement)), ("remarks", remarks(reading, arrangement)))
    return [Block(reading.words.say(key), lines) for key, lines in by if lines]


def _caption(reading: Reading, arrangement: Arrangement) -> str:
    """What the ratings and scores are: how many, on which scale, which way."""
    words = reading.words
    text = words.count("ratings", len(arrangement.rated))
    if shared := axis(reading, arrangement):
        text = words.say("dots", ratings=text, low=f"{shared[0]:g}", high=f"{shared[1]:g}")
    if ends := {(scale.low, scale.high) for scale in arrangement.scales}:
        low, high = min(ends)
        text = words.say("bars", ratings=text, low=f"{low:g}", high=f"{high:g}")
    if reading.instrument.meta.get("direction") == "higher_is_better":
        text = f"{text}, {words.say('direction')}"
    if not reading.previous.said:
        return text
    text, scored = f"{text}; {words.say('hollow')}", map(reading.previous.score, reading.instrument.scales)
    is_others = any(each is not None and not each.source.is_same for each in scored)
    return words.say("hollow_other", caption=text) if is_others else text


def _plot(reading: Reading, arrangement: Arrangement, marks: Sequence[Row]) -> Markup:
    shared = axis(reading, arrangement)
    labels = [f"{tick:g}" for tick in ticks(*shared)] if shared else ["0 %", "50 %", "100 %"]
    told = "; ".join(_in_words(reading, row, shared) for row in marks)
    title = reading.words.say("chart", low=labels[0], high=labels[-1], rows=told)
    return dot_plot(marks, labels, title, PLOT)


def _in_words(reading: Reading, row: Row, shared: tuple[float, float] | None) -> str:
    """A row for those who hear the chart."""
    now = row.figure if row.place is not None else row.words
    if row.before is not None and shared:
        before = shared[0] + row.before * (shared[1] - shared[0])
        now = reading.words.say("before", now=now, then=f"{before:g}")
    return f"{row.name} {now}"


def columns(found: Sequence[Block]) -> tuple[tuple[Block, ...], ...]:
    """The blocks in at most three columns, in order, so that the longest column is as short as can be."""
    most = min(COLUMNS, len(found))
    cuts = (sorted(places) for places in combinations(range(1, len(found)), most - 1)) if found else ()
    heights = [block.height for block in found]
    ways = [list(pairwise([0, *cut, len(found)])) for cut in cuts]
    best = min(ways, key=lambda way: max(sum(heights[begin:end]) for begin, end in way), default=[])
    return tuple(tuple(found[begin:end]) for begin, end in best)
