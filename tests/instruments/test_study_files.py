"""A study file names the sites with their routines, the arms, the visits and the instrument, or says what is wrong."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
import re

import pytest

from interview_app import instruments
from interview_app.domain.study import Study
from interview_app.instruments.errors import MEANINGS
from interview_app.instruments.studies import built_in, check, load_study, read_study

DEMO = built_in("demo-naltrec-like")
HERE = Path(__file__).parent
BROKEN = sorted((HERE / "studies_broken").glob("*.toml"))
DOUBTFUL = sorted((HERE / "studies_doubtful").glob("*.toml"))
TODAY = date(2026, 3, 13)


@pytest.fixture(scope="module")
def demo() -> Study:
    return load_study("demo-naltrec-like")


def test_the_demo_study_has_five_sites_two_arms_and_all_visits(demo: Study) -> None:
    assert [site.code for site in demo.sites] == ["OSL", "AHU", "BER", "STA", "TON"]
    assert set(demo.arms) == {"xr", "oat"}
    weeks = [f"W{week:02d}" for week in range(4, 53, 4)]
    assert [visit.id for visit in demo.visits] == ["BL", *weeks, "FU03", "FU06", "FU12", "UNS"]


def test_the_demo_study_says_everywhere_that_it_is_synthetic(demo: Study) -> None:
    assert demo.synthetic
    assert all("synthetic" in site.name for site in demo.sites)
    assert "synthetic" in demo.title["en"]
    assert "syntetisk" in demo.title["nb"]


def test_a_visit_sets_the_form_and_only_the_unscheduled_one_leaves_it_open(demo: Study) -> None:
    forms = {visit.id: visit.form for visit in demo.visits}
    assert [visit for visit, form in forms.items() if form == "full"] == [
        *("BL", "W12", "W24", "W52"),
        *("FU03", "FU06", "FU12"),
    ]
    assert [visit for visit, form in forms.items() if form == "either"] == ["UNS"]


def test_every_site_has_a_concern_routine_in_both_languages(demo: Study) -> None:
    assert all(set(site.protocol) == {"en", "nb"} and all(site.protocol.values()) for site in demo.sites)


def test_the_demo_study_uses_an_instrument_that_is_there(demo: Study) -> None:
    assert (demo.instrument, demo.instrument_version) in instruments.available()


def test_a_study_is_read_alike_by_name_by_path_and_from_its_text(demo: Study, tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text(DEMO, "utf-8")
    assert load_study(path) == load_study(str(path)) == read_study(DEMO) == demo


def test_a_study_is_told_all_its_errors_at_once() -> None:
    spoiled = (
        DEMO.replace('code = "AHU"', 'code = "OSL"')
        .replace('id = "W08"', 'id = "week 8"')
        .replace('form = "either"', 'form = "any"')
        .replace("partial_share = 0.5", "partial_share = 0.9")
        .replace('instrument = "wrri"', 'instrumnt = "wrri"')
        .replace('nb = "Inklusjon"', 'nb = ""')
        .replace("synthetic = true", 'synthetic = "yes"')
    )
    with pytest.raises(instruments.InstrumentErrors) as raised:
        read_study(spoiled)
    assert Counter(f"{error.code} {error.place}" for error in raised.value.errors) == Counter(
        [
            "E05 study · instrumnt",
            "E06 study · instrument",
            "E07 study · synthetic",
            "E08 visit UNS · form",
            "E09 visit week 8 · id",
            "E10 site OSL",
            "E12 anchor A · label · nb",
            "E12 visit BL · label · nb",
            "E17 study · partial_share",
        ]
    )


@pytest.mark.parametrize(
    ("definition", "code"),
    [("id = ", "E04"), ("sites = 3", "E07"), ("", "E06")],
    ids=["not TOML", "sites that are no tables", "nothing at all"],
)
def test_a_text_that_defines_no_study_is_refused(definition: str, code: str) -> None:
    with pytest.raises(instruments.InstrumentErrors) as raised:
        read_study(definition)
    assert code in {error.code for error in raised.value.errors}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("day = 28\nbefore = 7", "day = 28\nbefore = 21", "E27 visit W04"),
        ("day = 91\nbefore = 14", "day = 91\nbefore = 70", "E27 visit FU03"),
        ('until = "B"', 'until = "C"', "E13 anchor A · until"),
        ('{ date = "baseline" }', '{ date = "basline" }', "E13 anchor A · sources 1 · date"),
        ('{ date = "baseline" }', "{ days = 3 }", "E06 anchor A · sources 1"),
        ('{ date = "baseline" }', '{ anchor = "B" }', "E13 anchor A · sources 1 · anchor"),
        ('arms = ["oat"] }', 'arms = ["opt"] }', "E13 anchor B · sources 3 · arms"),
        ('anchor = "B"\nday = 182', 'anchor = "Z"\nday = 182', "E13 visit FU06 · anchor"),
        ('gate = "workers"', 'gate = "worker"', "E13 study · consent · gate"),
        ("until = 2026-02-28", "until = 2019-02-28", "E17 consent 1.0 · until"),
        ("closes = 20:00:00", "closes = 07:00:00", "E17 study · calling · closes"),
        ('seed = "demo-naltrec-like/1"', 'seed = ""', "E06 study · sampling · seed"),
        ('timezone = "Europe/Oslo"', 'timezone = "Europe/Christiania"', "E09 study · timezone"),
        ('id = "B"', 'id = "A"', "E10 anchor A"),
    ],
    ids=lambda text: None,
)
def test_a_plan_that_cannot_be_followed_is_refused_with_its_place(before: str, after: str, told: str) -> None:
    assert before in DEMO
    errors, _ = check(DEMO.replace(before, after, 1))
    assert told in {f"{error.code} {error.place}" for error in errors}


def test_the_demo_study_has_neither_errors_nor_warnings() -> None:
    assert check(DEMO, TODAY) == ((), ())


def stem(path: Path) -> str:
    return path.stem


def expected(path: Path) -> Counter[str]:
    """The findings that a file says of itself, in the comments at its top."""
    return Counter(re.findall(r"^# ([EW]\d\d .+)$", path.read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("path", BROKEN, ids=stem)
def test_a_broken_file_is_told_all_its_errors_at_once(path: Path) -> None:
    errors, _ = check(path.read_text("utf-8"), TODAY)
    assert Counter(f"{error.code} {error.place}" for error in errors) == expected(path)


@pytest.mark.parametrize("path", DOUBTFUL, ids=stem)
def test_a_doubtful_file_is_warned_about_and_loads(path: Path) -> None:
    errors, warnings = check(path.read_text("utf-8"), TODAY)
    assert not errors
    assert Counter(f"{warning.code} {warning.place}" for warning in warnings) == expected(path)
    assert load_study(path).id == "tiny"


def test_every_code_that_a_study_file_can_have_has_its_file() -> None:
    sources = (path.read_text("utf-8") for path in Path(instruments.__file__).parent.glob("study_*.py"))
    told = {code for source in sources for code in re.findall(r'"([EW]\d\d)"', source)}
    of_any_file = {"E04", "E05", "E06", "E07", "E08", "E09", "E10", "E12"}
    found = {line.split()[0] for path in (*BROKEN, *DOUBTFUL) for line in expected(path)}
    assert found == told | of_any_file


def test_every_finding_says_what_is_wrong_and_what_to_do() -> None:
    told = [check(path.read_text("utf-8"), TODAY) for path in (*BROKEN, *DOUBTFUL)]
    findings = [finding for found in told for findings in found for finding in findings]
    assert all(finding.what and finding.remedy and finding.code in MEANINGS for finding in findings)


def test_a_study_keeps_its_hash_through_layout_and_comments_and_no_other_change() -> None:
    assert read_study(f"# A comment\n{DEMO}\n").hash == read_study(DEMO).hash
    assert read_study(DEMO.replace("day = 91", "day = 92")).hash != read_study(DEMO).hash
    assert read_study(DEMO.replace("08:00:00", "08:30:00")).hash != read_study(DEMO).hash


@pytest.mark.parametrize("word", ["study", "heroin", "deltaker", "behandling", "LAR", "research"])
def test_a_voicemail_that_may_tell_what_it_is_about_is_warned_of(word: str) -> None:
    _, warnings = check(DEMO.replace("a work-related question", f"a question about {word}", 1))
    assert [finding.code for finding in warnings] == ["W08"]


def test_what_cannot_be_read_at_all_is_one_error() -> None:
    errors, _ = check("id = ")
    assert [error.code for error in errors] == ["E04"]
