"""Locking backups with age: whoever makes them holds the public half of a key alone. The tool `age` opens them without this product.

A ring is a file of secret halves, newest last, kept away from every machine that makes or keeps backups.
"""

import gzip
import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pyrage

from .places import BackupFault, Places, write, written

SECRET = "AGE-SECRET-KEY-"


class Lock:
    """Locks for the recipients that a file of public keys names, a line each."""

    def __init__(self, recipients: Path):
        if not recipients.exists():
            raise BackupFault(
                f"There is no {recipients}: ./breakwater backup --new-key FILE makes a key, its secret half in FILE."
            )
        lines = [line.strip() for line in recipients.read_text().splitlines()]
        self.names = [line for line in lines if line and not line.startswith("#")]
        try:
            self.recipients = [pyrage.x25519.Recipient.from_str(name) for name in self.names]
        except pyrage.RecipientError as fault:
            raise BackupFault(f"{recipients} names no key of age: {fault}") from None
        self.mark = hashlib.sha256("\n".join(self.names).encode()).hexdigest()[:16]

    def stream(self, source: BinaryIO, path: Path) -> None:
        """Lock what `source` gives, piece by piece, into a file."""
        with written(path) as target:
            pyrage.encrypt_io(source, target, self.recipients)

    def bytes(self, content: bytes, path: Path, *, smaller: bool = False) -> None:
        write(path, pyrage.encrypt(gzip.compress(content, 1) if smaller else content, self.recipients))


class Ring:
    """Opens what was locked for any key in a file of secret halves."""

    def __init__(self, path: Path):
        try:
            lines = [line.strip() for line in path.read_text().splitlines()]
            self.identities = [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith(SECRET)]
        except (OSError, UnicodeDecodeError, pyrage.IdentityError) as fault:
            raise BackupFault(f"{path} cannot be read as a file of secret keys: {fault}") from None
        if not self.identities:
            raise BackupFault(f"{path} holds no secret key: its lines begin with {SECRET}")

    def stream(self, path: Path, target: BinaryIO) -> None:
        with path.open("rb") as source:
            self._opened(path, lambda: pyrage.decrypt_io(source, target, self.identities))

    def bytes(self, path: Path) -> bytes:
        opened = io.BytesIO()
        self.stream(path, opened)
        return opened.getvalue()

    def _opened(self, path: Path, open_it: Callable[[], None]) -> None:
        try:
            open_it()
        except (pyrage.DecryptError, OSError) as fault:  # the second where a later piece was altered
            raise BackupFault(f"{path} does not open with these keys, or was altered: {fault}") from None


def make_key(places: Places, ring: Path) -> str:
    """Make a key that new backups are locked for, its secret half at the end of the ring. Older backups need the older halves."""
    if ring.resolve().is_relative_to(places.data) or ring.resolve().parent == places.recipients.resolve().parent:
        raise BackupFault(
            f"{ring} lies on the machine's own folders. Keep the recovery key elsewhere: on a stick, in a safe."
        )
    identity = pyrage.x25519.Identity.generate()
    ring.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(ring, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as file:
        file.write(f"# opens {identity.to_public()}\n{identity}\n")
        file.flush()
        os.fsync(file.fileno())
    write(places.recipients, f"{identity.to_public()}\n".encode())
    return str(identity.to_public())
