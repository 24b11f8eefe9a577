"""What the report about a participant says in each language, beside what all printed pages say."""

from __future__ import annotations

from interview_app.reports.words import TEXTS, Texts, Words

OWN: Texts = {
    "title": ("over time", "over tid"),
    "enrolled": ("enrolled {day}", "inkludert {day}"),
    "as_of": ("as of {day}", "per {day}"),
    "left": ("{status} {day}", "{status} {day}"),
    "interviews:1": ("1 interview", "1 intervju"),
    "interviews:n": ("{n} interviews", "{n} intervjuer"),
    "informants:1": ("1 informant", "1 samarbeidspartner"),
    "informants:n": ("{n} informants", "{n} samarbeidspartnere"),
    "held_with": ("{interviews} held with {informants}", "{interviews} holdt med {informants}"),
    "unheld": ("no interview held", "ikke noe intervju holdt"),
    "held_of": ("{held} of {due} expected visits so far held", "{held} av {due} ventede besøk så langt holdt"),
    # The verdict
    "nothing": ("No interview yet.", "Ikke noe intervju ennå."),
    "next": ("Next: {visit}, from {opens} to {closes}.", "Neste: {visit}, fra {opens} til {closes}."),
    "open_now": (
        "Open now: {visit}, until {closes}.",
        "Åpent nå: {visit}, til {closes}.",
    ),
    "now": ("{name} {value} of {high} at {visit}", "{name} {value} av {high} ved {visit}"),
    "up_baseline": ("{n} higher than at baseline", "{n} høyere enn ved inklusjon"),
    "down_baseline": ("{n} lower than at baseline", "{n} lavere enn ved inklusjon"),
    "same_baseline": ("the same as at baseline", "det samme som ved inklusjon"),
    "up_previous": ("{n} higher than at {visit}", "{n} høyere enn ved {visit}"),
    "down_previous": ("{n} lower than at {visit}", "{n} lavere enn ved {visit}"),
    "same_previous": ("the same as at {visit}", "det samme som ved {visit}"),
    "no_baseline": ("no baseline value to compare with", "ingen verdi ved inklusjon å sammenligne med"),
    "is_baseline": ("this is the baseline", "dette er inklusjonsverdien"),
    "and": ("and", "og"),
    "same_informant": ("All from the same informant, {code}.", "Alt fra samme samarbeidspartner, {code}."),
    "one_informant": ("Told by informant {code}.", "Fortalt av samarbeidspartner {code}."),
    "other_baseline": (
        "The baseline is another informant’s: the difference may reflect the rater.",
        "Inklusjonsverdien er fra en annen samarbeidspartner: forskjellen kan skyldes hvem som svarer.",
    ),
    "other_previous": (
        "The value before is another informant’s: the difference may reflect the rater.",
        "Verdien før er fra en annen samarbeidspartner: forskjellen kan skyldes hvem som svarer.",
    ),
    "other_both": (
        "Both comparisons are with another informant: the differences may reflect the rater.",
        "Begge sammenlignes med en annen samarbeidspartner: forskjellene kan skyldes hvem som svarer.",
    ),
    "rests_on": ("Rests on {n} of {items} ratings", "Bygger på {n} av {items} vurderinger"),
    "knowledge_low": ("Knowledge limited.", "Begrenset kjennskap."),
    "knowledge_high": ("knowledge good", "god kjennskap"),
    "missed_none": ("no visit missed", "ingen besøk er gått tapt"),
    "missed_some:1": ("1 visit missed ({names})", "1 besøk ikke holdt ({names})"),
    "missed_some:n": ("{n} visits missed ({names})", "{n} besøk ikke holdt ({names})"),
    "no_score_now": (
        "No {name} at {visit}, the latest interview: {why}.",
        "Skåren {name} mangler ved {visit}, det siste intervjuet: {why}.",
    ),
    "never_scored": ("No {name} could be computed so far.", "Skåren {name} kunne ikke beregnes så langt."),
    "no_scales": (
        "{interviews} held; this instrument has no scores.",
        "{interviews} holdt; dette instrumentet har ingen skårer.",
    ),
    "others_now": ("Others at the same visit: {values}.", "Andre ved samme besøk: {values}."),
    # Headings and columns
    "changed": ("What changed", "Hva som er endret"),
    "over_time": ("Over time", "Over tid"),
    "each": ("Each interview", "Hvert intervju"),
    "more_scores": ("More scores", "Flere skårer"),
    "counts": ("Counts of the last {days} days", "Tall for de siste {days} dagene"),
    "counts_any": ("Counts", "Tall"),
    "events": ("Events", "Hendelser"),
    "told": ("Events, and what was said", "Hendelser, og hva som ble sagt"),
    "event_when": ("{event} ({when})", "{event} ({when})"),
    "course": ("Consent and participation", "Samtykke og deltakelse"),
    "score": ("Score", "Skår"),
    "baseline": ("Baseline", "Inklusjon"),
    "previous": ("Previous", "Forrige"),
    "latest": ("Now", "Nå"),
    "since_baseline": ("Change from baseline", "Endring fra inklusjon"),
    "since_previous": ("Change from previous", "Endring fra forrige"),
    "reliable": ("Reliable change (RCI)", "Pålitelig endring (RCI)"),
    "visit": ("Visit", "Besøk"),
    "date": ("Held", "Holdt"),
    "informant_head": ("Informant", "Hvem"),
    "mode": ("Mode", "Form"),
    "from_baseline": ("from baseline", "fra inklusjon"),
    "from_previous": ("from previous", "fra forrige"),
    "valid": ("Valid", "Gyldige"),
    "knowledge": ("Knowledge", "Kjennskap"),
    "good": ("good", "god"),
    "limited": ("limited", "lite"),
    "day": ("Day", "Dag"),
    "what": ("What", "Hva"),
    # What stands for a value
    "few": ("too few", "for få"),
    "not_reached": ("not reached", "ikke nådd"),
    "not_in_form": ("not asked", "ikke spurt"),
    "not_done": ("not held", "ikke holdt"),
    "other_instrument": ("other version", "annen versjon"),
    "unfinished": ("not finished", "ikke ferdig"),
    "too_few_long": ("too few ratings ({n} of {items})", "for få vurderinger ({n} av {items})"),
    "missed_row": ("missed; window {opens} to {closes}", "ikke holdt; vindu {opens} til {closes}"),
    "blind_row": (
        "kept back until the second opinion is complete",
        "holdes tilbake til den andre vurderingen er fullført",
    ),
    "skipped_row": ("cannot be opened: {why}", "kan ikke åpnes: {why}"),
    # The chart
    "axis": ("days since {what}", "dager siden {what}"),
    "axis_baseline": ("baseline", "inklusjon"),
    "axis_first": ("the first day", "første dag"),
    "letter_in_person": ("P", "F"),
    "letter_telephone": ("T", "T"),
    "letter_video": ("V", "V"),
    "letters": (
        "P in person, T telephone, V video",
        "F fysisk møte, T telefon, V video",
    ),
    "key_held": ("held, on its day in the window", "holdt, på sin dag i vinduet"),
    "key_partly": ("held in part", "delvis holdt"),
    "key_missed": ("missed", "ikke holdt"),
    "key_open": ("window open now", "vinduet er åpent nå"),
    "key_other": (
        "another informant: the difference may reflect the rater",
        "en annen samarbeidspartner: forskjellen kan skyldes hvem som svarer",
    ),
    "key_hollow": ("prorated", "proratert"),
    "key_turn": (
        "different informant – differences may reflect the rater",
        "annen samarbeidspartner – forskjeller kan skyldes hvem som svarer",
    ),
    "key_span": (
        "event, somewhere in the days before it was told",
        "hendelse, en gang i dagene før den ble fortalt",
    ),
    "key_informant": ("{code}, {role}", "{code}, {role}"),
    "key_others": ("other informants ({n})", "andre samarbeidspartnere ({n})"),
    "chart_title": (
        "Visits: {visits}. {scores}",
        "Besøk: {visits}. {scores}",
    ),
    "series": ("{name}, {low} to {high}: {values}.", "{name}, {low} til {high}: {values}."),
    "value_at": ("{value} on day {day} ({code})", "{value} på dag {day} ({code})"),
    "no_value_at": ("none on day {day} ({code})", "ingen på dag {day} ({code})"),
    "turns_at": (
        "Different informants from {visits} on; differences may reflect the rater.",
        "Andre samarbeidspartnere fra og med {visits}; forskjeller kan skyldes hvem som svarer.",
    ),
    "undated": ("Without a day yet: {names}.", "Uten dag ennå: {names}."),
    "never": ("Not meant for this participant: {names}.", "Ikke ment for denne deltakeren: {names}."),
    "counts_title": ("{counts}", "{counts}"),
    "other_events": ("Others: see the list", "Andre: se listen"),
    "texts_withheld": (
        "{n} text answers are kept in the record.",
        "{n} tekstsvar står i registreringen.",
    ),
    "no_texts": ("No event was told, and no text answered.", "Ingen hendelse er fortalt, og ingen tekst er besvart."),
    "elsewhere:1": (
        "1 more interview about this participant is not yours to read and is left out.",
        "1 intervju til om deltakeren er ikke ditt å lese og er utelatt.",
    ),
    "elsewhere:n": (
        "{n} more interviews about this participant are not yours to read and are left out.",
        "{n} intervjuer til om deltakeren er ikke dine å lese og er utelatt.",
    ),
    "blind_note": (
        "Nothing is told of {visits} until the second opinion there is complete.",
        "Ingenting fortelles om {visits} før den andre vurderingen der er fullført.",
    ),
    "skipped_note": (
        "Left out because it cannot be opened: {names}.",
        "Utelatt fordi det ikke kan åpnes: {names}.",
    ),
    # Consent and participation
    "consent_given": (
        "Consent, version {version}: {scopes}",
        "Samtykke, versjon {version}: {scopes}",
    ),
    "consent_until": (" (until {day})", " (til {day})"),
    "consent_ended": ("Consent of {since} withdrawn", "Samtykket fra {since} trukket tilbake"),
    "step_enrolled": ("Enrolled at {value}", "Inkludert ved {value}"),
    "step_arm": ("Arm: {value}", "Arm: {value}"),
    "step_site": ("Moved to {value}", "Flyttet til {value}"),
    "step_extension": ("Treatment goes on after the main phase", "Behandlingen fortsetter etter hovedfasen"),
    "step_status": ("{value}", "{value}"),
    "step_withdrawal": ("{value}", "{value}"),
    # How numbers are made
    "how_scores": (
        "Scores: {formula} over the valid ratings ({rules}); hollow and *: prorated, fewer than all were valid.",
        "Skårer: {formula} over gyldige vurderinger ({rules}); hul og *: proratert, ikke alle var gyldige.",
    ),
    "how_changes": (
        "Baseline: the interview at {visit}. Previous: the latest interview at another visit before. Both are the same "
        "informant’s if there is one, else another’s, marked ≠. Only values computed by the same rule are compared.",
        "Inklusjon: intervjuet ved {visit}. Forrige: siste intervju ved et annet besøk før. Begge er fra "
        "samme samarbeidspartner om det finnes, ellers fra en annen, merket ≠. Bare verdier beregnet på samme måte "
        "sammenlignes.",
    ),
    "how_lines": (
        "Lines join values of one informant at neighbouring visits; a visit that was missed or gave no value leaves "
        "them open. Visits held: of those expected whose window has closed, {held} of {due}.",
        "Linjer forbinder verdier fra én samarbeidspartner ved nabobesøk; et besøk som ikke ble holdt eller ikke ga "
        "verdi, lar dem stå åpne. Holdte besøk: av de ventede med lukket vindu, {held} av {due}.",
    ),
    "how_reliable": (
        "Reliable change of {name} (Jacobson–Truax): RCI = difference ÷ (√2 · SD · √(1 − r)), r = {r}, SD = {sd}; "
        "beyond ±1.96, a difference of {mdc} or more, it is more than error of measurement. Only within one informant. "
        "{source}",
        "Pålitelig endring i {name} (Jacobson–Truax): RCI = differanse ÷ (√2 · SD · √(1 − r)), r = {r}, SD = {sd}; "
        "utenfor ±1,96, en differanse på {mdc} eller mer, er den mer enn målefeil. Bare innen én samarbeidspartner. "
        "{source}",
    ),
    "improved": ("improved", "bedret"),
    "worsened": ("worsened", "forverret"),
    "uncertain": ("within error", "innen målefeil"),
    "confidence_order": (
        "knowledge with confidence in {names}, x where there was none to say",
        "kjennskap med sikkerhet for {names}, x der det ikke var noe å si",
    ),
}


def words_of(language: str) -> Words:
    """The words of a language for this report."""
    return Words("nb" if language == "nb" else "en", {**TEXTS, **OWN})
