"""A study file whose tables came in, before it is known whether they fit together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from interview_app.instruments.admission import Admission, Placed
from interview_app.instruments.files import Content
from interview_app.instruments.shapes import Entry
from interview_app.instruments.study_shapes import AnchorEntry, ConsentEntry, SiteEntry, StudyEntry, VisitEntry

LISTED = ("sites", "anchors", "visits", "consents")
"""The keys that hold lists of tables."""


@dataclass(frozen=True, slots=True)
class StudyDraft:
    """The tables of a study file, each with its place."""

    head: StudyEntry
    sites: list[Placed[SiteEntry]]
    anchors: list[Placed[AnchorEntry]]
    visits: list[Placed[VisitEntry]]
    consents: list[Placed[ConsentEntry]]

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Every table with its place."""
        yield "study", self.head
        for placed in (*self.sites, *self.anchors, *self.visits, *self.consents):
            yield placed.place, placed.entry


def drafted(admission: Admission, content: Content) -> StudyDraft:
    """The tables of a parsed file; what is wrong with one of them is told to `admission`."""
    head = admission.admit(StudyEntry, {k: v for k, v in content.items() if k not in LISTED}, "study")
    assert head is not None  # noqa: S101 - a parsed file is a table
    return StudyDraft(
        head,
        admission.rows(SiteEntry, content, "sites", "site", "code"),
        admission.rows(AnchorEntry, content, "anchors", "anchor", "id"),
        admission.rows(VisitEntry, content, "visits", "visit", "id"),
        admission.rows(ConsentEntry, content, "consents", "consent", "id"),
    )
