"""The triggers that keep the ledger from being rewritten: whether each is there, is switched on and does what it did.

The migration makes them; here stands, for each database, how it describes them back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, text

from interview_app.storage.faults import Fault

GUARDED = ("events", "seals", "seal_heads")
"""The tables that only grow."""
GUARDS = "triggers"
"""The stream that faults of the triggers are reported under."""

_SQLITE = "CREATE TRIGGER {name} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
_POSTGRESQL = (
    "CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting() "
    "BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END"
)
_ACTS = {"sqlite": ("update", "delete"), "postgresql": ("update", "delete", "truncate")}
_FOUND = {
    "sqlite": text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"),
    "postgresql": text(
        "SELECT tgname, pg_get_triggerdef(t.oid, true) || ' ' || prosrc FROM pg_trigger AS t JOIN pg_proc AS p "
        "ON p.oid = tgfoid WHERE tgenabled IN ('O', 'A') AND tgrelid IN (to_regclass('events'), to_regclass('seals'), "
        "to_regclass('seal_heads'))"
    ),
}


def faults(connection: Connection) -> Iterator[Fault]:
    """One fault that names every trigger that is gone, switched off or not as it was made."""
    dialect = connection.dialect.name
    found = {name: " ".join(told.split()) for name, told in connection.execute(_FOUND[dialect])}
    missing = [name for name, made in _made(dialect).items() if found.get(name) != made]
    if missing:
        yield Fault(GUARDS, 0, f"{', '.join(missing)}: gone, switched off or altered, so the ledger can be rewritten")


def _made(dialect: str) -> Mapping[str, str]:
    """Every trigger by name, as the database tells it."""
    pattern = _POSTGRESQL if dialect == "postgresql" else _SQLITE
    return {
        f"{table}_refuse_{act}": pattern.format(name=f"{table}_refuse_{act}", act=act.upper(), table=table)
        for table in GUARDED
        for act in _ACTS[dialect]
    }
