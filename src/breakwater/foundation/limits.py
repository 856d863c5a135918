"""Holding back a flood of what anyone may send: how many forms came from one connection this hour."""

import hmac
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache

from .dates.london_time import london_date

AN_HOUR = 20  # forms of one kind sent from one connection, which a school may share


def too_many(*, purpose: str, connection: str, at: datetime) -> bool:
    """Count one more form from this connection this hour. The digest's key changes daily, and nothing is kept beyond the hour."""
    key = f"{settings.SECRET_KEY}{london_date(at)}".encode()
    name = f"sent.{purpose}.{at:%H}.{hmac.new(key, connection.encode('utf-8', 'replace'), sha256).hexdigest()}"
    cache.add(name, 0, timeout=3600)
    return cache.incr(name) > AN_HOUR
