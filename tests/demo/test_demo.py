"""The demo study shows everything that a real one would, and is the same for everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
import re
import subprocess
import sys

import pandas as pd
import pytest

from interview_app import exports
from interview_app.domain.access import Role
from interview_app.domain.disposition import Disposition
from interview_app.domain.events import Event
from interview_app.domain.interview import Mode, Status
from interview_app.domain.missing import Missing
from interview_app.domain.participant_codes import is_participant_code
from interview_app.instruments.studies import built_in, load_study
from interview_app.services import demo as loading_demo
from interview_app.services import passwords
from interview_app.services.synthetic import people, planned, workers
from interview_app.services.synthetic_answers import texts
from interview_app.storage import accounts, moments
from interview_app.storage.engine import Store
from tests.demo.conftest import ROOT, Demo
from tests.reports.printed import Printed
from tests.test_docs import example

STUDY = load_study("demo-naltrec-like")
TODAY = date(2026, 10, 30)


@pytest.fixture(scope="module")
def cases(exported: Path) -> pd.DataFrame:
    """One row an interview."""
    return exports.load(exported, layout="interviews")


@pytest.fixture(scope="module")
def wide(exported: Path) -> pd.DataFrame:
    """One row an interview, with its answers."""
    return exports.load(exported)


@pytest.fixture(scope="module")
def events(demo_store: Store) -> Counter[str]:
    """How often each thing happened."""
    with demo_store.reading() as connection:
        return Counter(connection.exec_driver_sql("SELECT action FROM events").scalars())


def test_sixty_participants_at_five_sites_in_two_arms() -> None:
    found = people(STUDY, TODAY)
    assert Counter(person.site for person in found) == dict.fromkeys(("OSL", "AHU", "BER", "STA", "TON"), 12)
    assert Counter(person.arm for person in found) == {"xr": 36, "oat": 24}
    assert all(is_participant_code(person.code) for person in found)
    assert len({person.code for person in found}) == 60


def test_there_are_at_least_three_hundred_interviews(wide: pd.DataFrame) -> None:
    assert len(wide) >= 300


def test_modes_are_mixed_as_the_study_plans(wide: pd.DataFrame) -> None:
    shares = wide["mode_first"].value_counts(normalize=True)
    expected = {Mode.TELEPHONE.value: 0.5, Mode.VIDEO.value: 0.3, Mode.IN_PERSON.value: 0.2}
    assert shares.to_dict() == pytest.approx(expected, abs=0.06)
    assert (wide["mode_first"] != wide["mode_last"]).any()


def test_some_interviews_came_from_paper(wide: pd.DataFrame) -> None:
    assert set(wide["entry"]) == {"live", "paper"}


def test_both_languages_are_spoken(wide: pd.DataFrame) -> None:
    assert set(wide["language"]) == {"en", "nb"}


@pytest.mark.parametrize("reason", list(Missing))
def test_every_missing_reason_occurs(reason: Missing, wide: pd.DataFrame) -> None:
    found = {why for name in wide.columns if name.endswith("__miss") for why in wide[name].dropna()}
    assert reason.value in found


@pytest.mark.parametrize("disposition", list(Disposition))
def test_every_disposition_occurs(disposition: Disposition, wide: pd.DataFrame) -> None:
    assert (wide["disposition"] == disposition.value).any()


@pytest.mark.parametrize("status", list(Status))
def test_every_status_occurs(status: Status, demo_store: Store) -> None:
    with demo_store.reading() as connection:
        counts = connection.exec_driver_sql("SELECT status FROM interviews").scalars()
        assert status.value in set(counts)


HAPPENS = [
    Event.INTERVIEW_AMEND,
    Event.INTERVIEW_CONFIRM,
    Event.INTERVIEW_NOTE,
    Event.INTERVIEW_PROBE,
    Event.INTERVIEW_LANGUAGE,
    Event.INTERVIEW_MODE,
    Event.INTERVIEW_CONCERN,
    Event.INTERVIEW_PAUSE,
    Event.INTERVIEW_RESUME,
    Event.INTERVIEW_VOID,
]


@pytest.mark.parametrize("event", HAPPENS)
def test_what_can_happen_in_an_interview_happens(event: Event, events: Counter[str]) -> None:
    assert events[event.value] > 0


def test_nothing_in_it_happens_in_the_future(demo_store: Store) -> None:
    with demo_store.reading() as connection:
        last = connection.exec_driver_sql("SELECT max(server_time) FROM events").scalar_one()
    assert last < moments.text(datetime.now(UTC))


def test_about_six_in_ten_of_the_treated_complete_week_24(wide: pd.DataFrame) -> None:
    last = datetime.now(UTC).date() - timedelta(days=1)
    over = {person.code for person in people(STUDY, last) if person.arm == "xr" and (last - person.enrolled).days > 190}
    seen = wide[wide["participant_id"].isin(over) & (wide["visit"] == "W24") & (wide["status"] == "complete")]
    assert 0.5 <= seen["participant_id"].nunique() / len(over) <= 0.7


def test_some_visits_are_told_by_two_informants(wide: pd.DataFrame) -> None:
    done = wide[wide["status"] == "complete"]
    told = done.groupby(["participant_id", "visit"])["informant_id"].nunique()
    assert 0.05 <= (told >= 2).mean() <= 0.25


def test_recovery_rises_in_treatment(wide: pd.DataFrame) -> None:
    means = wide[wide["arm"] == "xr"].groupby("visit")["wrri_total"].mean()
    assert means["BL"] < means["W12"] < means["W24"]


def test_every_interview_about_a_participant_is_at_their_site(wide: pd.DataFrame) -> None:
    assert (wide["participant_id"].str.slice(0, 3) == wide["site"]).all()


def sentences() -> Iterator[str]:
    """Everything that synthetic people say."""
    for languages in texts().values():
        for bank in languages.values():
            yield from bank


@pytest.mark.parametrize("sentence", sorted(set(sentences())))
def test_no_sentence_holds_a_number_or_a_name(sentence: str) -> None:
    assert not re.search(r"\d", sentence)
    inner = re.findall(r"(?<=[a-zæøå,] )[A-ZÆØÅ]\w+", sentence)
    assert inner == []


def test_each_occasion_has_sentences_in_both_languages() -> None:
    assert {name for name, bank in texts().items() if set(bank) != {"en", "nb"} or not all(bank.values())} == set()


def test_the_same_study_is_planned_every_time() -> None:
    assert planned(STUDY, TODAY) == planned(STUDY, TODAY)
    assert workers("OSL") == workers("OSL")


def test_reviews_stand_in_every_state(cases: pd.DataFrame) -> None:
    assert set(cases["review_state"].dropna()) == {"waiting", "returned", "signed", "voided"}
    assert {"drawn", "entered", "accepted"} <= set(cases["verification"].dropna())
    assert cases["n_queries_open"].sum() > 0
    assert (cases["n_queries"] > cases["n_queries_open"]).any()


def test_the_ledger_of_the_demo_is_whole(demo: Demo) -> None:
    said = demo.run("verify")
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("Whole:")


def test_a_seal_that_was_printed_belongs_to_this_ledger_and_another_does_not(demo: Demo) -> None:
    value = demo.run("seal").stdout.strip()
    assert demo.run("verify", "--seal", value).returncode == 0
    assert demo.run("verify", "--seal", "0" * 64).returncode == 1


@pytest.mark.parametrize("role", list(Role))
def test_one_account_of_each_role_is_printed_with_a_password_that_fits(
    role: Role, demo: Demo, demo_store: Store
) -> None:
    told = re.search(rf"^  {role.value} +(\S+) +(\S+)$", demo.printed, re.MULTILINE)
    assert told is not None
    with demo_store.reading() as connection:
        account = accounts.by_user_name(connection, told[1])
    assert account is not None
    assert account.role is role
    assert passwords.fits(account.password_hash, told[2])


def test_a_second_run_keeps_the_data_and_says_how_to_reset_a_password(demo: Demo) -> None:
    again = demo.run("demo", "--no-serve")
    assert again.returncode == 0, again.stderr
    assert "kept" in again.stdout
    assert "interview-app account password" in again.stdout
    assert demo.run("verify").returncode == 0


def test_a_demo_that_was_loaded_in_part_is_not_taken_for_a_whole_one(store: Store) -> None:
    loading = loading_demo.load(store, by="cli:test", now=datetime.now(UTC))
    for _ in islice(loading.steps, 5):
        assert loading.total > 5
    with pytest.raises(loading_demo.HalfLoaded, match="remove its instance folder"):
        loading_demo.loaded(store)


def test_another_study_is_not_mixed_with_the_demo(tmp_path: Path) -> None:
    own = Demo(tmp_path / "instance", "")
    assert own.run("init").returncode == 0
    definition = tmp_path / "study.toml"
    definition.write_text(built_in("demo-naltrec-like").replace('id = "demo-naltrec-like"', 'id = "ours"', 1), "utf-8")
    assert own.run("study", "load", str(definition)).returncode == 0
    said = own.run("demo", "--no-serve")
    assert said.returncode == 1
    assert "INTERVIEW_INSTANCE" in said.stderr


def test_a_pdf_of_an_interview_comes_from_the_command_line(demo: Demo, wide: pd.DataFrame, tmp_path: Path) -> None:
    done = wide[(wide["status"] == "complete") & (wide["form"] == "full")]
    interview = str(done["interview_id"].iloc[0])
    said = demo.run("report", "interview", interview, "-o", str(tmp_path / "one.pdf"))
    assert said.returncode == 0, said.stderr
    assert (tmp_path / "one.pdf").read_bytes().startswith(b"%PDF-")


def test_a_pdf_is_known_again_until_it_is_altered(demo: Demo, wide: pd.DataFrame, tmp_path: Path) -> None:
    interview, file = wide.loc[wide["status"] == "complete", "interview_id"].iloc[0], tmp_path / "a.pdf"
    options = ("--language", "nb", "--paper", "Letter", "--watermark", "--archive")
    assert demo.run("report", "interview", interview, "-o", str(file), *options).returncode == 0
    assert "skrevet ut for cli:" in Printed(file.read_bytes()).upright
    known = demo.run("report", "verify", str(file))
    assert (known.returncode, "has not changed since" in known.stdout) == (0, True)
    codes = []
    for content in (file.read_bytes() + b"\n", b"no PDF"):
        file.write_bytes(content)
        codes.append(demo.run("report", "verify", str(file)).returncode)
    assert codes == [1, 2]


def test_a_pdf_of_no_interview_is_refused_in_one_line(demo: Demo, tmp_path: Path) -> None:
    said = demo.run("report", "interview", "nothing", "-o", str(tmp_path / "one.pdf"))
    assert said.returncode == 1
    assert len(said.stderr.splitlines()) == 1
    assert not (tmp_path / "one.pdf").exists()


def test_the_readmes_example_runs_on_an_export_of_the_demo(exported: Path, tmp_path: Path) -> None:
    (tmp_path / "export").symlink_to(exported)
    environment = {"PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", example()],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert re.search(r"^\d+ interviews about \d+ participants$", ran.stdout, re.MULTILINE)
    assert "W24" in ran.stdout


def test_some_participants_no_longer_take_part(demo_store: Store) -> None:
    with demo_store.reading() as connection:
        statuses = Counter(connection.exec_driver_sql("SELECT status FROM participants").scalars())
    assert set(statuses) == {"active", "withdrawn", "died"}
