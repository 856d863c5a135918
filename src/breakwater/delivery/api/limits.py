"""How much one key, and one connection, may ask: counted by the minute in the cache that all workers share."""

import hmac
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache

from breakwater.foundation.dates.london_time import london_date

from .problems import Problem

A_MINUTE = 60
OF_A_KEY = settings.BREAKWATER_API_A_MINUTE
OF_A_CONNECTION, BAD_KEYS = OF_A_KEY * 3, OF_A_KEY // 10  # a minute; bad keys are counted by the hour


def count(what: str, who: str, most: int, *, at: datetime, seconds: int = A_MINUTE) -> None:
    """Count one more. Raises Problem 429 with when to try again. Who it was is a digest whose key changes daily."""
    key = f"{settings.SECRET_KEY}{london_date(at)}".encode()
    turn, past = divmod(int(at.timestamp()), seconds)
    name = f"api.{what}.{turn}.{hmac.new(key, who.encode('utf-8', 'replace'), sha256).hexdigest()[:32]}"
    cache.add(name, 0, timeout=seconds)
    try:
        so_far = cache.incr(name)
    except ValueError:  # forgotten between the two
        return
    if so_far > most:
        wait = str(seconds - past)
        raise Problem(429, f"Try again in {wait} seconds", headers={"Retry-After": wait})
