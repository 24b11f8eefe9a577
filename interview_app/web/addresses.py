"""The parts of addresses: an id is 32 hexadecimal digits, so that anything else is no page of ours."""

from __future__ import annotations

from werkzeug.routing import BaseConverter


class HexConverter(BaseConverter):
    """The id of an account, a participant, an informant or an interview: `<uuid_hex:…>`."""

    regex = "[0-9a-f]{32}"
