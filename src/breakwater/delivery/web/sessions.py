"""How long a sign-in lasts, what makes it whole, and where typed text waits when it ends."""

import json
import time
from base64 import urlsafe_b64encode
from hashlib import sha256

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.usersessions.models import UserSession
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth import logout
from django.core.cache import cache
from django.middleware.csrf import CsrfViewMiddleware

BEGAN, SEEN, WAS = "began_at", "seen_at", "was"
FACTOR, DEMO = "factor_added", "demo"
TOUCH_EVERY = 30
KEPT_FOR = 24 * 3600
KEPT_AT_MOST = 10
LARGEST = 400_000
NOT_KEPT = ("csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code")


def now() -> int:
    """The moment in seconds, as the session keeps it."""
    return int(time.time())


def begin(request) -> None:
    """Start the clocks of a new sign-in."""
    request.session[BEGAN] = request.session[SEEN] = now()
    request.session.pop(WAS, None)


def has_expired(request) -> bool:
    """Whether the person was away for too long, or has been signed in for as long as one may be."""
    began, seen = request.session.get(BEGAN), request.session.get(SEEN)
    if began is None or seen is None:
        return False
    return now() - seen >= settings.SESSION_IDLE_SECONDS or now() - began >= settings.SESSION_ABSOLUTE_SECONDS


def touch(request) -> None:
    """Note that the person is here; written at most twice a minute."""
    if request.session.get(BEGAN) is None:
        request.session[BEGAN] = now()
    if now() - request.session.get(SEEN, 0) >= TOUCH_EVERY:
        request.session[SEEN] = now()


def proofs(request) -> int:
    """How often somebody has shown in this sign-in that it is them."""
    return len(request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, ()))


def renew(request) -> None:
    """Another key for the same sign-in, once somebody has shown again that it is them: one that was taken before opens no more."""
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def end(request) -> None:
    """Sign out, remembering whose session it was so that a second tab's text is kept too."""
    was = request.user.pk
    logout(request)
    request.session[WAS] = was


def has_second_factor(request) -> bool:
    """Whether this sign-in used a passkey or a code, set one up just now, or rests on the organisation's own account."""
    if request.session.get(DEMO) and settings.BREAKWATER_DEMO:
        return True
    if request.session.get(FACTOR):
        return True
    records = get_authentication_records(request, request.user)
    return any(record["method"] in ("mfa", "socialaccount") for record in records)


def keep_text(request) -> bool:
    """Keep what an expired page was sending, encrypted, for its own person alone; answer whether anything was kept.

    The answer to an autosave is not kept: the page that sent it still has the words. Files are not kept.
    """
    user = request.user.pk if request.user.is_authenticated else request.session.get(WAS)
    if user is None or request.method != "POST" or request.headers.get("X-Requested-With") == "fetch":
        return False
    # A page elsewhere on the web must not be able to leave text with us, so the usual check comes first.
    if CsrfViewMiddleware(lambda request: None).process_view(request, lambda: None, (), {}) is not None:
        return False
    fields = [(name, value) for name, values in request.POST.lists() if name not in NOT_KEPT for value in values]
    if not any(value.strip() for _, value in fields):
        return False
    entry = {"path": request.get_full_path(), "at": now(), "fields": fields, "files": bool(request.FILES)}
    sealed = _cipher().encrypt(json.dumps(entry).encode()).decode()
    if len(sealed) > LARGEST:
        return False
    waiting = cache.get(_key(user), [])
    cache.set(_key(user), [*waiting, sealed][-KEPT_AT_MOST:], KEPT_FOR)
    return True


def kept_text(user) -> list[dict]:
    """What waits for this person: path, at (seconds), fields as pairs, and whether files were with it."""
    found = []
    for sealed in cache.get(_key(user.pk), []):
        try:
            found.append(json.loads(_cipher().decrypt(sealed.encode())))
        except InvalidToken:  # the secret key was changed since
            continue
    return found


def forget_text(user, number: int) -> None:
    """Forget one kept text, by its place in the list."""
    waiting = cache.get(_key(user.pk), [])
    cache.set(_key(user.pk), waiting[:number] + waiting[number + 1 :], KEPT_FOR)


def _key(user: int) -> str:
    return f"kept-text:{user}"


def _cipher() -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(b"kept text" + settings.SECRET_KEY.encode()).digest()))
