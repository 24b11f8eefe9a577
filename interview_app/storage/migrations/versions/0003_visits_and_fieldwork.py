"""Visits, cases and calls, contacts, consents, reviews, queries and paradata; participants gain their course, and each
site of an account its role."""

from alembic import op

from interview_app.storage.migrations.statements import DIALECTS, run

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = [
    "feeds", "sittings", "paradata", "rechecks", "queries", "reviews", "consents", "contacts", "attempts", "cases",
    "slots",
]  # fmt: skip
ADDED = {
    "interviews": ["marks", "withheld"],
    "relations": ["months_known", "until", "since"],
    "informants": ["uncapped_until", "withdrawn"],
    "participants": ["interviewer_id", "withdrawal", "left_on", "dates", "extension"],
}

COURSE = """
ALTER TABLE participants ADD COLUMN extension INTEGER NOT NULL DEFAULT 0
    CONSTRAINT participants_extension_is_flag CHECK (extension IN (0, 1));
ALTER TABLE participants ADD COLUMN dates {words} NOT NULL DEFAULT '{{}}';
ALTER TABLE participants ADD COLUMN left_on {words}
    CONSTRAINT active_has_not_left CHECK (left_on IS NULL OR status <> 'active');
ALTER TABLE participants ADD COLUMN withdrawal INTEGER NOT NULL DEFAULT 0
    CONSTRAINT withdrawal_is_a_level CHECK (withdrawal BETWEEN 0 AND 3)
    CONSTRAINT only_withdrawn_has_level CHECK (withdrawal = 0 OR status = 'withdrawn');
ALTER TABLE participants ADD COLUMN interviewer_id {words};
ALTER TABLE informants ADD COLUMN withdrawn {words} NOT NULL DEFAULT ''
    CONSTRAINT informant_has_known_withdrawal CHECK (withdrawn IN ('', 'keep', 'remove'));
ALTER TABLE informants ADD COLUMN uncapped_until {words};
ALTER TABLE relations ADD COLUMN since {words};
ALTER TABLE relations ADD COLUMN until {words}
    CONSTRAINT relation_begins_before_it_ends CHECK (since IS NULL OR until IS NULL OR since <= until);
ALTER TABLE relations ADD COLUMN months_known INTEGER
    CONSTRAINT months_known_count_up CHECK (months_known >= 0);
ALTER TABLE interviews ADD COLUMN withheld INTEGER NOT NULL DEFAULT 0
    CONSTRAINT interviews_withheld_is_flag CHECK (withheld IN (0, 1));
ALTER TABLE interviews ADD COLUMN marks {words} NOT NULL DEFAULT '';
CREATE INDEX interviews_by_informant ON interviews (informant_id, started_at);
"""

GRANTS = """
CREATE TABLE grants (
    account_id {words} NOT NULL,
    study_id {words} NOT NULL,
    site {words} NOT NULL,
    role {words} NOT NULL,
    CONSTRAINT grants_pkey PRIMARY KEY (account_id, study_id, site, role),
    CONSTRAINT grant_has_role_at_site CHECK (role IN ('interviewer', 'supervisor', 'researcher', 'manager')),
    CONSTRAINT grants_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
){clustered};
INSERT INTO grants (account_id, study_id, site, role)
    SELECT account_id, study_id, site, role FROM account_sites JOIN accounts ON accounts.id = account_id
    WHERE role IN ('interviewer', 'supervisor', 'researcher', 'manager');
DROP TABLE account_sites;
"""

SITES = """
CREATE TABLE account_sites (
    account_id {words} NOT NULL,
    study_id {words} NOT NULL,
    site {words} NOT NULL,
    CONSTRAINT account_sites_pkey PRIMARY KEY (account_id, study_id, site),
    CONSTRAINT account_sites_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
){clustered};
INSERT INTO account_sites (account_id, study_id, site) SELECT DISTINCT account_id, study_id, site FROM grants;
DROP TABLE grants;
"""

