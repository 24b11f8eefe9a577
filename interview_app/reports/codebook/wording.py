"""What the codebook says in each language, beside the texts of its rows."""

from __future__ import annotations

from interview_app.reports.words import TEXTS, Texts, Words

CODEBOOK_TEXTS: Texts = {
    "title": ("Codebook", "Kodebok"),
    "lead": (
        "{variables} variables in {files} files; wide.csv item by item, the others column by column",
        "{variables} variabler i {files} filer; wide.csv spørsmål for spørsmål, de andre kolonne for kolonne",
    ),
    "instruments": ("Instruments", "Instrumenter"),
    "instrument": ("instrument", "instrument"),
    "licence": ("licence", "lisens"),
    "content": ("codebook", "kodebok"),
    "missing_head": ("Why a value is missing", "Hvorfor en verdi mangler"),
    "missing_note": (
        "An answer that is missing is an empty cell, and the variable with __miss beside it names the reason. "
        "The codes stand in for it where an export for a statistics package is made.",
        "Et svar som mangler, er en tom celle, og variabelen med __miss ved siden av sier hvorfor. "
        "Kodene står i stedet der det lages en eksport for en statistikkpakke.",
    ),
    "code": ("Code", "Kode"),
    "reason": ("Reason", "Grunn"),
    "meaning": ("Meaning", "Betydning"),
    "variable": ("Variable", "Variabel"),
    "label": ("What it is", "Hva den er"),
    "values": ("Values", "Verdier"),
    "missing": ("Missing, use", "Mangler, bruk"),
    "keys": ("wide.csv · keys", "wide.csv · nøkler"),
    "section": ("wide.csv · {letter} · {title}", "wide.csv · {letter} · {title}"),
    "section_hidden": ("wide.csv · set by the application", "wide.csv · satt av programmet"),
    "scores": ("wide.csv · scores", "wide.csv · skårer"),
    "formula": ("Derivation", "Utledning"),
    "asked_if": ("asked if {condition}", "spørres hvis {condition}"),
    "only_words": ("words are in texts.csv only", "ordene står bare i texts.csv"),
    "required": ("required", "obligatorisk"),
    "forms": ("form: {forms}", "skjema: {forms}"),
    "visits": ("visits {first} – {last}", "besøk {first} – {last}"),
    "visit": ("visit {first}", "besøk {first}"),
    "from_to": ("{low} to {high}", "{low} til {high}"),
    "at_least": ("{low} or more", "{low} eller mer"),
    "at_most": ("{high} or less", "{high} eller mindre"),
    "yes_no": ("1 = chosen | 0 = not chosen", "1 = valgt | 0 = ikke valgt"),
    "type_select_one": ("single choice", "ett valg"),
    "type_select_multiple": ("multiple choice", "flere valg"),
    "type_rating": ("rating", "vurdering"),
    "type_integer": ("whole number", "helt tall"),
    "type_decimal": ("number", "tall"),
    "type_slider": ("slider", "skyvelinje"),
    "type_date": ("date", "dato"),
    "type_partial_date": ("date, perhaps partial", "dato, kanskje ufullstendig"),
    "type_time": ("time of day", "klokkeslett"),
    "type_text": ("text", "tekst"),
    "type_calculate": ("calculated", "beregnet"),
    "type_hidden": ("set by the application", "satt av programmet"),
    "type_scale": ("score", "skår"),
    "type_total": ("total score", "samlet skår"),
    "type_sensitivity": ("sensitivity score", "skår for følsomhet"),
    "type_flag": ("flag", "flagg"),
    "file_wide": ("one row an interview", "én rad per intervju"),
    "file_long": ("one row a value of an item of an interview", "én rad per verdi av et spørsmål i et intervju"),
    "file_scores": ("one row a score of an interview", "én rad per skår i et intervju"),
    "file_interviews": ("one row an interview: how it was held", "én rad per intervju: hvordan det ble holdt"),
    "file_queries": ("one row a supervisor’s question", "én rad per spørsmål fra veileder"),
    "file_participants": ("one row a participant", "én rad per deltaker"),
    "file_informants": ("one row a participant and informant", "én rad per deltaker og samarbeidspartner"),
    "file_consents": ("one row a consent", "én rad per samtykke"),
    "file_cases": ("one row a participant, visit and informant", "én rad per deltaker, besøk og samarbeidspartner"),
    "file_attempts": ("one row a call or other attempt", "én rad per oppringning eller annet forsøk"),
    "file_paradata": ("one row a question: how its page was used", "én rad per spørsmål: hvordan siden ble brukt"),
    "file_sittings": ("one row a sitting of an interview", "én rad per økt i et intervju"),
    "file_texts": ("people’s words, by grant only", "folks ord, bare etter særskilt tilgang"),
}


def codebook_words(language: str) -> Words:
    """The words of a codebook in a language."""
    return Words(language, {**TEXTS, **CODEBOOK_TEXTS})
