"""cases.csv, attempts.csv, paradata.csv and sittings.csv: what the work around the interviews came to, and how their
pages were used."""

from __future__ import annotations

from interview_app.exports.headings import PAIR, Heading

FIELDWORK = ("cases", "attempts", "paradata", "sittings")
"""These files by name, in the order in which they are listed."""
MEASURED = frozenset({"paradata", "sittings"})
"""Those that are handed over only for a stated purpose: how pages were used tells of the people who used them."""

_WHO = (
    Heading("study_id", "string", "Study", "Studie"),
    Heading("participant_id", "string", "Participant's code", "Deltakerens kode"),
    Heading("arm", "string", "Study arm", "Behandlingsarm"),
    Heading("site", "string", "Participant's site", "Deltakerens enhet"),
    Heading("visit", "string", "Planned occasion", "Planlagt besøk"),
    Heading("informant_id", "string", "Informant's code; empty where nobody was tried", "Samarbeidspartnerens kode"),
)
HEADINGS: dict[str, tuple[Heading, ...]] = {
    "cases": (
        *_WHO,
        Heading("expectation", "string", "expected, optional, pending or not_expected", "Om besøket er ventet"),
        Heading("not_expected_reason", "string", "Why the visit is not expected", "Hvorfor besøket ikke er ventet"),
        Heading("opens", "date", "First day of the window", "Vinduets første dag"),
        Heading("target", "date", "Target day", "Måldag"),
        Heading("closes", "date", "Last day of the window", "Vinduets siste dag"),
        Heading("state", "string", "How the visit stands on the day of the export", "Hvor besøket står"),
        Heading("design", "string", "Visit with a second opinion: drawn or marked; empty for others",
                "Besøk med ny vurdering"),
        Heading("counts", "boolean", "1 when it belongs to the basis of rates: expected, and its window has closed",
                "1 når saken inngår i grunnlaget for rater"),
        Heading("disposition", "string", "What the case came to", "Hva saken endte med"),
        Heading("aapor", "string", "The same in AAPOR's Standard Definitions", "Det samme i AAPORs definisjoner"),
        Heading("class", "string", "I, P, R, NC, O, U or NE", "I, P, R, NC, O, U eller NE"),
        Heading("final", "boolean", "1 when nothing more is to be done", "1 når ingenting gjenstår"),
        Heading("attempts", "Int64", "Calls, other attempts and interviews begun",
                "Oppringninger, andre forsøk og påbegynte intervjuer"),
        Heading("interviews", "Int64", "Interviews begun", "Påbegynte intervjuer"),
        Heading("held_on", "date", "Day of the first that is complete or partial", "Dagen for det første som teller"),
        Heading("days_from_target", "Int64", "Days from the target to that day", "Dager fra måldagen"),
        Heading("days_outside", "Int64", "Days before (negative) or after the window, 0 inside it",
                "Dager før (negativt) eller etter vinduet"),
        Heading("seconds", "Int64", "Length of its interviews' sessions", "Øktenes samlede lengde"),
        Heading("interviewer_id", "string", "Account code of whose case it is", "Kontokoden til den som har saken"),
        PAIR,
    ),
    "attempts": (
        *_WHO[:2], *_WHO[3:],
        Heading("n", "Int64", "Number of the attempt in its case", "Forsøkets nummer i saken"),
        Heading("at", "time", "When, UTC", "Når, UTC"),
        Heading("channel", "string", "telephone, video, in_person, text or email", "Hvordan"),
        Heading("outcome", "string", "What it came to; empty while an interview is open",
                "Hva det endte med; tomt mens et intervju pågår"),
        Heading("aapor", "string", "The same in AAPOR's Standard Definitions", "Det samme i AAPORs definisjoner"),
        Heading("interviewer_id", "string", "Account code of who tried", "Kontokoden til den som forsøkte"),
        Heading("seconds", "Int64", "How long it took", "Hvor lenge det varte"),
        Heading("next_at", "time", "When it was to be tried again, UTC", "Når det skulle forsøkes igjen, UTC"),
    ),
    "paradata": (
        Heading("interview_id", "string", "Interview", "Intervju"),
        Heading("item", "string", "Item", "Spørsmål"),
        Heading("shown_at", "time", "First shown, UTC", "Først vist, UTC"),
        Heading("answered_at", "time", "First answered, UTC", "Først besvart, UTC"),
        Heading("changed_at", "time", "Last answered, UTC", "Sist besvart, UTC"),
        Heading("changes", "Int64", "Answers after the first", "Svar etter det første"),
        Heading("visits", "Int64", "How often it was the question under way", "Hvor ofte spørsmålet var framme"),
        Heading("active_ms", "Int64", "Milliseconds in view with somebody at work", "Millisekunder i bruk"),
    ),
    "sittings": (
        Heading("interview_id", "string", "Interview", "Intervju"),
        Heading("n", "Int64", "Number of the sitting", "Øktens nummer"),
        Heading("began_at", "time", "When its page was opened, UTC", "Når siden ble åpnet, UTC"),
        Heading("ended_at", "time", "When it was last heard of, UTC", "Når siden sist ga lyd fra seg, UTC"),
        Heading("mode", "string", "telephone, video or in_person", "Gjennomføring"),
        Heading("device", "string", "phone, tablet or desktop", "phone, tablet eller desktop"),
        Heading("app_version", "string", "Version of the application", "Programmets versjon"),
        Heading("offline_seconds", "Int64", "Seconds in which answers waited for the line", "Sekunder uten nett"),
    ),
}  # fmt: skip
