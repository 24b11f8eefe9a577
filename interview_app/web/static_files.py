"""Styles and scripts: one version for the whole folder in every address, so that browsers may keep them for a year."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
import gzip
import hashlib
import mimetypes
from pathlib import Path

from flask import Flask, Response, abort, request, url_for
from werkzeug.security import safe_join

from interview_app.web.compression import accepts_gzip

FOLDER = Path(__file__).parent.parent / "static"
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class File:
    """A file in memory, as it is and compressed; `packed` is empty where compressing gains nothing."""

    body: bytes
    packed: bytes
    media_type: str
    etag: str


def register(app: Flask) -> None:
    """Serve the folder under the endpoint `static` and let templates say `static('css/app.css')`."""
    app.add_url_rule("/static/<path:filename>", "static", serve)
    app.jinja_env.globals["static"] = address


def address(name: str) -> str:
    """The address of a file; the folder's version in its path lets modules import siblings of the same version."""
    return url_for("static", filename=f"{version()}/{name}")


def serve(filename: str) -> Response:
    """The file of that name; kept for a year when the address carries the present version, else asked for again."""
    prefix = f"{version()}/"
    file = load(filename.removeprefix(prefix))
    if file is None:
        abort(404)
    packed = bool(file.packed) and accepts_gzip()
    response = Response(file.packed if packed else file.body, content_type=file.media_type)
    if packed:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    response.set_etag(f"{file.etag}{'z' if packed else ''}")
    lasting = filename.startswith(prefix)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"
    return response.make_conditional(request)  # type: ignore[return-value]


@lru_cache(maxsize=1)
def version() -> str:
    """A short hash over every file of the folder."""
    digest = hashlib.sha256()
    for path in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
        digest.update(str(path.relative_to(FOLDER)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


LONGEST_NAME = 100
"""More than any file here needs; what no file system can name must not become a fault."""


@lru_cache(maxsize=256)
def load(name: str) -> File | None:
    """A file of the folder; None when there is none of that name inside it."""
    path = safe_join(str(FOLDER), name)
    if path is None or len(name) > LONGEST_NAME or not Path(path).is_file():
        return None
    body = Path(path).read_bytes()
    packed = gzip.compress(body, 9, mtime=0)
    return File(body, packed if len(packed) < len(body) else b"", _type(name), hashlib.sha256(body).hexdigest()[:20])


def _type(name: str) -> str:
    guessed = TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{guessed}; charset=utf-8" if guessed.startswith("text/") else guessed
