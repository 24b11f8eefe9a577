"""Somebody with a sheet of paper is told in words when to ask a question, and where to go on otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from interview_app import instruments
from interview_app.domain.conditions import Teller
from interview_app.domain.expression import compile as tree_of
from interview_app.domain.instrument import Instrument
from interview_app.domain.numbering import numbers
from interview_app.domain.skips import Skips

FILES = Path(__file__).parent.parent / "instruments"

WORDS = [
    ("${a_private} = 'yes'", "A3 is “Yes”", "A3 er «Ja»"),
    ("'yes' = ${a_private}", "A3 is “Yes”", "A3 er «Ja»"),
    ("${a_mode} != 'in_person'", "A1 is not “In person”", "A1 ikke er «Fysisk møte»"),
    ("not(${b4} = 0)", "B4 is not 0", "B4 ikke er 0"),
    ("not(not(${b4} = 0))", "B4 is 0", "B4 er 0"),
    ("${prior_wrri} = 'yes'", "“Interviewed before” is “Yes”", "«Intervjuet før» er «Ja»"),
    ("${d5} > 0", "D5 is more than 0", "D5 er mer enn 0"),
    ("not(${d5} >= 2.5)", "D5 is not 2.5 or more", "D5 ikke er 2,5 eller mer"),
    ("${d5} < -3", "D5 is less than minus 3", "D5 er mindre enn minus 3"),
    ("${d5} <= ${b4} + 1", "D5 is at most B4 plus 1", "D5 er høyst B4 pluss 1"),
    ("${c01} != '' or ${c02} != ''", "any of C1 and C2 has an answer", "minst ett av C1 og C2 har et svar"),
    ("${c01} = ''", "C1 has no answer", "C1 ikke har noe svar"),
    ("selected(${e2}, 'other')",
     "“Another important event” is ticked at E2",
     "«Annen viktig hendelse» er krysset av i E2"),
    ("not(selected(${e2}, 'move'))",
     "“Moved to another place to live” is not ticked at E2",
     "«Flytting» ikke er krysset av i E2"),
    ("count-selected(${e2}) > 1", "the number of ticks at E2 is more than 1", "antall kryss i E2 er mer enn 1"),
    ("${b4} > 1 and (${b5} = 2 or ${b6} = 'video')",
     "B4 is more than 1 and (B5 is 2 or B6 is “Video”)",
     "B4 er mer enn 1 og (B5 er 2 eller B6 er «Video»)"),
    ("not(${b4} = 0 and ${b5} < 28)",
     "B4 is not 0 or B5 is not less than 28",
     "B4 ikke er 0 eller B5 ikke er mindre enn 28"),
    ("${b4} mod 2 = 0", "the remainder of B4 divided by 2 is 0", "resten av B4 delt på 2 er 0"),
    ("${b4} * 2 - 1 > ${b5} div 3",
     "(B4 times 2) minus 1 is more than B5 divided by 3",
     "(B4 ganger 2) minus 1 er mer enn B5 delt på 3"),
    ("${a_mode} = 'pigeon'", "A1 is “pigeon”", "A1 er «pigeon»"),
    ("max(${b4}, ${b5}) >= 3", "the highest of B4 and B5 is at least 3", "det høyeste av B4 og B5 er minst 3"),
    ("string-length(${f1}) > 9", "the number of characters of F1 is more than 9", "antall tegn i F1 er mer enn 9"),
    ("true()", "in any case", "i alle tilfeller"),
    ("regex(${f1}, '[0-9]+')", "this holds: regex(${f1}, '[0-9]+')", "dette gjelder: regex(${f1}, '[0-9]+')"),
    ("${b4}", "this holds: ${b4}", "dette gjelder: ${b4}"),
    ("if(${b4} = 1,\n 1, 2) = 1", "this holds: if(${b4} = 1, 1, 2) = 1", "dette gjelder: if(${b4} = 1, 1, 2) = 1"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "en", "nb"), WORDS, ids=[row[0] for row in WORDS])
def test_a_condition_is_told_in_both_languages_or_quoted(wrri: Instrument, source: str, en: str, nb: str) -> None:
    for language, said in (("en", en), ("nb", nb)):
        teller = Teller(wrri, numbers(wrri, "full"), language)
        assert teller.told(tree_of(source), source) == said


CHECKS = [
    (". <= ${d5}", "the answer is at most D5"),
    (". mod 2 = 0", "the remainder of the answer divided by 2 is 0"),
    ("not(selected(., 'none') and count-selected(.) > 1)", "“None of these” is not combined with others"),
    ("not(selected(., 'move'))", "“Moved to another place to live” is not ticked"),
    (". <= today()", "the answer is at most today’s date"),
    (". > date('2020-01-01')", "the answer is more than “2020-01-01”"),
    ("string-length(.) <= 60", "the number of characters of the answer is at most 60"),
]


@pytest.mark.parametrize(("source", "en"), CHECKS)
def test_a_check_speaks_of_the_answer(wrri: Instrument, source: str, en: str) -> None:
    teller = Teller(wrri, numbers(wrri, "full"), "en").of(wrri.by_id["e2"])
    assert teller.told(tree_of(source), source) == en


def test_skips_name_the_next_question_that_is_not_skipped_as_well(wrri: Instrument) -> None:
    skips = Skips(wrri, "full", "en")
    assert skips.of_item(wrri.by_id["d6_known"]) == "Ask only if D5 is more than 0; otherwise go to E1."
    assert skips.of_item(wrri.by_id["b6"]) == "Ask only if B4 is not 0; otherwise go to B7."
    assert skips.of_item(wrri.by_id["g4"]) == "Fill in only if A1 is not “In person”; otherwise go to G5."
    assert skips.of_item(wrri.by_id["b4"]) == ""
    told = [skips.of_section(section) for section in wrri.sections]
    assert [text for text in told if text] == ["This part only if A5 is “Yes” and A6 is “Yes”; otherwise go to G1."]
    short = Skips(wrri, "short", "nb")
    assert short.of_item(wrri.by_id["b6"]) == "Spør bare hvis B4 ikke er 0; ellers gå til det som står før C1."


EVERY = sorted(FILES.glob("*_v[0-9].toml"))


@pytest.mark.parametrize("file", EVERY, ids=lambda file: file.stem)
def test_every_condition_of_the_small_instruments_has_words(file: Path) -> None:
    instrument = instruments.read(file)
    for language in ("en", "nb"):
        skips = Skips(instrument, "full", language)
        for item in instrument.items_of("full"):
            assert "${" not in skips.of_item(item) if item.id in skips.numbers else True
            assert item.relevant is None or skips.teller.words(item.relevant)
    assert len(set(skips.numbers.values())) == len(skips.numbers)


def test_numbers_are_those_that_instructions_name(wrri: Instrument) -> None:
    given = numbers(wrri, "full")
    named = {
        "a_mode": "A1",
        "c03": "C3",
        "conf_personal": "C5a",
        "d1_known": "D1a",
        "d1": "D1",
        "e2": "E2",
        "e2_other_text": "E2a",
    }
    assert {key: given[key] for key in named} == named
    assert len(set(given.values())) == len(given)
