"""Delivering digests: a PDF each into a folder, or a message that one is ready. Each is done once for a week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
import os
from pathlib import Path
import tempfile

from interview_app.domain.events import Event
from interview_app.domain.study import Study
from interview_app.domain.weeks import Week
from interview_app.services import digests, mail
from interview_app.services.digests import Reader
from interview_app.services.errors import ServiceError
from interview_app.services.mail import Mail, NotSent
from interview_app.storage import ledger
from interview_app.storage.engine import Store

Outcome = tuple[str, str, bool]
"""A supervisor's code, what was done or why not, and whether that is a fault."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """The digests of one week, by whoever delivers them."""

    store: Store
    study: Study
    week: Week
    by: str
    now: datetime
    dry_run: bool = False

    def write(self, folder: Path) -> Iterator[Outcome]:
        """Write those that are not in the folder yet, for its owner alone."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for reader in digests.readers(self.store, self.study):
            yield self._written(reader, folder / f"{self.study.id}-{self.week}-{reader.actor.code}.pdf")

    def _written(self, reader: Reader, target: Path) -> Outcome:
        code = reader.actor.code
        if target.exists():
            return code, f"{target} is there already", False
        if self.dry_run:
            return code, f"would write {target}", False
        try:
            _put(target, self._printed(reader))
        except FileExistsError:
            return code, f"{target} is there already", False
        except (ServiceError, OSError) as error:
            return code, f"not written: {error}", True
        return code, str(target), False

    def _printed(self, reader: Reader) -> bytes:
        return digests.digest_pdf(
            self.store, reader.actor, self.study, self.week, language=reader.language, now=self.now, by=self.by
        )

    def announce(self, settings: Mail) -> Iterator[Outcome]:
        """Tell those who were not told yet that their digest is ready; one who cannot be reached keeps no other from
        it."""
        told = self._told()
        for reader in digests.readers(self.store, self.study):
            yield self._announced(reader, settings, told)

    def _announced(self, reader: Reader, settings: Mail, told: set[str]) -> Outcome:
        code = reader.actor.code
        if code in told:
            return code, "was told already", False
        if code not in settings.addresses:
            return code, f"not told: {mail.FILE} has no address for {code}", True
        if self.dry_run:
            return code, "would be told by e-mail", False
        try:
            mail.announce(settings, settings.addresses[code], reader.language, self.now)
        except NotSent as error:
            return code, f"not told: {error}", True
        self._keep(reader)
        return code, "told by e-mail", False

    def _told(self) -> set[str]:
        """The codes of those who were told of this week."""
        stream = f"study:{self.study.id}"
        with self.store.reading() as connection:
            history = ledger.history(connection, self.store.keys.stream_key(stream), stream)
        announced = (event.payload for event in history if event.action is Event.STUDY_ANNOUNCE)
        return {said["supervisor"] for said in announced if said["week"] == str(self.week)}

    def _keep(self, reader: Reader) -> None:
        stream, keys = f"study:{self.study.id}", self.store.keys
        entry = ledger.Entry(Event.STUDY_ANNOUNCE, {"week": str(self.week), "supervisor": reader.actor.code})
        with self.store.writing() as connection:
            ledger.append(connection, keys, keys.stream_key(stream), stream, self.by, [entry], self.now)


def _put(target: Path, content: bytes) -> None:
    """Write a file whole or not at all, readable by its owner alone; one that is there meanwhile stays."""
    handle, draft = tempfile.mkstemp(prefix=".digest-", dir=target.parent)  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.link(draft, target)
    finally:
        Path(draft).unlink()
