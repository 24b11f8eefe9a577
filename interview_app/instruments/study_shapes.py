"""The shape of a study file: which keys each of its tables has and what kind of value each holds."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, ClassVar, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from interview_app.instruments.shapes import Entry, Id, Language, Words, spelled

StudyId = Annotated[str, spelled("[a-z][a-z0-9-]{0,39}", "start with a–z and use at most 40 of a–z, 0–9 and -")]
SiteCode = Annotated[str, spelled("[A-Z]{2,5}", "write 2 to 5 letters A–Z, such as OSL")]
VisitId = Annotated[str, spelled("[A-Z][A-Z0-9]{0,7}", "start with A–Z and use at most 8 of A–Z and 0–9, such as W04")]
AnchorId = Annotated[str, spelled("[A-Z][A-Z0-9]{0,7}", "start with A–Z and use at most 8 of A–Z and 0–9, such as B")]
Version = Annotated[str, spelled("[A-Za-z0-9._-]{1,20}", "use at most 20 of A–Z, a–z, 0–9, . _ and -")]
Share = Annotated[float, Field(gt=0, le=1)]
Part = Annotated[float, Field(ge=0, le=1)]
Days = Annotated[int, Field(ge=-3660, le=3660)]
Width = Annotated[int, Field(ge=0, le=366)]
Count = Annotated[int, Field(ge=1, le=1000)]
Moment = Literal["introduction", "voicemail", "callback", "break_off", "closing"]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise PydanticCustomError("name", "{wanted}", {"wanted": "write a time zone such as Europe/Oslo"}) from None
    return name


Zone = Annotated[str, AfterValidator(_zone)]


class SiteEntry(Entry):
    """A site with what its Concern button shows."""

    needs: ClassVar[tuple[str, ...]] = ("code", "name")
    texts: ClassVar[tuple[str, ...]] = ("protocol",)
    needs_texts: ClassVar[tuple[str, ...]] = ("protocol",)
    code: SiteCode = ""
    name: str = ""
    protocol: Words = Field(default_factory=dict)
    timezone: Zone | None = None


class SourceEntry(Entry):
    """One way to come by an anchor's day."""

    date: str = ""
    anchor: str = ""
    days: Days = 0
    arms: list[str] = Field(default_factory=list)


class AnchorEntry(Entry):
    """A day from which visits are counted."""

    needs: ClassVar[tuple[str, ...]] = ("id", "sources")
    texts: ClassVar[tuple[str, ...]] = ("label",)
    needs_texts: ClassVar[tuple[str, ...]] = ("label",)
    id: AnchorId = ""
    label: Words = Field(default_factory=dict)
    sources: list[SourceEntry] = Field(default_factory=list)
    until: str = ""


class VisitEntry(Entry):
    """An occasion; `either` leaves the form to the interviewer, and an optional one is neither due nor missed."""

    needs: ClassVar[tuple[str, ...]] = ("id", "form")
    texts: ClassVar[tuple[str, ...]] = ("label",)
    needs_texts: ClassVar[tuple[str, ...]] = ("label",)
    id: VisitId = ""
    label: Words = Field(default_factory=dict)
    form: Literal["full", "short", "either"] = "full"
    forms: dict[str, Literal["full", "short", "either", "none"]] = Field(default_factory=dict)
    optional: bool = False
    anchor: str = ""
    day: Days = 0
    before: Width = 0
    after: Width = 0
    arms: list[str] = Field(default_factory=list)
    extension: bool = False


class CallingEntry(Entry):
    """How often and when informants may be called."""

    attempts: Count = 6
    per_day: Count = 2
    opens: time = time(8)
    closes: time = time(20)
    weekdays: list[Annotated[int, Field(ge=1, le=7)]] = Field(default_factory=lambda: [1, 2, 3, 4, 5])
    closed_on: list[date] = Field(default_factory=list)
    burden: Count = 4
    contacts: bool = True


class ConsentEntry(Entry):
    """A version of the consent text."""

    needs: ClassVar[tuple[str, ...]] = ("id", "since")
    id: Version = ""
    since: date = date.min
    until: date | None = None


class ConsentsEntry(Entry):
    """The scopes of a consent, and the one without which no interview opens."""

    gate: str = ""
    scopes: dict[Id, Words] = Field(default_factory=dict)


class SamplingEntry(Entry):
    """The shares that are drawn for second opinions and for verification."""

    double_share: Part = 0.0
    double_kind: Literal["informant", "interviewer"] = "informant"
    double_days: Annotated[int, Field(ge=0, le=60)] = 7
    verify_share: Part = 0.0
    verify_items: list[str] = Field(default_factory=list)
    seed: str = ""


class RetentionEntry(Entry):
    """How long records may be kept."""

    texts: ClassVar[tuple[str, ...]] = ("basis",)
    until: date | None = None
    basis: Words = Field(default_factory=dict)
    paradata_months: Annotated[int, Field(ge=0, le=240)] = 12


class StudyEntry(Entry):
    """What the file says of the study as a whole; its sites, anchors and visits are tables of their own."""

    needs: ClassVar[tuple[str, ...]] = ("id", "synthetic", "instrument", "instrument_version", "arms")
    texts: ClassVar[tuple[str, ...]] = ("title", "notices")
    needs_texts: ClassVar[tuple[str, ...]] = ("title",)
    id: StudyId = ""
    version: Annotated[int, Field(ge=1, le=9999)] = 1
    languages: list[Language] = Field(default_factory=lambda: ["en", "nb"], min_length=1)
    title: Words = Field(default_factory=dict)
    synthetic: bool = False
    instrument: Id = ""
    instrument_version: Annotated[int, Field(ge=1)] = 1
    timezone: Zone = "UTC"
    arms: dict[Id, Words] = Field(default_factory=dict)
    dates: dict[Id, Words] = Field(default_factory=dict)
    notices: Words = Field(default_factory=dict)
    complete_share: Share = 0.8
    partial_share: Share = 0.5
    calling: CallingEntry = CallingEntry()
    consent: ConsentsEntry = ConsentsEntry()
    sampling: SamplingEntry = SamplingEntry()
    retention: RetentionEntry = RetentionEntry()
    scripts: dict[Moment, dict[Literal["in_person", "telephone", "video", "all"], Words]] = Field(default_factory=dict)
