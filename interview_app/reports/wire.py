"""How the application and a child that prints speak: a note in JSON, and beside it parts that are plain bytes.

Neither side ever runs or unpickles what the other sent.
"""

from __future__ import annotations

from collections.abc import Sequence
import json
import socket
from typing import Any, NamedTuple

_LENGTH = 4


class Message(NamedTuple):
    """What is sent at once."""

    note: dict[str, Any]
    parts: Sequence[bytes] = ()


def send(link: socket.socket, message: Message) -> None:
    """Send a message; raises OSError, TimeoutError among it."""
    head = json.dumps({"note": message.note, "sizes": [len(part) for part in message.parts]}).encode()
    link.sendall(b"".join([len(head).to_bytes(_LENGTH, "big"), head, *message.parts]))


def receive(link: socket.socket) -> Message:
    """The next message; raises EOFError when the other side is gone, and OSError, TimeoutError among it."""
    head = json.loads(_exactly(link, int.from_bytes(_exactly(link, _LENGTH), "big")))
    return Message(head["note"], [_exactly(link, size) for size in head["sizes"]])


def _exactly(link: socket.socket, size: int) -> bytes:
    taken = bytearray()
    while len(taken) < size:
        if not (some := link.recv(min(size - len(taken), 1 << 20))):
            raise EOFError("the other side is gone")
        taken += some
    return bytes(taken)
