"""A study's report says what a table made by hand says, and gives nobody's small number away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
import io
import re

import pikepdf
import pytest

from interview_app import instruments
from interview_app.domain import results
from interview_app.domain.agreement import Quantiles
from interview_app.domain.disposition import Disposition
from interview_app.domain.flow import flow, stays
from interview_app.domain.participation import Participation
from interview_app.domain.progress import Line, Occasion, Person, counted, occasion, recruitment
from interview_app.domain.rates import RATES, Share
from interview_app.domain.results import Measure, Results, Told
from interview_app.domain.retention import kaplan_meier
from interview_app.domain.schedule import Expectation, Reason, Slot
from interview_app.instruments.studies import load_study
from interview_app.reports.copies import Copy
from interview_app.reports.study.findings import Findings, Work
from interview_app.reports.study.outcomes import COUNTED, SHOWN_RATES, tells_nothing
from interview_app.reports.study.page import print_study, widths
from interview_app.reports.study.reading import HIDDEN, Reading
from interview_app.reports.study.recruiting import boxes_of
from interview_app.reports.study.sheet import Sheet, Table
from interview_app.reports.study.summary import sheet_of
from interview_app.reports.study.wording import TEXTS
from interview_app.reports.words import Words
from interview_app.services.quantiles import Distributions
from tests.domain.test_suppression import reduced
from tests.reports.printed import Printed, elements

DAY, WEEK = date(2026, 1, 5), timedelta(days=7)
TODAY = DAY + 40 * WEEK
STUDY = load_study("demo-naltrec-like")
WRRI = instruments.load("wrri", 1)
OUTCOMES = ["COMPLETE"] * 24 + ["PARTIAL"] * 2 + ["REF_HARD"] * 6 + ["NC"] + ["NOANS"] * 3 + ["INF_LEFT"] * 2
"""Of the second visit: I 24, P 2, R 6, NC 1, O 0, U 3, NE 2, beside two who withdrew before."""
TEN = ["OSL", "AHU", "BER", "STA"]


def _people() -> list[Person]:
    gone = {38: Participation.WITHDRAWN, 39: Participation.WITHDRAWN}
    return [
        Person(
            f"P{number:02}", TEN[number % 4], "xr" if number % 5 else "oat", DAY + (number % 7) * WEEK,
            gone.get(number, Participation.ACTIVE), DAY + 10 * WEEK if number in gone else None,
        )
        for number in range(40)
    ]  # fmt: skip


def _occasions(people: list[Person]) -> list[Occasion]:
    made = []
    for number, person in enumerate(people):
        first = Slot("BL", DAY, DAY + WEEK, DAY + 2 * WEEK, Expectation.EXPECTED)
        held = Line(outcome=Disposition.COMPLETE, attempts=1, interviews=1, held_on=DAY + WEEK, seconds=600)
        made.append(occasion(person, first, [held], TODAY, ""))
        is_gone = person.status is Participation.WITHDRAWN
        expectation, why = (Expectation.NOT_EXPECTED, Reason.WITHDRAWN) if is_gone else (Expectation.EXPECTED, None)
        later = Slot("W12", DAY + 11 * WEEK, DAY + 12 * WEEK, DAY + 13 * WEEK, expectation, why)
        lines = [] if is_gone else [_line(OUTCOMES[number], late=number < 3)]
        made.append(occasion(person, later, lines, TODAY, ""))
    return made


def _line(outcome: str, *, late: bool) -> Line:
    held = DAY + (14 if late else 12) * WEEK if outcome in ("COMPLETE", "PARTIAL") else None
    return Line(outcome=Disposition[outcome], attempts=2, interviews=int(held is not None), held_on=held, seconds=700)


def _told(people: list[Person]) -> list[Told]:
    made = []
    for number, person in enumerate(people[:24]):
        for place, visit in enumerate(("BL", "W12")):
            codes = {f"c{item:02}": float((number + item + place) % 5) for item in range(1, 13)}
            score = 25 * sum(codes.values()) / 12
            made.append(
                Told(
                    id=f"{visit}{number:02}", participant=person.code, arm=person.arm, visit=visit, informant="A",
                    interviewer="int-01", held_on=DAY, scores={"wrri_total": score}, codes=codes,
                )
            )  # fmt: skip
    return made


def _results(people: list[Person], quantiles: Quantiles) -> Results:
    told = _told(people)
    firsts = results.firsts(told, ())
    measures = [Measure("wrri_total", tuple(f"c{item:02}" for item in range(1, 13)))]
    seconds = [
        replace(each, id=f"2{each.id}", informant=f"B{each.participant}", codes={"c01": 4 - each.codes["c01"]})
        for each in told
    ]
    by_id = {each.id: each for each in (*told, *seconds)}
    pairs = [("informant", each.id, f"2{each.id}") for each in told[:30]]
    return Results(
        "BL",
        results.descriptions(firsts.values()),
        results.shifts(firsts, "BL", quantiles),
        results.consistency(firsts, measures),
        results.agreements(by_id, pairs, measures, {"c01": [0.0, 1.0, 2.0, 3.0, 4.0]}, quantiles),
        interviews=len(told),
        unread=1,
    )


@pytest.fixture(scope="module")
def findings() -> Findings:
    people = _people()
    occasions = _occasions(people)
    lengths = stays(people, {}, TODAY)
    return Findings(
        study=STUDY, instrument=WRRI, sites=TEN, today=TODAY, people=40, withdrawn=2, overdue=0,
        tables=counted(["BL", "W12"], occasions, {}), recruitment=recruitment(people),
        flow=flow(people, occasions, [person.code for person in people[1:]], ["BL", "W12"], ""),
        stays=kaplan_meier(lengths), followed=max(stay.days for stay in lengths),
        missing={"c01": {"BL": Share(1, 40), "W12": Share(10, 26)}, "c02": {"W12": Share(1, 4)}},
        work={"int-01": Work(66, 80, 1, reviewed=40, flags={"speed": 6})}, results=_results(people, Distributions()),
    )  # fmt: skip


@pytest.fixture(scope="module")
def whole(findings: Findings) -> Sheet:
    return sheet_of(findings, "en", hides=False)


@pytest.fixture(scope="module")
def handed_on(findings: Findings) -> Sheet:
    return sheet_of(findings, "en", hides=True)


@pytest.fixture(scope="module")
def pages(whole: Sheet) -> Printed:
    return Printed(print_study(whole, Copy(archive=True), content="c" * 64, seal="5" * 64, last_event=None))


def table(sheet: Sheet, key: str) -> dict[str, Mapping[str, str]]:
    """The rows of a table by their names, each by its heads."""
    [found] = [table for section in sheet.sections for table in section.tables if table.key == key]
    return {row[0]: dict(zip(found.heads, row, strict=True)) for row in found.rows}


def test_the_numbers_are_those_of_the_hand_made_table(whole: Sheet) -> None:
    retained = table(whole, "retention")["Week 12"]
    assert (retained["With an interview"], retained["Enrolled, window closed"]) == ("26", "40")
    assert retained["of enrolled, % (95 % interval)"] == "65 % (50–78)"
    row = table(whole, "dispositions")["Week 12"]
    assert [row[kind] for kind in (*COUNTED, "I to U", "NE")] == ["24", "2", "6", "1", "0", "3", "36", "2"]
    assert table(whole, "rates")["Week 12"]["RR1"] == "0.67"
    lost = table(whole, "flow")["Week 12"]
    assert [lost[why] for why in ("withdrew before", "refusal or break-off", "not reached", "informant left")] == [
        "2", "6", "1", "2",
    ]  # fmt: skip
    assert table(whole, "windows")["All"]["Held"] == "66"
    assert [(row["At risk"], row["Left"]) for row in table(whole, "stay").values()] == [("40", "1"), ("39", "1")]
    assert "26 of 40 enrolled have an interview, 65 % (95 % interval 50 to 78)" in whole.verdict[0]


def test_nothing_that_is_hidden_differs_in_what_is_shown(whole: Sheet, handed_on: Sheet) -> None:
    shown = {**handed_on.told()["tables"]}
    full = {key: {row[0]: row for row in rows} for key, rows in whole.told()["tables"].items()}
    for key in shown.keys() & full.keys():
        for row in shown[key]:
            for seen, known in zip(row, full[key][row[0]], strict=True):
                assert seen in (known, HIDDEN) or seen[0] in "<>" or seen.startswith(("over", "under")), row


@pytest.mark.parametrize("key", ["by_arm", "flow", "dispositions", "windows", "reasons"])
def test_no_number_of_one_to_four_people_is_handed_on(handed_on: Sheet, whole: Sheet, key: str) -> None:
    small = re.compile(r"[1-4]")
    assert any(small.fullmatch(cell) for row in table(whole, key).values() for cell in row.values()), "the control"
    assert not [row for row in table(handed_on, key).values() for cell in row.values() if small.fullmatch(cell)]


def attacked(findings: Findings, rates: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Which hidden class of which visit follows from the total and the rates that are shown, taken as exact."""
    handed_on = sheet_of(findings, "en", hides=True)
    found = []
    for visit, name in (("BL", "Baseline"), ("W12", "Week 12")):
        cells = table(handed_on, "dispositions")[name]
        row = findings.tables.by_visit[visit]
        unknown = [kind for kind in COUNTED if cells[kind] == HIDDEN]
        equations = [[Fraction(1)] * len(unknown)] if cells["I to U"] != HIDDEN else []
        for rate in rates[name]:
            above, below = ({*re.findall("[A-Z]+", part)} for part in RATES[rate].formula.split("/"))
            value = Fraction(sum(row.cases[kind] for kind in above), sum(row.cases[kind] for kind in below))
            equations.append([(kind in above) - value * (kind in below) for kind in unknown])
        solved = [[place for place, value in enumerate(each) if value] for each in reduced(equations, len(unknown))]
        found += [(name, unknown[places[0]]) for places in solved if len(places) == 1]
    return found


