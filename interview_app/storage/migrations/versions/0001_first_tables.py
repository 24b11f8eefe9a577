"""The first tables: accounts, participants, informants, interviews, and the ledger that refuses to be rewritten."""

from alembic import op

from interview_app.storage.migrations.statements import DIALECTS, run

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = [
    "seal_heads", "seals", "events", "streams", "interviews", "relations", "informants", "participants", "throttles",
    "sessions", "account_sites", "accounts", "studies", "deployment",
]

SCHEMA = """
CREATE TABLE deployment (
    id INTEGER NOT NULL,
    key_check {bytes} NOT NULL,
    CONSTRAINT deployment_pkey PRIMARY KEY (id),
    CONSTRAINT deployment_is_one CHECK (id = 1)
){strict};

CREATE TABLE studies (
    id {words} NOT NULL,
    definition {words} NOT NULL,
    loaded_at {words} NOT NULL,
    CONSTRAINT studies_pkey PRIMARY KEY (id)
){strict};

CREATE TABLE accounts (
    id {words} NOT NULL,
    code {words} NOT NULL,
    user_name {words} NOT NULL,
    display_name {words} NOT NULL,
    role {words} NOT NULL,
    password_hash {words} NOT NULL,
    reads_text INTEGER NOT NULL,
    language {words} NOT NULL,
    active INTEGER NOT NULL,
    created_at {words} NOT NULL,
    password_at {words} NOT NULL,
    CONSTRAINT accounts_pkey PRIMARY KEY (id),
    CONSTRAINT accounts_code_key UNIQUE (code),
    CONSTRAINT accounts_user_name_key UNIQUE (user_name),
    CONSTRAINT account_has_known_role
        CHECK (role IN ('interviewer', 'supervisor', 'researcher', 'manager', 'admin', 'auditor')),
    CONSTRAINT accounts_reads_text_is_flag CHECK (reads_text IN (0, 1)),
    CONSTRAINT accounts_active_is_flag CHECK (active IN (0, 1)),
    CONSTRAINT account_has_names CHECK (code <> '' AND user_name <> '')
){strict};

CREATE TABLE account_sites (
    account_id {words} NOT NULL,
    study_id {words} NOT NULL,
    site {words} NOT NULL,
    CONSTRAINT account_sites_pkey PRIMARY KEY (account_id, study_id, site),
    CONSTRAINT account_sites_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
){clustered};

CREATE TABLE sessions (
    id_hash {words} NOT NULL,
    account_id {words},
    content {words} NOT NULL,
    created_at {words} NOT NULL,
    seen_at {words} NOT NULL,
    expires_at {words} NOT NULL,
    CONSTRAINT sessions_pkey PRIMARY KEY (id_hash),
    CONSTRAINT sessions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
    CONSTRAINT session_expires_after_start CHECK (expires_at > created_at)
){strict};
CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE throttles (
    key {words} NOT NULL,
    window_start {words} NOT NULL,
    count INTEGER NOT NULL,
    CONSTRAINT throttles_pkey PRIMARY KEY (key),
    CONSTRAINT throttle_counts_from_one CHECK (count >= 1)
){strict};

CREATE TABLE participants (
    id {words} NOT NULL,
    study_id {words} NOT NULL,
    code {words} NOT NULL,
    site {words} NOT NULL,
    arm {words} NOT NULL,
    status {words} NOT NULL,
    wrapped_key {bytes} NOT NULL,
    created_at {words} NOT NULL,
    CONSTRAINT participants_pkey PRIMARY KEY (id),
    CONSTRAINT participants_study_id_code_key UNIQUE (study_id, code),
    CONSTRAINT participant_has_code_and_site CHECK (code <> '' AND site <> '')
){strict};

CREATE TABLE informants (
    id {words} NOT NULL,
    study_id {words} NOT NULL,
    code {words} NOT NULL,
    site {words} NOT NULL,
    role {words} NOT NULL,
    service {words} NOT NULL,
    active INTEGER NOT NULL,
    CONSTRAINT informants_pkey PRIMARY KEY (id),
    CONSTRAINT informants_study_id_code_key UNIQUE (study_id, code),
    CONSTRAINT informants_active_is_flag CHECK (active IN (0, 1)),
    CONSTRAINT informant_has_code_and_site CHECK (code <> '' AND site <> '')
){strict};

CREATE TABLE relations (
    informant_id {words} NOT NULL,
    participant_id {words} NOT NULL,
    CONSTRAINT relations_pkey PRIMARY KEY (informant_id, participant_id),
    CONSTRAINT relations_informant_id_fkey FOREIGN KEY (informant_id) REFERENCES informants (id) ON DELETE CASCADE,
    CONSTRAINT relations_participant_id_fkey FOREIGN KEY (participant_id) REFERENCES participants (id) ON DELETE CASCADE
){clustered};
CREATE INDEX relations_by_participant ON relations (participant_id);

CREATE TABLE interviews (
    id {words} NOT NULL,
    study_id {words} NOT NULL,
    participant_id {words} NOT NULL,
    informant_id {words} NOT NULL,
    informant_role {words} NOT NULL,
    informant_service {words} NOT NULL,
    visit {words} NOT NULL,
    instance INTEGER NOT NULL,
    form {words} NOT NULL,
    instrument_id {words} NOT NULL,
    instrument_version INTEGER NOT NULL,
    instrument_hash {words} NOT NULL,
    site {words} NOT NULL,
    interviewer_id {words} NOT NULL,
    mode_first {words} NOT NULL,
    mode_last {words} NOT NULL,
    entry {words} NOT NULL,
    language {words} NOT NULL,
    status {words} NOT NULL,
    disposition {words} NOT NULL,
    started_at {words} NOT NULL,
    completed_at {words},
    changed_at {words} NOT NULL,
    seconds INTEGER NOT NULL,
    session_started_at {words},
    document {bytes} NOT NULL,
    CONSTRAINT interviews_pkey PRIMARY KEY (id),
    CONSTRAINT interviews_participant_id_visit_informant_id_instance_key
        UNIQUE (participant_id, visit, informant_id, instance),
    CONSTRAINT interviews_participant_id_fkey FOREIGN KEY (participant_id) REFERENCES participants (id),
    CONSTRAINT interviews_informant_id_fkey FOREIGN KEY (informant_id) REFERENCES informants (id),
    CONSTRAINT interviews_interviewer_id_fkey FOREIGN KEY (interviewer_id) REFERENCES accounts (id),
    CONSTRAINT interview_has_known_status CHECK (status IN ('draft', 'paused', 'broken_off', 'complete', 'void')),
    CONSTRAINT interview_has_known_first_mode CHECK (mode_first IN ('in_person', 'telephone', 'video')),
    CONSTRAINT interview_has_known_last_mode CHECK (mode_last IN ('in_person', 'telephone', 'video')),
    CONSTRAINT interview_has_known_entry CHECK (entry IN ('live', 'paper')),
    CONSTRAINT interview_counts_up CHECK (instance >= 1 AND seconds >= 0 AND instrument_version >= 1),
    CONSTRAINT complete_has_time CHECK ((status = 'complete') = (completed_at IS NOT NULL)),
    CONSTRAINT draft_has_session CHECK ((status = 'draft') = (session_started_at IS NOT NULL)),
    CONSTRAINT ended_has_disposition
        CHECK (status = 'void' OR (status IN ('broken_off', 'complete')) = (disposition <> ''))
){strict};
CREATE INDEX interviews_by_state ON interviews (study_id, site, status, visit, mode_last);
CREATE INDEX interviews_by_interviewer ON interviews (interviewer_id, status);
CREATE INDEX interviews_by_start ON interviews (started_at, study_id, site);

CREATE TABLE streams (
    stream {words} NOT NULL,
    seq INTEGER NOT NULL,
    mac {bytes} NOT NULL,
    sealed_seq INTEGER NOT NULL,
    CONSTRAINT streams_pkey PRIMARY KEY (stream),
    CONSTRAINT stream_seals_what_it_has CHECK (sealed_seq >= 0 AND seq >= sealed_seq)
){clustered};
CREATE INDEX streams_unsealed ON streams (stream) WHERE seq > sealed_seq;

CREATE TABLE events (
    stream {words} NOT NULL,
    seq INTEGER NOT NULL,
    op_id {words} NOT NULL,
    actor {words} NOT NULL,
    action {words} NOT NULL,
    item {words} NOT NULL,
    payload {bytes} NOT NULL,
    device_time {words} NOT NULL,
    server_time {words} NOT NULL,
    prev {bytes} NOT NULL,
    mac {bytes} NOT NULL,
    CONSTRAINT events_pkey PRIMARY KEY (stream, seq),
    CONSTRAINT events_op_id_key UNIQUE (op_id),
    CONSTRAINT event_counts_from_one CHECK (seq >= 1)
){clustered};
CREATE INDEX events_by_time ON events (server_time);

CREATE TABLE seals (
    id INTEGER NOT NULL,
    made_at {words} NOT NULL,
    actor {words} NOT NULL,
    heads INTEGER NOT NULL,
    prev {words} NOT NULL,
    value {words} NOT NULL,
    CONSTRAINT seals_pkey PRIMARY KEY (id),
    CONSTRAINT seals_value_key UNIQUE (value),
    CONSTRAINT seal_counts_from_one CHECK (id >= 1 AND heads >= 0)
){strict};

CREATE TABLE seal_heads (
    seal_id INTEGER NOT NULL,
    stream {words} NOT NULL,
    seq INTEGER NOT NULL,
    mac {bytes} NOT NULL,
    CONSTRAINT seal_heads_pkey PRIMARY KEY (seal_id, stream),
    CONSTRAINT seal_heads_stream_seq_key UNIQUE (stream, seq),
    CONSTRAINT seal_heads_seal_id_fkey FOREIGN KEY (seal_id) REFERENCES seals (id)
){clustered};
"""

APPEND_ONLY = ["events", "seals", "seal_heads"]

SQLITE_TRIGGERS = """
CREATE TRIGGER {table}_refuse_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} only grows'); END;
CREATE TRIGGER {table}_refuse_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} only grows'); END;
"""

POSTGRESQL_FUNCTION = """
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION '%% only grows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""

POSTGRESQL_TRIGGERS = """
CREATE TRIGGER {table}_refuse_update BEFORE UPDATE ON {table} EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER {table}_refuse_delete BEFORE DELETE ON {table} EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER {table}_refuse_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_rewriting();
"""


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    run(SCHEMA.format(**DIALECTS[dialect]))
    run(POSTGRESQL_FUNCTION if dialect == "postgresql" else "")
    triggers = POSTGRESQL_TRIGGERS if dialect == "postgresql" else SQLITE_TRIGGERS
    for table in APPEND_ONLY:
        run(triggers.format(table=table))


def downgrade() -> None:
    for table in TABLES:
        run(f"DROP TABLE {table}")
    if op.get_bind().dialect.name == "postgresql":
        run("DROP FUNCTION refuse_rewriting()")
