"""A list of participants to be enrolled, as a CSV says it: read with everything that is wrong in any of its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
import csv
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
import re

from interview_app.domain.participant_codes import is_participant_code
from interview_app.domain.study import Study
from interview_app.forms.marking import marked
from interview_app.services.consents import Grant

MOST_ROWS = 5_000
MOST_BYTES = 400_000
FIXED = ("site", "arm")
OPTIONAL = ("code", "consent_version", "consent_since", "scopes")
_CONSENT = OPTIONAL[1:]
_BACKWARDS = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one place, and what to do about it; row 1 is the line of headings, row 0 the whole file."""

    row: int
    column: str
    what: str
    fills: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        place = "file" if not self.row else f"row {self.row}, {self.column}" if self.column else f"row {self.row}"
        return f"{place}: {self.what % self.fills if self.fills else self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One participant as a row says it; `grant` is None where no consent comes along."""

    row: int
    site: str
    arm: str
    dates: Mapping[str, date]
    code: str
    grant: Grant | None


@dataclass(frozen=True, slots=True)
class Roll:
    """The rows that could be read, and the problems of all of them."""

    entries: list[Entry]
    problems: list[Problem]


def columns(study: Study) -> tuple[str, ...]:
    """The columns that a file may have; the first two it must have."""
    return (*FIXED, *study.dates, *OPTIONAL)


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, with or without its mark, or in the Windows code page of western Europe."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read(content: bytes, study: Study) -> Roll:
    """Read a file; what is wrong with the file as a whole leaves no rows."""
    if problem := _unreadable(content):
        return Roll([], [problem])
    text = decoded(content)
    try:
        lines = list(csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True))
    except csv.Error:
        what = marked("A quotation mark is not closed, or stands in the middle of a cell. Save the file as CSV again.")
        return Roll([], [Problem(0, "", what)])
    rows = [(number, cells) for number, cells in enumerate(lines, 1) if any(cell.strip() for cell in cells)]
    headings = [cell.strip().casefold() for cell in rows[0][1]] if rows else []
    problems = list(_whole(rows, headings, study))
    return Roll([], problems) if problems else _entries(rows[1:], headings, study)


def _unreadable(content: bytes) -> Problem | None:
    if len(content) > MOST_BYTES:
        what = marked("The file is too large: at most %(most)s kilobytes are read. Divide it.")
        return Problem(0, "", what, {"most": str(MOST_BYTES // 1000)})
    if b"\0" in content:
        return Problem(0, "", marked("This is no CSV. Save the list as “CSV UTF-8” in your spreadsheet program."))
    return None


def _delimiter(text: str) -> str:
    """Whichever of the two stands more often in the line of headings."""
    first = text.partition("\n")[0]
    return ";" if first.count(";") > first.count(",") else ","


def _whole(rows: Sequence[tuple[int, list[str]]], headings: Sequence[str], study: Study) -> Iterator[Problem]:
    if len(rows) < 2:
        yield Problem(
            0, "", marked("There is nobody in the file. Write the headings in its first line, then a line each.")
        )
    if len(rows) - 1 > MOST_ROWS:
        what = marked("There are %(has)s rows, at most %(most)s are taken at once. Divide the file.")
        yield Problem(0, "", what, {"has": str(len(rows) - 1), "most": str(MOST_ROWS)})
    for name, times in Counter(headings).items():
        if times > 1:
            yield Problem(1, name, marked("This heading stands more than once. Keep one of these columns."))
        if name not in columns(study):
            what = marked("There is no such column. Take it out, or name it as one of: %(columns)s.")
            yield Problem(1, name, what, {"columns": ", ".join(columns(study))})
    for name in FIXED:
        if rows and name not in headings:
            yield Problem(1, name, marked("This column is missing. Add it."))


def _entries(rows: Sequence[tuple[int, list[str]]], headings: Sequence[str], study: Study) -> Roll:
    entries: list[Entry] = []
    problems: list[Problem] = []
    for number, cells in rows:
        if len(cells) > len(headings) and any(cell.strip() for cell in cells[len(headings) :]):
            problems.append(Problem(number, "", marked("This row has more cells than there are headings.")))
        told = {name: cell.strip() for name, cell in zip(headings, cells, strict=False)}
        entries.append(_entry(number, told, study, problems))
    problems += _twice(entries)
    return Roll(entries, sorted(problems, key=lambda problem: problem.row))


def _entry(row: int, told: Mapping[str, str], study: Study, problems: list[Problem]) -> Entry:
    dates = {name: day for name in study.dates if (day := _day(row, name, told.get(name, ""), problems))}
    code = told.get("code", "").upper()
    site = told.get("site", "").upper()
    if code and not is_participant_code(code):
        problems.append(
            Problem(row, "code", marked("A digit of this code is wrong. Compare it with where it came from."))
        )
    elif code and code.partition("-")[0] != site:
        problems.append(
            Problem(row, "code", marked("This code belongs to another site than this row. Correct one of them."))
        )
    grant = _grant(row, told, problems)
    return Entry(row=row, site=site, arm=told.get("arm", ""), dates=dates, code=code, grant=grant)


def _grant(row: int, told: Mapping[str, str], problems: list[Problem]) -> Grant | None:
    given = [name for name in _CONSENT if told.get(name)]
    if not given:
        return None
    since = _day(row, "consent_since", told.get("consent_since", ""), problems)
    for name in _CONSENT:
        if name not in given:
            what = marked("A consent needs version, day and scopes. Fill in this cell, or empty the others.")
            problems.append(Problem(row, name, what))
    if since is None or len(given) < len(_CONSENT):
        return None
    scopes = tuple(dict.fromkeys(re.split(r"[\s|+]+", told["scopes"])))
    return Grant(version=told["consent_version"], since=since, scopes=scopes)


def _day(row: int, column: str, text: str, problems: list[Problem]) -> date | None:
    if not text:
        return None
    try:
        if (day := date.fromisoformat(text)).isoformat() == text:
            return day
    except ValueError:
        pass
    problems.append(Problem(row, column, *_misread(text)))
    return None


def _misread(text: str) -> tuple[str, Mapping[str, str]]:
    """What is wrong with a day, and how it is written: of one that begins with its day there is a suggestion."""
    if turned := _BACKWARDS.fullmatch(text):
        day, month, year = (int(part) for part in turned.groups())
        meant = f"{year:04}-{month:02}-{day:02}"
        return marked("Write days as year-month-day. Is %(meant)s meant?"), {"meant": meant}
    return marked("This is no day. Write it as year-month-day, such as 2026-03-13."), {}


def _twice(entries: Sequence[Entry]) -> Iterator[Problem]:
    times = Counter(entry.code for entry in entries if entry.code)
    for entry in entries:
        if times[entry.code] > 1:
            yield Problem(
                entry.row, "code", marked("This code stands in several rows. Each participant has their own.")
            )
