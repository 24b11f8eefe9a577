"""What runs in a child process: it takes HTML, gives PDFs, and can do little else.

It has no handle of the application's but one end of a pair of sockets, knows none of its settings, and is limited in
memory, processor time and time. It ends when the application does.
"""

from __future__ import annotations

from contextlib import suppress
import gc
import os
from pathlib import Path
import resource
import select
import signal
import socket
import sys
from threading import Thread
import time
import traceback
from typing import NoReturn

from interview_app.reports import typesetting, wire
from interview_app.reports.limits import OUT_OF_MEMORY, Limits
from interview_app.reports.typesetting import Attachment, LaidOut
from interview_app.reports.wire import Message

NICENESS = 10
"""Whoever saves an answer goes before whoever prints."""
GROWN = 8 << 20
"""Bytes that a process may come to hold beyond what it held after its first report."""
REFUSED = frozenset(
    {
        "socket.bind",
        "socket.connect",
        "socket.getaddrinfo",
        "socket.sendto",
        "os.exec",
        "os.fork",
        "os.posix_spawn",
        "os.system",
        "subprocess.Popen",
    }
)
"""What no report has a reason for, whatever it makes a library do."""


def main(limits: Limits) -> NoReturn:
    """Answer one request after another until the application is gone."""
    link = socket.socket(fileno=0)
    _limit(limits.memory)
    Thread(target=_watch, args=(link,), daemon=True).start()
    with suppress(Exception):  # what is missing is told to whoever asks for a report
        typesetting.get_ready()
    gc.freeze()
    gc.enable()
    press, memory = Press(), Memory()
    try:
        while True:
            message = wire.receive(link)
            _grant(limits)
            note, parts = press.answer(message)
            wire.send(link, Message(note | {"tired": memory.has_grown()}, parts))
            signal.setitimer(signal.ITIMER_REAL, 0)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except (EOFError, OSError):
        os._exit(0)


def _watch(link: socket.socket) -> None:
    """End this process as soon as nobody is there any more to answer to, whatever it is at."""
    gone = select.poll()
    gone.register(link, select.POLLRDHUP)
    gone.poll()
    os._exit(0)


def _limit(memory: int) -> None:
    niceness = os.nice(NICENESS)
    with suppress(OSError):  # where the system shares out the processor by sessions, of which this is one
        Path("/proc/self/autogroup").write_text(str(niceness))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold answers
    sys.addaudithook(_refuse)


def _refuse(event: str, _: object) -> None:
    if event in REFUSED:
        raise PermissionError(f"a report may not do this: {event}")


def _grant(limits: Limits) -> None:
    """Give the next report its processor time and its time; the system ends this process when either is used up."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + 1 + limits.cpu, most))
    signal.setitimer(signal.ITIMER_REAL, limits.wall)


class Memory:
    """How much this process holds, beside what it held after its first report."""

    def __init__(self) -> None:
        self._file = os.open("/proc/self/statm", os.O_RDONLY)
        self._first = 0

    def has_grown(self) -> bool:
        """True when it holds so much more that a new process is the better one.

        The libraries that draw lose some fifty kilobytes with every page, and what one large report took is not given
        back.
        """
        held = int(os.pread(self._file, 100, 0).split()[1]) * resource.getpagesize()
        self._first = self._first or held
        return held > self._first + GROWN


DEEPEST = 8
"""Of how many calls a fault says where it was."""


class Press:
    """Lays out and writes; between two requests it keeps the pages that were laid out last and fitted."""

    def __init__(self) -> None:
        self.kept: LaidOut | None = None

    def answer(self, message: Message) -> Message:
        """The reply to a request; whatever goes wrong is a reply too."""
        try:
            return self._write() if message.note["act"] == "write" else self._lay_out(message)
        except MemoryError:
            raise
        except OSError as error:
            if "weasyprint" in sys.modules:
                return _failed(error)
            return Message({"fault": "unavailable"})
        except BaseException as error:
            return _failed(error)

    def _lay_out(self, message: Message) -> Message:
        note, (html, *contents) = message
        attachments = [Attachment(name, part, told) for (name, told), part in zip(note["files"], contents, strict=True)]
        laid_out = typesetting.lay_out(html.decode("utf-8", "replace"), note["styles"], attachments)
        if note["most_pages"] and laid_out.pages > note["most_pages"]:
            return Message({"pages": laid_out.pages})
        self.kept = laid_out
        return self._write() if note["write"] else Message({"pages": laid_out.pages})

    def _write(self) -> Message:
        assert self.kept is not None  # noqa: S101 - the application asks for it only after pages that fitted
        laid_out, self.kept = self.kept, None
        return Message({"pages": laid_out.pages}, [laid_out.written()])


def _failed(error: BaseException) -> Message:
    """What went wrong by kind and place; never the message, which may hold what was said in an interview."""
    frames = [(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    places = [f"{code.co_filename}:{line} {code.co_name}" for code, line in frames[-DEEPEST:]]
    return Message({"fault": "failed", "what": type(error).__name__, "where": places})
