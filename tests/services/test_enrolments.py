"""Many participants are enrolled from a file: every problem of every row is named, and it is all of them or nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from interview_app.domain.access import Actor, Role
from interview_app.domain.participant_codes import participant_code
from interview_app.services import courses, enrolments, participants
from interview_app.services.errors import NotAllowed, Overtaken
from interview_app.services.rolls import MOST_ROWS, Problem, read
from interview_app.services.verification import verify
from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing
from interview_app.storage.models import metadata
from tests.services.conftest import NOW, World, made
from tests.storage.cluster import Server

CODE = participant_code("OSL", 4821)
HEAD = "site,arm,baseline,discontinued,last_dose,code,consent_version,consent_since,scopes"
GOOD = f"""{HEAD}
OSL,xr,2026-03-01,,,{CODE},1.1,2026-03-01,workers sharing
BER,oat,,,,,,,
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest, keys: KeyRing) -> Iterator[World]:
    """The world on either database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("world")
        return
    server: Server = request.getfixturevalue("postgresql")
    name = server.create()
    store = Store.open(server.url(name), keys)
    store.upgrade()
    yield made(store)
    store.close()
    server.drop(name)


@pytest.fixture
def manager(world: World) -> Actor:
    return world.people[Role.MANAGER]


def problems(world: World, text: str | bytes) -> list[tuple[int, str, str]]:
    content = text.encode() if isinstance(text, str) else text
    manager = world.people[Role.MANAGER]
    found = enrolments.preview(world.store, manager, world.study, content, now=NOW).problems
    return [(each.row, each.column, str(each).partition(": ")[2]) for each in found]


def enrol(world: World, text: str) -> int:
    manager, content = world.people[Role.MANAGER], text.encode()
    seen = enrolments.preview(world.store, manager, world.study, content, now=NOW)
    return len(enrolments.enrol_all(world.store, manager, world.study, content, seen.digest, now=NOW))


def everybody(world: World) -> int:
    with world.store.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(metadata.tables["participants"])).scalar_one())


def test_everybody_in_the_file_is_enrolled_with_code_dates_visits_and_consent(both: World) -> None:
    before = everybody(both)
    assert enrol(both, GOOD) == 2
    assert everybody(both) == before + 2
    manager = both.people[Role.MANAGER]
    (enrolled,), _ = participants.search(both.store, manager, both.study, text=CODE)
    assert (enrolled.site, enrolled.arm, enrolled.dates) == ("OSL", "xr", {"baseline": date(2026, 3, 1)})
    (other,), _ = participants.search(both.store, manager, both.study, site="BER")
    assert other.code.startswith("BER-")
    assert verify(both.store).faults == []


ENCODED = {
    "UTF-8": GOOD.encode(),
    "UTF-8 with its mark": GOOD.encode("utf-8-sig"),
    "Windows": GOOD.replace("\n", "\r\n").encode("cp1252"),
    "semicolons": GOOD.replace(",", ";").encode(),
    "headings in capitals and with spaces": GOOD.replace(HEAD, HEAD.upper().replace(",", " , ")).encode(),
    "empty lines between": GOOD.replace("\nBER", "\n\n,,,\nBER").encode(),
}


@pytest.mark.parametrize("content", ENCODED.values(), ids=ENCODED)
def test_a_list_is_read_as_spreadsheet_programs_save_it(world: World, content: bytes) -> None:
    roll = read(content, world.study)
    assert roll.problems == []
    assert [(entry.site, entry.arm) for entry in roll.entries] == [("OSL", "xr"), ("BER", "oat")]


def row(**cells: str) -> str:
    """A row like the first, with these cells in the place of its own."""
    told = dict(zip(HEAD.split(","), GOOD.splitlines()[1].split(","), strict=True)) | cells
    return ",".join(told[name] for name in HEAD.split(","))


WRONG = [
    ({"site": "TON", "code": ""}, "site", "This is none of your sites. Write one of: BER, OSL."),
    ({"arm": "xy"}, "arm", "The study has no such arm. Write one of: xr, oat."),
    ({"baseline": "13.03.2026"}, "baseline", "Write days as year-month-day. Is 2026-03-13 meant?"),
    ({"baseline": "March"}, "baseline", "This is no day. Write it as year-month-day, such as 2026-03-13."),
    ({"baseline": "2026-02-30"}, "baseline", "This is no day. Write it as year-month-day, such as 2026-03-13."),
    ({"baseline": "2026-03-14"}, "baseline", "This day lies in the future. Record it when it has come."),
    ({"discontinued": "2026-02-01"}, "discontinued",
     "This day lies before the one that the course begins with."),
    ({"code": f"{CODE[:-1]}{(int(CODE[-1]) + 1) % 10}"}, "code",
     "A digit of this code is wrong. Compare it with where it came from."),
    ({"code": participant_code("BER", 7)}, "code",
     "This code belongs to another site than this row. Correct one of them."),
    ({"consent_version": "9"}, "consent_version", "The consent has no such version. Write one of: 1.0, 1.1."),
    ({"consent_since": "2025-12-01"}, "consent_since", "This version of the consent was not in use on that day."),
    ({"consent_since": ""}, "consent_since",
     "A consent needs version, day and scopes. Fill in this cell, or empty the others."),
    ({"scopes": "everything"}, "scopes",
     "These are not scopes of the consent. Write some of: workers, relatives, sharing, recontact."),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "column", "what"), WRONG)
def test_what_is_wrong_is_named_with_its_row_and_column(
    world: World, cells: dict[str, str], column: str, what: str
) -> None:
    assert problems(world, f"{HEAD}\n{row(code='')}\n{row(**cells)}\n") == [(3, column, what)]


def test_every_problem_of_every_row_is_named_at_once(world: World) -> None:
    text = "\n".join([HEAD, *(row(**cells) for cells, _, _ in WRONG if "code" not in cells)])
    found = problems(world, text)
    codes = "This code stands in several rows. Each participant has their own."
    assert {number for number, _, _ in found} == set(range(2, 2 + text.count("\n")))
    assert sum(what == codes for _, _, what in found) == text.count("\n")


WHOLE = {
    "two columns of a name": ("site,arm,arm\nOSL,xr,xr\n", 1, "arm", "This heading stands more than once."),
    "a column that is none": ("site,arm,name\nOSL,xr,Kim\n", 1, "name", "There is no such column."),
    "no arm": ("site\nOSL\n", 1, "arm", "This column is missing."),
    "empty": ("", 0, "", "There is nobody in the file."),
    "headings alone": ("site,arm\n", 0, "", "There is nobody in the file."),
    "too many": ("site,arm\n" + "OSL,xr\n" * (MOST_ROWS + 1), 0, "", "There are 5001 rows, at most 5000 are taken"),
    "too large": ("site,arm\n" + "OSL,xr" + " " * 400_000, 0, "", "The file is too large"),
    "a spreadsheet": ("PK\3\4\0\0", 0, "", "This is no CSV."),
    "a quotation that never ends": ('site,arm\n"OSL,xr\n', 0, "", "A quotation mark is not closed"),
}


@pytest.mark.parametrize(("text", "number", "column", "what"), WHOLE.values(), ids=WHOLE)
def test_a_file_that_cannot_be_taken_says_why(world: World, text: str, number: int, column: str, what: str) -> None:
    found = problems(world, text)
    assert (number, column) in {(row, column) for row, column, _ in found}
    assert any(each.startswith(what) for *_, each in found)


def test_nobody_is_enrolled_while_one_row_is_wrong(both: World) -> None:
    before = everybody(both)
    with pytest.raises(enrolments.NotEnrolled) as refused:
        enrol(both, f"{GOOD}OSL,nothing,,,,,,,\n")
    assert [problem.row for problem in refused.value.problems] == [4]
    assert everybody(both) == before


def test_a_code_that_is_enrolled_is_refused_even_after_a_transfer(both: World) -> None:
    enrol(both, GOOD)
    manager = both.people[Role.MANAGER]
    (moved,), _ = participants.search(both.store, manager, both.study, text=CODE)
    courses.move(both.store, manager, both.study, moved.id, "BER", now=NOW)
    taken = "A participant of this code is enrolled already. Take the row out."
    assert problems(both, f"{HEAD}\n{row()}\n") == [(2, "code", taken)]


def test_what_is_enrolled_is_what_was_shown(world: World, manager: Actor) -> None:
    content = GOOD.encode()
    seen = enrolments.preview(world.store, manager, world.study, content, now=NOW)
    changed = content.replace(b"oat", b"xr")
    with pytest.raises(Overtaken):
        enrolments.enrol_all(world.store, manager, world.study, changed, seen.digest, now=NOW)
    newer = replace(world.study, version=2)
    assert newer != world.study
    with world.store.writing() as connection:
        studies = metadata.tables["studies"]
        connection.execute(studies.update().values(definition=studies.c.definition + "\n# newer"))
    with pytest.raises(Overtaken):
        enrolments.enrol_all(world.store, manager, world.study, content, seen.digest, now=NOW)
    assert enrol(world, GOOD) == 2, "control: what is shown anew is enrolled"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MANAGER])
def test_only_managers_enrol(world: World, role: Role) -> None:
    with pytest.raises(NotAllowed):
        enrolments.preview(world.store, world.people[role], world.study, GOOD.encode(), now=NOW)


def test_a_problem_says_where_it_is() -> None:
    assert str(Problem(3, "arm", "Wrong.")) == "row 3, arm: Wrong."
    assert str(Problem(0, "", "Wrong.")) == "file: Wrong."


def test_whoever_waits_is_told_of_each_who_is_enrolled(world: World, manager: Actor) -> None:
    content = (f"{HEAD}\n" + "OSL,xr,2026-03-01,,,,1.1,2026-03-01,workers\n" * 300).encode()
    seen = enrolments.preview(world.store, manager, world.study, content, now=NOW)
    told: list[int] = []
    enrolments.enrol_all(world.store, manager, world.study, content, seen.digest, now=NOW, done=lambda: told.append(1))
    assert len(told) == 300
    with world.store.reading() as connection:
        codes = connection.execute(select(metadata.tables["participants"].c.code)).scalars().all()
    assert len(set(codes)) == len(codes) == 301
