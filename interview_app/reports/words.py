"""What printed pages say in each language, and how they write numbers, days and lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

from interview_app.domain.instrument import Scale

LANGUAGES = ("en", "nb")
Texts = Mapping[str, tuple[str, str]]
"""English and Norwegian by key; where a key ends in `:1` or `:n`, for one and for several."""

TEXTS: Texts = {
    "about": ("interview", "intervju"),
    "all_missing": ("Nothing has been answered.", "Ingenting er besvart."),
    "amended": ("amended {n}", "endret {n}"),
    "answered": ("Core questions answered", "Kjernespørsmål besvart"),
    "chart": (
        "Dots on a scale from {low} to {high}. {rows}.",
        "Prikker på en skala fra {low} til {high}. {rows}.",
    ),
    "checks": ("Soft checks", "Myke kontroller"),
    "classification": (
        "Pseudonymised research record, not a health record.",
        "Pseudonymisert forskningsmateriale, ikke en del av pasientjournalen.",
    ),
    "confidence": ("confidence", "sikkerhet"),
    "confidence_in": ("confidence ({scale})", "sikkerhet ({scale})"),
    "conflicts": ("Answered twice, not settled", "Besvart to ganger, ikke avgjort"),
    "confirmed": ("{n} confirmed", "{n} bekreftet"),
    "direction": ("higher is better", "høyere er bedre"),
    "hollow": (
        "hollow, in brackets: last time; signed: change since",
        "hult, i parentes: forrige gang; med fortegn: endring",
    ),
    "hollow_other": ("{caption}, ≠ another informant’s", "{caption}, ≠ en annens"),
    "since": ("{change} since {day}", "{change} siden {day}"),
    "since_same": ("same informant", "samme samarbeidspartner"),
    "since_other": (
        "{informant} was asked then: the difference may reflect who answers",
        "da ble {informant} spurt: forskjellen kan skyldes hvem som svarer",
    ),
    "look": ("Reason to look", "Grunn til å se nærmere"),
    "look_speed": ("{has} min, usually {of} (n {n})", "{has} min, vanligvis {of} (n {n})"),
    "look_same_ratings": ("all {n} ratings alike", "alle {n} vurderinger like"),
    "look_dont_know": ("{has} of {of} don’t know", "{has} av {of} vet ikke"),
    "look_hours": ("held at {has}, outside hours", "holdt kl. {has}, utenom tiden"),
    "look_changes": ("{has} of {of} answers amended", "{has} av {of} svar rettet"),
    "look_same_minute": ("{has} more began that minute", "{has} til begynte samme minutt"),
    "target": ("target {day}", "måldato {day}"),
    "unchanged": ("Taken over unchanged from {day}", "Overtatt uendret fra {day}"),
    "withdrawn": ("an interview out of use", "et intervju som er ute av bruk"),
    "highest": ("Highest", "Høyest"),
    "lowest": ("Lowest", "Lavest"),
    "early:1": ("1 day early", "1 dag for tidlig"),
    "early:n": ("{n} days early", "{n} dager for tidlig"),
    "in_window": ("held in the window", "holdt i vinduet"),
    "late:1": ("1 day late", "1 dag for sent"),
    "late:n": ("{n} days late", "{n} dager for sent"),
    "not_expected": ("visit not expected", "besøket var ikke ventet"),
    "window": (
        "The visit’s window opens {opens} and closes {closes}; target {target}, held {day}.",
        "Besøkets vindu åpner {opens} og lukker {closes}; måldato {target}, holdt {day}.",
    ),
    "hash": ("record", "registrering"),
    "in_person": ("in person", "fysisk møte"),
    "informant": ("informant {code}", "samarbeidspartner {code}"),
    "before": ("{now} (before: {then})", "{now} (før: {then})"),
    "before_on": ("{now} ({day}: {then})", "{now} ({day}: {then})"),
    "begun_by": ("begun by {code}", "begynt av {code}"),
    "interviewer": ("interviewer {code}", "intervjuer {code}"),
    "instance": ("interview {n} at this visit", "intervju {n} ved dette besøket"),
    "items:1": ("1 answer", "1 svar"),
    "items:n": ("{n} answers", "{n} svar"),
    "knowledge_good": ("Knowledge good", "God kjennskap"),
    "knowledge_limited": ("Knowledge limited", "Begrenset kjennskap"),
    "knowledge_unknown": ("Knowledge not recorded.", "Kjennskap er ikke registrert."),
    "last_event": ("last change", "sist endret"),
    "method": (
        "Scores: {formula} of the valid ratings ({rules}); prorated where fewer than all are valid.",
        "Skårer: {formula} av gyldige vurderinger ({rules}); proratert der ikke alle er gyldige.",
    ),
    "method_rule": ("{name}: {minimum} of {items} needed", "{name}: krever {minimum} av {items}"),
    "method_rule_each": (
        "{name}: {minimum} of {items} and each scale needed",
        "{name}: krever {minimum} av {items} og hver skala",
    ),
    "minutes": ("{n} min", "{n} min"),
    "missing": ("Missing", "Mangler"),
    "more": ("… {n} more, see record", "… {n} til, se registreringen"),
    "more_names": ("{n} more", "{n} til"),
    "no_reliability": (
        "No reliability established for this instrument: raw change only.",
        "Reliabilitet er ikke fastslått for dette instrumentet: bare rå endring.",
    ),
    "no_score": ("no score", "ingen skår"),
    "no_total": ("No total", "Ingen samlet skår"),
    "no_total_few": (
        "{n} of {items} rated, {minimum} needed",
        "{n} av {items} vurdert, {minimum} kreves",
    ),
    "no_total_needs": ("too few ratings in {names}", "for få vurderinger i {names}"),
    "none": ("none", "ingen"),
    "not_asked_since": ("{why} ({gate}: {answer})", "{why} ({gate}: {answer})"),
    "not_finished": (
        "Not finished: {answered} of {routed} core questions answered.",
        "Ikke ferdig: {answered} av {routed} kjernespørsmål besvart.",
    ),
    "not_rated": ("Not rated", "Ikke vurdert"),
    "not_recorded": ("Left empty", "Ikke utfylt"),
    "not_signed": ("not yet signed", "ikke signert ennå"),
    "notes": ("Side notes", "Sidemerknader"),
    "of": ("{n} of {items}", "{n} av {items}"),
    "page": ("page 1 of 1", "side 1 av 1"),
    "page_word": ("page", "side"),
    "page_of": ("of", "av"),
    "printed_for": ("printed for {code}", "skrevet ut for {code}"),
    "held_by": ("held by {who}", "holdt av {who}"),
    "paper_by": ("entered from paper by {code} on {day}", "ført inn fra papir av {code} {day}"),
    "paper": ("entered from paper", "ført inn fra papir"),
    "pointer": ("… see record", "… se registreringen"),
    "prorated": ("prorated", "proratert"),
    "ratings:1": ("1 rating", "1 vurdering"),
    "ratings:n": ("{n} ratings", "{n} vurderinger"),
    "dots": ("{ratings} (dots, {low} to {high})", "{ratings} (prikker, {low} til {high})"),
    "bars": (
        "{ratings} and their scores (bars, {low} to {high})",
        "{ratings} og skårene av dem (søyler, {low} til {high})",
    ),
    "remarks": ("From the interviewer", "Fra intervjueren"),
    "seal": ("seal", "segl"),
    "sealed_not": ("not sealed yet", "ikke forseglet ennå"),
    "sign_code": ("Code", "Kode"),
    "sign_date": ("Date", "Dato"),
    "sign_off": ("Supervisor", "Veileder"),
    "sign_signature": ("Signature", "Signatur"),
    "signature_void": ("signature void since {day} (amended)", "signatur ugyldig siden {day} (rettet)"),
    "signed": ("signed {day}", "signert {day}"),
    "status_broken_off": ("Broken off", "Avbrutt"),
    "status_complete": ("Complete", "Fullført"),
    "status_draft": ("Draft", "Utkast"),
    "status_paused": ("Paused", "Satt på pause"),
    "status_void": ("Void – not to be used", "Annullert – skal ikke brukes"),
    "synthetic": ("Synthetic data", "Syntetiske data"),
    "telephone": ("telephone", "telefon"),
    "then": ("{first}, then {last}", "{first}, deretter {last}"),
    "total_of": ("{name} {value} of {high}", "{name} {value} av {high}"),
    "trust": ("Trust in these data", "Tillit til dataene"),
    "video": ("video", "video"),
    "withheld": ("Kept in the record.", "Står i registreringen."),
    "words": ("In the informant’s words", "Med samarbeidspartnerens ord"),
}

_MONTHS = (
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    ("januar", "februar", "mars", "april", "mai", "juni", "juli",
     "august", "september", "oktober", "november", "desember"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, another than those of LANGUAGES is English; a report adds its own texts to TEXTS."""

    language: str
    texts: Texts = field(default_factory=lambda: TEXTS, repr=False, compare=False)

    def say(self, key: str, **fills: object) -> str:
        """The text of that key, filled in; raises KeyError."""
        text = self.texts[key][self.language == "nb"]
        return text.format(**fills) if fills else text

    def count(self, key: str, n: int) -> str:
        """The text of that key for one or for several."""
        return self.say(f"{key}:1" if n == 1 else f"{key}:n", n=n)

    def number(self, value: float, places: int = 1) -> str:
        """The number with that many decimals, halves rounded away from zero, with the language's decimal mark; nothing
        has no sign."""
        rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0
        text = f"{rounded:f}".replace("-", "−")
        return text.replace(".", ",") if self.language == "nb" else text

    def signed(self, value: float, places: int = 1) -> str:
        """The number with its sign, as a change is told."""
        text = self.number(value, places)
        return text if text.startswith("−") or not text.strip("0.,") else f"+{text}"

    def change(self, amount: float, *, is_same: bool) -> str:
        """A change with its sign; ≠ where another informant gave the value before."""
        return self.signed(amount) if is_same else f"≠ {self.signed(amount)}"

    def day(self, moment: datetime) -> str:
        """The calendar day in UTC."""
        return self.date(moment.astimezone(UTC))

    def date(self, day: date) -> str:
        """The day as it stands in the calendar."""
        month = _MONTHS[self.language == "nb"][day.month - 1]
        return f"{day.day}. {month} {day.year}" if self.language == "nb" else f"{day.day} {month} {day.year}"

    def moment(self, moment: datetime) -> str:
        """Day and time to the second, in UTC."""
        return f"{self.day(moment)} {moment.astimezone(UTC):%H:%M:%S} UTC"

    def rule(self, scale: Scale, name: str) -> str:
        """What a score rests on at least: so many items, and where it needs them the other scores."""
        key = "method_rule_each" if scale.requires else "method_rule"
        return self.say(key, name=name, minimum=scale.min_valid, items=len(scale.items))

    def listed(self, names: Sequence[str], limit: int = 99) -> str:
        """The names with commas between them; what is beyond the limit is counted."""
        more = [self.say("more_names", n=len(names) - limit)] if len(names) > limit else []
        return ", ".join([*names[:limit], *more])
