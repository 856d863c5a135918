"""Failed sign-ins: at most 10 an account in 15 minutes and 100 a source in an hour. Sign-ins that succeed are not counted.

allauth counts; what it counts by is said here. An account is counted by its address alone, never by the host that was asked for, and
a device on which its owner signed in before is counted by itself, so that a guesser elsewhere, or another behind the same council's
address, locks nobody out of it. A passkey cannot be guessed and is not counted at all.
"""

import secrets
import unicodedata
from dataclasses import dataclass, field

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

ACCOUNT, SOURCE, DEVICE = "failed_account", "failed_source", "failed_device"  # named in ACCOUNT_RATE_LIMITS
REMEMBERED_DAYS = 180
MOST_ACCOUNTS = 8  # of a shared desk
SALT = "breakwater.devices"


@dataclass
class Attempt:
    """One try, counted as failed until it is said to have succeeded."""

    usages: list = field(default_factory=list)

    def succeeded(self) -> None:
        for usage in self.usages:
            usage.rollback()


def begin(request, email: str) -> Attempt:
    """Count a try to sign in as `email`. Raises ValidationError when there were too many."""
    account = _digest(email)
    device = _devices(request).get(account)
    counted_by = [(DEVICE, f"{device}:{account}")] if device else [(ACCOUNT, account), (SOURCE, None)]
    attempt = Attempt()
    for action, key in counted_by:
        usage = ratelimit.consume(request, app="allauth.account", action=action, key=key)
        if not usage:
            attempt.succeeded()
            raise get_adapter().validation_error("too_many_login_attempts")
        attempt.usages.append(usage)
    return attempt


def remember_device(request, response, email: str):
    """Note on the device that the owner of this account signed in on it. The cookie names nobody and opens nothing."""
    account = _digest(email)
    known = {account: _devices(request).get(account) or secrets.token_urlsafe(12)}
    known |= {other: device for other, device in _devices(request).items() if other != account}
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(dict(list(known.items())[:MOST_ACCOUNTS]), salt=SALT),
        max_age=REMEMBERED_DAYS * 86400,
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
    )
    return response


def _devices(request) -> dict[str, str]:
    try:
        return signing.loads(
            request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=REMEMBERED_DAYS * 86400
        )
    except signing.BadSignature:
        return {}


def _digest(email: str) -> str:
    """One for every spelling under which the database finds the account: it compares capitals, and ſ and ı have those of s and i."""
    spelled = unicodedata.normalize("NFKC", email.strip()).upper().casefold()
    return salted_hmac(SALT, spelled, algorithm="sha256").hexdigest()[:24]
