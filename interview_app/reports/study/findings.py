"""What a study's report is made from: plain counts and results, worked out beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from interview_app.domain.flow import Flow
from interview_app.domain.instrument import Instrument
from interview_app.domain.progress import Recruitment, Tables
from interview_app.domain.rates import Share
from interview_app.domain.results import Results
from interview_app.domain.retention import Step
from interview_app.domain.study import Study


@dataclass(frozen=True, slots=True)
class Work:
    """What one interviewer did, and how often each reason to look twice stands at their interviews."""

    interviews: int
    attempts: int
    unfinished: int
    reviewed: int = 0
    """Completed interviews that were looked through for reasons; 0 for readers who do not review."""
    flags: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """A study at some sites on a day."""

    study: Study
    instrument: Instrument
    sites: Sequence[str]
    today: date
    people: int
    withdrawn: int
    """How many withdrew from all use and are only counted."""
    overdue: int
    """Visits whose target has passed while their window is open."""
    tables: Tables
    recruitment: Recruitment
    flow: Flow
    stays: Sequence[Step]
    followed: int
    """The most days that anybody was followed."""
    missing: Mapping[str, Mapping[str, Share]]
    work: Mapping[str, Work]
    results: Results

    @property
    def visits(self) -> list[str]:
        """The visits of the plan, in its order, whose window has closed for somebody for whom they were meant."""
        return [visit for visit, row in self.tables.by_visit.items() if row.visits["meant"]]
