"""What a study file must keep to beyond its shape: texts, references, and a schedule in which no windows overlap."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise

from interview_app.instruments.admission import Placed
from interview_app.instruments.errors import InstrumentError
from interview_app.instruments.rules import Findings, lacking_texts, texts_of, twice
from interview_app.instruments.study_draft import StudyDraft
from interview_app.instruments.study_shapes import SourceEntry, VisitEntry


def errors(draft: StudyDraft) -> Findings:
    """Everything that keeps the study from being used."""
    yield from _texts(draft)
    yield from _nothing_twice(draft)
    yield from _something_of_each(draft)
    yield from _references(draft)
    yield from _bounds(draft)
    yield from _windows(draft)
    yield from _apart_from_the_next_anchor(draft)


def _texts(draft: StudyDraft) -> Findings:
    head = draft.head
    texts = [text for place, entry in draft.entries() for text in texts_of(place, entry)]
    tables = {"arms": head.arms, "dates": head.dates, "consent · scopes": head.consent.scopes}
    texts += [
        (f"study · {key} · {name}", words, True) for key, table in tables.items() for name, words in table.items()
    ]
    for moment, by_mode in head.scripts.items():
        texts += [(f"study · scripts · {moment} · {mode}", words, True) for mode, words in by_mode.items()]
    yield from lacking_texts(texts, head.languages)


def _nothing_twice(draft: StudyDraft) -> Findings:
    for rows in (draft.sites, draft.anchors, draft.visits, draft.consents):
        yield from twice((placed.place, placed.name) for placed in rows)


def _something_of_each(draft: StudyDraft) -> Findings:
    for noun, entered in (("sites", draft.sites), ("visits", draft.visits), ("arms", draft.head.arms)):
        if not entered:
            yield InstrumentError("E06", f"study · {noun}", "the study has none", "add at least one")
    if draft.head.consent.gate and not draft.consents:
        yield InstrumentError(
            "E06", "study · consents", "the gate asks for a consent and there is no version", "add one"
        )


def _references(draft: StudyDraft) -> Findings:
    arms, anchors = draft.head.arms, [placed.name for placed in draft.anchors]
    for number, placed in enumerate(draft.anchors):
        for at, source in enumerate(placed.entry.sources, 1):
            yield from _source(f"{placed.place} · sources {at}", source, draft, anchors[:number])
        yield from known(f"{placed.place} · until", [placed.entry.until], anchors, "anchor")
    for visit in draft.visits:
        yield from known(f"{visit.place} · anchor", [visit.entry.anchor], anchors, "anchor")
        yield from known(f"{visit.place} · arms", visit.entry.arms, arms, "arm")
    yield from known("study · consent · gate", [draft.head.consent.gate], draft.head.consent.scopes, "scope")


def _source(place: str, source: SourceEntry, draft: StudyDraft, earlier: Collection[str]) -> Findings:
    if bool(source.date) == bool(source.anchor):
        yield InstrumentError("E06", place, "it names no day, or two", "write either date = … or anchor = …")
    yield from known(f"{place} · date", [source.date], draft.head.dates, "date")
    yield from known(f"{place} · anchor", [source.anchor], earlier, "earlier anchor")
    yield from known(f"{place} · arms", source.arms, draft.head.arms, "arm")


def known(place: str, names: Collection[str], there: Collection[str], noun: str) -> Findings:
    """E13: a name that is not among those that there are."""
    for name in names:
        if name and name not in there:
            remedy = f"name one that is here ({', '.join(sorted(there)) or 'none'})"
            yield InstrumentError("E13", place, f"there is no {noun} {name!r}", remedy)


def _bounds(draft: StudyDraft) -> Findings:
    head = draft.head
    if head.partial_share > head.complete_share:
        what = f"an interview would be complete at {head.complete_share} and partial only at {head.partial_share}"
        yield InstrumentError("E17", "study · partial_share", what, "write a share below complete_share")
    if head.calling.closes <= head.calling.opens:
        what = f"calling would end at {head.calling.closes:%H:%M} and begin at {head.calling.opens:%H:%M}"
        yield InstrumentError("E17", "study · calling · closes", what, "write a time after opens")
    for placed in draft.consents:
        if placed.entry.until is not None and placed.entry.until < placed.entry.since:
            what = f"it ends on {placed.entry.until} and begins on {placed.entry.since}"
            yield InstrumentError("E17", f"{placed.place} · until", what, "write a day after since")
    if (head.sampling.double_share or head.sampling.verify_share) and not head.sampling.seed:
        yield InstrumentError("E06", "study · sampling · seed", "shares are drawn without a seed", "add seed = …")


def _windows(draft: StudyDraft) -> Findings:
    """E27: within an anchor no day belongs to two visits."""
    for anchor in draft.anchors:
        counted = sorted(_counted(draft, anchor.name), key=lambda placed: _opens(placed.entry))
        for earlier, later in pairwise(counted):
            if _opens(later.entry) <= _closes(earlier.entry):
                what = f"its window opens on day {_opens(later.entry)}, when that of {earlier.name} is still open"
                yield InstrumentError("E27", later.place, what, "move the day, or narrow a window")


def _counted(draft: StudyDraft, anchor: str) -> Iterator[Placed[VisitEntry]]:
    return (placed for placed in draft.visits if placed.entry.anchor == anchor)


def _opens(visit: VisitEntry) -> int:
    return visit.day - visit.before


def _closes(visit: VisitEntry) -> int:
    return visit.day + visit.after


def _apart_from_the_next_anchor(draft: StudyDraft) -> Findings:
    """E27: the last visit that an anchor still expects has closed before the first of the anchor that ends it opens."""
    for anchor in draft.anchors:
        widest = max((v.entry.before + v.entry.after for v in _counted(draft, anchor.name)), default=0)
        for placed in _counted(draft, anchor.entry.until) if anchor.entry.until else ():
            if _opens(placed.entry) <= widest:
                what = f"its window may open while one of {anchor.name} is still open"
                yield InstrumentError(
                    "E27", placed.place, what, f"let it open more than {widest} days after its anchor"
                )