def test_no_rate_gives_a_hidden_class_away(findings: Findings, handed_on: Sheet) -> None:
    shown = {
        name: tuple(rate for rate in SHOWN_RATES if row[rate] != HIDDEN)
        for name, row in table(handed_on, "rates").items()
    }
    assert "RR1" in shown["Week 12"]
    assert not attacked(findings, shown)
    assert attacked(findings, dict.fromkeys(shown, SHOWN_RATES)), "the control: all of the rates would"
    assert tells_nothing("(I+P+R+NC+O+U)", frozenset({"P", "NC"}))
    assert not tells_nothing("(I+P+R+NC+O+U)", frozenset({"P", "NC", "NE"}))


def kept_in(sheet: Sheet, key: str) -> dict[str, set[str]]:
    return {name: {head for head, cell in row.items() if cell == HIDDEN} for name, row in table(sheet, key).items()}


def test_what_the_flow_keeps_back_stands_in_no_other_table(findings: Findings) -> None:
    rows = {visit: replace(row) for visit, row in findings.tables.by_visit.items()}
    lost = {"BL": Counter(), "W12": Counter({"R": 2, "NC": 12})}
    visits = {visit: replace(findings.flow.visits[visit], lost=lost[visit]) for visit in rows}
    rows["W12"] = replace(rows["W12"], cases=Counter({"I": 26, "R": 2, "NC": 12, "attempted": 40}))
    few = replace(findings, flow=replace(findings.flow, visits=visits), tables=replace(findings.tables, by_visit=rows))
    handed_on = sheet_of(few, "en", hides=True)
    flow, cases = kept_in(handed_on, "flow")["Week 12"], kept_in(handed_on, "dispositions")["Week 12"]
    assert flow == {"refusal or break-off", "not reached"}, "and not who came: scores rest on as many"
    assert {"R", "NC"} <= cases
    assert "I" not in cases


