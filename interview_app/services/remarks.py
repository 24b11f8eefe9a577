"""What people write beside their work, checked before it is kept: notes without personal data, links, time zones."""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from interview_app.domain.lookalikes import plain
from interview_app.domain.privacy import DOUBT, has_identity_number
from interview_app.forms.text_fields import TOO_LONG
from interview_app.instruments.regex import matches
from interview_app.services.errors import Unsuitable

LONGEST_NOTE = 1_000
LONGEST_LINK = 500
_PRINTABLE = re.compile(r"[\x21-\x7e]+")


def checked_note(note: str, *, sure: bool, field: str = "note") -> str:
    """The note, tidied. Raises Unsuitable for an identity number, and for what may name somebody unless one is sure."""
    note = note.replace("\r\n", "\n").strip()
    if len(note) > LONGEST_NOTE:
        raise Unsuitable(field, TOO_LONG, has=str(len(note)), most=str(LONGEST_NOTE))
    if has_identity_number(note):
        raise Unsuitable(field, "This holds a national identity number. Take it out: nobody may be named here.")
    if not sure and matches(DOUBT, plain(note)):
        raise Unsuitable(
            field, "This looks like a number, an address or a date. Take it out, or say that it tells of nobody."
        )
    return note


def checked_link(link: str, field: str = "link") -> str:
    """The address of a meeting, "" for none; raises Unsuitable for anything but an https address."""
    link = link.strip()
    if not link:
        return ""
    if len(link) > LONGEST_LINK or not _PRINTABLE.fullmatch(link) or not _is_https(link):
        raise Unsuitable(field, "Enter the whole address of the meeting, beginning with https://.")
    return link


def _is_https(link: str) -> bool:
    try:
        parts = urlsplit(link)
        return parts.scheme == "https" and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False


def checked_zone(zone: str, field: str = "zone") -> str:
    """The name of a time zone, "" for none; raises Unsuitable for one that does not exist."""
    zone = zone.strip()
    if zone and zone not in available_timezones():
        raise Unsuitable(field, "There is no such time zone. Write it as Europe/Oslo.")
    return zone
