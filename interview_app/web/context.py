"""What a view needs from its surroundings: the store, the clock, the study and whoever is signed in."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from flask import current_app, g
from flask_login import current_user

from interview_app.domain.access import Actor
from interview_app.domain.study import Study
from interview_app.services import studies
from interview_app.services.errors import NotFound
from interview_app.storage.engine import Store
from interview_app.web.sessions import SignedIn


def store() -> Store:
    """The database and its keys."""
    return cast(Store, current_app.extensions["store"])


def now() -> datetime:
    """The server's time, aware, UTC."""
    return cast(datetime, current_app.config["CLOCK"]())


def signed_in() -> SignedIn:
    """Whoever made this request; only for views that are not open to everyone."""
    return cast(SignedIn, current_user._get_current_object())


def actor() -> Actor:
    """The person who acts, as services and the ledger know them."""
    return signed_in().actor


def study_if_any() -> Study | None:
    """The study that the person works in at the moment; None where it is none. Read once a request."""
    if "study" not in g:
        works_in = actor().sites.study if current_user.is_authenticated else ""
        g.study = studies.find(store(), works_in) if works_in else None
    return cast("Study | None", g.study)


def study() -> Study:
    """The study that the person works in at the moment; raises NotFound where it is none."""
    found = study_if_any()
    if found is None:
        raise NotFound("You work in no study. An administrator gives people their part in one.")
    return found
