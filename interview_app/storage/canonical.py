"""One way to write JSON, so that equal content is equal bytes wherever it is sealed, signed or compared."""

from __future__ import annotations

import json
from typing import Any

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
_DECODER = json.JSONDecoder()


def encode(content: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces; raises ValueError for NaN, infinity and lone surrogates."""
    return _ENCODER.encode(content).encode()


def decode(written: bytes | str) -> Any:
    """What `encode` wrote."""
    return _DECODER.decode(written if isinstance(written, str) else written.decode())
