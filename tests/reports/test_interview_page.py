"""What the page says about an interview."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
import re

import pytest

from interview_app.domain.document import pass_on
from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import Status
from interview_app.domain.missing import Missing
from interview_app.domain.record import record_hash
from interview_app.domain.review import Meaning, Signature
from interview_app.domain.schedule import Expectation, Slot
from tests.reports.printed import SEAL, Printed, printed
from tests.reports.records import (
    begun,
    broken_off,
    confirm,
    contest,
    elsewhere,
    note,
    nothing,
    short_form,
    with_answers,
)
from tests.worked import ANSWERS, completed, folded, opened, worked_interview


@pytest.mark.parametrize(
    "line",
    [
        "Recovery study · Week 12 SYNTHETIC DATA",
        "Housing support worker · Housing service · informant OSL-W07",
        "telephone · 13 Mar 2026 · 12 min · interviewer int-04",
        "Personal 75.0 5 of 5 · confidence: very sure",
        "Mental health 3 Coped on most days, with a few harder days",
        "Social 62.5 2 of 3 · prorated · confidence: unsure",
        "Close relationships – Declined",
        "Community 66.7 3 of 4 · prorated · confidence: fairly sure",
        "Money – Don’t know",
        "Total 70.0 10 of 12 · prorated",
        "with confidence 71.9",
        "OSL-4821-7 · page 1 of 1",
    ],
)
def test_the_worked_interview_prints_its_figures(worked_page: Printed, line: str) -> None:
    assert any(line in printed_line for printed_line in worked_page.lines)


@pytest.mark.parametrize(
    "fact",
    [
        "Complete · not yet signed",
        "Total 70.0 of 100, prorated (10 of 12).",
        "Highest (4): Direction and hope, Safety and law. Lowest (1): Meaningful activity.",
        "Not rated: Close relationships (declined), Money (don’t know).",
        "Knowledge good: contacts in four weeks: 9; days since last contact: 2; knowledge of the situation: well.",
        "Months known 14",
        "Appointments kept 5",
        "Days of harmful drinking Not asked (harmful drinking known: no)",
        "15 to 21 days ago Moved to another place to live",
        "Starting the course, and being met there on the first day.",
        "Core questions answered 37 of 37",
        "1 declined, 1 don’t know",
        "25 × Σ / n",
        "Personal: 3 of 5 needed",
        "Total: 9 of 12 and each scale needed",
        "No reliability established for this instrument: raw change only.",
        "Worker-Reported Recovery Interview (WRRI), version 1. New instrument, not yet validated.",
        "Pseudonymised research record, not a health record.",
        "13 Mar 2026 09:42:24 UTC",
    ],
)
def test_the_worked_interview_says_it_in_words(wrri: Instrument, fact: str) -> None:
    assert fact in flowing(wrri)


def flowing(wrri: Instrument) -> str:
    """The text of the page in reading order, without its line breaks: from the HTML, where columns do not mix."""
    from html import unescape
    import re

    from interview_app.domain.closing import settled
    from interview_app.domain.routing import Surroundings
    from interview_app.instruments.regex import matches
    from interview_app.reports.interview.page import page
    from tests.worked import study

    interview = worked_interview(wrri)
    closing = settled(wrri, interview, Surroundings(interview.changed_at, matches))
    html = page(interview, wrri, study(), closing, language="en", seal=SEAL, with_text=True)
    spaced = re.sub(r"</?(?:dt|dd|p|td|th|tr|h\d|div)[^>]*>", " ", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", spaced)).split())


def test_the_page_can_be_traced(wrri: Instrument, worked_page: Printed) -> None:
    flat = "".join(worked_page.text.split())
    assert f"wrriv1{wrri.hash[:16]}…" in flat
    assert record_hash(worked_interview(wrri))[:16] in flat
    assert f"seal{SEAL}" in flat


def test_one_changed_answer_changes_the_printed_hash(wrri: Instrument) -> None:
    assert record_hash(worked_interview(wrri)) != record_hash(with_answers(wrri, c01="2"))


SIGNED = Signature(
    code="sup-01",
    name="Kim Supervisor",
    at=datetime(2026, 3, 14, 9, 5, tzinfo=UTC),
    meaning=Meaning.IN_ORDER,
    hash="ab" * 32,
)


def test_a_signed_interview_says_by_whom_when_what_and_of_which_content(wrri: Instrument) -> None:
    page = printed(worked_interview(wrri), wrri, signature=SIGNED)
    assert "signed 14 Mar 2026" in page.said
    assert "not yet signed" not in page.said
    told = (
        "Kim Supervisor · sup-01",
        "14 Mar 2026 09:05:00 UTC",
        "Reviewed and found in order",
        "record abababab abababab…",
    )
    assert all(text in page.said for text in told)


def test_a_signature_that_was_voided_is_printed_as_void(wrri: Instrument) -> None:
    void = replace(SIGNED, voided_at=datetime(2026, 4, 2, 9, 5, tzinfo=UTC))
    page = printed(worked_interview(wrri), wrri, signature=void, language="nb")
    assert page.said.count("signatur ugyldig siden 2. april 2026 (rettet)") == 2
    assert "Kim Supervisor · sup-01" in page.said


def test_a_long_name_and_the_longest_meaning_fit_into_the_box(wrri: Instrument) -> None:
    long = replace(SIGNED, name="W" * 100, code="sup-1234567890", meaning=Meaning.WITH_REMARKS, voided_at=SIGNED.at)
    page = printed(worked_interview(wrri), wrri, signature=long)
    with page.open() as pdf:
        assert len(pdf.pages) == 1
    assert "record abababab" in page.said


def test_the_arm_does_not_count_as_content(wrri: Instrument) -> None:
    interview = worked_interview(wrri)
    assert record_hash(replace(interview, arm="other")) == record_hash(interview)


@pytest.mark.parametrize(
    "line",
    [
        "Bedringsstudien · Uke 12 SYNTETISKE DATA",
        "Boveileder · Botilbud eller boligtjeneste · samarbeidspartner OSL-W07",
        "telefon · 13. mars 2026 · 12 min · intervjuer int-04",
        "Personlig 75,0 5 av 5 · sikkerhet: svært sikker",
        "Nære forhold – Ønsker ikke å svare",
        "Samfunn 66,7 3 av 4 · proratert · sikkerhet: ganske sikker",
        "Samlet 70,0 10 av 12 · proratert",
        "OSL-4821-7 · side 1 av 1",
    ],
)
def test_the_page_speaks_norwegian(worked_page_nb: Printed, line: str) -> None:
    assert any(line in printed_line for printed_line in worked_page_nb.lines)


def test_an_unknown_language_is_answered_in_english(wrri: Instrument, worked_page: Printed) -> None:
    assert printed(worked_interview(wrri), wrri, language="fi").text == worked_page.text


def test_a_missing_rating_is_never_printed_as_nought(wrri: Instrument) -> None:
    page = printed(with_answers(wrri, c01=Missing.DONT_KNOW, c02="0"), wrri)
    assert "Mental health – Don’t know" in page.lines
    assert any(line.startswith("Physical health 0 Health allowed") for line in page.lines)


def test_low_knowledge_is_said_with_its_reasons(wrri: Instrument) -> None:
    page = printed(with_answers(wrri, b4=0, b5=40, conf_social="0"), wrri)
    reasons = "contacts in four weeks: 0; days since last contact: 40; confidence (Social): guessing."
    assert f"Knowledge limited: {reasons}" in page.said


def test_knowledge_that_was_not_asked_about_is_not_called_good(wrri: Instrument) -> None:
    unknown = dict.fromkeys(("b4", "b5", "b8"), Missing.DONT_KNOW)
    assert "Knowledge not recorded." in printed(with_answers(wrri, **unknown), wrri).said


def test_too_few_ratings_give_no_total_and_say_how_many_are_needed(wrri: Instrument) -> None:
    unknown = dict.fromkeys(("c01", "c02", "c03", "c04"), Missing.DONT_KNOW)
    page = printed(with_answers(wrri, **unknown), wrri)
    assert "No total: 6 of 12 rated, 9 needed." in page.said
    assert any(line.startswith("Personal – 1 of 5 · no score") for line in page.lines)


def test_a_block_without_a_score_keeps_the_total_away(wrri: Instrument) -> None:
    page = printed(with_answers(wrri, c06=Missing.DECLINED, c07=Missing.DECLINED, c10="2"), wrri)
    assert "No total: too few ratings in Social." in page.said


def test_answers_kept_against_a_check_are_printed_with_their_reasons(wrri: Instrument) -> None:
    document = folded({**ANSWERS, "b5": 40})
    confirm(document, "b5", "On leave; a colleague took over.")
    note(document, "c01", "She hesitated.")
    page = printed(completed(wrri, document), wrri)
    assert "40: On leave; a colleague took over." in page.said
    assert "Soft checks 1 confirmed" in page.said
    assert "Side notes 1" in page.said
    assert "hesitated" not in page.said


def test_a_reader_without_the_right_to_words_sees_that_there_are_some(wrri: Instrument) -> None:
    document = folded({**ANSWERS, "b5": 40, "g7": "The line was bad."})
    confirm(document, "b5", "On leave.")
    page = printed(completed(wrri, document), wrri, with_text=False)
    assert "What helped Kept in the record." in page.said
    for words in ("Starting the course", "On leave", "line was bad"):
        assert words not in page.said


def test_an_open_interview_says_how_far_it_has_come(wrri: Instrument) -> None:
    page = printed(begun(wrri), wrri)
    assert "Draft · not yet signed" in page.said
    assert "Not finished: 17 of 30 core questions answered." in page.said
    assert "Home – Not reached" in page.lines


def test_an_interview_without_answers_says_so(wrri: Instrument) -> None:
    assert "Nothing has been answered." in printed(nothing(wrri), wrri).said


def test_an_interview_that_came_no_further_than_its_start_has_no_empty_chart(wrri: Instrument) -> None:
    """The application answers the items that are bound to the session by itself."""
    at_the_start = {item: ANSWERS[item] for item in wrri.meta["binds"].values()}
    page = printed(replace(opened(wrri, folded(at_the_start)), status=Status.BROKEN_OFF, disposition="REF_HARD"), wrri)
    assert "Broken off · Informant declined · not yet signed" in page.text
    assert "Nothing has been answered." in page.text
    assert "12 ratings" not in page.text


def test_a_voided_interview_is_marked(wrri: Instrument) -> None:
    page = printed(replace(worked_interview(wrri), status=Status.VOID), wrri)
    assert "Void – not to be used" in page.said


def test_amended_answers_are_counted_beside_the_status(wrri: Instrument) -> None:
    interview = worked_interview(wrri)
    assert "amended" not in printed(interview, wrri).said
    for item in ("c01", "c02"):
        interview.document["answers"][item]["why"] = "Heard wrongly"
    assert "Complete · amended 2 · not yet signed" in printed(interview, wrri).said
    assert "Fullført · endret 2 · ikke signert ennå" in printed(interview, wrri, language="nb").said


def test_unusual_circumstances_are_named(wrri: Instrument) -> None:
    page = printed(elsewhere(wrri), wrri)
    assert "UNS, interview 3 at this visit" in page.said
    assert "ship doctor · informant OSL-W07 telephone, then video · 13 Mar 2026 · entered from paper" in page.said


def test_questions_that_were_answered_twice_and_never_settled_are_named(wrri: Instrument) -> None:
    record = broken_off(wrri)
    before = printed(record, wrri).said
    contest(record.document, "c03", "0")
    after = printed(record, wrri).said
    assert "Answered twice" not in before
    assert "Answered twice, not settled" in after
    assert after.count("Substance use") == before.count("Substance use") + 1
    assert "Besvart to ganger, ikke avgjort" in printed(record, wrri, language="nb").said


def test_an_interview_that_was_handed_over_names_who_began_it(wrri: Instrument) -> None:
    interview = worked_interview(wrri)
    assert "begun by" not in printed(interview, wrri).said
    pass_on(interview.document, {"from": "int-02", "to": "int-04", "account": "a"})
    assert "interviewer int-04 · begun by int-02" in printed(interview, wrri).said
    assert "intervjuer int-04 · begynt av int-02" in printed(interview, wrri, language="nb").said


def test_an_interview_from_paper_shows_the_day_on_which_it_was_held(wrri: Instrument) -> None:
    paper = replace(elsewhere(wrri), held_on=date(2026, 2, 27), seconds=240)
    assert "video · 27 Feb 2026 · entered from paper" in printed(paper, wrri).said
    timed = replace(paper, held_time=time(14, 5))
    assert "video · 27. februar 2026 14:05 · ført inn fra papir" in printed(timed, wrri, language="nb").said


SLOT = Slot("W12", date(2026, 3, 3), date(2026, 3, 10), date(2026, 3, 17), Expectation.EXPECTED)


def test_the_heading_shows_the_window_and_says_how_far_outside_it_was_held_and_why(wrri: Instrument) -> None:
    interview = worked_interview(wrri)
    assert "window" not in printed(interview, wrri).said
    within = printed(interview, wrri, slot=SLOT)
    assert "held in the window" in within.said
    late = replace(interview, started_at=interview.started_at + timedelta(days=13))
    late.document["begun"] = {"outside": 9, "outside_reason": "The worker was on leave"}
    assert "9 days late: The worker was on leave" in printed(late, wrri, slot=SLOT).said
    assert "9 dager for sent" in printed(late, wrri, language="nb", slot=SLOT).said
    assert "9 days late: Kept in the record." in printed(late, wrri, with_text=False, slot=SLOT).said
    early = replace(interview, started_at=interview.started_at - timedelta(days=30))
    del early.document["begun"]
    assert re.search(r"\d+ days early", printed(early, wrri, slot=SLOT).said)


def test_a_long_reason_leaves_the_page_one(wrri: Instrument) -> None:
    interview = worked_interview(wrri)
    interview.document["begun"] = {"outside": 0, "outside_reason": "Because of everything. " * 40}
    page = printed(interview, wrri, slot=SLOT)
    assert page.pages == 1
    assert "visit not expected: Because of everything." in page.said


def test_the_short_form_leaves_out_what_it_does_not_ask(wrri: Instrument) -> None:
    page = printed(short_form(wrri), wrri)
    assert "Counts for the last 28 days" not in page.said
    assert "informant’s words" not in page.said
    assert "Total 70.0 10 of 12 · prorated" in page.lines


def test_a_page_that_no_seal_covers_says_so(wrri: Instrument) -> None:
    assert "not sealed yet" in printed(worked_interview(wrri), wrri, seal="").said


def test_the_same_record_gives_the_same_bytes(wrri: Instrument, worked_page: Printed) -> None:
    assert printed(worked_interview(wrri), wrri).content == worked_page.content
