"""What a referrer wrote, under a key of the referral's own (SG-12)."""

import hashlib
import hmac
import json
from collections.abc import Mapping

from django.conf import settings

from breakwater.foundation.storage import own_keys
from breakwater.foundation.storage.locked_columns import LOCKED_COLUMNS

from ..models import NationalForm, Referral


def lock(said: Mapping, *, key: str, public_id: str) -> bytes:
    """Bound to the row that holds it, so that one referral's words cannot stand in for another's. Raises own_keys.Destroyed."""
    return own_keys.lock(json.dumps(said, ensure_ascii=False), key=key, bound_to=f"prevent/{public_id}")


def unlock(locked: bytes, *, key: str, public_id: str) -> dict:
    """What was written, or nothing once it is gone."""
    if not locked:
        return {}
    try:
        return json.loads(own_keys.unlock(locked, key=key, bound_to=f"prevent/{public_id}"))
    except own_keys.Destroyed:
        return {}


@LOCKED_COLUMNS.register("prevent_nationalform.locked")
def form_in_words(form: NationalForm) -> str:
    """The answers as JSON, for the owner's export; nothing where their key was destroyed."""
    return _in_words(form)


@LOCKED_COLUMNS.register("prevent_referral.locked")
def referral_in_words(referral: Referral) -> str:
    """The same of what a referral keeps."""
    return _in_words(referral)


def _in_words(row: NationalForm | Referral) -> str:
    said = unlock(bytes(row.locked), key=row.own_key, public_id=row.public_id)
    return json.dumps(said, ensure_ascii=False) if said else ""


def likeness(name: str, born: str) -> str:
    """By which a repeated referral is known again once the words of the first are gone: a keyed digest of name and birth date."""
    plain = "".join(sign for sign in name.casefold() if sign.isalpha())
    if not plain or not born:
        return ""
    return hmac.new(settings.SECRET_KEY.encode(), f"likeness {plain} {born}".encode(), hashlib.sha256).hexdigest()
