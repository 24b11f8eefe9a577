"""The weekly digest: what it says to whom, that it is delivered once, and that no mail says anything of anybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
import shutil
import socketserver
from threading import Thread
from typing import Any

import pytest

from interview_app.config import Unconfigured
from interview_app.domain.access import Role
from interview_app.domain.digest import Came, Digest, Due, Look, Lost, Waits
from interview_app.domain.participation import Withdrawal
from interview_app.domain.weeks import Week
from interview_app.reports.digest.page import Frameworks, print_digest
from interview_app.services import courses, digests, mail, queries, second_opinions, verification
from interview_app.services.digest_delivery import Delivery
from interview_app.services.errors import NotAllowed, Overtaken
from interview_app.storage import bundles
from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing
from tests.reports.printed import Printed
from tests.services.conftest import NOW, World, person
from tests.services.test_bundles import AGAIN, FIRST, completed, withdraw

NEXT_DAY = NOW + timedelta(days=1)
WEEK = Week.of(NOW.date())
LOW = {f"c{number:02}": "0" for number in range(1, 13)}
SIGN_IN = "https://interviews.example.org/sign-in"


@pytest.fixture(scope="module")
def held(template: tuple[Path, World], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World, list[str]]:
    """Two interviews about one participant, of which the second tells of a fall."""
    path = tmp_path_factory.mktemp("digest") / "interviews.sqlite"
    shutil.copy(template[0], path)
    store = Store.open(f"sqlite:///{path}", KeyRing(bytes(range(32))))
    world = replace(template[1], store=store)
    both = [completed(world, "W12", FIRST), completed(world, "W16", AGAIN | LOW, NEXT_DAY)]
    store.close()
    return path, world, both


@pytest.fixture
def week(held: tuple[Path, World, list[str]], tmp_path: Path, keys: KeyRing) -> Iterator[World]:
    shutil.copy(held[0], tmp_path / "interviews.sqlite")
    store = Store.open(f"sqlite:///{tmp_path / 'interviews.sqlite'}", keys)
    yield replace(held[1], store=store)
    store.close()


def told(world: World, of: Week = WEEK) -> Digest:
    return digests.digest(world.store, world.people[Role.SUPERVISOR], world.study, of, now=NOW)


def test_it_tells_what_came_in_what_fell_and_what_waits(week: World, held: tuple[Path, World, list[str]]) -> None:
    queries.ask(week.store, week.people[Role.SUPERVISOR], held[2][1], "c02", "Why so low?", now=NOW)
    found = told(week)
    assert {each.site: (each.complete, each.broken_off, each.kept) for each in found.came} == {
        "BER": (0, 0, 0), "OSL": (2, 0, 0),
    }  # fmt: skip
    fell = found.looks[0]
    assert (fell.visit, fell.total, fell.before, fell.change) == ("W16", 0, 70.0, -70.0)
    assert (found.waits[Waits.REVIEW], found.waits[Waits.OPEN_QUERIES], found.arrived) == (2, 1, 2)
    assert told(week, WEEK.after).arrived == told(week, WEEK.before).arrived == 0


def test_only_supervisors_have_one(week: World) -> None:
    for role in set(Role) - {Role.SUPERVISOR}:
        with pytest.raises(NotAllowed):
            digests.digest(week.store, week.people[role], week.study, WEEK, now=NOW)
    assert [each.actor.code for each in digests.readers(week.store, week.study)] == ["sup-01"]


def test_who_withdrew_and_a_blind_second_are_counted_and_not_shown(week: World) -> None:
    supervisor = week.people[Role.SUPERVISOR]
    second_opinions.mark(
        week.store, supervisor, week.study, week.wish.participant, "W16", reason="Answers look alike", now=NOW
    )
    blind = told(week)
    assert (blind.kept, [look.visit for look in blind.looks if look.visit == "W16"]) == (1, [])
    with week.store.reading() as connection:
        participant = bundles.people(connection, supervisor.sites)[0].id
    manager = week.people[Role.MANAGER]
    courses.withdraw(week.store, manager, week.study, participant, Withdrawal.STOP_USE, NOW.date(), now=NOW)
    found = told(week)
    assert (found.kept, found.looks, found.due) == (2, [], [])
    content = digests.digest_pdf(week.store, supervisor, week.study, WEEK, language="en", now=NOW)
    assert week.wish.participant not in Printed(content).text


@pytest.mark.parametrize(("language", "first"), [("en", "2 interviews came in."), ("nb", "2 intervjuer kom inn.")])
def test_it_is_one_page_and_the_ledger_knows_it(week: World, language: str, first: str) -> None:
    supervisor = week.people[Role.SUPERVISOR]
    page = Printed(digests.digest_pdf(week.store, supervisor, week.study, WEEK, language=language, now=NOW))
    assert (page.pages, first in page.said, "−70" in page.said) == (1, True, True)
    again = digests.digest_pdf(
        week.store, supervisor, week.study, WEEK, language=language, now=NOW + timedelta(seconds=1)
    )
    assert Printed(again).lines[:-2] == page.lines[:-2]
    assert not verification.verify(week.store).faults


def test_who_withdraws_while_it_is_drawn_is_not_in_it(week: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def meanwhile(*args: Any) -> bytes:
        withdraw(week)
        return print_digest(*args)

    monkeypatch.setattr(digests, "print_digest", meanwhile)
    with pytest.raises(Overtaken):
        digests.digest_pdf(week.store, week.people[Role.SUPERVISOR], week.study, WEEK, language="en", now=NOW)


def test_the_largest_fall_stands_first_and_a_small_change_alone_is_no_reason() -> None:
    about = {"interview": "", "visit": "W12", "informant": "I"}
    looks = [
        Look(participant="rose", total=80, before=60, **about),  # type: ignore[arg-type]
        Look(participant="fell", total=40, before=55, **about),  # type: ignore[arg-type]
        Look(participant="flagged", total=60, before=55, raised=({"en": "Low"},), **about),  # type: ignore[arg-type]
        Look(participant="fell far", total=10, before=55, **about),  # type: ignore[arg-type]
        Look(participant="alone", total=10, **about),  # type: ignore[arg-type]
        Look(participant="hardly", total=51, before=60, **about),  # type: ignore[arg-type]
    ]
    order = [look.participant for look in sorted(looks, key=lambda look: look.turn) if look.is_worth_it]
    assert order == ["fell far", "fell", "rose", "flagged"]


def test_a_full_week_is_one_page_and_says_how_much_more_there_is(world: World) -> None:
    found = told(world)
    about = {"interview": "", "participant": "OSL-0000-0", "visit": "M12", "informant": "I"}
    reasons = {"raised": ({"en": "Low knowledge"},), "prompts": ("dont_know",)}
    look = Look(total=10, before=90, same_informant=False, **about, **reasons)  # type: ignore[arg-type]
    due = Due("OSL", "OSL-0000-0", "W24", WEEK.monday, WEEK.sunday)
    full = replace(
        found, looks=[look] * 30, due=[due] * 30, lost=[Lost("OSL-0000-0", "W24", {"en": "lost"})] * 9, appointments=3,
        waits=dict.fromkeys(Waits, 100), came=[Came(f"S{n:02}", 9, 9, 1) for n in range(5)],
    )  # fmt: skip
    page = Printed(print_digest(full, Frameworks(world.study, "a" * 64, "b" * 64), "nb"))
    assert page.pages == 1
    assert [told in page.said for told in ("og 24 til", "og 7 til")] == [True] * 2


class Server(socketserver.ThreadingTCPServer):
    """A mail server on this machine that keeps what it takes, and refuses one recipient."""

    daemon_threads = True
    refused = "nobody@example.org"

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.taken: list[tuple[str, str]] = []


class Conversation(socketserver.StreamRequestHandler):
    """One client of the mail server."""

    def handle(self) -> None:
        self.say("220 here")
        to = ""
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
            if verb == "DATA":
                self.say("354 go on")
                self.server.taken.append((to, self.letter()))  # type: ignore[attr-defined]
            self.say("550 not here" if verb == "RCPT" and to == Server.refused else "250 done")
            if verb == "QUIT":
                return

    def letter(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        return "\n".join(lines)

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def post() -> Iterator[Server]:
    with Server() as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def settings(folder: Path, post: Server | None, addresses: Mapping[str, str], **changes: Any) -> mail.Mail:
    lines = {"host": "127.0.0.1", "tls": "none", "from": "study@example.org", "sign_in": SIGN_IN} | changes
    port = post.server_address[1] if post else 1
    written = "\n".join(f'{name} = "{value}"' for name, value in lines.items()) + f"\nport = {port}\n[addresses]\n"
    path = folder / mail.FILE
    path.touch(mode=0o600)
    path.write_text(written + "\n".join(f'{code} = "{to}"' for code, to in addresses.items()))
    return mail.load(folder, {})


def announced(world: World, found: mail.Mail, **how: Any) -> list[tuple[str, str, bool]]:
    return list(Delivery(world.store, world.study, WEEK, by="cli:test", now=NOW, **how).announce(found))


def test_mail_says_only_that_it_is_ready_and_goes_once(week: World, post: Server, tmp_path: Path) -> None:
    admin = week.people[Role.ADMIN]
    for name in ("second", "third", "fourth"):
        person(week.store, admin, Role.SUPERVISOR, week.interviewer.sites, name)
    found = settings(tmp_path, post, {"sup-01": "a@example.org", "sup-02": post.refused, "sup-03": "c@example.org"})
    assert announced(week, found, dry_run=True)[0][1] == "would be told by e-mail"
    assert post.taken == []
    outcomes = announced(week, found)
    assert [(code, fault) for code, _, fault in outcomes] == [
        ("sup-01", False), ("sup-02", True), ("sup-03", False), ("sup-04", True),
    ]  # fmt: skip
    assert post.refused not in outcomes[1][1], "an address stands in no log of cron's"
    assert [to for to, _ in post.taken] == ["a@example.org", "c@example.org"]
    canaries = {
        *(week.wish.participant, week.wish.informant, "OSL", "BER", "sup-0", "int-0", "W16", "wrri", week.study.id),
        *(say for title in (week.study.title,) for say in title.values()),
        *("70", "interview ", "participant", "Total", str(WEEK)),
    }
    for _, letter in post.taken:
        assert SIGN_IN in letter
        body = letter.replace(SIGN_IN, "").partition("\n\n")[2]
        assert not {each for each in canaries if each.lower() in body.lower()}
        assert len(body.split()) < 15
    again = announced(week, found)
    assert [told for _, told, fault in again if not fault] == ["was told already"] * 2
    assert len(post.taken) == 2
    assert not verification.verify(week.store).faults


def test_a_server_that_is_not_there_is_told_in_a_line(week: World, tmp_path: Path) -> None:
    ((_, said, fault),) = announced(week, settings(tmp_path, None, {"sup-01": "a@example.org"}))
    assert fault
    assert "cannot be reached" in said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"host": "mail.example.org"}, "only for a server on this machine"),
        ({"tls": "maybe"}, "starttls, tls or none"),
        ({"from": "a@example.org\\nBcc: x@example.org"}, "`from` is no e-mail address"),
        ({"sign_in": "javascript:1"}, "address of the sign-in page"),
        ({"from": "<a@example.org>"}, "`from` is no e-mail address"),
        ({"from": "a@bæ.example.org"}, "`from` is no e-mail address"),
        ({"sign_in": "https://[::1"}, "address of the sign-in page"),
        ({"hots": "x"}, "`hots` means nothing"),
    ],
)
def test_settings_that_would_not_do_are_refused_in_words(tmp_path: Path, changes: dict[str, str], said: str) -> None:
    with pytest.raises(Unconfigured, match=said):
        settings(tmp_path, None, {}, **changes)


def test_a_second_run_at_the_same_time_tells_nobody_twice(tmp_path: Path) -> None:
    settings(tmp_path, None, {})
    with mail.alone(tmp_path), pytest.raises(Unconfigured, match="just now"), mail.alone(tmp_path):
        pass
    with mail.alone(tmp_path):
        pass  # the first has ended


def test_settings_that_others_read_are_refused(tmp_path: Path) -> None:
    settings(tmp_path, None, {})
    (tmp_path / mail.FILE).chmod(0o644)
    with pytest.raises(Unconfigured, match="chmod 600"):
        mail.load(tmp_path, {})
    with pytest.raises(Unconfigured, match="is missing"):
        mail.load(tmp_path / "elsewhere", {})


def test_a_folder_holds_each_once_for_its_owner_alone(
    week: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "digests"
    delivery = Delivery(week.store, week.study, WEEK, by="cli:test", now=NOW)
    assert [said[:11] for _, said, _ in replace(delivery, dry_run=True).write(folder)] == ["would write"]
    assert list(folder.iterdir()) == []
    ((code, _, fault),) = delivery.write(folder)
    (file,) = folder.iterdir()
    assert (code, fault, file.name) == ("sup-01", False, f"{week.study.id}-{WEEK}-sup-01.pdf")
    assert (file.stat().st_mode & 0o077, folder.stat().st_mode & 0o077) == (0, 0)
    before = file.stat()
    with monkeypatch.context() as unseen:  # by a run that looked before this one wrote
        unseen.setattr(Path, "exists", lambda _: False)
        assert [(said.endswith("is there already"), fault) for _, said, fault in delivery.write(folder)] == [
            (True, False)
        ]
    assert [said.endswith("is there already") for _, said, _ in delivery.write(folder)] == [True]
    assert file.stat().st_mtime_ns == before.st_mtime_ns
