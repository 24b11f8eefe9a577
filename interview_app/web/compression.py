"""Pages and JSON leave compressed where the browser takes it: the interview page holds a whole instrument."""

from __future__ import annotations

import gzip

from flask import Response, request

WORTH = 1_000
PACKED = frozenset({"text/html", "application/json"})


def accepts_gzip() -> bool:
    """True when the browser unpacks gzip."""
    return bool(request.accept_encodings["gzip"])


def compress(response: Response) -> Response:
    """Compress a page or JSON of more than a kilobyte; streams, files and short answers stay as they are."""
    if response.is_streamed or response.direct_passthrough or (response.content_length or 0) < WORTH:
        return response
    if response.mimetype not in PACKED or response.content_encoding:
        return response
    response.headers.add("Vary", "Accept-Encoding")
    if not accepts_gzip():
        return response
    response.set_data(gzip.compress(response.get_data(), 5, mtime=0))
    response.content_encoding = "gzip"
    return response
