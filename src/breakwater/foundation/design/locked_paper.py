"""A paper that leaves the service: a PDF encrypted (AES-256) with a passphrase that is shown once and kept nowhere."""

import io
import re
import secrets

from pypdf import PdfReader, PdfWriter

SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read for another
GROUPS, LENGTH = 5, 5  # 25 of 31 signs: 123 bits
SHAPE = re.compile(rf"([{SIGNS}]{{{LENGTH}}}-){{{GROUPS - 1}}}[{SIGNS}]{{{LENGTH}}}")


def new_passphrase() -> str:
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(LENGTH)) for _ in range(GROUPS))


def is_passphrase(text: str) -> str:
    """The text where it is a passphrase of ours, or nothing: nobody chooses a weak one."""
    return text if SHAPE.fullmatch(text) else ""


def locked(paper: bytes, passphrase: str, **attached: bytes) -> bytes:
    """The PDF encrypted, with what is `attached` to it by name (NAME_json is NAME.json)."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(paper)))
    for name, content in attached.items():
        writer.add_attachment(name.replace("_", "."), content)
    writer.encrypt(passphrase, algorithm="AES-256")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()
