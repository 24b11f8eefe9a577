"""What the digest says, in each language."""

from __future__ import annotations

from interview_app.domain.digest import Waits
from interview_app.domain.review_flags import Flag
from interview_app.reports.words import TEXTS, Texts

DIGEST: Texts = {
    **TEXTS,
    "title": ("Week {n}, {year}", "Uke {n}, {year}"),
    "lead": ("{since} to {until} · {sites} · for {code}", "{since} til {until} · {sites} · til {code}"),
    "as_of": (
        "What waits and what is due stands as of the moment of printing.",
        "Det som venter, og det som forfaller, står slik det er når siden skrives ut.",
    ),
    "came:1": ("1 interview came in", "1 intervju kom inn"),
    "came:n": ("{n} interviews came in", "{n} intervjuer kom inn"),
    "looks:0": ("None is worth a look first", "Ingen bør ses på først"),
    "looks:1": ("1 is worth a look first", "1 bør ses på først"),
    "looks:n": ("{n} are worth a look first", "{n} bør ses på først"),
    "waiting:1": ("1 waits for review", "1 venter på gjennomgang"),
    "waiting:n": ("{n} wait for review", "{n} venter på gjennomgang"),
    "kept:1": (
        "1 is left out because it was withdrawn from use or is still to be kept from its second opinion.",
        "1 er utelatt fordi det er trukket fra bruk eller ennå skal holdes skjult for en ny vurdering.",
    ),
    "kept:n": (
        "{n} are left out because they were withdrawn from use or are still to be kept from their second opinions.",
        "{n} er utelatt fordi de er trukket fra bruk eller ennå skal holdes skjult for en ny vurdering.",
    ),
    "came_in": ("Came in", "Kom inn"),
    "site": ("Site", "Sted"),
    "complete": ("Complete", "Fullført"),
    "broken_off": ("Broken off", "Avbrutt"),
    "waits": ("Waits for you", "Venter på deg"),
    "look_first": ("To look at first", "Se på først"),
    "participant": ("Participant", "Deltaker"),
    "visit": ("Visit", "Besøk"),
    "total": ("Total", "Samlet"),
    "change": ("Change", "Endring"),
    "reasons": ("Why it stands here", "Hvorfor det står her"),
    "changed": ("change", "endring"),
    "another": ("change (another informant)", "endring (annen samarbeidspartner)"),
    "nothing": ("Nothing stands out this week.", "Ingenting skiller seg ut denne uken."),
    "lost": ("Cannot be read", "Kan ikke leses"),
    "due_next": ("Due next week", "Forfaller neste uke"),
    "target": ("Target", "Måldato"),
    "closes": ("Window closes", "Vinduet lukkes"),
    "nothing_due": ("No visit is due next week.", "Ingen besøk forfaller neste uke."),
    "appointments:1": ("1 appointment is agreed for next week.", "1 avtale er gjort for neste uke."),
    "appointments:n": ("{n} appointments are agreed for next week.", "{n} avtaler er gjort for neste uke."),
    "more_rows:1": ("and 1 more, on the page “This week”", "og 1 til, på siden «Denne uken»"),
    "more_rows:n": ("and {n} more, on the page “This week”", "og {n} til, på siden «Denne uken»"),
    "rule": (
        "A change of the total by {points} points or more, a raised flag or a prompt of the review puts an interview "
        "on this list. It is a raw change and no finding.",
        "En endring av samlet skår på {points} poeng eller mer, et flagg eller et varsel i gjennomgangen setter et "
        "intervju på listen. Det er rå endring og ikke et funn.",
    ),
    **{
        f"waits_{key}": texts
        for key, texts in {
            Waits.REVIEW: ("Interviews to review", "Intervjuer til gjennomgang"),
            Waits.VOIDED: ("Signatures void after a change", "Signaturer ugyldige etter endring"),
            Waits.RETURNED: ("Returned to interviewers", "Returnert til intervjuere"),
            Waits.OPEN_QUERIES: ("Queries unanswered", "Ubesvarte spørsmål"),
            Waits.ANSWERED_QUERIES: ("Queries answered, to close", "Besvarte spørsmål å lukke"),
            Waits.VERIFY: ("Interviews to verify", "Intervjuer å kontrollere"),
            Waits.DECIDE: ("Verifications to decide", "Kontroller å avgjøre"),
            Waits.OVERDUE: ("Visits overdue", "Besøk på overtid"),
            Waits.CALLS: ("Calls and appointments planned", "Planlagte anrop og avtaler"),
            Waits.WRONG_NUMBERS: ("Wrong numbers", "Feil nummer"),
            Waits.UNFINISHED: ("Interviews unfinished", "Uferdige intervjuer"),
            Waits.SECONDS: ("Second opinions wanted", "Nye vurderinger ønsket"),
        }.items()
    },
    **{
        f"flag_{key}": texts
        for key, texts in {
            Flag.SPEED: ("short", "kort"),
            Flag.SAME_RATINGS: ("identical ratings", "like vurderinger"),
            Flag.DONT_KNOW: ("many don’t-knows", "mange «vet ikke»"),
            Flag.HOURS: ("outside hours", "utenfor tidene"),
            Flag.CHANGES: ("changed afterwards", "endret etterpå"),
            Flag.SAME_MINUTE: ("same minute", "samme minutt"),
        }.items()
    },
}