SCHEMA = """
CREATE TABLE slots (
    participant_id {words} NOT NULL,
    visit {words} NOT NULL,
    study_id {words} NOT NULL,
    site {words} NOT NULL,
    opens {words},
    target {words},
    closes {words},
    expectation {words} NOT NULL,
    reason {words} NOT NULL,
    held_on {words},
    design {words} NOT NULL,
    CONSTRAINT slots_pkey PRIMARY KEY (participant_id, visit),
    CONSTRAINT slot_has_known_expectation CHECK (expectation IN ('expected', 'optional', 'pending', 'not_expected')),
    CONSTRAINT slot_has_known_design CHECK (design IN ('', 'drawn', 'marked', 'verification')),
    CONSTRAINT not_expected_has_reason CHECK ((expectation = 'not_expected') = (reason <> '')),
    CONSTRAINT slot_has_all_days_or_none
        CHECK ((opens IS NULL) = (target IS NULL) AND (target IS NULL) = (closes IS NULL)),
    CONSTRAINT slot_opens_before_it_closes CHECK (opens <= target AND target <= closes),
    CONSTRAINT expected_has_days CHECK (expectation <> 'expected' OR opens IS NOT NULL),
    CONSTRAINT slots_participant_id_fkey FOREIGN KEY (participant_id) REFERENCES participants (id) ON DELETE CASCADE
){clustered};
CREATE INDEX slots_by_window ON slots (study_id, expectation, held_on, closes, opens, target, site);

CREATE TABLE cases (
    id {words} NOT NULL,
    study_id {words} NOT NULL,
    participant_id {words} NOT NULL,
    visit {words} NOT NULL,
    informant_id {words} NOT NULL,
    site {words} NOT NULL,
    interviewer_id {words},
    disposition {words} NOT NULL,
    attempts INTEGER NOT NULL,
    last_at {words},
    next_at {words},
    next_kind {words} NOT NULL,
    document {bytes} NOT NULL,
    CONSTRAINT cases_pkey PRIMARY KEY (id),
    CONSTRAINT cases_participant_id_visit_informant_id_key UNIQUE (participant_id, visit, informant_id),
    CONSTRAINT case_has_known_disposition
        CHECK (disposition IN ('', 'COMPLETE', 'PARTIAL', 'BREAKOFF', 'REF_HARD', 'REF_SOFT', 'REF_GATE',
        'REF_PARTICIPANT', 'NC', 'VM_LEFT', 'VM_NONE', 'APPT', 'APPT_BROKEN', 'INF_DEAD', 'INF_UNABLE', 'LANG',
        'TECH', 'MAXTRY_E', 'MAXTRY_U', 'NOANS', 'BUSY', 'NOTTRIED', 'WRONGNO', 'DISCON', 'INF_LEFT', 'P_WITHDRAWN',
        'P_DEAD', 'P_NOTEXPECTED', 'SUPERV')),
    CONSTRAINT case_has_known_next CHECK (next_kind IN ('', 'callback', 'appointment')),
    CONSTRAINT next_has_time_and_kind CHECK ((next_at IS NULL) = (next_kind = '')),
    CONSTRAINT case_counts_attempts CHECK (attempts >= 0 AND (attempts = 0) = (last_at IS NULL)),
    CONSTRAINT cases_participant_id_fkey FOREIGN KEY (participant_id) REFERENCES participants (id) ON DELETE CASCADE,
    CONSTRAINT cases_informant_id_fkey FOREIGN KEY (informant_id) REFERENCES informants (id),
    CONSTRAINT cases_interviewer_id_fkey FOREIGN KEY (interviewer_id) REFERENCES accounts (id)
){strict};
CREATE INDEX cases_by_next ON cases (study_id, next_at);
CREATE INDEX cases_by_visit ON cases (study_id, site, visit, disposition);

CREATE TABLE attempts (
    case_id {words} NOT NULL,
    n INTEGER NOT NULL,
    at {words} NOT NULL,
    channel {words} NOT NULL,
    outcome {words} NOT NULL,
    interviewer {words} NOT NULL,
    seconds INTEGER NOT NULL,
    next_at {words},
    document {bytes} NOT NULL,
    CONSTRAINT attempts_pkey PRIMARY KEY (case_id, n),
    CONSTRAINT attempt_has_known_channel CHECK (channel IN ('telephone', 'video', 'in_person', 'text', 'email')),
    CONSTRAINT attempt_has_known_outcome
        CHECK (outcome IN ('COMPLETE', 'PARTIAL', 'BREAKOFF', 'REF_HARD', 'REF_SOFT', 'REF_GATE', 'REF_PARTICIPANT',
        'NC', 'VM_LEFT', 'VM_NONE', 'APPT', 'APPT_BROKEN', 'INF_DEAD', 'INF_UNABLE', 'LANG', 'TECH', 'MAXTRY_E',
        'MAXTRY_U', 'NOANS', 'BUSY', 'NOTTRIED', 'WRONGNO', 'DISCON', 'INF_LEFT', 'P_WITHDRAWN', 'P_DEAD',
        'P_NOTEXPECTED', 'SUPERV')),
    CONSTRAINT attempt_counts_up CHECK (n >= 1 AND seconds >= 0),
    CONSTRAINT attempts_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases (id) ON DELETE CASCADE
){clustered};

CREATE TABLE contacts (
    informant_id {words} NOT NULL,
    changed_at {words} NOT NULL,
    document {bytes} NOT NULL,
    CONSTRAINT contacts_pkey PRIMARY KEY (informant_id),
    CONSTRAINT contacts_informant_id_fkey FOREIGN KEY (informant_id) REFERENCES informants (id) ON DELETE CASCADE
){strict};

CREATE TABLE consents (
    id {words} NOT NULL,
    participant_id {words} NOT NULL,
    version {words} NOT NULL,
    since {words} NOT NULL,
    until {words},
    scopes {words} NOT NULL,
    without_roles {words} NOT NULL,
    withdrawn_on {words},
    taken_by {words} NOT NULL,
    recorded_at {words} NOT NULL,
    document {bytes} NOT NULL,
    CONSTRAINT consents_pkey PRIMARY KEY (id),
    CONSTRAINT consent_begins_before_it_ends CHECK (until IS NULL OR since <= until),
    CONSTRAINT consents_participant_id_fkey
        FOREIGN KEY (participant_id) REFERENCES participants (id) ON DELETE CASCADE
){strict};
CREATE INDEX consents_by_participant ON consents (participant_id);

CREATE TABLE reviews (
    interview_id {words} NOT NULL,
    study_id {words} NOT NULL,
    site {words} NOT NULL,
    state {words} NOT NULL,
    flags {words} NOT NULL,
    changed_at {words} NOT NULL,
    signed_by {words} NOT NULL,
    signed_at {words},
    signed_hash {words} NOT NULL,
    CONSTRAINT reviews_pkey PRIMARY KEY (interview_id),
    CONSTRAINT review_has_known_state CHECK (state IN ('waiting', 'returned', 'signed', 'voided')),
    CONSTRAINT signed_has_time CHECK (state <> 'signed' OR signed_at IS NOT NULL),
    CONSTRAINT signature_is_whole
        CHECK ((signed_at IS NULL) = (signed_by = '') AND (signed_by = '') = (signed_hash = '')),
    CONSTRAINT reviews_interview_id_fkey FOREIGN KEY (interview_id) REFERENCES interviews (id) ON DELETE CASCADE
){strict};
CREATE INDEX reviews_by_state ON reviews (study_id, site, state);

CREATE TABLE queries (
    id {words} NOT NULL,
    interview_id {words} NOT NULL,
    item {words} NOT NULL,
    state {words} NOT NULL,
    opened_by {words} NOT NULL,
    opened_at {words} NOT NULL,
    changed_at {words} NOT NULL,
    CONSTRAINT queries_pkey PRIMARY KEY (id),
    CONSTRAINT query_has_known_state CHECK (state IN ('open', 'answered', 'closed')),
    CONSTRAINT queries_interview_id_fkey FOREIGN KEY (interview_id) REFERENCES interviews (id) ON DELETE CASCADE
){strict};
CREATE INDEX queries_by_interview ON queries (interview_id, state);

CREATE TABLE rechecks (
    interview_id {words} NOT NULL,
    state {words} NOT NULL,
    items INTEGER NOT NULL,
    differing INTEGER NOT NULL,
    changed_at {words} NOT NULL,
    CONSTRAINT rechecks_pkey PRIMARY KEY (interview_id),
    CONSTRAINT recheck_has_known_state CHECK (state IN ('drawn', 'entered', 'accepted', 'returned', 'voided')),
    CONSTRAINT recheck_counts_up CHECK (differing >= 0 AND differing <= items),
    CONSTRAINT recheck_has_items_once_entered CHECK ((state = 'drawn') = (items = 0)),
    CONSTRAINT rechecks_interview_id_fkey FOREIGN KEY (interview_id) REFERENCES interviews (id) ON DELETE CASCADE
){strict};

CREATE TABLE paradata (
    interview_id {words} NOT NULL,
    item {words} NOT NULL,
    shown_at {words},
    answered_at {words},
    changed_at {words},
    changes INTEGER NOT NULL,
    visits INTEGER NOT NULL,
    active_ms INTEGER NOT NULL,
    CONSTRAINT paradata_pkey PRIMARY KEY (interview_id, item),
    CONSTRAINT paradata_count_up CHECK (changes >= 0 AND visits >= 0 AND active_ms >= 0),
    CONSTRAINT paradata_interview_id_fkey FOREIGN KEY (interview_id) REFERENCES interviews (id) ON DELETE CASCADE
){clustered};

CREATE TABLE sittings (
    interview_id {words} NOT NULL,
    n INTEGER NOT NULL,
    began_at {words} NOT NULL,
    ended_at {words} NOT NULL,
    mode {words} NOT NULL,
    device {words} NOT NULL,
    app_version {words} NOT NULL,
    offline_seconds INTEGER NOT NULL,
    CONSTRAINT sittings_pkey PRIMARY KEY (interview_id, n),
    CONSTRAINT sitting_has_a_length CHECK (n >= 1 AND offline_seconds >= 0 AND began_at <= ended_at),
    CONSTRAINT sittings_interview_id_fkey FOREIGN KEY (interview_id) REFERENCES interviews (id) ON DELETE CASCADE
){clustered};

CREATE TABLE feeds (
    account_id {words} NOT NULL,
    token_hash {words} NOT NULL,
    made_at {words} NOT NULL,
    CONSTRAINT feeds_pkey PRIMARY KEY (account_id),
    CONSTRAINT feeds_token_hash_key UNIQUE (token_hash),
    CONSTRAINT feeds_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
){strict};
"""

WAITING = """
INSERT INTO reviews (interview_id, study_id, site, state, flags, changed_at, signed_by, signed_hash)
    SELECT id, study_id, site, 'waiting', '[]', completed_at, '', '' FROM interviews WHERE status = 'complete';
"""


def upgrade() -> None:
    kinds = DIALECTS[op.get_bind().dialect.name]
    run(COURSE.format(**kinds))
    run(GRANTS.format(**kinds))
    run(SCHEMA.format(**kinds))
    run(WAITING)


def downgrade() -> None:
    run(SITES.format(**DIALECTS[op.get_bind().dialect.name]))
    run("DROP INDEX interviews_by_informant")
    for table in TABLES:
        run(f"DROP TABLE {table}")
    for table, columns in ADDED.items():
        for column in columns:
            run(f"ALTER TABLE {table} DROP COLUMN {column}")
