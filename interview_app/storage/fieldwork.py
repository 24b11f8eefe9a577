"""The tables of visits and of the work around them: schedule, cases and calls, contacts, consents, review, paradata."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, UniqueConstraint

from interview_app.domain.disposition import Disposition
from interview_app.domain.fieldwork import Channel, Design, Next, QueryState, RecheckState, ReviewState
from interview_app.domain.schedule import Expectation
from interview_app.storage.column_types import Day, Moment, Words
from interview_app.storage.columns import column, key, one_of, table

slots = table(
    "slots",
    key("participant_id", ForeignKey("participants.id", ondelete="CASCADE")),
    key("visit"),
    column("study_id"),
    column("site"),
    column("opens", Day, null=True),
    column("target", Day, null=True),
    column("closes", Day, null=True),
    column("expectation"),
    column("reason"),
    column("held_on", Day, null=True),
    column("design"),
    Index("slots_by_window", "study_id", "expectation", "held_on", "closes", "opens", "target", "site"),
    one_of("expectation", Expectation, "slot_has_known_expectation"),
    one_of("design", Design, "slot_has_known_design"),
    CheckConstraint("(expectation = 'not_expected') = (reason <> '')", name="not_expected_has_reason"),
    CheckConstraint(
        "(opens IS NULL) = (target IS NULL) AND (target IS NULL) = (closes IS NULL)", name="slot_has_all_days_or_none"
    ),
    CheckConstraint("opens <= target AND target <= closes", name="slot_opens_before_it_closes"),
    CheckConstraint("expectation <> 'expected' OR opens IS NOT NULL", name="expected_has_days"),
    clustered=True,
)

cases = table(
    "cases",
    key(),
    column("study_id"),
    column("participant_id", Words, ForeignKey("participants.id", ondelete="CASCADE")),
    column("visit"),
    column("informant_id", Words, ForeignKey("informants.id")),
    column("site"),
    column("interviewer_id", Words, ForeignKey("accounts.id"), null=True),
    column("disposition"),
    column("attempts", Integer),
    column("last_at", Moment, null=True),
    column("next_at", Moment, null=True),
    column("next_kind"),
    column("document", LargeBinary),
    UniqueConstraint("participant_id", "visit", "informant_id"),
    Index("cases_by_next", "study_id", "next_at"),
    Index("cases_by_visit", "study_id", "site", "visit", "disposition"),
    one_of("disposition", ("", *Disposition), "case_has_known_disposition"),
    one_of("next_kind", Next, "case_has_known_next"),
    CheckConstraint("(next_at IS NULL) = (next_kind = '')", name="next_has_time_and_kind"),
    CheckConstraint("attempts >= 0 AND (attempts = 0) = (last_at IS NULL)", name="case_counts_attempts"),
)

attempts = table(
    "attempts",
    key("case_id", ForeignKey("cases.id", ondelete="CASCADE")),
    Column("n", Integer, primary_key=True, nullable=False, autoincrement=False),
    column("at", Moment),
    column("channel"),
    column("outcome"),
    column("interviewer"),
    column("seconds", Integer),
    column("next_at", Moment, null=True),
    column("document", LargeBinary),
    one_of("channel", Channel, "attempt_has_known_channel"),
    one_of("outcome", Disposition, "attempt_has_known_outcome"),
    CheckConstraint("n >= 1 AND seconds >= 0", name="attempt_counts_up"),
    clustered=True,
)

contacts = table(
    "contacts",
    key("informant_id", ForeignKey("informants.id", ondelete="CASCADE")),
    column("changed_at", Moment),
    column("document", LargeBinary),
)

consents = table(
    "consents",
    key(),
    column("participant_id", Words, ForeignKey("participants.id", ondelete="CASCADE")),
    column("version"),
    column("since", Day),
    column("until", Day, null=True),
    column("scopes"),
    column("without_roles"),
    column("withdrawn_on", Day, null=True),
    column("taken_by"),
    column("recorded_at", Moment),
    column("document", LargeBinary),
    Index("consents_by_participant", "participant_id"),
    CheckConstraint("until IS NULL OR since <= until", name="consent_begins_before_it_ends"),
)

reviews = table(
    "reviews",
    key("interview_id", ForeignKey("interviews.id", ondelete="CASCADE")),
    column("study_id"),
    column("site"),
    column("state"),
    column("flags"),
    column("changed_at", Moment),
    column("signed_by"),
    column("signed_at", Moment, null=True),
    column("signed_hash"),
    Index("reviews_by_state", "study_id", "site", "state"),
    one_of("state", ReviewState, "review_has_known_state"),
    CheckConstraint("state <> 'signed' OR signed_at IS NOT NULL", name="signed_has_time"),
    CheckConstraint(
        "(signed_at IS NULL) = (signed_by = '') AND (signed_by = '') = (signed_hash = '')", name="signature_is_whole"
    ),
)

queries = table(
    "queries",
    key(),
    column("interview_id", Words, ForeignKey("interviews.id", ondelete="CASCADE")),
    column("item"),
    column("state"),
    column("opened_by"),
    column("opened_at", Moment),
    column("changed_at", Moment),
    Index("queries_by_interview", "interview_id", "state"),
    one_of("state", QueryState, "query_has_known_state"),
)

rechecks = table(
    "rechecks",
    key("interview_id", ForeignKey("interviews.id", ondelete="CASCADE")),
    column("state"),
    column("items", Integer),
    column("differing", Integer),
    column("changed_at", Moment),
    one_of("state", RecheckState, "recheck_has_known_state"),
    CheckConstraint("differing >= 0 AND differing <= items", name="recheck_counts_up"),
    CheckConstraint("(state = 'drawn') = (items = 0)", name="recheck_has_items_once_entered"),
)

paradata = table(
    "paradata",
    key("interview_id", ForeignKey("interviews.id", ondelete="CASCADE")),
    key("item"),
    column("shown_at", Moment, null=True),
    column("answered_at", Moment, null=True),
    column("changed_at", Moment, null=True),
    column("changes", Integer),
    column("visits", Integer),
    column("active_ms", Integer),
    CheckConstraint("changes >= 0 AND visits >= 0 AND active_ms >= 0", name="paradata_count_up"),
    clustered=True,
)

sittings = table(
    "sittings",
    key("interview_id", ForeignKey("interviews.id", ondelete="CASCADE")),
    Column("n", Integer, primary_key=True, nullable=False, autoincrement=False),
    column("began_at", Moment),
    column("ended_at", Moment),
    column("mode"),
    column("device"),
    column("app_version"),
    column("offline_seconds", Integer),
    CheckConstraint("n >= 1 AND offline_seconds >= 0 AND began_at <= ended_at", name="sitting_has_a_length"),
    clustered=True,
)

feeds = table(
    "feeds",
    key("account_id", ForeignKey("accounts.id", ondelete="CASCADE")),
    column("token_hash"),
    column("made_at", Moment),
    UniqueConstraint("token_hash"),
)