@pytest.mark.parametrize(
    ("consented", "named", "shown"), [(38, 38, "••"), (38, 30, "••"), (30, 28, "30•"), (30, 20, "3020")]
)
def test_a_place_of_the_flow_does_not_give_the_one_before_it_away(
    findings: Findings, consented: int, named: int, shown: str
) -> None:
    places = replace(findings.flow, enrolled=40, consented=consented, named=named)
    boxes = boxes_of(Reading(replace(findings, flow=places), Words("en", TEXTS), hides=True))
    assert "".join(box.number for box in boxes[1:]) == shown
    known = [box for box in boxes if box.number != HIDDEN]
    assert not [box.lost for box in boxes if box not in known and re.search(r"\d", box.lost)]


def test_a_share_of_which_few_are_missing_says_how_few_at_most(findings: Findings) -> None:
    reading = Reading(findings, Words("en", TEXTS), hides=True)
    assert reading.guarded(Share(38, 40), is_hidden=True).words == "over 87 %"
    assert reading.guarded(Share(2, 40), is_hidden=True).words == "under 13 %"
    assert reading.guarded(Share(20, 40), is_hidden=True).words == HIDDEN
    assert reading.guarded(Share(6, 7), is_hidden=True).words == HIDDEN, "of seven that would say nothing"
    assert reading.guarded(Share(38, 40), is_hidden=False).words == "95 % (83–99)"


