"""The processes that print: started when first needed, kept warm, lent to one report at a time, ended and replaced when
one of them dies or hangs.

Each is a fresh interpreter. Forking the application would copy its threads' locks, its database and its keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
import os
from pathlib import Path
import socket
import subprocess
import sys
from threading import Condition

from interview_app.reports import wire
from interview_app.reports.limits import PATIENCE, Limits
from interview_app.reports.wire import Message

START = """
import gc, sys
gc.disable()
sys.path[:] = sys.argv[4:]
from interview_app.reports.limits import Limits
from interview_app.reports.press import main
main(Limits(*map(int, sys.argv[1:4])))
"""
"""What a child runs; nothing that it loads is garbage, so that looking for some waits until all is loaded."""
TOLD = frozenset({"HOME", "LANG", "LD_LIBRARY_PATH", "PATH", "TZ"})
TOLD_ALL = ("FONTCONFIG_", "LC_", "PYTHON", "XDG_")
"""What a child may know of the environment: where libraries and fonts are. Nothing of the application's settings."""


USUAL = Limits()


class Died(Exception):
    """A child that ended while it worked: its exit code, or minus the signal that ended it; 0 when it only hung."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the process that prints ended with {code}")
        self.code = code


class Child:
    """One process that prints."""

    def __init__(self, limits: Limits) -> None:
        self._link, theirs = socket.socketpair()
        places = [str(Path(place or ".").resolve()) for place in sys.path]
        with theirs:
            self._process: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603 - our own interpreter, and nothing that somebody typed
                [sys.executable, "-c", START, *map(str, limits), *places],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,
                env={name: value for name, value in os.environ.items() if name in TOLD or name.startswith(TOLD_ALL)},
            )
        self._link.settimeout(limits.wall + PATIENCE)
        self._is_tired = False

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """False once it has ended."""
        return self._process.poll() is None

    @property
    def is_fit(self) -> bool:
        """False once it has ended, or has come to hold much more memory than at first."""
        return self.is_alive and not self._is_tired

    def ask(self, message: Message) -> Message:
        """Its reply; raises Died."""
        try:
            wire.send(self._link, message)
            reply = wire.receive(self._link)
            self._is_tired = reply.note["tired"]
            return reply
        except TimeoutError as error:
            raise Died(0) from error
        except (EOFError, OSError) as error:
            raise Died(self._code()) from error

    def _code(self) -> int:
        """How it ended; 0 where it goes on though nobody can speak with it any more."""
        try:
            return self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            return 0

    def end(self) -> None:
        """End it, whatever it does."""
        self._link.close()
        self._process.kill()
        self._process.wait()


class Pool:
    """Children that are lent out, at most so many at the same time."""

    def __init__(self, most: int, limits: Limits = USUAL) -> None:
        self.most, self._limits = most, limits
        self.forget()

    def forget(self) -> None:
        """Have no children: after a fork they are those of the process that was forked."""
        self._idle: list[Child] = []
        self._lent = 0
        self._change = Condition()

    @contextmanager
    def lent(self) -> Iterator[Child]:
        """A child for one report; one that was given anything but an answer is ended."""
        child = self._take()
        try:
            yield child
        except BaseException:
            child.end()
            raise
        finally:
            self._give_back(child)

    def prepare(self) -> None:
        """Have a child get ready where there is none yet."""
        with self._change:
            if not self._idle and not self._lent:
                self._idle.append(Child(self._limits))

    def _take(self) -> Child:
        with self._change:
            self._change.wait_for(lambda: self._lent < self.most)
            self._lent += 1
            idle = self._idle.pop() if self._idle else None
        if idle is not None and idle.is_fit:
            return idle
        try:
            if idle is not None:
                idle.end()
            return Child(self._limits)
        except BaseException:
            self._give_back(None)
            raise

    def _give_back(self, child: Child | None) -> None:
        with self._change:
            self._lent -= 1
            if child is not None and child.is_alive:
                self._idle.append(child)
            self._change.notify()

    def close(self) -> None:
        """End every child that is not at work."""
        with self._change:
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()
