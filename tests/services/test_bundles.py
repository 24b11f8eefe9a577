"""Many reports in one file: who may have which, what is left out and how that is told, and what the ledger keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
import io
import json
from pathlib import Path
import shutil
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import text

from interview_app.domain.access import Role, Sites
from interview_app.domain.events import Event
from interview_app.domain.participation import InformantWithdrawal, Withdrawal
from interview_app.domain.weeks import Week
from interview_app.reports.copies import Copy
from interview_app.services import (
    bundles,
    courses,
    digests,
    endings,
    informants,
    interviews,
    participants,
    reports,
    second_opinions,
    verification,
)
from interview_app.services.bundle_kinds import Wish
from interview_app.services.bundle_manifest import container_of
from interview_app.services.bundles import Bundle, Cancelled, Watch
from interview_app.services.errors import NotAllowed, Overtaken, Unsuitable
from interview_app.storage import ledger
from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing
from tests.reports.printed import Printed
from tests.services.conftest import NOW, STUDY, World, person
from tests.worked import ANSWERS

FIRST = {item: value for item, value in ANSWERS.items() if item not in ("prior_wrri", "e1")}
AGAIN = FIRST | {"e1": ANSWERS["e1"]}
WEEK = Week.of(NOW.date())
WISH = Wish(kind="interviews", since=WEEK.monday, until=WEEK.sunday, purpose="Weekly meeting")


@pytest.fixture(scope="module")
def held(template: tuple[Path, World], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World, list[str]]:
    """The world with two interviews about one participant, both complete, made once."""
    path = tmp_path_factory.mktemp("held") / "interviews.sqlite"
    shutil.copy(template[0], path)
    store = Store.open(f"sqlite:///{path}", KeyRing(bytes(range(32))))
    world = replace(template[1], store=store)
    both = [completed(world, "W12", FIRST), completed(world, "W16", AGAIN)]
    store.close()
    return path, world, both


def completed(world: World, visit: str, answers: dict[str, Any], now: datetime = NOW) -> str:
    wish = replace(world.wish, visit=visit, outside_reason="As the ward asked.")
    interview = interviews.start(world.store, world.interviewer, wish, now=now)
    world.answer(interview, answers, now=now)
    endings.complete(world.store, world.interviewer, interview, now=now)
    return interview


@pytest.fixture
def both(held: tuple[Path, World, list[str]], tmp_path: Path, keys: KeyRing) -> Iterator[tuple[World, list[str]]]:
    shutil.copy(held[0], tmp_path / "interviews.sqlite")
    store = Store.open(f"sqlite:///{tmp_path / 'interviews.sqlite'}", keys)
    yield replace(held[1], store=store), held[2]
    store.close()


def made(
    world: World, wish: Wish = WISH, form: Any = "zip", role: Role = Role.SUPERVISOR, **how: Any
) -> tuple[Bundle, bytes]:
    written = io.BytesIO()
    container = container_of(form, written.write, world.study, wish)
    actor = how.pop("actor", world.people[role])
    bundle = bundles.make(world.store, actor, world.study, wish, container, now=NOW, jobs=2, **how)
    return bundle, written.getvalue()


def events(world: World, stream: str, kind: Event) -> list[dict[str, Any]]:
    with world.store.reading() as connection:
        if stream.startswith("study:"):
            key = world.store.keys.stream_key(stream)
            return [each.payload for each in ledger.history(connection, key, stream) if each.action is kind]
    found = interviews.history(world.store, world.interviewer, stream.partition(":")[2], now=NOW)
    return [each.payload for each in found if each.action is kind]


def withdraw(world: World) -> None:
    manager = world.people[Role.MANAGER]
    with world.store.reading() as connection:
        who = connection.execute(text("SELECT id FROM participants")).scalar_one()
    courses.withdraw(world.store, manager, world.study, who, Withdrawal.STOP_USE, NOW.date(), now=NOW)


def opinion_wanted(world: World) -> None:
    supervisor = world.people[Role.SUPERVISOR]
    second_opinions.mark(
        world.store, supervisor, world.study, world.wish.participant, "W16", reason="Answers look alike", now=NOW
    )


def informant_left(world: World) -> None:
    with world.store.reading() as connection:
        who = connection.execute(text("SELECT id FROM informants")).scalar_one()
    informants.withdraw(world.store, world.people[Role.MANAGER], who, InformantWithdrawal.REMOVE, now=NOW)


def test_a_week_as_a_zip_holds_what_each_prints_alone_and_the_ledger_knows_all_of_it(
    both: tuple[World, list[str]],
) -> None:
    world, ids = both
    bundle, content = made(world)
    with ZipFile(io.BytesIO(content)) as holds:
        manifest = json.loads(holds.read("MANIFEST.json"))
        files = {name: holds.read(name) for name in holds.namelist() if name != "MANIFEST.json"}
    supervisor = world.people[Role.SUPERVISOR]
    alone = [reports.interview_pdf(world.store, supervisor, each, copy=Copy("en"), now=NOW) for each in ids]
    assert list(files.values()) == alone, "byte for byte"
    assert [each["sha256"] for each in manifest["files"]] == [sha256(each).hexdigest() for each in alone]
    assert list(files) == [f"{world.wish.participant}-{visit}-{world.wish.informant}-1.pdf" for visit in ("W12", "W16")]
    assert (manifest["made_by"], manifest["purpose"], manifest["left_out"]) == (supervisor.code, "Weekly meeting", 0)
    for each, printed in zip(ids, alone, strict=True):
        first, second = events(world, f"interview:{each}", Event.INTERVIEW_PRINT)
        assert first == second, "told as one that is printed alone"
        assert first["sha256"] == sha256(printed).hexdigest()
    (told,) = events(world, f"study:{STUDY}", Event.STUDY_PRINT)
    assert (told["report"], told["sha256"], told["seal"]) == (
        "interviews",
        sha256(content).hexdigest(),
        manifest["seal"],
    )
    assert bundle.keys == tuple(ids)
    assert not verification.verify(world.store).faults


def test_as_one_pdf_it_begins_with_what_it_holds(both: tuple[World, list[str]]) -> None:
    world, _ = both
    with world.store.writing() as connection:
        connection.execute(text("UPDATE interviews SET document = X'0101' WHERE visit = 'W12'"))
    bundle, content = made(world, replace(WISH, sites=("OSL",), copy=Copy("nb")), "pdf")
    page = Printed(content)
    assert page.pages == 2
    assert "1 rapport." in page.said
    assert "Kunne ikke skrives ut" in page.said, "and named"
    assert [each["visit"] for each in bundle.manifest["unreadable"]] == ["W12"]
    with pytest.raises(Unsuitable, match="zip or a folder"):
        made(world, replace(WISH, copy=Copy(archive=True)), "pdf")


def test_only_what_was_held_on_the_days_by_the_calendar_of_the_site(both: tuple[World, list[str]]) -> None:
    world, _ = both
    for days in ((date(2026, 3, 1), date(2026, 3, 12)), (date(2026, 3, 14), date(2026, 3, 31))):
        with pytest.raises(Unsuitable, match="nothing to print"):
            made(world, replace(WISH, since=days[0], until=days[1]))
    for days in ((NOW.date(), NOW.date()), (date.min, date.max)):
        assert made(world, replace(WISH, since=days[0], until=days[1]))[0].manifest["count"] == 2


def test_who_may_not_print_gets_nothing_and_an_interviewer_their_own(both: tuple[World, list[str]]) -> None:
    world, ids = both
    for role in (Role.RESEARCHER, Role.MANAGER, Role.ADMIN, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            made(world, role=role)
    assert made(world, role=Role.INTERVIEWER)[0].keys == tuple(ids)
    admin, away = world.people[Role.ADMIN], replace(world.people[Role.SUPERVISOR], sites=Sites.of(STUDY, ["BER"]))
    colleague = person(world.store, admin, Role.INTERVIEWER, world.interviewer.sites, "colleague")
    for actor in (away, colleague):
        with pytest.raises(Unsuitable, match="nothing to print"):
            made(world, actor=actor)
    with pytest.raises(Unsuitable, match="among your sites"):
        made(world, replace(WISH, sites=("OSL",)), actor=away)


def test_a_blind_pair_is_counted_and_not_named(both: tuple[World, list[str]]) -> None:
    world, ids = both
    opinion_wanted(world)
    bundle, content = made(world)
    assert (bundle.keys, bundle.manifest["left_out"]) == (tuple(ids[:1]), 1)
    assert b"W16" not in content


Moment = Callable[[World], Watch]


def while_drawing(world: World) -> Watch:
    """Before anything is told, when the first report is waited for."""
    calls: list[int] = []

    def stop() -> bool:
        calls.append(1)
        if len(calls) == 1:
            withdraw(world)
        return False

    return Watch(stop=stop)


def when_all_are_in(world: World) -> Watch:
    return Watch(progress=lambda done, total: withdraw(world) if done == total else None)


@pytest.mark.parametrize("moment", [while_drawing, when_all_are_in])
def test_who_withdraws_while_it_is_made_is_not_in_it(both: tuple[World, list[str]], moment: Moment) -> None:
    world, _ = both
    try:
        bundle, content = made(world, watch=moment(world))
    except (Overtaken, Unsuitable):
        assert events(world, f"study:{STUDY}", Event.STUDY_PRINT) == []
        return
    assert (bundle.manifest["count"], bundle.manifest["left_out"]) == (0, 2)
    assert world.wish.participant.encode() not in content


def test_a_bundle_that_is_stopped_is_none(both: tuple[World, list[str]]) -> None:
    world, _ = both
    with pytest.raises(Cancelled):
        made(world, watch=Watch(stop=lambda: True))
    assert events(world, f"study:{STUDY}", Event.STUDY_PRINT) == []


def test_all_participants_of_a_site_but_those_who_withdrew(both: tuple[World, list[str]]) -> None:
    world, _ = both
    manager = world.people[Role.MANAGER]
    other = participants.enrol(world.store, manager, world.study, site="OSL", arm="xr", now=NOW)
    bundle, content = made(world, Wish(kind="participants", sites=("OSL",)), "pdf")
    assert (bundle.manifest["count"], bundle.manifest["left_out"]) == (2, 0)
    with Printed(content).open() as document, document.open_outline() as outline:
        assert {each.title for each in outline.root[1:]} == {other.code, world.wish.participant}
    courses.withdraw(world.store, manager, world.study, other.id, Withdrawal.ERASE, NOW.date(), now=NOW)
    bundle, content = made(world, Wish(kind="participants", sites=("OSL",)))
    assert (bundle.manifest["count"], bundle.manifest["left_out"]) == (1, 1)
    assert other.code.encode() not in content
    assert not verification.verify(world.store).faults


@pytest.mark.parametrize("act", [opinion_wanted, informant_left, withdraw])
def test_a_bundle_of_participants_is_nobody_s_once_an_interview_in_it_is_kept_back(
    both: tuple[World, list[str]], act: Callable[[World], None]
) -> None:
    world, _ = both
    wish, supervisor = Wish(kind="participants", sites=("OSL",)), world.people[Role.SUPERVISOR]
    bundle, _ = made(world, wish)

    def is_readable() -> bool:
        return bundles.still_readable(world.store, supervisor, world.study, wish.kind, bundle.keys, now=NOW)

    assert is_readable()
    act(world)
    assert not is_readable()


def test_an_instrument_that_is_not_there_keeps_nothing_but_its_own_interviews_back(
    both: tuple[World, list[str]],
) -> None:
    world, ids = both
    with world.store.writing() as connection:
        connection.execute(text("UPDATE interviews SET instrument_version = 9 WHERE visit = 'W12'"))
    bundle, _ = made(world)
    assert (bundle.keys, [each["visit"] for each in bundle.manifest["unreadable"]]) == (tuple(ids[1:]), ["W12"])
    digest = digests.digest(world.store, world.people[Role.SUPERVISOR], world.study, WEEK, now=NOW)
    assert [each.visit for each in digest.lost] == ["W12"]


@pytest.mark.parametrize("written", ["2026-W54", "2025-W53", "W14", "2026-W0", "2026-14", "x"])
def test_a_week_that_no_calendar_has_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="week"):
        Week.read(written)


def test_weeks_follow_the_calendar_over_the_turn_of_the_year() -> None:
    week = Week.read("2026-w1")
    assert (str(week), week.monday, week.sunday) == ("2026-W01", date(2025, 12, 29), date(2026, 1, 4))
    assert (str(week.before), str(week.after.before)) == ("2025-W52", "2026-W01")
    assert Week.of(week.sunday + timedelta(days=1)) == week.after
    assert Week.read("2026-W53").sunday == date(2027, 1, 3)
