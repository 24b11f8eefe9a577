"""Rows that somebody goes by while others may be changing them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select


def locked(query: Select[Any], lock: bool, **of: Any) -> Select[Any]:
    """The query, keeping its rows from being changed until the transaction ends where `lock` says so.

    Rows that refer to them can still be added. SQLite has one writer at a time, and needs none of it.
    """
    return query.with_for_update(key_share=True, **of) if lock else query
