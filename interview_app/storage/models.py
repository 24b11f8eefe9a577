"""The tables: what is stored, and which states cannot be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
    text,
)

from interview_app.domain.access import Role
from interview_app.domain.interview import Entry, Mode, Status
from interview_app.storage.column_types import Flag, Moment, Words

metadata = MetaData(
    naming_convention={
        "ix": "%(column_0_N_label)s",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(constraint_name)s",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "pk": "%(table_name)s_pkey",
    }
)


def _one_of(column: str, values: Iterable[str], name: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


def _flag(column: str, table: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN (0, 1)", name=f"{table}_{column}_is_flag")


def _table(name: str, *parts: Any, clustered: bool = False) -> Table:
    """A strict table; a clustered one is kept in the order of its primary key on SQLite."""
    return Table(name, metadata, *parts, sqlite_strict=True, sqlite_with_rowid=not clustered)


def _key(name: str = "id", *parts: Any) -> Column[str]:
    return Column(name, Words, *parts, primary_key=True, nullable=False)


def _column(name: str, kind: Any = Words, *parts: Any, null: bool = False) -> Column[Any]:
    return Column(name, kind, *parts, nullable=null)


deployment = _table(
    "deployment",
    Column("id", Integer, primary_key=True, autoincrement=False),
    _column("key_check", LargeBinary),
    CheckConstraint("id = 1", name="deployment_is_one"),
)

studies = _table("studies", _key(), _column("definition"), _column("loaded_at", Moment))

accounts = _table(
    "accounts",
    _key(),
    _column("code"),
    _column("user_name"),
    _column("display_name"),
    _column("role"),
    _column("password_hash"),
    _column("reads_text", Flag),
    _column("language"),
    _column("active", Flag),
    _column("created_at", Moment),
    _column("password_at", Moment),
    UniqueConstraint("code"),
    UniqueConstraint("user_name"),
    _one_of("role", Role, "account_has_known_role"),
    _flag("reads_text", "accounts"),
    _flag("active", "accounts"),
    CheckConstraint("code <> '' AND user_name <> ''", name="account_has_names"),
)

account_sites = _table(
    "account_sites",
    _key("account_id", ForeignKey("accounts.id", ondelete="CASCADE")),
    _key("study_id"),
    _key("site"),
    clustered=True,
)

sessions = _table(
    "sessions",
    _key("id_hash"),
    _column("account_id", Words, ForeignKey("accounts.id", ondelete="CASCADE"), null=True),
    _column("content"),
    _column("created_at", Moment),
    _column("seen_at", Moment),
    _column("expires_at", Moment),
    Index("sessions_by_account", "account_id"),
    Index("sessions_by_expiry", "expires_at"),
    CheckConstraint("expires_at > created_at", name="session_expires_after_start"),
)

throttles = _table(
    "throttles",
    _key("key"),
    _column("window_start", Moment),
    _column("count", Integer),
    CheckConstraint("count >= 1", name="throttle_counts_from_one"),
)

participants = _table(
    "participants",
    _key(),
    _column("study_id"),
    _column("code"),
    _column("site"),
    _column("arm"),
    _column("status"),
    _column("wrapped_key", LargeBinary),
    _column("created_at", Moment),
    UniqueConstraint("study_id", "code"),
    CheckConstraint("code <> '' AND site <> ''", name="participant_has_code_and_site"),
)

informants = _table(
    "informants",
    _key(),
    _column("study_id"),
    _column("code"),
    _column("site"),
    _column("role"),
    _column("service"),
    _column("active", Flag),
    UniqueConstraint("study_id", "code"),
    _flag("active", "informants"),
    CheckConstraint("code <> '' AND site <> ''", name="informant_has_code_and_site"),
)

relations = _table(
    "relations",
    Column("informant_id", Words, ForeignKey("informants.id", ondelete="CASCADE"), primary_key=True, nullable=False),
    Column(
        "participant_id", Words, ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True, nullable=False
    ),
    Index("relations_by_participant", "participant_id"),
    clustered=True,
)

interviews = _table(
    "interviews",
    _key(),
    _column("study_id"),
    _column("participant_id", Words, ForeignKey("participants.id")),
    _column("informant_id", Words, ForeignKey("informants.id")),
    _column("informant_role"),
    _column("informant_service"),
    _column("visit"),
    _column("instance", Integer),
    _column("form"),
    _column("instrument_id"),
    _column("instrument_version", Integer),
    _column("instrument_hash"),
    _column("site"),
    _column("interviewer_id", Words, ForeignKey("accounts.id")),
    _column("mode_first"),
    _column("mode_last"),
    _column("entry"),
    _column("held_on", null=True),
    _column("held_time", null=True),
    _column("language"),
    _column("status"),
    _column("disposition"),
    _column("started_at", Moment),
    _column("completed_at", Moment, null=True),
    _column("changed_at", Moment),
    _column("seconds", Integer),
    _column("session_started_at", Moment, null=True),
    _column("document", LargeBinary),
    UniqueConstraint("participant_id", "visit", "informant_id", "instance"),
    Index("interviews_by_state", "study_id", "site", "status", "visit", "mode_last"),
    Index("interviews_by_interviewer", "interviewer_id", "status"),
    Index("interviews_by_start", "started_at", "study_id", "site"),
    _one_of("status", Status, "interview_has_known_status"),
    _one_of("mode_first", Mode, "interview_has_known_first_mode"),
    _one_of("mode_last", Mode, "interview_has_known_last_mode"),
    _one_of("entry", Entry, "interview_has_known_entry"),
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

streams = _table(
    "streams",
    _key("stream"),
    _column("seq", Integer),
    _column("mac", LargeBinary),
    _column("sealed_seq", Integer),
    # Partial on PostgreSQL too, as the migration makes it; saying so here would load that dialect at every start.
    Index("streams_unsealed", "stream", sqlite_where=_UNSEALED),
    CheckConstraint("sealed_seq >= 0 AND seq >= sealed_seq", name="stream_seals_what_it_has"),
    clustered=True,
)

events = _table(
    "events",
    _key("stream"),
    Column("seq", Integer, primary_key=True, nullable=False, autoincrement=False),
    _column("op_id"),
    _column("actor"),
    _column("action"),
    _column("item"),
    _column("payload", LargeBinary),
    _column("device_time"),
    _column("server_time"),
    _column("prev", LargeBinary),
    _column("mac", LargeBinary),
    UniqueConstraint("op_id"),
    Index("events_by_time", "server_time"),
    CheckConstraint("seq >= 1", name="event_counts_from_one"),
    clustered=True,
)

seals = _table(
    "seals",
    Column("id", Integer, primary_key=True, autoincrement=False),
    _column("made_at"),
    _column("actor"),
    _column("heads", Integer),
    _column("prev"),
    _column("value"),
    UniqueConstraint("value"),
    CheckConstraint("id >= 1 AND heads >= 0", name="seal_counts_from_one"),
)

seal_heads = _table(
    "seal_heads",
    Column("seal_id", Integer, ForeignKey("seals.id"), primary_key=True, nullable=False, autoincrement=False),
    _key("stream"),
    _column("seq", Integer),
    _column("mac", LargeBinary),
    UniqueConstraint("stream", "seq"),
    clustered=True,
)
