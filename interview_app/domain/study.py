"""A study as the application needs it to run one interview: sites, arms, visits and what is printed on its pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from interview_app.domain.items import Text


@dataclass(frozen=True, slots=True)
class Site:
    """A place that takes part; `protocol` is what the Concern button shows."""

    code: str
    name: str
    protocol: Text


@dataclass(frozen=True, slots=True)
class Visit:
    """An occasion; `form` is the instrument form that a worker is interviewed with.

    An optional one is held where it applies, such as in an extension or outside the plan, and is not proposed.
    """

    id: str
    label: Text
    form: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Study:
    """One study; `synthetic` puts that word on every page and PDF."""

    id: str
    title: Text
    synthetic: bool
    instrument: str
    instrument_version: int
    sites: tuple[Site, ...]
    arms: Mapping[str, Text]
    visits: tuple[Visit, ...]
    notices: Text = field(default_factory=dict)
    complete_share: float = 0.8
    partial_share: float = 0.5

    def visit(self, visit_id: str) -> Visit:
        """The visit of that id; one that the study does not have, as an old record may name, is called by its id."""
        known = {visit.id: visit for visit in self.visits}
        return known.get(visit_id) or Visit(visit_id, {"en": visit_id}, "full", optional=True)

    def site(self, code: str) -> Site:
        """The site of that code; one that the study does not have is called by its code and has no routine."""
        known = {site.code: site for site in self.sites}
        return known.get(code) or Site(code, code, {})
