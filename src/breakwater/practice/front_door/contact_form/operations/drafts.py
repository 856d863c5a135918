"""A public form on its way: kept here, encrypted, so that nothing stays on the device; gone when sent, left or old (SG-24)."""

import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db.models import Q

from ...models import Draft, SenderKey

IDLE = timedelta(hours=1)
KEPT = timedelta(hours=24)
TYPED = "_typed"


@dataclass(frozen=True)
class Typed:
    """A page as it was sent: its boxes by name."""

    page: str
    boxes: dict[str, list[str]]


@dataclass(frozen=True)
class Drafted:
    """A draft, opened. `token` is what the browser's session cookie holds and nothing else does.

    `typed` is what was sent and is not an answer yet: the page is drawn again from it, by an address and not by what was sent, so
    that a browser has nothing to send again once its user has left.
    """

    token: str
    route: str
    values: dict
    saved_at: datetime
    typed: Typed | None = None


def fresh_token() -> str:
    return secrets.token_urlsafe(24)


def begin(*, route: str, at: datetime, values: dict | None = None, typed: Typed | None = None) -> Drafted:
    """Keep a new draft and return it with its token."""
    made = Drafted(fresh_token(), route, values or {}, at, typed)
    Draft.objects.create(token_digest=digest(made.token), route=route, values=_sealed(made), started_at=at, saved_at=at)
    return made


def find(*, token: str, route: str, at: datetime, lock: bool = False) -> Drafted | None:
    """The draft behind a token; None when it was sent, left, belongs to another route or lay untouched for an hour."""
    rows = Draft.objects.select_for_update() if lock else Draft.objects
    row = rows.filter(token_digest=digest(token), route=route).first() if token else None
    if row is None or at - row.saved_at > IDLE or at - row.started_at > KEPT:
        return None
    try:
        values = json.loads(_cipher(token).decrypt(bytes(row.values)))
    except InvalidToken:  # the installation's key was changed since
        return None
    typed = values.pop(TYPED, None)
    return Drafted(token, route, values, row.saved_at, Typed(**typed) if typed else None)


def save(*, draft: Drafted, values: dict, at: datetime, typed: Typed | None = None) -> Drafted:
    """Keep the answers so far. A draft that was left meanwhile stays gone."""
    made = Drafted(draft.token, draft.route, values, at, typed)
    Draft.objects.filter(token_digest=digest(draft.token)).update(values=_sealed(made), saved_at=at)
    return made


def forget(*, token: str) -> None:
    """Delete a draft: it was sent, or its writer left."""
    if token:
        Draft.objects.filter(token_digest=digest(token)).delete()


def forget_old(*, at: datetime) -> int:
    """Delete drafts 24 hours old and those untouched for an hour, which no one can open any more; return how many.

    One that a code opens again is kept for its 24 hours (SG-25).
    """
    opened_by_a_code = SenderKey.objects.filter(reference="").values("token_digest")
    left = Q(saved_at__lte=at - IDLE) & ~Q(token_digest__in=opened_by_a_code)
    return Draft.objects.filter(Q(started_at__lte=at - KEPT) | left).delete()[0]


def key_of(token: str) -> str:
    """The submission's idempotency key: from the token alone, so that sending twice is one submission."""
    return f"public-{sha256(b'sent' + token.encode()).hexdigest()[:48]}"


def digest(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def _sealed(draft: Drafted) -> bytes:
    whole = draft.values | ({TYPED: asdict(draft.typed)} if draft.typed else {})
    return _cipher(draft.token).encrypt(json.dumps(whole).encode())


def _cipher(token: str) -> Fernet:
    """The installation's key and the token together: neither the database nor the installation opens a draft by itself."""
    secret = settings.SECRET_KEY.encode() + token.encode("utf-8", "replace")
    return Fernet(urlsafe_b64encode(sha256(b"public draft" + secret).digest()))
