"""What stands above and below the answers: whose interview, by whom, how and when; sources, seal and hash."""

from __future__ import annotations

from typing import NamedTuple

from interview_app.domain.disposition import Disposition
from interview_app.domain.document import amended
from interview_app.domain.instrument import Scale
from interview_app.domain.interview import Entry
from interview_app.domain.items import ChoiceItem
from interview_app.domain.record import record_hash
from interview_app.domain.review import Signature
from interview_app.domain.schedule import Slot
from interview_app.domain.study import Study
from interview_app.reports.interview.reading import Reading
from interview_app.reports.interview.signing import DIGITS, grouped, signed_in_words
from interview_app.reports.interview.timing import outside, timing
from interview_app.reports.texts import cut

NOTICES = 260
ATTRIBUTION = 220
METHOD = 320
RELIABILITY = 100
"""Characters of the foot's texts, which together must leave room for the lines below them."""


class Heading(NamedTuple):
    """The top of the page."""

    code: str
    study: str
    visit: str
    informant: str
    circumstances: str
    status: str
    outcome: str
    timing: str


def heading(reading: Reading, study: Study, slot: Slot | None = None, signature: Signature | None = None) -> Heading:
    """The top of the page for an interview of that study at a visit that falls so, and the last signature put to it."""
    interview, words = reading.interview, reading.words
    outcome = _outcome(reading)
    status = words.say(f"status_{interview.status}")
    changed = amended(interview.document)
    amendments = words.say("amended", n=changed) if changed else ""
    return Heading(
        code=interview.participant_id,
        study=cut(reading.tell(study.title), 90, "…"),
        visit=_visit(reading, study),
        informant=" · ".join(_informant(reading)),
        circumstances=" · ".join([*_circumstances(reading), *outside(reading)]),
        status=" · ".join(part for part in (status, amendments) if part),
        outcome=" · ".join(part for part in (outcome, signed_in_words(words, signature)) if part and part != status),
        timing=timing(reading, slot),
    )


def _visit(reading: Reading, study: Study) -> str:
    interview = reading.interview
    labels = {visit.id: reading.tell(visit.label) for visit in study.visits}
    label = cut(labels.get(interview.visit, interview.visit), 60, "…")
    again = reading.words.say("instance", n=interview.instance)
    return label if interview.instance == 1 else f"{label}, {again}"


def _informant(reading: Reading) -> list[str]:
    interview = reading.interview
    role = _label(reading, "role", interview.informant_role)
    service = _label(reading, "service", interview.informant_service)
    return [part for part in (role, service, reading.words.say("informant", code=interview.informant_id)) if part]


def _label(reading: Reading, list_name: str, name: str) -> str:
    """The label of a registered role or service, where the instrument has such a list."""
    lists = (item for item in reading.instrument.items if isinstance(item, ChoiceItem) and item.list_name == list_name)
    labels = {choice.name: reading.tell(choice.label) for item in lists for choice in item.choices}
    return labels.get(name, name.replace("_", " "))


def _circumstances(reading: Reading) -> list[str]:
    interview, words = reading.interview, reading.words
    first, last = words.say(interview.mode_first), words.say(interview.mode_last)
    parts = [first if first == last else words.say("then", first=first, last=last), _held(reading)]
    if interview.seconds and interview.entry is Entry.LIVE:  # those of paper say how long it took to type
        parts.append(words.say("minutes", n=max(1, round(interview.seconds / 60))))
    if interview.entry is Entry.PAPER:
        parts += _typed(reading)
    return [*parts, words.say("interviewer", code=interview.interviewer_id), *_beginner(reading)]


def _typed(reading: Reading) -> list[str]:
    """Who held an interview on paper, and who typed it in on which day."""
    interview, words = reading.interview, reading.words
    if not (interview.held_by or interview.held_by_role):
        return [words.say("paper")]
    holder = interview.held_by or _label(reading, "role", interview.held_by_role)
    typed = words.say("paper_by", code=interview.begun_by, day=words.day(interview.started_at))
    return [words.say("held_by", who=holder), typed]


def _held(reading: Reading) -> str:
    """When the interview was held; of paper the day that was told, where it was."""
    interview, words = reading.interview, reading.words
    if interview.held_on is None:
        return words.day(interview.started_at)
    clock = f" {interview.held_time:%H:%M}" if interview.held_time is not None else ""
    return f"{words.date(interview.held_on)}{clock}"


def _beginner(reading: Reading) -> list[str]:
    """Who began an interview that somebody else took over."""
    interview = reading.interview
    handed = interview.begun_by != interview.interviewer_id
    return [reading.words.say("begun_by", code=interview.begun_by)] if handed else []


def _outcome(reading: Reading) -> str:
    code = reading.interview.disposition
    if code not in set(Disposition):
        return code
    outcome = Disposition(code).outcome
    return outcome.nb if reading.words.language == "nb" else outcome.en


class Foot(NamedTuple):
    """The bottom of the page: how scores are made, and what makes the page traceable."""

    method: tuple[str, ...]
    sources: tuple[str, ...]
    provenance: tuple[tuple[str, str], ...]


def foot(reading: Reading, study: Study, seal: str) -> Foot:
    """The bottom of the page; `seal` is "" while nothing covers the record."""
    instrument, words = reading.instrument, reading.words
    notices = cut(f"{words.say('classification')} {reading.tell(study.notices)}", NOTICES, "…")
    sources = (cut(reading.tell(instrument.attribution), ATTRIBUTION, "…"), notices)
    provenance = (
        (f"{instrument.id} v{instrument.version}", grouped(reading.interview.instrument_hash, DIGITS)),
        (words.say("hash"), grouped(record_hash(reading.interview), DIGITS)),
        (words.say("last_event"), words.moment(reading.interview.changed_at)),
        (words.say("seal"), grouped(seal, len(seal)) if seal else words.say("sealed_not")),
    )
    return Foot(_method(reading), tuple(text for text in sources if text), provenance)


def _method(reading: Reading) -> tuple[str, ...]:
    scales = [scale for scale in reading.instrument.scales if scale.kind in ("scale", "total")]
    if not scales:
        return ()
    words = reading.words
    rules = ", ".join(words.rule(scale, reading.tell(scale.label)) for scale in scales)
    scored = cut(words.say("method", formula=_formula(scales[0]), rules=rules), METHOD, "…")
    reliability = str(reading.instrument.meta.get("reliability", "none"))
    unknown = reliability.startswith("none")
    return scored, words.say("no_reliability") if unknown else cut(reliability, RELIABILITY, "…")


def _formula(scale: Scale) -> str:
    """The scale's formula as it reads in print."""
    text = scale.formula_source
    for source, printed in (("${sum}", "Σ"), ("${n}", "n"), ("*", "×"), ("div", "/")):
        text = text.replace(source, printed)
    return " ".join(text.split())
