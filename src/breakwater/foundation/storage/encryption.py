"""Encryption of files at rest: AES-256-GCM in chunks, a key of its own for each file, keys kept outside the data folder.

A file begins with a header: the mark BWF1, the key's id (8 bytes), a salt (16) and a nonce prefix (7). The file's key is derived
from the master key and the salt. Each chunk's nonce is prefix + number (4 bytes) + 1 for the last chunk, so that cutting,
swapping or joining chunks fails; header and path are authenticated with every chunk, so that one file cannot stand in for another.
"""

import base64
import os
import secrets
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MARK = b"BWF1"
HEADER = len(MARK) + 8 + 16 + 7
CHUNK = 64 * 1024
TAG = 16


class KeyFileMissing(Exception):
    """There is no file of keys where the settings say."""


class KeyFileUnsafe(Exception):
    """The file of keys lies in the data folder, others may read it, or it is not a file of keys."""


class UnknownKey(Exception):
    """A file was encrypted with a key that is not in the file of keys."""


class Tampered(Exception):
    """A stored file is not as it was written: cut, altered or exchanged for another."""


@dataclass(frozen=True)
class Keys:
    """The keys by id; new files take the current one, the last in the file."""

    by_id: dict[str, bytes]
    current: str


def create_key_file(path: Path) -> str:
    """Make a file with one new key, readable by its owner alone, and return the key's id. An existing file is left alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    line, key_id = _new_line()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    return key_id


def add_key(path: Path) -> str:
    """Add a key that new files take from now on, and return its id. Older files keep needing the older keys."""
    keys(path)
    line, key_id = _new_line()
    with path.open("a") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    return key_id


def keys(path: Path | None = None) -> Keys:
    """The keys of this installation. Raises KeyFileMissing, KeyFileUnsafe."""
    path = Path(path or settings.BREAKWATER_KEY_FILE)
    check_place(path)
    by_id: dict[str, bytes] = {}
    for line in path.read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        key_id, _, encoded = line.partition(" ")
        try:
            key = base64.b64decode(encoded.strip(), validate=True)
        except ValueError:
            key = b""
        if len(key_id) != 16 or len(key) != 32 or key_id in by_id:
            raise KeyFileUnsafe(f"{path} is not a file of keys: each line is an id, a space and a key")
        by_id[key_id] = key
    if not by_id:
        raise KeyFileUnsafe(f"{path} holds no key")
    return Keys(by_id, key_id)


def encrypt(source: BinaryIO, target: BinaryIO, *, bound_to: str, held: Keys) -> None:
    """Write `source` to `target` encrypted with the current key; it opens again only under the same `bound_to`."""
    header = MARK + bytes.fromhex(held.current) + secrets.token_bytes(16) + secrets.token_bytes(7)
    cipher = _cipher(header, held)
    target.write(header)
    number, chunk = 0, source.read(CHUNK)
    while True:
        following = source.read(CHUNK) if chunk else b""
        target.write(cipher.encrypt(_nonce(header, number, not following), chunk, header + bound_to.encode()))
        if not following:
            return
        number, chunk = number + 1, following


def decrypt(source: BinaryIO, *, bound_to: str, held: Keys) -> Iterator[bytes]:
    """The plain chunks of an encrypted file, each checked before it is given. Raises Tampered, UnknownKey."""
    header = source.read(HEADER)
    if len(header) != HEADER or not header.startswith(MARK):
        raise Tampered(bound_to)
    cipher = _cipher(header, held)
    number, chunk = 0, source.read(CHUNK + TAG)
    while True:
        following = source.read(CHUNK + TAG)
        try:
            yield cipher.decrypt(_nonce(header, number, not following), chunk, header + bound_to.encode())
        except (InvalidTag, ValueError):
            raise Tampered(bound_to) from None
        if not following:
            return
        number, chunk = number + 1, following


def _cipher(header: bytes, held: Keys) -> AESGCM:
    key_id = header[4:12].hex()
    if key_id not in held.by_id:
        raise UnknownKey(key_id)
    derived = HKDF(SHA256(), 32, salt=header[12:28], info=b"breakwater file").derive(held.by_id[key_id])
    return AESGCM(derived)


def _nonce(header: bytes, number: int, is_last: bool) -> bytes:
    return header[28:35] + number.to_bytes(4, "big") + bytes([is_last])


def _new_line() -> tuple[str, str]:
    key_id = secrets.token_bytes(8).hex()
    return f"{key_id} {base64.b64encode(secrets.token_bytes(32)).decode()}\n", key_id


def check_place(path: Path) -> None:
    if not path.exists():
        raise KeyFileMissing(f"There is no file of keys at {path}; `create_key_file` makes one")
    if path.resolve().is_relative_to(Path(settings.BREAKWATER_DATA).resolve()):
        raise KeyFileUnsafe(f"{path} lies in the data folder: a copy of the folder would carry its own keys")
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFileUnsafe(f"Others may read {path}: chmod 600 it")
