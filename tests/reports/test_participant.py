"""A participant over time: one look says what changed, who said it and how far to trust it; gaps stay open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
import io
from pathlib import Path
import re

import pdfplumber
import pytest

from interview_app import instruments
from interview_app.domain.document import empty
from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import LOST, Interview, Lost
from interview_app.domain.missing import Missing
from interview_app.domain.schedule import Course, slots
from interview_app.reports.copies import Copy
from interview_app.reports.participant.page import Contents, Cover, contents, html, print_participant
from interview_app.reports.participant.record import Record, Skipped
from tests.reports import courses
from tests.reports.courses import BEGAN, COURSE, course, held, record, scheduled, study, whole
from tests.reports.printed import SEAL, Printed, elements
from tests.reports.records import LONG_TEXTS, RECORDS, all_events, of_text
from tests.reports.test_one_page import guess
from tests.worked import completed, folded

COVER = Cover(SEAL, datetime(2026, 3, 13, 9, 30, tzinfo=UTC))
TINY = Path(__file__).parent.parent / "instruments"
LATER = date(2025, 7, 1)
A, B = "OSL-W03", "OSL-W07"


def printed(of: Record, **copy: object) -> Printed:
    return Printed(print_participant(of, Copy(**copy), COVER, with_text=True))  # type: ignore[arg-type]


def read(of: Record, *, with_text: bool = True) -> str:
    """The words of the page, without printing it."""
    return unescape(re.sub(r"<[^>]+>", "", html(of, Copy(), COVER, with_text=with_text)))


def told(of: Record, *, language: str = "en", with_text: bool = True) -> Contents:
    return contents(of, language=language, with_text=with_text)


def verdict(of: Record) -> str:
    return " ".join(phrase.text for phrase in told(of).verdict)


def rows(found: Contents) -> list[str]:
    """The rows of the table of interviews, each as one text."""
    (table,) = found.interviews
    return [" | ".join([row.name, row.across, *(cell.said for cell in row.cells)]) for row in table.rows]


def joined(found: Contents) -> list[int]:
    """How many values each line of the main score joins."""
    assert found.course is not None
    path = re.search(r'class="run"[^>]* d="([^"]*)"', str(found.course))
    return [run.count("L") + 1 for run in path[1].split("M")[1:]] if path else []


@pytest.fixture(scope="module")
def twofold() -> Printed:
    """Seventeen visits with two informants each."""
    return printed(whole())


@pytest.mark.parametrize(("language", "paper", "pages"), [("en", "A4", 3), ("nb", "Letter", 4)])
def test_seventeen_visits_with_two_informants_take_few_pages_and_are_drawn_on_the_first(
    twofold: Printed, language: str, paper: str, pages: int
) -> None:
    assert len(scheduled()) == 17
    found = twofold if language == "en" else printed(whole(), language=language, paper=paper)
    assert found.pages == pages
    with pdfplumber.open(io.BytesIO(found.content)) as pdf:
        for number, sheet in enumerate(pdf.pages, 1):
            lines = sheet.extract_text().splitlines()
            assert lines[0].startswith("OSL-4821-7 · ")
            assert lines[0].endswith(f"{number} of {pages}" if language == "en" else f"{number} av {pages}")
            assert max(word["x1"] for word in sheet.extract_words()) < sheet.width - 14 * 72 / 25.4, "over the margin"
        drawn = pdf.pages[0].extract_text().replace(" ", "")
        assert {"en": "Pinperson,Ttelephone", "nb": "Ffysiskmøte,Ttelefon"}[language] in drawn


def test_the_pages_are_tagged_and_lead_by_bookmarks(twofold: Printed) -> None:
    with twofold.open() as pdf:
        assert str(pdf.Root.Lang) == "en"
        assert str(pdf.docinfo["/Title"]) == "OSL-4821-7 · over time"
        tags = list(elements(pdf.Root.StructTreeRoot))
        with pdf.open_outline() as outline:
            titles = [each.title for each in outline.root]
    assert titles == ["What changed", "Over time", "Each interview", "Counts of the last 28 days",
                      "Events, and what was said", "Consent and participation"]  # fmt: skip
    figures = [str(each.Alt) for each in tags if str(each.S) == "/Figure"]
    assert len(figures) == 2
    assert "Baseline held in the window" in figures[0]
    assert "Total, 0 to 100: 50.0 on day 0 (OSL-W03)" in figures[0]
    assert "Days in work, study or activity, 0 to 28: 4 on day 0 (OSL-W03)" in figures[1]


def test_the_same_record_gives_the_same_bytes() -> None:
    of = course([("BL", A)], today=LATER)
    assert printed(of).content == printed(of).content
    assert html(of, Copy(), COVER, with_text=True) != html(replace(of, today=BEGAN), Copy(), COVER, with_text=True)


def test_the_hash_on_the_page_is_of_the_record_and_not_of_the_day() -> None:
    of = course([("BL", A)], today=LATER)
    assert of.hash == replace(of, today=date(2025, 7, 2)).hash
    assert of.hash != replace(of, status="ended").hash
    assert of.hash[:8] in read(of)


def test_an_archived_copy_carries_the_scores_as_a_table() -> None:
    with printed(course([("BL", A), ("W04", A)], today=LATER), archive=True).open() as pdf:
        (name,) = pdf.attachments
        lines = pdf.attachments[name].get_file().read_bytes().decode().splitlines()
    assert name == "OSL-4821-7-scores.csv"
    assert len(lines) == 1 + 2 * 4
    assert lines[5].startswith("OSL-4821-7,W04,")
    assert lines[5].endswith(",wrri_total,75.0,12,12,0,,25.0,25.0")


def test_the_first_sentence_says_what_changed_and_who_said_it() -> None:
    said = verdict(course([("BL", A), ("W04", A), ("W08", A)], ratings=[2, 4, 3], today=date(2025, 3, 8)))
    assert said.startswith("Total 75.0 of 100 at Week 8: 25.0 higher than at baseline and 25.0 lower than at Week 4.")
    assert "All from the same informant, OSL-W03." in said
    assert "Rests on 12 of 12 ratings" in said
    assert "no visit missed" in said


def test_the_figure_beside_a_mark_is_its_value() -> None:
    meetings = [("BL", A), ("W04", A), ("W08", A), ("W08", B)]
    of = course(meetings, ratings=[2, 3, 1, 4], today=LATER)
    assert "Total 25.0 of 100 at Week 8" in verdict(of), "of the informant who can be compared"
    assert "Others at the same visit: OSL-W07 100.0." in verdict(of)
    drawn = str(told(of).course)
    (said,) = re.findall(r'<text x="[\d.]+" y="([\d.]+)"[^>]*>25\.0<', drawn)[:1]
    ticks = {
        n: float(y) for y, n in re.findall(r'y="([\d.]+)" font-size="2.2" text-anchor="start"[^>]*>(\d+)<', drawn)[:5]
    }
    assert abs(float(said) - ticks["25"]) < 0.5


def test_a_comparison_with_another_informant_is_cautioned() -> None:
    found = told(course([("BL", A), ("W04", B), ("W08", B)], ratings=[2, 3, 4], today=date(2025, 3, 8)))
    said = " ".join(phrase.text for phrase in found.verdict)
    assert "Told by informant OSL-W07. The baseline is another informant’s" in said
    assert "different informant – differences may reflect the rater" in str(found.course)
    assert 'class="turn"' in str(found.course)
    assert [row for row in rows(found) if "≠ +50.0" in row and "+25.0" in row]
    same = told(course([("BL", A), ("W04", A)], today=date(2025, 3, 8)))
    assert 'class="turn"' not in str(same.course), "control: no line where nothing changes"
    assert "≠" not in "".join(rows(same))


def test_a_missed_visit_leaves_the_line_open() -> None:
    meetings = [("BL", A), ("W04", A), ("W08", A), ("W12", A)]
    assert joined(told(course(meetings, today=LATER))) == [4], "control: held, it is one line"
    without = told(course([each for each in meetings if each[0] != "W08"], today=LATER))
    assert joined(without) == [2]
    assert any(row.startswith("Week 8 | missed; window 24 Feb 2025 to 10 Mar 2025") for row in rows(without))


def test_a_score_that_could_not_be_computed_leaves_the_line_open_and_is_told_in_words() -> None:
    unrated = [(f"c{number:02}", Missing.DONT_KNOW) for number in range(1, 13)]
    meetings = [("BL", A), ("W04", A), ("W08", A), ("W12", A), ("W16", A)]
    found = told(course(meetings, changes={2: unrated}, today=LATER))
    assert joined(found) == [2, 2]
    (row,) = [row for row in rows(found) if row.startswith("Week 8")]
    assert "too few" in row
    assert "0/12" in row
    assert "No total at Week 16" not in verdict(course(meetings, changes={2: unrated}, today=LATER)), "it has one"
    last = verdict(course(meetings, changes={4: [*unrated, ("b8", "1")]}, today=LATER))
    assert last.startswith("No total at Week 16, the latest interview: too few ratings (0 of 12). Total 75.0 of 100 at")
    assert "Knowledge limited." in verdict(course([("BL", A)], changes={0: [("b8", "1")]}, today=LATER))
    assert "0.0" not in row


def test_counts_are_open_where_they_were_not_known_and_whole_over_forms_that_do_not_ask() -> None:
    meetings = [("BL", A), ("W04", A), ("W08", A), ("W12", A), ("W16", A), ("W20", A), ("W24", A)]
    of = course(meetings, today=LATER)
    assert str(told(of).counts).count('class="run"') == 6
    unknown = course(meetings, changes={3: [("d1_known", "no")]}, today=LATER)
    assert str(told(unknown).counts).count('class="run"') == 5
    assert "Not asked" in " ".join(cell.said for row in told(unknown).counts_table.rows for cell in row.cells)


def test_prorated_values_are_hollow_and_marked() -> None:
    few = [("c06", Missing.DECLINED), ("c10", Missing.DONT_KNOW)]
    found = told(course([("BL", A), ("W04", A)], changes={1: few}, today=LATER))
    assert "*75.0" in rows(found)[1]
    assert "10/12" in rows(found)[1]
    assert "prorated" in str(found.course)
    assert "prorated" not in str(told(course([("BL", A)], today=LATER)).course)


def test_events_stand_on_the_axis_and_in_the_list() -> None:
    wrri = instruments.load("wrri", 1)
    everything = held(replace(of_text(wrri, "Fine."), visit="BL"))
    found = told(record([everything], date(2026, 11, 26)))
    assert "Survived an overdose" in str(found.course)
    assert "Others: see the list" in str(found.course)
    assert all(choice in found.quotes[0].events for choice in ("Survived an overdose", "Arrest or custody (8 to 14"))
    assert "None of these" not in found.quotes[0].events
    assert len(all_events(wrri)) > 10


def test_texts_are_kept_from_whom_they_are_not_granted() -> None:
    of = course([("BL", A), ("W12", A)], today=LATER)
    assert "Starting the course, and being met there" in read(of)
    assert "Starting the course" not in read(of, with_text=False)
    assert "6 text answers are kept in the record." in read(of, with_text=False)


def test_hostile_texts_are_cut_with_a_pointer_and_harm_nothing() -> None:
    wrri = instruments.load("wrri", 1)
    visits = [slot for slot in slots(study(), COURSE) if slot.target is not None]
    found = [
        courses.met(slot, f"{A}{'x' * 200 if order == 3 else ''}", order, of_text(wrri, text))
        for order, (slot, text) in enumerate(zip(visits, LONG_TEXTS.values(), strict=False))
    ]
    page = printed(record(list(map(held, found)), date(2026, 11, 26)))
    assert page.pages <= 6
    assert page.text.count("… see record") >= 20
    assert "{{ 7 * 7 }}" in page.said
    assert "/etc/passwd" in page.said, "as text"


def test_every_table_is_as_wide_as_the_page_at_most() -> None:
    scale = known("total_v1").scales[0]
    many = replace(known("total_v1"), scales=tuple(replace(scale, id=f"self{number}") for number in range(20)))
    few, lots = told(whole()), told(of(many, answered(many, "BL", 0, {"p": "1", "q": "2", "r": "3"})))
    tables = [few.summary, lots.summary, *few.interviews, *lots.interviews]
    assert len(tables) == 2 + 1 + 3
    assert all(sum(head.width for head in table.heads) <= 180 for table in tables if table)


def test_forty_informants_are_readable() -> None:
    visits = scheduled() * 3
    found = told(course([(visit, f"OSL-W{number:02}") for number, visit in enumerate(visits[:40])]))
    assert "other informants (34)" in str(found.course)
    assert len(rows(found)) == 40


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2024, 12, 1), "No interview yet. Next: Baseline, from 9 Dec 2024 to 13 Jan 2025."),
        (date(2025, 1, 7), "No interview yet. Open now: Baseline, until 13 Jan 2025."),
        (date(2028, 1, 1), "No interview yet. 17 visits missed (Baseline, Week 4, Week 8, 14 more)."),
    ],
)
def test_before_any_interview_the_report_says_what_comes(today: date, expected: str) -> None:
    of = course([], today=today)
    assert verdict(of) == expected
    if today.year == 2025:
        page = printed(of, language="nb")
        assert page.pages == 1
        assert "Ikke noe intervju ennå. Åpent nå: Inklusjon, til 13. januar 2025." in page.said


def test_without_a_baseline_the_visits_wait_for_their_days() -> None:
    waiting = record([], LATER, Course(arm="oat"))
    found = told(waiting)
    assert found.course is None
    assert found.undrawn[0].startswith("Without a day yet: Baseline, Week 4, ")
    assert "Not meant for this participant: Week 28, " in read(waiting)
    begun = told(record(course([("BL", A)], today=LATER).held, LATER, Course(arm="oat")))
    assert "days since the first day" in str(begun.course), "the axis begins with what was held"


def test_a_day_outside_all_visits_is_drawn_too() -> None:
    early = record([], LATER, Course(arm="xr", dates={"baseline": BEGAN, "discontinued": date(2027, 6, 1)}))
    assert "Treatment discontinued" in str(told(early).course)


def test_what_is_left_out_is_said() -> None:
    of = course([("BL", A)], today=LATER)
    of = replace(of, blind=("W12",), elsewhere=2, skipped=(Skipped("W04", B, LOST[Lost.ANSWERS]),))
    page = read(of)
    assert "2 more interviews about this participant are not yours to read" in page
    assert "Nothing is told of Week 12 until the second opinion there is complete." in page
    assert "Left out because it cannot be opened: Week 4 (OSL-W07)." in page


def test_unfinished_and_broken_interviews_are_told_and_not_counted() -> None:
    wrri = instruments.load("wrri", 1)
    found = [held(replace(make(wrri), visit="BL", id=f"{number:032x}")) for number, make in enumerate(RECORDS.values())]
    said = rows(told(record(found, LATER)))
    assert sum("not finished" in row for row in said) == 3
    assert sum("roken off" in row or "reak-off" in row for row in said) == 1


def known(name: str) -> Instrument:
    return instruments.read(TINY / f"{name}.toml")


def answered(instrument: Instrument, visit: str, number: int, answers: Mapping[str, object]) -> Interview:
    document = folded(answers) if answers else empty()
    (slot,) = [slot for slot in slots(study(), COURSE) if slot.visit == visit]
    return courses.met(slot, A, number, completed(instrument, document))


def of(instrument: Instrument, *interviews: Interview) -> Record:
    return record([held(each, instrument) for each in interviews], LATER)


def test_reliable_change_is_told_where_a_reliability_is_known() -> None:
    reliable = known("reliable_v1")
    steps = [answered(reliable, visit, order, {"points": points}) for order, (visit, points) in enumerate(POINTS)]
    found = told(of(reliable, *steps))
    assert found.summary is not None
    (row,) = found.summary.rows
    assert [cell.said for cell in row.cells] == ["32.0", "47.0", "47.0", "+15.0", "0.0", "3.16, improved"]
    (how,) = [text for text in found.method if "RCI" in text]
    assert "r = 0.80, SD = 7.50" in how
    assert "a difference of 9.3 or more" in how
    assert how.endswith("A textbook case.")


POINTS: Sequence[tuple[str, int]] = (("BL", 32), ("W04", 47), ("W08", 47))


def test_without_one_raw_change_alone_is_told() -> None:
    found = told(course([("BL", A), ("W04", A)], today=LATER))
    assert found.summary is not None
    assert "Reliable change (RCI)" not in [head.said for head in found.summary.heads]
    assert "No reliability established for this instrument: raw change only." in found.method


def test_values_of_two_versions_that_compute_otherwise_are_not_compared() -> None:
    old = known("reliable_v1")
    scale = replace(old.scales[0], formula=["*", ["number", 2], ["ref", "n"]])
    new = replace(old, version=2, hash="f" * 64, scales=(scale,))
    first, second = answered(old, "BL", 0, {"points": 32}), answered(old, "W04", 1, {"points": 47})
    found = told(record([held(first, old), held(second, new)], LATER))
    assert found.summary is not None
    assert [cell.said for cell in found.summary.rows[0].cells][:5] == ["–", "–", "47.0", "–", "–"]
    assert joined(found) == []
    same = told(record([held(first, old), held(second, replace(old, version=2))], LATER))
    assert joined(same) == [2], "control: a version that computes alike"


@pytest.mark.parametrize("path", sorted(TINY.glob("*.toml")), ids=lambda path: path.stem)
def test_any_instrument_makes_a_report(path: Path) -> None:
    instrument = instruments.read(path)
    values = {item.id: value for item in instrument.items if item.stores and (value := guess(item)) is not None}
    found = of(instrument, answered(instrument, "BL", 0, values), answered(instrument, "W04", 1, {}))
    for language in ("en", "nb"):
        assert "OSL-4821-7" in html(found, Copy(language), COVER, with_text=True)
    if path.stem in ("integer_v1", "total_v1"):
        assert printed(found).pages <= 2


def test_a_status_that_is_no_longer_active_stands_at_the_top() -> None:
    found = read(replace(course([("BL", A)], today=LATER), status="ended", left_on=date(2025, 6, 1)))
    assert "Study ended 1 Jun 2025" in found
