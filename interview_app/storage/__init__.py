"""What is kept: tables, the ledger, and queries by noun. Floor 2: SQLAlchemy, no Flask, and nothing here commits.

Every function takes an open connection; `services` open it with `Store.reading()` or `Store.writing()` and so decide
what belongs together. Rows are limited to sites here, never by the caller.
"""
