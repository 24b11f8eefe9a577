"""Telling staff by e-mail that something is ready: no code, no number, no name, only where to sign in.

Addresses of staff stand in a file of the instance folder that its owner alone reads: they are personal, only this needs
them, and the ledger could not forget them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
import fcntl
import os
from pathlib import Path
import smtplib
import ssl
import tomllib
from typing import Any
from urllib.parse import urlsplit

from interview_app.config import Unconfigured
from interview_app.domain.item import Text, say

FILE = "mail.toml"
PASSWORD = "INTERVIEW_MAIL_PASSWORD"  # noqa: S105 - the name of a setting
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
SECONDS = 20
PORTS = {"starttls": 587, "tls": 465, "none": 25}
NEEDED = ("host", "from", "sign_in")
KNOWN = frozenset({*NEEDED, "port", "tls", "user", "addresses"})
SUBJECT: Text = {"en": "Your weekly digest is ready", "nb": "Ukens oversikt er klar"}
BODY: Text = {
    "en": "Your weekly digest is ready. Sign in to read it:\n\n{sign_in}\n",
    "nb": "Ukens oversikt er klar. Logg inn for å lese den:\n\n{sign_in}\n",
}


class NotSent(Exception):
    """A message that was not taken; the text says by whom and why, without the address."""


@dataclass(frozen=True, slots=True)
class Mail:
    """How messages leave, and who can be reached where."""

    host: str
    port: int
    tls: str
    sender: str
    sign_in: str
    user: str = ""
    password: str = field(default="", repr=False)
    addresses: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By the code of the account."""


def load(instance: Path, environ: Mapping[str, str] = os.environ) -> Mail:
    """The settings of the instance folder's file; raises Unconfigured."""
    path = instance / FILE
    try:
        mode, content = path.stat().st_mode, tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise Unconfigured(f"{path} is missing: docs/operations.md says what it holds.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unconfigured(f"{path} cannot be read: {error}.") from None
    if mode & 0o077:
        raise Unconfigured(f"{path} can be read by others: run `chmod 600 {path}`.")
    return _mail(path, content, environ.get(PASSWORD, ""))


def _mail(path: Path, content: Mapping[str, Any], password: str) -> Mail:
    _check(path, content)
    tls = content.get("tls", "starttls")
    return Mail(
        host=content["host"],
        port=content.get("port", PORTS[tls]),
        tls=tls,
        sender=content["from"],
        sign_in=content["sign_in"],
        user=content.get("user", ""),
        password=password,
        addresses=content.get("addresses", {}),
    )


def _check(path: Path, content: Mapping[str, Any]) -> None:
    faults = [f"it does not say `{name}`" for name in NEEDED if not isinstance(content.get(name), str)]
    faults += [f"`{name}` means nothing" for name in sorted(set(content) - KNOWN)]
    if not faults:
        faults = [*_of_connection(content), *_of_addresses(content)]
    if faults:
        raise Unconfigured(f"{path}: {'; '.join(faults)}.")


def _of_connection(content: Mapping[str, Any]) -> list[str]:
    tls, port = content.get("tls", "starttls"), content.get("port", 1)
    faults = [] if tls in list(PORTS) else ["`tls` is starttls, tls or none"]
    if not isinstance(content.get("user", ""), str):
        faults.append("`user` is a name")
    if tls == "none" and content["host"] not in LOOPBACK:
        faults.append("`tls` may be none only for a server on this machine")
    if type(port) is not int or not 0 < port < 65536:
        faults.append("`port` is a number up to 65535")
    if not _is_page(content["sign_in"]):
        faults.append("`sign_in` is the address of the sign-in page")
    return faults


def _is_page(written: str) -> bool:
    try:
        address = urlsplit(written)
    except ValueError:
        return False
    return address.scheme in {"https", "http"} and bool(address.hostname) and written.isprintable()


def _of_addresses(content: Mapping[str, Any]) -> list[str]:
    written = content.get("addresses", {})
    if not isinstance(written, dict):
        return ["`addresses` is a table of codes and addresses"]
    faults = [] if _is_address(content["from"]) else ["`from` is no e-mail address"]
    return faults + [
        f"what stands for {code} is no e-mail address" for code, to in written.items() if not _is_address(to)
    ]


def _is_address(written: Any) -> bool:
    try:
        found = Address(addr_spec=written)
    except (TypeError, ValueError, IndexError, AttributeError, MessageError):
        return False
    return bool(found.username and found.domain and written.isprintable() and written.isascii())


@contextmanager
def alone(instance: Path) -> Iterator[None]:
    """Keep a second run from telling the same people at the same time; raises Unconfigured when one is at it."""
    with (instance / FILE).open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unconfigured("Another run is sending e-mails just now: it tells everybody whom this would.") from None
        yield


def announce(mail: Mail, to: str, language: str, now: datetime) -> None:
    """Tell somebody that their digest is ready. Raises NotSent."""
    try:
        server = _connected(mail)
        try:
            server.send_message(_message(mail, to, language, now))
            with suppress(smtplib.SMTPException, OSError):  # it was taken, however they part
                server.quit()
        finally:
            server.close()
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(_why(mail, error)) from error


def _connected(mail: Mail) -> smtplib.SMTP:
    if mail.tls == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            mail.host, mail.port, timeout=SECONDS, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(mail.host, mail.port, timeout=SECONDS)
    try:
        if mail.tls == "starttls":
            server.starttls(context=ssl.create_default_context())
        if mail.user:
            server.login(mail.user, mail.password)
    except BaseException:
        server.close()
        raise
    return server


def _message(mail: Mail, to: str, language: str, now: datetime) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = mail.sender, to
    message["Subject"] = say(SUBJECT, language)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=mail.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(say(BODY, language).format(sign_in=mail.sign_in))
    return message


def _why(mail: Mail, error: Exception) -> str:
    """What the server said, without the address that it may repeat."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({str(code) for code, _ in error.recipients.values()})
        return f"{mail.host} refused the recipient ({', '.join(codes)})"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{mail.host} answered {error.smtp_code}"
    return (
        f"{mail.host} cannot be reached ({error.strerror or type(error).__name__})"
        if isinstance(error, OSError)
        else (f"{mail.host}: {type(error).__name__}")
    )
