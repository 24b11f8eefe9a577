"""What a blank paper form says in each language, beside the instrument's own texts."""

from __future__ import annotations

from interview_app.reports.words import TEXTS, Texts, Words

FORM_TEXTS: Texts = {
    "form_full": ("full form", "fullt skjema"),
    "form_short": ("short form", "kort skjema"),
    "title": ("Paper form, {form}", "Papirskjema, {form}"),
    "lead": ("Version {version} · {form} · {questions}", "Versjon {version} · {form} · {questions}"),
    "questions:1": ("1 question", "1 spørsmål"),
    "questions:n": ("{n} questions", "{n} spørsmål"),
    "archive": ("Which number is which variable", "Hvilket nummer som er hvilken variabel"),
    "hash": ("form", "skjema"),
    "sheet_head": ("This interview", "Dette intervjuet"),
    "participant": ("Participant’s code", "Deltakerens kode"),
    "participant_foot": ("site – number – check digit", "enhet – nummer – kontrollsiffer"),
    "visit": ("Visit", "Besøk"),
    "informant": ("Informant’s code", "Samarbeidspartnerens kode"),
    "role": ("Informant’s role", "Samarbeidspartnerens rolle"),
    "mode": ("Held", "Gjennomføring"),
    "in_person": ("in person", "fysisk møte"),
    "telephone": ("telephone", "telefon"),
    "video": ("video", "video"),
    "date": ("Date", "Dato"),
    "clock": ("Time of day", "Klokkeslett"),
    "begun": ("begun", "begynt"),
    "ended": ("ended", "avsluttet"),
    "held_by": ("Held by (code, or role without an account)", "Holdt av (kode, eller rolle uten konto)"),
    "typed": ("Typed in: by, date", "Ført inn: av, dato"),
    "known": ("{name} (the tool answers this when the sheet is typed in)", "{name} (verktøyet svarer ved innføring)"),
    "how_head": ("How to fill it in", "Slik fyller du ut"),
    "how_read": (
        "Read aloud, word for word, what stands beside a bar and each question in bold, unless it says “for you”.",
        "Les høyt, ord for ord, det som står ved en strek, og spørsmålene i fet skrift, hvis det ikke står «for deg».",
    ),
    "how_tick": (
        "Put one cross, several only where it says “all that apply”. "
        "A wrong cross: fill the whole box and cross the right one.",
        "Sett ett kryss, flere bare der det står «alle som passer». "
        "Feil kryss: fyll hele ruten og kryss av i den rette.",
    ),
    "how_missing": (
        "No answer: cross one of the reasons under the question, never leave it open. "
        "Where a later question asks for an answer, a reason is none.",
        "Ikke svar: kryss av en av grunnene under spørsmålet, la det aldri stå åpent. "
        "Der et senere spørsmål krever et svar, teller en grunn ikke som svar.",
    ),
    "how_words": (
        "In your own words: no names, places, telephone numbers or dates of birth.",
        "I fritekst: ingen navn, steder, telefonnumre eller fødselsdatoer.",
    ),
    "loose": ("Participant", "Deltaker"),
    "for_you": ("for you", "for deg"),
    "if": ("If {condition}", "Hvis {condition}"),
    "fill": ("[{name}]", "[{name}]"),
    "fill_visit_label": ("visit", "besøk"),
    "fill_role": ("role", "rolle"),
    "fill_weeks": ("number of weeks", "antall uker"),
    "several": ("all that apply", "alle som passer"),
    "alone": ("only on its own", "bare alene"),
    "read_options": ("read the options aloud", "les alternativene høyt"),
    "read_steps": (
        "telephone: read {steps} with their numbers; else show all",
        "telefon: les {steps} med tallene; ellers vis alle",
    ),
    "from_to": ("{low} to {high}", "{low} til {high}"),
    "at_least": ("{low} or more", "{low} eller mer"),
    "at_most": ("{high} or less", "{high} eller mindre"),
    "whole": ("whole number", "helt tall"),
    "decimal": ("number", "tall"),
    "day": ("D", "D"),
    "month": ("M", "M"),
    "year": ("Y", "Å"),
    "hour": ("hours", "timer"),
    "minute": ("minutes", "minutter"),
    "about": ("about", "omtrent"),
    "partial": ("leave open what is not known", "la stå åpent det som ikke er kjent"),
    "characters": ("at most {n} characters", "høyst {n} tegn"),
    "valid": ("Valid only if {condition}.", "Gyldig bare hvis {condition}."),
    "valid not": ("Not valid if {condition}.", "Ikke gyldig hvis {condition}."),
    "valid else": ("Not valid where this is to be said: {message}", "Ikke gyldig der dette må sies: {message}"),
    "doubt": ("Look again unless {condition}: {message}", "Sjekk en gang til med mindre {condition}: {message}"),
    "doubt not": ("Look again if {condition}: {message}", "Sjekk en gang til hvis {condition}: {message}"),
    "doubt else": ("Look again: {message}", "Sjekk en gang til: {message}"),
    "optional": ("may be left open", "kan stå åpent"),
    "probes": ("Probe: {names}", "Oppfølging: {names}"),
    "at_hand": ("At hand", "For hånden"),
    "probes_head": ("Probes, neutral only", "Oppfølgingsspørsmål, bare nøytrale"),
    "broken_head": ("Broken off", "Avbrutt"),
    "broken_at": ("Last question asked", "Siste spørsmål som ble stilt"),
    "notes_head": ("Side notes", "Sidemerknader"),
}  # fmt: skip


def form_words(language: str) -> Words:
    """The words of a paper form in a language."""
    return Words(language, {**TEXTS, **FORM_TEXTS})
