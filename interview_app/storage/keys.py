"""The master key outside the database, and every key that is derived from it or wrapped by it.

A participant's record is sealed under the participant's own key, which the database holds only wrapped. Destroying that
one row makes one person unreadable and leaves every chain of the ledger intact, for chains run over what is sealed.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path
import tempfile

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FILE_NAME = "master.key"
LENGTH = 32
NONCE = 12
FORMAT = b"\x01"
"""The first byte of all that is sealed: AES-256-GCM, 96-bit random nonce, 128-bit tag."""


class KeyFault(Exception):
    """A key file that must not be used; the message says why and what to do."""


class Unreadable(Exception):
    """Something sealed that does not open: altered, moved from its place, or sealed under another key."""


class Sealer:
    """Seals and opens bytes under one key, bound to the place (`context`) where they are kept."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, plaintext: bytes, context: bytes) -> bytes:
        """Format byte, nonce and ciphertext with its tag."""
        nonce = os.urandom(NONCE)
        return FORMAT + nonce + self._cipher.encrypt(nonce, plaintext, context)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """What `seal` was given; raises Unreadable."""
        if sealed[:1] != FORMAT:
            raise Unreadable("sealed in a format that this version does not know")
        try:
            return self._cipher.decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], context)
        except (InvalidTag, ValueError):
            raise Unreadable("altered, moved from its place, or sealed under another key") from None


class KeyRing:
    """Every key of one installation."""

    def __init__(self, master: bytes) -> None:
        if len(master) != LENGTH or len(set(master)) < 8:
            raise KeyFault(f"A master key is {LENGTH} random bytes; this one is not. {_RESTORE}")
        self.chain = _derived(master, "ledger chain")
        self.check = _derived(master, "key check")
        """Kept in the database to notice a key file that belongs to another one; it opens nothing."""
        self._pepper = _derived(master, "session pepper")
        self._tablet = _derived(master, "tablet")
        self._pseudonyms = _derived(master, "participants in manifests")
        self._streams = _derived(master, "streams without a participant")
        self._wrapping = Sealer(_derived(master, "participant key wrapping"))

    @classmethod
    def load_or_create(cls, folder: Path) -> KeyRing:
        """The key ring of that folder, with a new master key when there is none; raises KeyFault."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / FILE_NAME
        if not path.exists():
            _create(path)
        return cls.load(folder)

    @classmethod
    def load(cls, folder: Path) -> KeyRing:
        """The key ring of that folder; raises KeyFault when its file is absent, open to others or not a key."""
        path = folder / FILE_NAME
        try:
            mode, master = path.stat().st_mode, path.read_bytes()
        except OSError as error:
            raise KeyFault(f"{path} cannot be read ({error.strerror}). {_RESTORE}") from None
        if mode & 0o077:
            raise KeyFault(f"{path} can be read by others: run `chmod 600 {path}`.")
        if len(master) != LENGTH:
            raise KeyFault(f"{path} holds {len(master)} bytes and should hold {LENGTH}. {_RESTORE}")
        return cls(master)

    def new_wrapped_key(self, participant_id: str) -> bytes:
        """A fresh key for a participant, wrapped so that it can be stored."""
        return self._wrapping.seal(AESGCM.generate_key(bit_length=256), participant_id.encode())

    def participant_key(self, wrapped: bytes, participant_id: str) -> Sealer:
        """The sealer of a participant's record; raises Unreadable when the wrapped key is not this participant's."""
        return Sealer(self._wrapping.open(wrapped, participant_id.encode()))

    def stream_key(self, stream: str) -> Sealer:
        """The sealer of a stream that belongs to no participant, such as `account:…` or `study:…`."""
        return Sealer(hmac.digest(self._streams, stream.encode(), "sha256"))

    def tablet_key(self, account_id: str, interview_id: str) -> bytes:
        """32 bytes under which a tablet seals what it keeps of one interview for one person."""
        return hmac.digest(self._tablet, f"{account_id}\0{interview_id}".encode(), "sha256")

    def pseudonym(self, study_id: str, code: str) -> str:
        """16 hexadecimal digits that stand for a participant: only this installation can tell for whom."""
        return hmac.digest(self._pseudonyms, f"{study_id}\0{code}".encode(), "sha256").hex()[:16]

    def session_hash(self, token: str) -> str:
        """What is stored in a session token's place: without this key file nobody can make a row that a token fits."""
        return hmac.digest(self._pepper, hashlib.sha256(token.encode()).digest(), "sha256").hex()


_RESTORE = "Put back the file from your backup of the keys: without it the database cannot be read."


def _derived(master: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=LENGTH, salt=b"interview-app", info=purpose.encode()).derive(master)


def _create(path: Path) -> None:
    """Write a new key whole or not at all; when another process was quicker, its key stays."""
    handle, name = tempfile.mkstemp(dir=path.parent)  # made with mode 0600
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(os.urandom(LENGTH))
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    _sync(path.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
