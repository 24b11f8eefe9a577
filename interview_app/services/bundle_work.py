"""The process that makes one bundle for the server, an interpreter of its own, so that those who save need not wait.
What draws for it goes after everybody else at the processor, as for any report.

It is told what to do in one line, tells how far it is a line at a time, and ends when the server does.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
import json
import os
from pathlib import Path
import sys
from threading import Thread
from typing import Any

from interview_app import instruments
from interview_app.domain.access import Actor, Hat, Role, hats
from interview_app.reports.copies import Copy
from interview_app.services import bundles, studies
from interview_app.services.bundle_kinds import Wish
from interview_app.services.bundle_manifest import container_of
from interview_app.services.bundles import Bundle, Watch
from interview_app.services.errors import NotAllowed, ServiceError, Unsuitable
from interview_app.services.sessions import actor_of
from interview_app.storage import accounts, sealed_files
from interview_app.storage.engine import StorageError, Store
from interview_app.storage.keys import KeyRing

JOBS = 2
KEPT = ("count", "left_out", "unreadable")
"""What the page of a bundle says of its manifest."""


def main() -> None:
    """Make the bundle that the first line asks for."""
    asked = json.loads(sys.stdin.buffer.readline())
    Thread(target=_end_with, args=(sys.stdin.fileno(),), daemon=True).start()
    try:
        _say(_made(asked))
    except Unsuitable as unsuitable:
        _say({"fault": unsuitable.message, "fills": dict(unsuitable.fills)})
    except (ServiceError, StorageError) as error:
        _say({"fault": str(error)})


def _end_with(server: int) -> None:
    """End at once when the server has gone, or has let this bundle go."""
    with suppress(OSError):
        while os.read(server, 1):
            pass
    os._exit(0)


def _made(asked: dict[str, Any]) -> dict[str, Any]:
    for folder in asked["instruments"]:
        instruments.add_folder(Path(folder))
    store = Store.open(asked["database"], KeyRing.load(Path(asked["keys"])))
    study = studies.find(store, asked["study"])
    if study is None:
        raise NotAllowed("You work in no study. An administrator gives people their part in one.")
    actor = who(store, asked["account"], Hat(study.id, Role(asked["role"])))
    days = {name: date.fromisoformat(asked["wish"][name]) for name in ("since", "until")}
    wish = Wish(
        **{**asked["wish"], **days, "sites": tuple(asked["wish"]["sites"]), "copy": Copy(*asked["wish"]["copy"])}
    )
    writer = sealed_files.Writer(asked["handle"], bytes.fromhex(asked["key"]))
    watch = Watch(progress=lambda done, total: _say({"done": done, "total": total}))
    holds = container_of(asked["form"], writer.write, study, wish)
    now = datetime.fromisoformat(asked["now"])
    made = bundles.make(store, actor, study, wish, holds, now=now, jobs=JOBS, watch=watch)
    writer.finish()
    return _told(made, writer.size)


def who(store: Store, account_id: str, hat: Hat) -> Actor:
    """The account with the rights that it has now; raises NotAllowed where it has lost the hat, or was closed."""
    with store.reading() as connection:
        account = accounts.get(connection, account_id)
    if account is None or not account.active or hat not in hats(account.role, account.grants):
        raise NotAllowed("Your role does not print interviews.")
    return actor_of(account, hat)


def _told(made: Bundle, size: int) -> dict[str, Any]:
    return {"keys": made.keys, "size": size, **{name: made.manifest[name] for name in KEPT}}


def _say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
