"""What the cover of a bundle says, in each language."""

from __future__ import annotations

from interview_app.reports.words import TEXTS, Texts

BUNDLE: Texts = {
    **TEXTS,
    "interviews": ("Interviews", "Intervjuer"),
    "participants": ("Participants", "Deltakere"),
    "days": ("{since} to {until}", "{since} til {until}"),
    "held": (
        "Interviews that were completed or broken off and held on these days, by the calendar of their site.",
        "Intervjuer som ble fullført eller avbrutt og holdt disse dagene, etter stedets kalender.",
    ),
    "everybody": ("One report for each participant of the sites.", "Én rapport for hver deltaker ved stedene."),
    "holds": ("What it holds", "Hva den inneholder"),
    "site": ("Site", "Sted"),
    "people": ("Participants", "Deltakere"),
    "reports": ("Reports", "Rapporter"),
    "reports:1": ("1 report", "1 rapport"),
    "reports:n": ("{n} reports", "{n} rapporter"),
    "bookmarks": ("Each has a bookmark of its own.", "Hver har sitt eget bokmerke."),
    "left_out:1": (
        "1 is left out because it was withdrawn from use or is still to be kept from its second opinion.",
        "1 er utelatt fordi det er trukket fra bruk eller ennå skal holdes skjult for en andre vurdering.",
    ),
    "left_out:n": (
        "{n} are left out because they were withdrawn from use or are still to be kept from their second opinions.",
        "{n} er utelatt fordi de er trukket fra bruk eller ennå skal holdes skjult for en andre vurdering.",
    ),
    "unreadable": ("Could not be printed", "Kunne ikke skrives ut"),
    "about": ("Report", "Rapport"),
    "why": ("Why", "Hvorfor"),
    "purpose": ("purpose", "formål"),
    "made_by": ("made by {code}", "laget av {code}"),
}
