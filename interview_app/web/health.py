"""Whether the server can do its work, for whoever watches it; says nothing about what it holds."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from interview_app.storage.engine import StorageError
from interview_app.web.context import store

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def healthz() -> tuple[Response, int]:
    """200 while the database answers and is of this version, else 503."""
    try:
        current = store().is_current()
    except StorageError:
        return jsonify(status="database unavailable"), 503
    return (jsonify(status="ok"), 200) if current else (jsonify(status="database needs `interview-app migrate`"), 503)
