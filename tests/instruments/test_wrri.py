"""The built-in instrument says, item for item and word for word, what its description says."""

from __future__ import annotations

from collections import Counter

import pytest

from interview_app import instruments
from interview_app.domain.instrument import Instrument
from interview_app.domain.messages import DOUBTS
from interview_app.domain.missing import Missing

HASH = "21c30da187144e5fd6e2f77c7a7b9153271991abe6c13bdcd21508beb746e2a5"
"""A published version never changes. Whoever changes the text of version 1 has to publish version 2 instead."""

ITEMS = {"m": 1, "a": 7, "b": 9, "c1": 7, "c2": 4, "c3": 5, "d": 12, "e": 14, "f": 3, "g": 7}
SHORT = {"m": 1, "a": 7, "b": 3, "c1": 7, "c2": 4, "c3": 5, "e": 14, "g": 7}


@pytest.fixture(scope="module")
def wrri() -> Instrument:
    return instruments.load("wrri", 1)


def test_version_1_is_what_it_was_when_it_was_published(wrri: Instrument) -> None:
    assert wrri.hash == HASH


def test_each_section_has_its_items_in_each_form(wrri: Instrument) -> None:
    assert Counter(item.section for item in wrri.items) == ITEMS
    assert Counter(item.section for item in wrri.items_of("short")) == SHORT
    assert [section.id for section in wrri.sections] == list(ITEMS)


def test_the_parts_around_the_items_are_all_there(wrri: Instrument) -> None:
    assert (len(wrri.scripts), len(wrri.probes), len(wrri.lists)) == (34, 7, 30)
    assert len(wrri.messages.keys() - DOUBTS.keys()) == 8
    assert [option.reason for option in wrri.missing_options] == [
        Missing.DONT_KNOW,
        Missing.DECLINED,
        Missing.NOT_APPLICABLE,
    ]
    assert [name for name, _ in wrri.break_off_reasons] == [
        "respondent_ended",
        "technical",
        "interrupted",
        "interviewer_ended",
        "distress",
    ]
    assert [scale.id for scale in wrri.scales] == [
        "wrri_personal",
        "wrri_social",
        "wrri_community",
        "wrri_total",
        "wrri_total_conf",
        "wrri_low_knowledge",
    ]


@pytest.mark.parametrize(
    ("item", "language", "text"),
    [
        ("c01", "en", "How has the participant been coping emotionally?"),
        ("c01", "nb", "Hvordan har deltakeren taklet følelser og påkjenninger?"),
        (
            "c12",
            "nb",
            "I hvilken grad har hverdagen vært fri for vold, trusler og problemer med politi eller rettsvesen?",
        ),
        (
            "e1",
            "en",
            "Compared with our last interview {weeks} weeks ago, how is the participant's situation as a whole?",
        ),
        ("g7", "nb", "Merknad om intervjuet (ikke om deltakeren)"),
    ],
)
def test_questions_stand_word_for_word(wrri: Instrument, item: str, language: str, text: str) -> None:
    assert wrri.by_id[item].label[language] == text


def test_anchors_stand_word_for_word(wrri: Instrument) -> None:
    c10 = wrri.by_id["c10"]
    assert c10.kind == "rating"
    assert c10.display("3", "en") == "3 – Basic needs and bills covered; not planned ahead"
    assert c10.display("3", "nb") == "3 – Det nødvendigste og regninger dekket; ikke planlagt framover"


def test_a_passage_is_kept_for_each_way_of_meeting(wrri: Instrument) -> None:
    hello = {mode: script for script in wrri.scripts if script.key == "open_hello" for mode in script.modes}
    assert sorted(hello) == ["in_person", "telephone", "video"]
    assert hello["telephone"].read["en"] == "Hello, I am calling about a short interview. Is this a good time?"
    assert {script.records for script in wrri.scripts if script.key == "open_private"} == {"a_private"}


def test_each_wording_of_a_passage_has_its_own_condition(wrri: Instrument) -> None:
    """Whoever is interviewed for the first time hears in full that taking part is voluntary."""
    voluntary = {
        script.read["en"].split(",")[0].split(".")[0]: script.when
        for script in wrri.scripts
        if script.key == "open_voluntary"
    }
    asked = ["ref", "prior_wrri"]
    assert voluntary == {
        "Taking part is voluntary": ["=", asked, ["string", "no"]],
        "As before": ["=", asked, ["string", "yes"]],
    }


def test_messages_are_those_of_the_description(wrri: Instrument) -> None:
    assert wrri.messages["m_kept"].kind == "hard"
    assert wrri.messages["m_kept"].text["nb"] == (
        "Flere avtaler møtt enn planlagt. Sjekk begge tallene med samarbeidspartneren."
    )


def test_core_items_are_the_choices_and_counts_of_b_to_e_without_the_weeks(wrri: Instrument) -> None:
    counted = {"select_one", "select_multiple", "rating", "integer"}
    core = {item.id for item in wrri.items if item.kind in counted and item.section[0] in "bcde"}
    assert {item.id for item in wrri.items if item.core} == {i for i in core if not i.startswith("e2_week_")}


def test_critical_items_are_the_two_gates_and_the_twelve_ratings(wrri: Instrument) -> None:
    ratings = {f"c{number:02d}" for number in range(1, 13)}
    assert {item.id for item in wrri.items if item.critical} == {"a_code_ok", "a_script"} | ratings


def test_every_question_has_a_short_name_for_reports(wrri: Instrument) -> None:
    lacking = [item.id for item in wrri.items if item.stores and set(item.short) != {"en", "nb"}]
    assert lacking == []


def test_its_wording_may_be_used_by_anyone(wrri: Instrument) -> None:
    assert wrri.is_permitted
    assert wrri.meta["licence"]["id"] == "CC-BY-4.0"
    assert wrri.attribution["nb"].endswith("Lisens: CC BY 4.0.")
