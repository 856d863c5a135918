"""Digests by which the same words are known again without being kept, for as long as the installation's files open.

Their key is made from the first of the keys that files have: keys are added there and the older ones stay, so that what was kept is found
after a new key, or a new secret of the web server.
"""

import hashlib
import hmac

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from . import encryption

MADE = "k1:"  # by which one made here is told from one that was made otherwise before


def digest(words: str, *, purpose: str) -> str:
    """64 signs that tell nobody the words; those of one purpose say nothing about those of another. Raises KeyFileMissing."""
    first = next(iter(encryption.keys().by_id.values()))
    key = HKDF(SHA256(), 32, salt=None, info=f"breakwater digest {purpose}".encode()).derive(first)
    return f"{MADE}{hmac.new(key, words.encode(), hashlib.sha256).hexdigest()}"[:64]