def test_the_heat_map_holds_its_numbers_and_hides_what_rests_on_few(whole: Sheet, handed_on: Sheet) -> None:
    first, second = (table(sheet, "missing") for sheet in (whole, handed_on))
    assert first["c01 Mental health"]["W12"] == second["c01 Mental health"]["W12"] == "38"
    assert first["c02 Physical health"]["W12"] == "25"
    assert second["c02 Physical health"]["W12"] == HIDDEN
    [section] = [section for section in whole.sections if section.key == "missing"]
    assert section.tables[0].shades == ((1, 5), (0, 4)), "and the darkness of a cell follows the share"


def test_each_coefficient_says_its_model_its_pairs_and_its_interval(whole: Sheet) -> None:
    row = table(whole, "agreement_informant")["Total"]
    assert (row["Model"], row["pairs"], row["k"], row["ICC"]) == ("ICC(1,1)", "30", "2", "1.000")
    assert row["95 % interval"] == "1.000 to 1.000"
    assert table(whole, "agreement_items_informant")["c01 Mental health"]["κ quadratic (95 % interval)"].startswith("−")


def test_the_file_is_tagged_has_bookmarks_and_carries_its_numbers(pages: Printed, whole: Sheet) -> None:
    with pages.open() as pdf:
        tags = [str(element.S) for element in elements(pdf.Root.StructTreeRoot)]
        assert tags.count("/H1") == 1
        assert tags.count("/H2") == len(whole.sections) + 1
        assert tags.count("/Figure") == sum(len(section.parts) - len(section.tables) for section in whole.sections)
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == [
                *(each.title for each in whole.sections),
                "How the numbers were made",
            ]
        assert str(pdf.docinfo["/Title"]) == "demo-naltrec-like · Study report"
        data = pdf.attachments["data.csv"].get_file().read_bytes().decode()
    assert "retention,Week 12,,With an interview,26\r\n" in data
    assert 3 <= pages.pages <= 5
    assert pages.said.count(f"of {pages.pages}") >= pages.pages
    assert pages.said.count("not to be handed on") == pages.pages + 1, "on each page, and where numbers are explained"


def test_the_same_sheet_is_the_same_file_in_both_languages(findings: Findings) -> None:
    sheet = sheet_of(findings, "nb", hides=True)
    files = [print_study(sheet, Copy("nb", "Letter"), content="c" * 64, seal="", last_event=None) for _ in range(2)]
    assert files[0] == files[1]
    page = Printed(files[0])
    assert "Hva" not in page.said
    assert "av 40 inkluderte" in page.said
    with pikepdf.open(io.BytesIO(files[0])) as pdf:
        assert str(pdf.Root.Lang) == "nb"


def test_columns_are_as_wide_as_what_stands_in_them_and_never_wider_than_the_page(whole: Sheet) -> None:
    for found in (table for section in whole.sections for table in section.tables):
        assert sum(widths(found)) <= 180.5, found.key
    many = Table("many", "", ("Name", *["Informant"] * 30), (("x" * 90, *["100 % (95–100)"] * 30),))
    assert sum(widths(many)) == pytest.approx(180, abs=0.5)


def test_of_nobody_the_report_says_so(findings: Findings) -> None:
    empty = replace(findings, people=0)
    sheet = sheet_of(empty, "en", hides=True)
    assert sheet.sections == ()
    assert sheet.verdict == ("Nobody has been enrolled yet, so that there is nothing to tell.",)
