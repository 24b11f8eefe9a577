"""A study as its file defines it: sites, arms, anchors, visits, and the rules under which its interviews come about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from interview_app.domain.items import Text

NO_FORM = "none"
"""What stands in place of a form where an informant's role is not interviewed at a visit."""


@dataclass(frozen=True, slots=True)
class Site:
    """A place that takes part; `protocol` is what the Concern button shows."""

    code: str
    name: str
    protocol: Text
    zone: str = ""
    """The name of its time zone, "" for the study's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One way to come by an anchor's day: a recorded date or another anchor, some days later."""

    date: str = ""
    anchor: str = ""
    days: int = 0
    arms: frozenset[str] = frozenset()
    """The arms that it holds for; empty for all."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A day in a participant's course from which visits are counted: the first of its sources that is known."""

    id: str
    label: Text
    sources: tuple[Source, ...]
    until: str = ""
    """The anchor after which no further visit of this one is expected."""


@dataclass(frozen=True, slots=True)
class Visit:
    """An occasion, `day` days after its anchor, in a window of `before` days earlier to `after` days later.

    `form` is the instrument form that a worker is interviewed with. An optional visit may be held and is neither due
    nor missed; one without an anchor lies outside the plan.
    """

    id: str
    label: Text
    form: str
    optional: bool = False
    anchor: str = ""
    day: int = 0
    before: int = 0
    after: int = 0
    arms: frozenset[str] = frozenset()
    """The arms that it is meant for; empty for all."""
    extension: bool = False
    """True where it is expected only of those whose treatment is extended."""
    forms: Mapping[str, str] = field(default_factory=dict)
    """The form for an informant's role where it is not `form`; NO_FORM where that role is not interviewed."""

    @property
    def held_forms(self) -> frozenset[str]:
        """The forms that anybody may be interviewed with at it."""
        named = {self.form, *self.forms.values()} - {NO_FORM}
        return frozenset(named - {"either"} | ({"full", "short"} if "either" in named else set()))

    def form_for(self, role: str) -> str:
        """The form that an informant of that role is interviewed with; NO_FORM where none is."""
        return self.forms.get(role, self.form)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calling:
    """How often and when informants may be called."""

    attempts: int = 6
    per_day: int = 2
    opens: time = time(8)
    closes: time = time(20)
    weekdays: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    """ISO weekdays, 1 for Monday."""
    closed_on: frozenset[date] = frozenset()
    burden: int = 4
    """How many interviews one informant may be asked for in 28 days."""
    contacts: bool = True
    """False where informants' contact details are kept outside the application."""


@dataclass(frozen=True, slots=True)
class ConsentVersion:
    """A text that participants consented to, in use from one day to another (None: still)."""

    id: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ConsentRules:
    """The consents of a study: `gate` is the scope without which no interview with a worker opens."""

    gate: str = ""
    """"" where the study keeps its consents elsewhere and asks for none here."""
    scopes: Mapping[str, Text] = field(default_factory=dict)
    versions: tuple[ConsentVersion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """The shares of visits that are drawn for a second opinion and of interviews that are drawn for verification."""

    double_share: float = 0.0
    double_kind: str = "informant"
    """`informant`: another worker is asked; `interviewer`: another interviewer asks the same worker."""
    double_days: int = 7
    verify_share: float = 0.0
    verify_items: tuple[str, ...] = ()
    seed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long records may be kept, and on what ground; None where the study does not say."""

    until: date | None = None
    basis: Text = field(default_factory=dict)
    paradata_months: int = 12


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
    version: int = 1
    hash: str = ""
    """The SHA-256 of the file's content; a version keeps it once it is loaded."""
    timezone: str = "UTC"
    dates: Mapping[str, Text] = field(default_factory=dict)
    """The dates that a manager records of a participant, such as `baseline`."""
    anchors: tuple[Anchor, ...] = ()
    calling: Calling = field(default_factory=Calling)
    consent: ConsentRules = field(default_factory=ConsentRules)
    sampling: Sampling = field(default_factory=Sampling)
    retention: Retention = field(default_factory=Retention)
    scripts: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    """What is said at a moment outside the questions, by moment and mode; `all` for every mode."""

    def visit(self, visit_id: str) -> Visit:
        """The visit of that id; one that the study does not have, as an old record may name, is called by its id."""
        known = {visit.id: visit for visit in self.visits}
        return known.get(visit_id) or Visit(visit_id, {"en": visit_id}, "full", optional=True)

    def site(self, code: str) -> Site:
        """The site of that code; one that the study does not have is called by its code and has no routine."""
        known = {site.code: site for site in self.sites}
        return known.get(code) or Site(code, code, {})

    def zone(self, site: str) -> str:
        """The name of the time zone in which a site's days begin and end."""
        return self.site(site).zone or self.timezone
