"""The item types that hold a date or a time of day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
import re
from typing import ClassVar

from interview_app.domain.item import Cell, Column, Invalid, Item, Plain, Stored

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_PART = re.compile(r"\d{4}(-\d{2}){0,2}", re.ASCII)
_CLOCK = re.compile(r"\d{2}:\d{2}", re.ASCII)


def iso_date(raw: object) -> str:
    """The date as YYYY-MM-DD; raises Invalid when there is no such day."""
    try:
        if not isinstance(raw, str) or not _DAY.fullmatch(raw.strip()):
            raise ValueError
        return date.fromisoformat(raw.strip()).isoformat()
    except ValueError:
        raise Invalid("not_date") from None


@dataclass(frozen=True, kw_only=True)
class Date(Item):
    """A calendar date, YYYY-MM-DD."""

    kind: ClassVar[str] = "date"

    def parse(self, raw: object) -> Stored:
        return iso_date(raw)

    def columns(self) -> tuple[Column, ...]:
        return (Column(self.id, "date"),)

    def cells(self, value: Stored) -> tuple[Cell, ...]:
        return (str(value),)


@dataclass(frozen=True, kw_only=True)
class PartialDate(Item):
    """A date known to the year, the month or the day, exactly or about."""

    kind: ClassVar[str] = "partial_date"

    def parse(self, raw: object) -> Stored:
        known = raw if isinstance(raw, Mapping) else {}
        text, about = known.get("date"), known.get("about", False)
        if not isinstance(text, str) or not _PART.fullmatch(text.strip()) or not isinstance(about, bool):
            raise Invalid("not_partial_date")
        text = text.strip()
        try:
            iso_date(text + "-01" * (2 - text.count("-")))
        except Invalid:
            raise Invalid("not_partial_date") from None
        return {"date": text, "about": about}

    def plain(self, value: Stored) -> Plain:
        return str(value["date"])  # type: ignore[call-overload, index]

    def columns(self) -> tuple[Column, ...]:
        return (Column(self.id, "string"), Column(f"{self.id}__about", "boolean"))

    def cells(self, value: Stored) -> tuple[Cell, ...]:
        return (value["date"], int(value["about"]))  # type: ignore[call-overload, index]

    def display(self, value: Stored, language: str) -> str:
        about = {"nb": "omtrent "}.get(language, "about ") if value["about"] else ""  # type: ignore[call-overload, index]
        return f"{about}{self.plain(value)}"


@dataclass(frozen=True, kw_only=True)
class Time(Item):
    """A time of day, HH:MM."""

    kind: ClassVar[str] = "time"

    def parse(self, raw: object) -> Stored:
        try:
            if not isinstance(raw, str) or not _CLOCK.fullmatch(raw.strip()):
                raise ValueError
            return time.fromisoformat(raw.strip()).strftime("%H:%M")
        except ValueError:
            raise Invalid("not_time") from None

    def columns(self) -> tuple[Column, ...]:
        return (Column(self.id, "string"),)

    def cells(self, value: Stored) -> tuple[Cell, ...]:
        return (str(value),)
