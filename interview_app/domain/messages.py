"""What is said when a value is refused, by the code of the refusal, so that tablet and server use the same words."""

from __future__ import annotations

from collections.abc import Mapping

from interview_app.domain.instrument import Instrument
from interview_app.domain.items import Invalid, Item, NumberItem, Text, say

REFUSALS: Mapping[str, Text] = {
    "not_whole": {"en": "Enter a whole number.", "nb": "Skriv et helt tall."},
    "not_number": {"en": "Enter a number.", "nb": "Skriv et tall."},
    "out_of_range": {"en": "Enter a number from {low} to {high}.", "nb": "Skriv et tall fra {low} til {high}."},
    "too_low": {"en": "Enter {low} or a higher number.", "nb": "Skriv {low} eller et høyere tall."},
    "too_high": {"en": "Enter {high} or a lower number.", "nb": "Skriv {high} eller et lavere tall."},
    "not_date": {
        "en": "Enter a date that exists, as year-month-day: 2026-03-09.",
        "nb": "Skriv en dato som finnes, som år-måned-dag: 2026-03-09.",
    },
    "not_partial_date": {
        "en": "Enter a year, a year and month, or a date: 2026, 2026-03 or 2026-03-09.",
        "nb": "Skriv et år, år og måned, eller en dato: 2026, 2026-03 eller 2026-03-09.",
    },
    "not_time": {"en": "Enter a time of day as 14:30.", "nb": "Skriv et klokkeslett som 14:30."},
    "too_long": {
        "en": "The text has {has} characters, at most {high} are possible. Shorten it.",
        "nb": "Teksten har {has} tegn, høyst {high} er mulig. Gjør den kortere.",
    },
    "empty": {"en": "Write something, or clear the answer.", "nb": "Skriv noe, eller fjern svaret."},
    "unreadable": {
        "en": "The text has characters that cannot be kept. Type it instead of pasting it.",
        "nb": "Teksten har tegn som ikke kan lagres. Skriv den inn i stedet for å lime den inn.",
    },
    "identity_number": {
        "en": "This holds a national identity number. Take it out: nobody may be named here.",
        "nb": "Teksten inneholder et fødselsnummer. Ta det bort: Ingen skal kunne kjennes igjen her.",
    },
    "unknown_choice": {"en": "Choose one of the options.", "nb": "Velg ett av alternativene."},
    "no_choice": {"en": "Choose at least one option.", "nb": "Velg minst ett alternativ."},
    "no_value": {"en": "This item takes no answer.", "nb": "Dette punktet tar ikke imot svar."},
    "calculated": {
        "en": "This value is calculated and cannot be typed.",
        "nb": "Denne verdien beregnes og kan ikke skrives inn.",
    },
    "value_and_reason": {
        "en": "Give an answer or a reason for its absence, not both.",
        "nb": "Gi enten et svar eller en grunn til at det mangler, ikke begge deler.",
    },
    "reason_not_offered": {
        "en": "This reason is not offered for this item.",
        "nb": "Denne grunnen kan ikke velges for dette punktet.",
    },
    "unknown_item": {"en": "The instrument has no such item.", "nb": "Instrumentet har ikke dette punktet."},
    "not_in_form": {
        "en": "This item is not part of this interview’s form.",
        "nb": "Dette punktet er ikke med i skjemaet for dette intervjuet.",
    },
    "no_reason": {"en": "Say why the answer is right as it is.", "nb": "Skriv hvorfor svaret er riktig slik det er."},
    "unknown_probe": {
        "en": "This probe does not belong to the item.",
        "nb": "Dette oppfølgingsspørsmålet hører ikke til punktet.",
    },
    "other_author": {
        "en": "This answer was given by somebody else on this tablet. It is kept here until they sign in.",
        "nb": "Dette svaret ble gitt av noen andre på dette nettbrettet. Det beholdes her til de logger inn.",
    },
    "not_the_same": {
        "en": "This is not what was said last time, or that interview is not open to you. Choose the answer itself.",
        "nb": "Dette er ikke det som ble sagt sist, eller det intervjuet er ikke åpent for deg. Velg selve svaret.",
    },
    "op_id_taken": {
        "en": "This was not kept: its number stands for something else in the ledger. Give the answer anew.",
        "nb": "Dette ble ikke lagret: Nummeret står for noe annet i loggboken. Gi svaret på nytt.",
    },
}

DOUBTS: Mapping[str, Text] = {
    "m_identifying": {
        "en": "This looks like contact details or a date. Leave them out, or say why they identify nobody.",
        "nb": "Dette ligner kontaktopplysninger eller en dato. Utelat det, eller skriv hvorfor det ikke røper noen.",
    },
}
"""What is asked about answers of every instrument, beside its own soft checks."""

_OF_RANGE = frozenset({"not_whole", "not_number", "out_of_range", "too_low", "too_high"})


def refusal(instrument: Instrument, item: Item | None, invalid: Invalid, language: str) -> str:
    """Why a value was refused, in words: the item's own message about its range where it has one."""
    own = item.range_message if isinstance(item, NumberItem) and invalid.code in _OF_RANGE else ""
    text = say(instrument.messages[own].text if own else REFUSALS[invalid.code], language)
    for name, limit in invalid.limits.items():
        text = text.replace(f"{{{name}}}", str(limit))
    return text
