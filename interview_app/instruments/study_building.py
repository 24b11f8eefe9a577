"""Makes a study of a draft without errors."""

from __future__ import annotations

from interview_app.domain.study import (
    Anchor,
    Calling,
    ConsentRules,
    ConsentVersion,
    Retention,
    Sampling,
    Site,
    Source,
    Study,
    Visit,
)
from interview_app.instruments.study_draft import StudyDraft
from interview_app.instruments.study_shapes import AnchorEntry, CallingEntry, SamplingEntry, SourceEntry, VisitEntry


def built(draft: StudyDraft, content_hash: str) -> Study:
    """The study that the draft describes; `content_hash` is that of its file."""
    head = draft.head
    return Study(
        id=head.id,
        version=head.version,
        hash=content_hash,
        title=head.title,
        synthetic=head.synthetic,
        instrument=head.instrument,
        instrument_version=head.instrument_version,
        timezone=head.timezone,
        sites=tuple(Site(s.code, s.name, s.protocol, s.timezone or "") for s in (p.entry for p in draft.sites)),
        arms=head.arms,
        dates=head.dates,
        anchors=tuple(_anchor(placed.entry) for placed in draft.anchors),
        visits=tuple(_visit(placed.entry) for placed in draft.visits),
        notices=head.notices,
        complete_share=head.complete_share,
        partial_share=head.partial_share,
        calling=_calling(head.calling),
        consent=_consent(draft),
        sampling=_sampling(head.sampling),
        retention=Retention(
            until=head.retention.until, basis=head.retention.basis, paradata_months=head.retention.paradata_months
        ),
        scripts={str(moment): {str(mode): words for mode, words in by.items()} for moment, by in head.scripts.items()},
    )


def _anchor(entry: AnchorEntry) -> Anchor:
    return Anchor(entry.id, entry.label, tuple(_source(each) for each in entry.sources), entry.until)


def _source(entry: SourceEntry) -> Source:
    return Source(date=entry.date, anchor=entry.anchor, days=entry.days, arms=frozenset(entry.arms))


def _visit(entry: VisitEntry) -> Visit:
    return Visit(
        id=entry.id,
        label=entry.label,
        form=entry.form,
        optional=entry.optional,
        anchor=entry.anchor,
        day=entry.day,
        before=entry.before,
        after=entry.after,
        arms=frozenset(entry.arms),
        extension=entry.extension,
        forms=dict(entry.forms),
    )


def _calling(entry: CallingEntry) -> Calling:
    return Calling(
        attempts=entry.attempts,
        per_day=entry.per_day,
        opens=entry.opens,
        closes=entry.closes,
        weekdays=frozenset(entry.weekdays),
        closed_on=frozenset(entry.closed_on),
        burden=entry.burden,
        contacts=entry.contacts,
    )


def _consent(draft: StudyDraft) -> ConsentRules:
    versions = (placed.entry for placed in draft.consents)
    return ConsentRules(
        draft.head.consent.gate,
        draft.head.consent.scopes,
        tuple(ConsentVersion(version.id, version.since, version.until) for version in versions),
    )


def _sampling(entry: SamplingEntry) -> Sampling:
    return Sampling(
        double_share=entry.double_share,
        double_kind=entry.double_kind,
        double_days=entry.double_days,
        verify_share=entry.verify_share,
        verify_items=tuple(entry.verify_items),
        seed=entry.seed,
    )
