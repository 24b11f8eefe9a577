"""The shape of a study file."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from interview_app.instruments.shapes import Entry, Id, Language, Words, spelled

StudyId = Annotated[str, spelled("[a-z][a-z0-9-]{0,39}", "start with a–z and use at most 40 of a–z, 0–9 and -")]
SiteCode = Annotated[str, spelled("[A-Z]{2,5}", "write 2 to 5 letters A–Z, such as OSL")]
VisitId = Annotated[str, spelled("[A-Z][A-Z0-9]{0,7}", "start with A–Z and use at most 8 of A–Z and 0–9, such as W04")]
Share = Annotated[float, Field(gt=0, le=1)]


class SiteEntry(Entry):
    """A site with what its Concern button shows."""

    needs: ClassVar[tuple[str, ...]] = ("code", "name")
    texts: ClassVar[tuple[str, ...]] = ("protocol",)
    needs_texts: ClassVar[tuple[str, ...]] = ("protocol",)
    code: SiteCode = ""
    name: str = ""
    protocol: Words = Field(default_factory=dict)


class VisitEntry(Entry):
    """An occasion; `either` leaves the form to the interviewer, and an optional one is not proposed."""

    needs: ClassVar[tuple[str, ...]] = ("id", "form")
    texts: ClassVar[tuple[str, ...]] = ("label",)
    needs_texts: ClassVar[tuple[str, ...]] = ("label",)
    id: VisitId = ""
    label: Words = Field(default_factory=dict)
    form: Literal["full", "short", "either"] = "full"
    optional: bool = False


class StudyEntry(Entry):
    """What the file says of the study as a whole; its sites and visits are tables of their own."""

    needs: ClassVar[tuple[str, ...]] = ("id", "synthetic", "instrument", "instrument_version", "arms")
    texts: ClassVar[tuple[str, ...]] = ("title", "notices")
    needs_texts: ClassVar[tuple[str, ...]] = ("title",)
    id: StudyId = ""
    languages: list[Language] = Field(default_factory=lambda: ["en", "nb"], min_length=1)
    title: Words = Field(default_factory=dict)
    synthetic: bool = False
    instrument: Id = ""
    instrument_version: Annotated[int, Field(ge=1)] = 1
    arms: dict[Id, Words] = Field(default_factory=dict)
    notices: Words = Field(default_factory=dict)
    complete_share: Share = 0.8
    partial_share: Share = 0.5
