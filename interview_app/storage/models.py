"""The tables: what is stored, and which states cannot be. Those of visits and fieldwork stand in fieldwork.py."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, UniqueConstraint, text

from interview_app.domain.access import AT_SITES, Role
from interview_app.domain.interview import Entry, Mode, Status
from interview_app.domain.participation import InformantWithdrawal
from interview_app.storage import fieldwork
from interview_app.storage.column_types import Calendar, Day, Flag, Moment, Words
from interview_app.storage.columns import column, flag, key, metadata, one_of, table

__all__ = ["fieldwork", "metadata"]

deployment = table(
    "deployment",
    Column("id", Integer, primary_key=True, autoincrement=False),
    column("key_check", LargeBinary),
    CheckConstraint("id = 1", name="deployment_is_one"),
)

studies = table("studies", key(), column("definition"), column("loaded_at", Moment))

accounts = table(
    "accounts",
    key(),
    column("code"),
    column("user_name"),
    column("display_name"),
    column("role"),
    column("password_hash"),
    column("reads_text", Flag),
    column("language"),
    column("active", Flag),
    column("created_at", Moment),
    column("password_at", Moment),
    UniqueConstraint("code"),
    UniqueConstraint("user_name"),
    one_of("role", Role, "account_has_known_role"),
    flag("reads_text", "accounts"),
    flag("active", "accounts"),
    CheckConstraint("code <> '' AND user_name <> ''", name="account_has_names"),
)

grants = table(
    "grants",
    key("account_id", ForeignKey("accounts.id", ondelete="CASCADE")),
    key("study_id"),
    key("site"),
    key("role"),
    one_of("role", AT_SITES, "grant_has_role_at_site"),
    clustered=True,
)

sessions = table(
    "sessions",
    key("id_hash"),
    column("account_id", Words, ForeignKey("accounts.id", ondelete="CASCADE"), null=True),
    column("content"),
    column("created_at", Moment),
    column("seen_at", Moment),
    column("expires_at", Moment),
    Index("sessions_by_account", "account_id"),
    Index("sessions_by_expiry", "expires_at"),
    CheckConstraint("expires_at > created_at", name="session_expires_after_start"),
)

throttles = table(
    "throttles",
    key("key"),
    column("window_start", Moment),
    column("count", Integer),
    CheckConstraint("count >= 1", name="throttle_counts_from_one"),
)

participants = table(
    "participants",
    key(),
    column("study_id"),
    column("code"),
    column("site"),
    column("arm"),
    column("status"),
    column("wrapped_key", LargeBinary),
    column("created_at", Moment),
    column("extension", Flag),
    column("dates", Calendar),
    column("left_on", Day, null=True),
    column("withdrawal", Integer),
    column("interviewer_id", null=True),  # no foreign key: SQLite cannot add one by name to a table that has rows
    UniqueConstraint("study_id", "code"),
    CheckConstraint("code <> '' AND site <> ''", name="participant_has_code_and_site"),
    flag("extension", "participants"),
    CheckConstraint("left_on IS NULL OR status <> 'active'", name="active_has_not_left"),
    CheckConstraint("withdrawal = 0 OR status = 'withdrawn'", name="only_withdrawn_has_level"),
    CheckConstraint("withdrawal BETWEEN 0 AND 3", name="withdrawal_is_a_level"),
)

informants = table(
    "informants",
    key(),
    column("study_id"),
    column("code"),
    column("site"),
    column("role"),
    column("service"),
    column("active", Flag),
    column("withdrawn"),
    column("uncapped_until", Day, null=True),
    UniqueConstraint("study_id", "code"),
    flag("active", "informants"),
    one_of("withdrawn", InformantWithdrawal, "informant_has_known_withdrawal"),
    CheckConstraint("code <> '' AND site <> ''", name="informant_has_code_and_site"),
)

relations = table(
    "relations",
    Column("informant_id", Words, ForeignKey("informants.id", ondelete="CASCADE"), primary_key=True, nullable=False),
    Column(
        "participant_id", Words, ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True, nullable=False
    ),
    column("since", Day, null=True),
    column("until", Day, null=True),
    column("months_known", Integer, null=True),
    Index("relations_by_participant", "participant_id"),
    CheckConstraint("since IS NULL OR until IS NULL OR since <= until", name="relation_begins_before_it_ends"),
    CheckConstraint("months_known >= 0", name="months_known_count_up"),
    clustered=True,
)

interviews = table(
    "interviews",
    key(),
    column("study_id"),
    column("participant_id", Words, ForeignKey("participants.id")),
    column("informant_id", Words, ForeignKey("informants.id")),
    column("informant_role"),
    column("informant_service"),
    column("visit"),
    column("instance", Integer),
    column("form"),
    column("instrument_id"),
    column("instrument_version", Integer),
    column("instrument_hash"),
    column("site"),
    column("interviewer_id", Words, ForeignKey("accounts.id")),
    column("mode_first"),
    column("mode_last"),
    column("entry"),
    column("held_on", null=True),
    column("held_time", null=True),
    column("language"),
    column("status"),
    column("disposition"),
    column("started_at", Moment),
    column("completed_at", Moment, null=True),
    column("changed_at", Moment),
    column("seconds", Integer),
    column("session_started_at", Moment, null=True),
    column("document", LargeBinary),
    column("withheld", Flag),
    column("marks"),
    UniqueConstraint("participant_id", "visit", "informant_id", "instance"),
    Index("interviews_by_state", "study_id", "site", "status", "visit", "mode_last"),
    Index("interviews_by_interviewer", "interviewer_id", "status"),
    Index("interviews_by_start", "started_at", "study_id", "site"),
    Index("interviews_by_informant", "informant_id", "started_at"),
    flag("withheld", "interviews"),
    one_of("status", Status, "interview_has_known_status"),
    one_of("mode_first", Mode, "interview_has_known_first_mode"),
    one_of("mode_last", Mode, "interview_has_known_last_mode"),
    one_of("entry", Entry, "interview_has_known_entry"),
    CheckConstraint("held_on IS NULL OR entry = 'paper'", name="only_paper_has_day"),
    CheckConstraint("held_time IS NULL OR held_on IS NOT NULL", name="time_has_day"),
    CheckConstraint("instance >= 1 AND seconds >= 0 AND instrument_version >= 1", name="interview_counts_up"),
    CheckConstraint("(status = 'complete') = (completed_at IS NOT NULL)", name="complete_has_time"),
    CheckConstraint("(status = 'draft') = (session_started_at IS NOT NULL)", name="draft_has_session"),
    CheckConstraint(
        "status = 'void' OR (status IN ('broken_off', 'complete')) = (disposition <> '')", name="ended_has_disposition"
    ),
)

_UNSEALED = text("seq > sealed_seq")

streams = table(
    "streams",
    key("stream"),
    column("seq", Integer),
    column("mac", LargeBinary),
    column("sealed_seq", Integer),
    # Partial on PostgreSQL too, as the migration makes it; saying so here would load that dialect at every start.
    Index("streams_unsealed", "stream", sqlite_where=_UNSEALED),
    CheckConstraint("sealed_seq >= 0 AND seq >= sealed_seq", name="stream_seals_what_it_has"),
    clustered=True,
)

events = table(
    "events",
    key("stream"),
    Column("seq", Integer, primary_key=True, nullable=False, autoincrement=False),
    column("op_id"),
    column("actor"),
    column("action"),
    column("item"),
    column("payload", LargeBinary),
    column("device_time"),
    column("server_time"),
    column("prev", LargeBinary),
    column("mac", LargeBinary),
    UniqueConstraint("op_id"),
    Index("events_by_time", "server_time"),
    CheckConstraint("seq >= 1", name="event_counts_from_one"),
    clustered=True,
)

seals = table(
    "seals",
    Column("id", Integer, primary_key=True, autoincrement=False),
    column("made_at"),
    column("actor"),
    column("heads", Integer),
    column("prev"),
    column("value"),
    UniqueConstraint("value"),
    CheckConstraint("id >= 1 AND heads >= 0", name="seal_counts_from_one"),
)

seal_heads = table(
    "seal_heads",
    Column("seal_id", Integer, ForeignKey("seals.id"), primary_key=True, nullable=False, autoincrement=False),
    key("stream"),
    column("seq", Integer),
    column("mac", LargeBinary),
    UniqueConstraint("stream", "seq"),
    clustered=True,
)
